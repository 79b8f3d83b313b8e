"""Four CPUs; eth1 beside eth10, and an adapter whose actions have spaces and parentheses."""

from builder import presets

T5 = "0000:05:00.4"


def i350(name, ifindex, function, address, network):
    pci = f"0000:04:00.{function}"
    return presets.nic(
        name, ifindex, "igb", pci, "0x8086", "0x1521", 2, address, network, path=f"pci0000:00/0000:00:1c.0/{pci}",
        msix_table=10, speed=1000, affinity={"requested": "effective"},
        vectors=[[f"{name}-TxRx-(\\d+)", "combined", "1", "1"], [name, "admin", None, None]],
        answers={"driver": presets.driver("igb", "6.1.0-18-amd64", "1.63, 0x800009fa", pci), "channels": presets.channels(8, 2, other=1),
                 "rings": presets.rings(4096, 256), "coalesce": {"rx-usecs": 3, "tx-usecs": 0},
                 "features": presets.features(on=["rx-vlan-filter"], off=["rx-ntuple-filter"], fixed_off=["rx-lro"]),
                 "rxfh": {"hfunc": "toeplitz", "indir": [bucket % 2 for bucket in range(128)]}},
    )


def t5(name, ifindex, address, network, own, events):
    """One port of the adapter: both ports are interfaces of one PCI function."""
    return presets.nic(
        name, ifindex, "cxgb4", T5, "0x1425", "0x5410", 2, address, network, path=f"pci0000:00/0000:00:01.0/{T5}",
        msix_table=64, speed=40000, own_irqs=own, more_irqs="40-45", affinity={"requested": "effective"},
        vectors=[[f"{name} \\(queue (\\d+)\\)", "rx", "1", None], *events],
        answers={"driver": presets.driver("cxgb4", "3.14.0.3", "1.27.3.0, TP 0.1.23.2", T5), "channels": presets.channels(16, 2),
                 "rings": {"rx-max": 16384, "rx-mini-max": 16384, "rx-jumbo-max": 16384, "tx-max": 16384, "rx": 1024,
                           "rx-mini": 1024, "rx-jumbo": 512, "tx": 1024},
                 "coalesce": {"use-adaptive-rx": 0, "rx-usecs": 5, "rx-max-frames": 8}},
    )


def mixed(irq, count, cpu, hwirq, name):
    counts = [0] * 4
    counts[cpu] = count
    return [str(irq), counts, f" PCI-MSI {hwirq}-edge      {name}"]


HOST = {
    "hostname": "look-alike-names",
    **presets.DEBIAN_12_KERNEL,
    "cmdline": "BOOT_IMAGE=/boot/vmlinuz-6.1.0-18-amd64 root=/dev/sda2 ro quiet net.ifnames=0",
    "cpus": {"cores": 4, "threads": 1},
    "memory_gb": 16,
    "interrupts": [
        ["16", [0, 3, 0, 0], " IO-APIC   16-fasteoi   uhci_hcd:usb5, uhci_hcd:usb11, ahci[0000:02:00.0]"],
        mixed(30, 4, 0, 2099200, "eth10"),
        mixed(31, 81230, 0, 2099201, "eth10-TxRx-0"),
        mixed(32, 71230, 1, 2099202, "eth10-TxRx-1"),
        mixed(33, 3, 2, 2097152, "eth1"),
        mixed(34, 61230, 2, 2097153, "eth1-TxRx-0"),
        mixed(35, 51230, 3, 2097154, "eth1-TxRx-1"),
        mixed(40, 0, 0, 2629632, T5),
        mixed(41, 12, 1, 2629633, f"{T5}-FWeventq"),
        mixed(42, 91230, 0, 2629634, "eth2 (queue 0)"),
        mixed(43, 91231, 1, 2629635, "eth2 (queue 1)"),
        mixed(44, 0, 2, 2629636, "eth20 (queue 0)"),
        mixed(45, 0, 3, 2629637, "eth20 (queue 1)"),
        mixed(46, 512, 3, 180224, "iwlwifi: default queue"),
        mixed(47, 77, 3, 180225, "iwlwifi: queue 1"),
        ["NMI", [0] * 4, " Non-maskable interrupts"],
        ["ERR", [0], ""], ["MIS", [0], ""],
    ],
    "nics": [
        presets.LOOPBACK,
        i350("eth1", 3, 0, "a0:36:9f:00:01:01", "10.31.1.2/24"),
        i350("eth10", 12, 1, "a0:36:9f:00:01:10", "10.31.10.2/24"),
        t5("eth2", 4, "00:07:43:00:00:01", "10.31.2.2/24", "40-43", [[T5, "admin", None, None], [f"{T5}-FWeventq", "async", None, None]]),
        t5("eth20", 5, "00:07:43:00:00:02", "10.31.20.2/24", "44-45", []),
    ],
    "sockets": [["tcp", "10.31.1.2", 22, "10.31.1.9", 50100, 74001]],
    "files": presets.DEBIAN_12,
}
