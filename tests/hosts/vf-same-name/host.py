"""48 CPUs, two VFs that are both called net1, each in its namespace; their vectors run on isolated CPU 4."""

from builder import presets

PF, OURS, OTHER = "0000:b5:00.0", "0000:b5:02.7", "0000:b5:03.6"
BRIDGE = "pci0000:b2/0000:b2:00.0"
HOUSEKEEPING = "0-1,24-25"

HOST = {
    "hostname": "vf-same-name",
    **presets.kernel("3.10.0-1160.el7.x86_64"),
    "cmdline": "BOOT_IMAGE=/vmlinuz-3.10.0-1160.el7.x86_64 root=/dev/mapper/centos-root ro irqaffinity=0-1,24-25 isolcpus=2-11 "
    "nohz_full=2-11 rcu_nocbs=2-11 intel_iommu=on iommu=pt",
    "cpus": {"packages": 2, "cores": 12, "threads": 2, "nodes": 2, "isolated": "2-11", "nohz_full": "2-11",
             "idle_driver": "intel_idle", "idle_states": [["POLL", 0], ["C1", 2]]},
    "memory_gb": 192,
    "default_smp_affinity": HOUSEKEEPING,
    "interrupts": [
        {"irq": 120, "hwirq": 0, "chip": "IR-PCI-MSI", "name": f"i40e-{PF}:misc", "interrupts": 3, "on": "0"},
        {"irq": 121, "hwirq": 1, "chip": "IR-PCI-MSI", "name": "i40e-enp181s0f0-TxRx-{i}", "count": 4, "on": HOUSEKEEPING},
        {"pasted": "interrupts-iavf.txt", "columns": 6},
        ["NMI", [0] * 48, " Non-maskable interrupts"],
        ["LOC", [500_000 + cpu for cpu in range(48)], " Local timer interrupts"],
        ["ERR", [0], ""], ["MIS", [0], ""],
    ],
    "other_affinity": {"requested": HOUSEKEEPING, "node": 1},
    "nics": [
        presets.LOOPBACK,
        presets.nic(
            "enp181s0f0", 2, "i40e", PF, "0x8086", "0x158b", 4, "3c:fd:fe:b0:00:01", "10.50.0.2/24",
            path=f"{BRIDGE}/{PF}", msix_table=129, node=1, speed=25000, threaded=None, own_irqs="120-124",
            vf_paths=[f"{BRIDGE}/{OURS}", f"{BRIDGE}/{OTHER}"],
            affinity={"requested": HOUSEKEEPING, "in_turn": HOUSEKEEPING},
            vectors=[["i40e-enp181s0f0-TxRx-(\\d+)", "combined", "1", "1"], [f"i40e-{PF}:misc", "admin", None, None]],
            answers={"driver": presets.driver("i40e", "2.10.19.82", "7.10 0x80006456 1.2527.0", PF), "channels": presets.channels(48, 4, other=1),
                     "rings": presets.rings(4096, 512), "coalesce": presets.coalesce(1, 50, 50),
                     "features": presets.features(on=["rx-ntuple-filter"], off=["hw-tc-offload"]), "rxfh": presets.rss(4, 512, key_size=52)},
        ),
        presets.nic(
            "net1", 7, "iavf", OURS, "0x8086", "0x154c", 4, "02:09:c0:00:00:01", "10.56.217.3/24",
            path=f"{BRIDGE}/{OURS}", pf_path=f"{BRIDGE}/{PF}", msix_table=5, node=1, speed=25000, threaded=None, own_irqs="961-965",
            affinity={"requested": HOUSEKEEPING},
            vectors=[["iavf-net1-TxRx-(\\d+)", "combined", "1", "1"], [f"iavf-{OURS}:mbx", "admin", None, None]],
            answers={"driver": presets.driver("iavf", "3.7.61.20", "N/A", OURS), "channels": presets.channels(4, 4, other=1),
                     "rings": presets.rings(4096, 512), "coalesce": presets.coalesce(1, 50, 50),
                     "features": presets.features(off=["rx-ntuple-filter"]), "rxfh": presets.rss(4, 64, key_size=52)},
        ),
    ],
    "functions": [
        {"pci": OTHER, "path": f"{BRIDGE}/{OTHER}", "pf_path": f"{BRIDGE}/{PF}", "driver": "iavf", "vendor": "0x8086",
         "device": "0x154c", "msix_table": 5, "node": 1, "msi_irqs": [941, 942, 943, 944, 945]},
    ],
    "sockets": [["tcp", "10.56.217.3", 8080, "10.56.217.9", 41234, 72001]],
    "files": presets.linux("CentOS Linux 7 (Core)", "centos"),
}
