"""Eight CPUs, an 82599 with four queues that only receives."""

from builder import presets

PCI = "0000:86:00.0"

HOST = {
    "hostname": "ixgbe",
    **presets.kernel("3.10.0-1160.el7.x86_64"),
    "cmdline": "BOOT_IMAGE=/vmlinuz-3.10.0-1160.el7.x86_64 root=/dev/mapper/rhel-root ro crashkernel=auto rhgb quiet",
    "cpus": {"packages": 2, "cores": 4, "threads": 1, "nodes": 2, "governor": "performance", "idle_driver": "intel_idle",
             "idle_states": [["POLL", 0], ["C1", 2], ["C1E", 10]]},
    "memory_gb": 64,
    "interrupts": [
        {"irq": 8, "hwirq": 8, "chip": "IR-IO-APIC", "name": "rtc0", "interrupts": 1, "on": "0"},
        {"irq": 99, "hwirq": 70254592, "chip": "IR-PCI-MSI", "name": "ens2f0-TxRx-{i}", "count": 4, "on": "4-7"},
        {"irq": 103, "hwirq": 70254596, "chip": "IR-PCI-MSI", "name": "ens2f0", "interrupts": 3, "on": "4"},
        ["NMI", [11] * 8, " Non-maskable interrupts"],
        ["LOC", [6_000_000 + cpu for cpu in range(8)], " Local timer interrupts"],
        ["ERR", [0], ""], ["MIS", [0], ""],
    ],
    "nics": [
        presets.LOOPBACK,
        presets.nic(
            "ens2f0", 4, "ixgbe", PCI, "0x8086", "0x10fb", 4, "14:02:ec:00:00:01", "10.9.0.3/24",
            path=f"pci0000:85/0000:85:02.0/{PCI}", msix_table=64, speed=10000, node=1, threaded=None,
            affinity={"requested": "in_turn", "in_turn": "4-7", "hint": "requested"},
            affinity_of_role={"admin": {"requested": "all", "hint": ""}},
            vectors=[["ens2f0-TxRx-(\\d+)", "combined", "1", "1"], ["ens2f0", "admin", None, None]],
            answers={
                "driver": presets.driver("ixgbe", "5.1.0-k-rh7.7", "0x800003df", PCI),
                "channels": presets.channels(63, 4, other=1),
                "rings": presets.rings(4096, 512),
                "coalesce": {"rx-usecs": 1, "tx-usecs": 0},
                "features": presets.features(on=["rx-lro", "rx-vlan-filter"], off=["rx-ntuple-filter", "hw-tc-offload", "rx-all"]),
                "rxfh": presets.rss(4, 128),
                "hash-fields": presets.hash_fields(udp_ports=False),
                "statistics": "ethtool-S.txt",
            },
        ),
    ],
    "files": {**presets.linux("Red Hat Enterprise Linux Server 7.9 (Maipo)", "rhel")},
}
