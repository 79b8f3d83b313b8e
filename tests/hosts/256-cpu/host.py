"""Two sockets × 64 cores × 2 threads, four nodes: masks of eight groups of 32 bits."""

from builder import presets

PCI = "0000:a1:00.0"
NODE_2 = "64-95,192-223"

HOST = {
    "hostname": "256-cpu",
    **presets.kernel("6.12.9-amd64"),
    "cmdline": "BOOT_IMAGE=/boot/vmlinuz-6.12.9-amd64 root=/dev/nvme0n1p2 ro quiet irqaffinity=0-63 cpuidle.off=1",
    "cpus": {"packages": 2, "cores": 64, "threads": 2, "nodes": 4, "llc_cores": 8, "distance": 32},
    "memory_gb": 1024,
    "default_smp_affinity": "0-63",
    "interrupts": [
        {"irq": 1019, "hwirq": 0, "chip": f"IR-PCI-MSIX-{PCI}", "name": f"mlx5_async0@pci:{PCI}", "interrupts": 8812, "on": "64"},
        {"irq": 1020, "hwirq": 1, "chip": f"IR-PCI-MSIX-{PCI}", "name": f"mlx5_comp{{i}}@pci:{PCI}", "count": 32, "on": NODE_2},
        ["NMI", [0] * 256, " Non-maskable interrupts"],
        ["ERR", [0], ""], ["MIS", [0], ""],
    ],
    "nics": [
        presets.LOOPBACK,
        presets.nic(
            "eth0", 2, "mlx5_core", PCI, "0x15b3", "0x101d", 32, "0c:42:a1:00:00:01", "10.40.0.2/16",
            path=f"pci0000:a0/0000:a0:03.1/{PCI}", msix_table=192, speed=100000, node=2, xps="vector", first_napi=8193,
            affinity={"requested": "in_turn", "in_turn": NODE_2, "hint": "requested"},
            affinity_of_role={"async": {"requested": "0-63", "hint": ""}},
            irqs={"1019": {"effective": "0"}},
            vectors=[[f"mlx5_comp(\\d+)@pci:{PCI}", "combined", "1", "1"], [f"mlx5_async\\d*@pci:{PCI}", "async", None, None]],
            answers={
                "driver": presets.driver("mlx5_core", "6.12.9-amd64", "22.41.1000 (MT_0000000359)", PCI),
                "channels": presets.channels(63, 32),
                "rings": presets.rings(8192, 1024),
                "coalesce": presets.coalesce(1, 8, 16, rx_max_frames=128, tx_max_frames=32),
                "features": presets.features(on=["tx-udp-segmentation", "rx-vlan-filter"], off=["rx-lro", "rx-ntuple-filter", "hw-tc-offload", "rx-gro-hw"]),
                "rss": presets.rss(32, 256),
                "hash-fields": presets.hash_fields(udp_ports=True),
                "statistics": {"rx_packets": 912345678, "rx_out_of_buffer": 0, "rx_discards_phy": 0, "rx_buff_alloc_err": 0},
            },
        ),
    ],
    "ksoftirqd": "64",
    "sockets": [["tcp", "10.40.0.2", 9200, "10.40.0.77", 41000, 71001]],
    "files": presets.DEBIAN_12,
}
