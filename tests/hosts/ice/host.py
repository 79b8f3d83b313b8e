"""Sixteen CPUs, a two-port E810 with a queue per CPU, as the driver sets it up."""

from builder import presets


def port(name, ifindex, function, address, network, reserved, napi):
    pci = f"0000:65:00.{function}"
    return presets.nic(
        name, ifindex, "ice", pci, "0x8086", "0x1592", 16, address, network,
        path=f"pci0000:64/0000:64:00.0/{pci}", msix_table=1024, speed=100000, node=0, xps="vector",
        affinity={"requested": "in_turn", "in_turn": "0-15", "hint": "requested"},
        affinity_of_role={"admin": {"requested": "all", "hint": ""}},
        vectors=[[f"ice-{name}-TxRx-(\\d+)", "combined", "1", "1"], [f"ice-{pci}:misc", "admin", None, None],
                 [f"ice-{pci}:ctrl-TxRx-\\d+", "admin", None, None]],
        reserved_irqs=reserved, first_napi=napi,
        answers={
            "driver": presets.driver("ice", "6.12.9-amd64", "4.40 0x8001c967 1.3534.0", pci),
            "channels": presets.channels(16, 16, other=1),
            "rings": presets.rings(8160, 2048),
            "coalesce": presets.coalesce(1, 50, 50, rx_usecs_high=0),
            "features": presets.features(on=["rx-ntuple-filter", "tx-udp-segmentation", "rx-vlan-filter"], off=["hw-tc-offload", "loopback"]),
            "rss": presets.rss(16, 512, key_size=52),
            "hash-fields": presets.hash_fields(udp_ports=False),
            "ntuple": {"capacity": 8192, "rules": []},
            "statistics": {"rx_unicast": 123456, "tx_unicast": 65432, "rx_dropped": 0, "rx_alloc_fail": 0,
                           "rx_dropped.nic": 0, "rx_crc_errors.nic": 0, "fdir_sb_match": 0},
            "timestamping": {"timestamping": ["hardware-transmit", "software-transmit", "hardware-receive", "software-receive",
                                              "software-system-clock", "hardware-raw-clock"],
                             "tx-types": ["off", "on"], "rx-filters": ["none", "all"], "phc-index": 0},
        },
    )


HOST = {
    "hostname": "ice",
    **presets.kernel("6.12.9-amd64"),
    "cmdline": "BOOT_IMAGE=/vmlinuz-6.12.9-amd64 root=/dev/sda1 ro quiet",
    "cpus": {"cores": 8, "threads": 2, "numbering": "far", "governor": "performance", "idle_driver": "intel_idle",
             "idle_states": [["POLL", 0], ["C1", 1], ["C1E", 2], ["C6", 133]]},
    "memory_gb": 128,
    "interrupts": [
        {"irq": 9, "hwirq": 9, "chip": "IR-IO-APIC", "trigger": "fasteoi", "name": "acpi", "interrupts": 0},
        {"irq": 48, "hwirq": 52953088, "chip": "IR-PCI-MSI", "name": "ice-0000:65:00.0:misc", "interrupts": 4, "on": "0"},
        {"irq": 49, "hwirq": 52953089, "chip": "IR-PCI-MSI", "name": "ice-lan0-TxRx-{i}", "count": 16},
        {"pasted": "interrupts-ice.txt"},
        {"irq": 81, "hwirq": 52955140, "chip": "IR-PCI-MSI", "name": "ice-lan1-TxRx-3", "on": "3", "interrupts": 954},
        {"irq": 82, "hwirq": 52955141, "chip": "IR-PCI-MSI", "name": "ice-lan1-TxRx-{i}", "count": 12, "first": 4, "on": "4-15"},
        {"irq": 94, "hwirq": 52955153, "chip": "IR-PCI-MSI", "name": "ice-0000:65:00.1:ctrl-TxRx-0", "interrupts": 0},
        ["NMI", [0] * 16, " Non-maskable interrupts"],
        ["LOC", [700_000 + cpu for cpu in range(16)], " Local timer interrupts"],
        ["ERR", [0], ""], ["MIS", [0], ""],
    ],
    "nics": [
        presets.LOOPBACK,
        port("lan0", 2, 0, "40:a6:b7:00:00:01", "10.4.0.2/24", "67-76", 8193),
        port("lan1", 3, 1, "40:a6:b7:00:00:02", "10.4.1.2/24", "95-104", 8225),
    ],
    "sockets": [["tcp", "10.4.0.2", 22, "10.4.0.1", 60100, 61001]],
    "files": presets.DEBIAN_12,
}
