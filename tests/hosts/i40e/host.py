"""Six cores, an XL710 whose interface is called like its driver, one queue per core."""

from builder import presets

PCI = "0000:04:00.0"

HOST = {
    "hostname": "i40e",
    **presets.kernel("6.1.0-18-amd64"),
    "cmdline": "BOOT_IMAGE=/vmlinuz-6.1.0-18-amd64 root=/dev/sda1 ro quiet",
    "cpus": {"cores": 6, "threads": 1, "governor": "performance", "idle_driver": "intel_idle",
             "idle_states": [["POLL", 0], ["C1", 2], ["C1E", 10], ["C3", 40], ["C6", 133]]},
    "memory_gb": 32,
    "interrupts": [
        {"irq": 9, "hwirq": 9, "chip": "IR-IO-APIC", "trigger": "fasteoi", "name": "acpi", "interrupts": 0},
        {"irq": 217, "hwirq": 2097152, "chip": "IR-PCI-MSI", "name": f"i40e-{PCI}:misc", "interrupts": 7, "on": "0"},
        {"irq": 218, "hwirq": 2097153, "chip": "IR-PCI-MSI", "name": "i40e-i40e1-TxRx-{i}", "count": 6},
        {"irq": 224, "hwirq": 2097159, "chip": "IR-PCI-MSI", "name": f"i40e-{PCI}:fdir-TxRx-0", "interrupts": 0, "on": "0"},
        ["NMI", [0] * 6, " Non-maskable interrupts"],
        ["LOC", [800_000 + cpu for cpu in range(6)], " Local timer interrupts"],
        ["ERR", [0], ""], ["MIS", [0], ""],
    ],
    "nics": [
        presets.LOOPBACK,
        presets.nic(
            "i40e1", 6, "i40e", PCI, "0x8086", "0x1583", 6, "68:05:ca:00:00:01", "198.18.1.1/24",
            path=f"pci0000:00/0000:00:03.0/{PCI}", msix_table=129, speed=40000, xps="vector",
            affinity={"requested": "in_turn", "in_turn": "0-5", "hint": "requested"},
            affinity_of_role={"admin": {"requested": "all", "hint": ""}},
            irqs={"224": {"requested": "0", "effective": "0"}},
            vectors=[["i40e-i40e1-TxRx-(\\d+)", "combined", "1", "1"], [f"i40e-{PCI}:misc", "admin", None, None],
                     [f"i40e-{PCI}:fdir-TxRx-\\d+", "admin", None, None]],
            answers={
                "driver": presets.driver("i40e", "6.1.0-18-amd64", "8.30 0x8000a49d 1.2926.0", PCI),
                "channels": presets.channels(6, 6, other=1),
                "rings": presets.rings(4096, 512),
                "coalesce": presets.coalesce(1, 50, 50, rx_max_frames_irq=256, tx_max_frames_irq=256, rx_usecs_high=0),
                "features": presets.features(on=["rx-ntuple-filter", "tx-udp-segmentation"], off=["hw-tc-offload"], fixed_on=["rx-vlan-filter"]),
                "rxfh": presets.rss(6, 512, key_size=52),
                "hash-fields": presets.hash_fields(udp_ports=True),
                "ntuple": {"capacity": 8192, "rules": []},
                "statistics": {"rx_packets": 99887766, "tx_packets": 1234, "rx_dropped": 0, "rx_alloc_fail": 0,
                               "port.rx_dropped": 0, "port.fdir_sb_match": 0, "port.fdir_atr_match": 0},
            },
        ),
    ],
    "sockets": [["udp", "198.18.1.1", 9, "0.0.0.0", 0, 62001]],
    "files": presets.DEBIAN_12,
}
