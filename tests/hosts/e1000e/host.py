"""Four cores with SMT, two 82574L (three vectors each), placed by irqbalance."""

from builder import presets


def port(name, ifindex, bus, address, network):
    pci = f"0000:0{bus}:00.0"
    return presets.nic(
        name, ifindex, "e1000e", pci, "0x8086", "0x10d3", 1, address, network,
        path=f"pci0000:00/0000:00:1c.{bus - 2}/{pci}", msix_table=5, speed=1000, threaded=None,
        affinity={"requested": "effective"},
        vectors=[[f"{name}-rx-(\\d+)", "rx", "1", None], [f"{name}-tx-(\\d+)", "tx", None, "1"], [name, "admin", None, None]],
        answers={
            "driver": presets.driver("e1000e", "3.2.6-k", "2.1-2", pci),
            "rings": presets.rings(4096, 256),
            "coalesce": {"rx-usecs": 3},
            "features": presets.features(on=["rx-vlan-filter"], off=["rx-all", "rx-fcs"], fixed_off=["rx-lro", "rx-ntuple-filter"]),
            "hash-fields": presets.hash_fields(udp_ports=False),
            "statistics": {"rx_packets": 812345, "tx_packets": 712345, "rx_no_buffer_count": 0, "rx_missed_errors": 0,
                           "tx_timeout_count": 0, "rx_dma_failed": 0, "rx_hwtstamp_cleared": 0},
            "timestamping": {"timestamping": ["hardware-transmit", "software-transmit", "hardware-receive", "software-receive",
                                              "software-system-clock", "hardware-raw-clock"],
                             "tx-types": ["off", "on"], "rx-filters": ["none", "all"], "phc-index": ifindex - 2},
        },
    )


def row(irq, cpu, hwirq, name, before=()):
    counts = [0] * 8
    counts[cpu] = 400 * irq
    for other, count in before:
        counts[other] = count
    return [str(irq), counts, f" PCI-MSI {hwirq}-edge      {name}"]


DAEMON, FILES, LINKS = presets.irqbalance(701, "0-7")

HOST = {
    "hostname": "e1000e",
    **presets.kernel("4.9.0-8-amd64"),
    "cmdline": "BOOT_IMAGE=/boot/vmlinuz-4.9.0-8-amd64 root=/dev/sda1 ro quiet",
    "cpus": {"cores": 4, "threads": 2, "numbering": "far", "nohz_full_when_none": None, "governor": "powersave",
             "idle_driver": "intel_idle", "idle_states": [["POLL", 0], ["C1", 2], ["C3", 59], ["C6", 80]]},
    "memory_gb": 16,
    "interrupts": [
        {"pasted": "interrupts.txt"},
        row(25, 6, 1048576, "eth0-rx-0", [(4, 281), (6, 572789)]),
        row(26, 5, 1048577, "eth0-tx-0"),
        row(27, 7, 1048578, "eth0"),
        row(28, 1, 1572864, "eth1-rx-0"),
        row(29, 4, 1572865, "eth1-tx-0"),
        row(30, 3, 1572866, "eth1"),
        ["NMI", [4] * 8, " Non-maskable interrupts"],
        ["LOC", [9_000_000 + cpu for cpu in range(8)], " Local timer interrupts"],
        ["ERR", [0], ""], ["MIS", [0], ""],
    ],
    "nics": [
        presets.LOOPBACK,
        port("eth0", 2, 2, "00:25:90:00:00:01", "192.168.10.2/24"),
        port("eth1", 3, 3, "00:25:90:00:00:02", "192.168.11.2/24"),
    ],
    "sockets": [["tcp", "192.168.10.2", 22, "192.168.10.9", 50112, 64001]],
    "processes": [DAEMON],
    "files": {**presets.DEBIAN_12, **FILES},
    "links": LINKS,
}
