"""sys/class/net: interfaces, their queues, bonds and VLANs."""

from . import cpu_set, pci

FLAGS_UP = "0x1003"
FLAGS_DOWN = "0x1002"


def write_nic(tree, nic, topology):
    name = nic["name"]
    if "pci" in nic:
        function = pci.write_function(tree, nic, topology)
        parent = function + ("/" + nic["virtio"] if "virtio" in nic else "")
        if "virtio" in nic:
            _write_virtio_device(tree, parent, nic)
        path = f"{parent}/net/{name}"
        tree.link_to(f"{path}/device", parent)
    elif "bus_path" in nic:  # a device of another bus
        path = f'sys/devices/{nic["bus_path"]}/net/{name}'
        tree.link_to(f"{path}/device", f'sys/devices/{nic["bus_path"]}')
        _bind(tree, f'sys/devices/{nic["bus_path"]}', f'sys/bus/{nic["bus"]}/drivers/{nic["driver"]}')
    else:
        path = f"sys/devices/virtual/net/{name}"
    tree.link_to(f"sys/class/net/{name}", path)
    _write_attributes(tree, path, nic)
    _write_queues(tree, path, nic, topology)
    _write_stack_links(tree, path, nic)
    return path


def _write_virtio_device(tree, path, nic):
    tree.file(f"{path}/vendor", "0x1af4")
    tree.file(f"{path}/device", "0x0001")
    tree.file(f"{path}/uevent", "DRIVER=virtio_net\nMODALIAS=virtio:d00000001v00001AF4")
    _bind(tree, path, "sys/bus/virtio/drivers/virtio_net")


def _bind(tree, device, driver):
    """The two links between a device and its driver."""
    tree.link_to(f"{device}/driver", driver)
    tree.link_to(f"{driver}/{device.rsplit('/', 1)[1]}", device)


def _write_attributes(tree, path, nic):
    up = nic.get("up", True)
    uevent = f'INTERFACE={nic["name"]}\nIFINDEX={nic["ifindex"]}'
    devtype = {"bond": "bond", "vlan": "vlan", "bridge": "bridge"}.get(nic.get("kind"))
    values = {
        "ifindex": nic["ifindex"],
        "iflink": nic.get("iflink", nic["ifindex"]),
        "address": nic.get("address", "00:00:00:00:00:00"),
        "mtu": nic.get("mtu", 1500),
        "flags": nic.get("flags", FLAGS_UP if up else FLAGS_DOWN),
        "operstate": nic.get("operstate", "up" if up else "down"),
        "type": nic.get("type", 1),
        "tx_queue_len": 1000,
        "uevent": (f"DEVTYPE={devtype}\n" if devtype else "") + uevent,
        "napi_defer_hard_irqs": nic.get("napi_defer_hard_irqs", 0),
        "gro_flush_timeout": nic.get("gro_flush_timeout", 0),
    }
    if up:  # reading carrier or speed of an interface that is down fails with EINVAL
        values["carrier"] = 1
        if "speed" in nic:
            values["speed"] = nic["speed"]
    if nic.get("threaded", 0) is not None:  # sysfs has it since 5.12
        values["threaded"] = nic.get("threaded", 0)
    for file, value in values.items():
        tree.file(f"{path}/{file}", str(value))


def _write_queues(tree, path, nic, topology):
    empty = cpu_set.to_mask([], topology.count)
    for queue in range(nic.get("rx_queues", 1)):
        rps = nic.get("rps", {}).get(str(queue), "")
        tree.file(f"{path}/queues/rx-{queue}/rps_cpus", cpu_set.to_mask(cpu_set.parse(rps), topology.count))
        tree.file(f"{path}/queues/rx-{queue}/rps_flow_cnt", str(nic.get("rps_flow_cnt", 0)))
    xps = nic.get("xps")
    for queue in range(nic.get("tx_queues", 1)):
        mask = empty
        if xps == "vector":
            mask = cpu_set.to_mask([nic["tx_cpus"][queue]], topology.count)
        elif isinstance(xps, list):
            mask = cpu_set.to_mask(cpu_set.parse(xps[queue]), topology.count)
        if nic.get("tx_queues", 1) > 1:  # reading it of a device with one queue fails with ENOENT
            tree.file(f"{path}/queues/tx-{queue}/xps_cpus", mask)
        tree.file(f"{path}/queues/tx-{queue}/xps_rxqs", cpu_set.to_mask([], nic.get("rx_queues", 1)))


def _write_stack_links(tree, path, nic):
    for member in nic.get("members", []):
        tree.link_to(f"{path}/lower_{member}", f"sys/class/net/{member}")
    if nic.get("kind") == "bond":
        tree.file(f"{path}/bonding/slaves", " ".join(nic["members"]))
        tree.file(f"{path}/bonding/mode", nic.get("mode", "802.3ad 4"))
    if "master" in nic:
        tree.link_to(f"{path}/master", f'sys/class/net/{nic["master"]}')
    for upper in nic.get("uppers", []):
        tree.link_to(f"{path}/upper_{upper}", f"sys/class/net/{upper}")
    if nic.get("kind") == "vlan":
        tree.file(
            f'proc/net/vlan/{nic["name"]}',
            f'{nic["name"]}  VID: {nic["vlan"]}\t REORDER_HDR: 1  dev->priv_flags: 1021\n'
            f'Device: {nic["members"][0]}',
        )
