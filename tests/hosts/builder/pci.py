"""A PCI function's folder: identity, MSI-X capability, NUMA node, driver, SR-IOV links."""

import struct

MSIX_SIZE_MASK = 0x7FF


def config_space(spec):
    """256 bytes: the header, power management at 0x40, MSI-X at 0x70, PCI Express at 0xa0."""
    config = bytearray(256)
    vendor, device = int(spec["vendor"], 16), int(spec["device"], 16)
    struct.pack_into("<HHHH", config, 0, vendor, device, 0x0406, 0x0010)
    config[0x0B], config[0x0A] = 0x02, 0x00
    struct.pack_into("<HH", config, 0x2C, vendor, device)
    config[0x34] = 0x40
    config[0x40], config[0x41] = 0x01, 0x70
    config[0x70], config[0x71] = 0x11, 0xA0
    control = (spec.get("msix_table", 1) - 1) & MSIX_SIZE_MASK
    control |= 0x8000 if spec.get("msix_enabled", True) else 0
    control |= 0x4000 if spec.get("msix_masked", False) else 0
    struct.pack_into("<HII", config, 0x72, control, 0x3, 0x1003)
    config[0xA0], config[0xA1], config[0xA2] = 0x10, 0x00, 0x02
    return bytes(config)


def write_function(tree, spec, topology):
    """Writes the folder; returns its path in the tree."""
    address = spec["pci"]
    path = "sys/devices/" + spec.get("path", f"pci{address[:7]}/{address}")
    node = spec.get("node", -1)
    config = bytes.fromhex(spec["config"]) if "config" in spec else config_space(spec)
    tree.file(f"{path}/config", config)
    tree.file(f"{path}/vendor", spec["vendor"])
    tree.file(f"{path}/device", spec["device"])
    tree.file(f"{path}/class", spec.get("class", "0x020000"))
    tree.file(f"{path}/numa_node", str(node))
    tree.file(f"{path}/uevent", f'DRIVER={spec.get("pci_driver", spec["driver"])}\nPCI_SLOT_NAME={address}')
    tree.link_to(f"sys/bus/pci/devices/{address}", path)
    driver = f'sys/bus/pci/drivers/{spec.get("pci_driver", spec["driver"])}'
    tree.link_to(f"{path}/driver", driver)
    tree.link_to(f"{driver}/{address}", path)
    for irq in spec.get("msi_irqs", []):
        tree.file(f"{path}/msi_irqs/{irq}", spec.get("msi_mode", "msix"))
    if "pf_path" in spec:
        tree.link_to(f"{path}/physfn", "sys/devices/" + spec["pf_path"])
    for number, virtual in enumerate(spec.get("vf_paths", [])):
        tree.link_to(f"{path}/virtfn{number}", "sys/devices/" + virtual)
    return path
