"""Sixteen CPUs, a BCM57414 with eight queues; it has no vector of its own for events."""

from builder import presets

PCI = "0000:41:00.0"

HOST = {
    "hostname": "bnxt",
    **presets.DEBIAN_12_KERNEL,
    "cmdline": "BOOT_IMAGE=/boot/vmlinuz-6.1.0-18-amd64 root=/dev/sda2 ro quiet",
    "cpus": {"cores": 8, "threads": 2, "numbering": "far", "llc_cores": 4, "governor": "performance",
             "idle_driver": "acpi_idle", "idle_states": [["POLL", 0], ["C1", 1], ["C2", 400]]},
    "memory_gb": 128,
    "interrupts": [
        {"irq": 7, "hwirq": 7, "chip": "IR-IO-APIC", "trigger": "fasteoi", "name": "AMDI0010:00", "interrupts": 0},
        {"irq": 140, "hwirq": 34078720, "chip": "IR-PCI-MSI", "name": "ens1f0np0-TxRx-{i}", "count": 8, "on": "0-7"},
        ["NMI", [0] * 16, " Non-maskable interrupts"],
        ["LOC", [400_000 + cpu for cpu in range(16)], " Local timer interrupts"],
        ["ERR", [0], ""], ["MIS", [0], ""],
    ],
    "nics": [
        presets.LOOPBACK,
        presets.nic(
            "ens1f0np0", 2, "bnxt_en", PCI, "0x14e4", "0x16d7", 8, "bc:97:e1:00:00:01", "10.12.0.8/24",
            path=f"pci0000:40/0000:40:01.1/{PCI}", msix_table=74, speed=25000, node=0, xps="vector",
            affinity={"requested": "in_turn", "in_turn": "0-7", "hint": "requested"},
            vectors=[["ens1f0np0-TxRx-(\\d+)", "combined", "1", "1"]],
            answers={
                "driver": presets.driver("bnxt_en", "6.1.0-18-amd64", "226.0.145.0/pkg 226.1.107.1", PCI),
                "channels": {"rx-max": 37, "tx-max": 37, "combined-max": 74, "combined-count": 8},
                "rings": {"rx-max": 2047, "rx-jumbo-max": 8191, "tx-max": 2047, "rx": 511, "rx-jumbo": 2044, "tx": 511},
                "coalesce": presets.coalesce(0, 6, 28, rx_max_frames=6, rx_usecs_irq=1, rx_max_frames_irq=2,
                                             tx_max_frames=30, tx_usecs_irq=2, tx_max_frames_irq=2,
                                             stats_block_usecs=1000000),
                "features": presets.features(on=["rx-gro-hw", "rx-ntuple-filter"], off=["rx-lro", "hw-tc-offload"]),
                "rxfh": presets.rss(8, 128),
                "hash-fields": presets.hash_fields(udp_ports=False),
                "ntuple": {"rules": []},
                "statistics": {"[0]: rx_ucast_packets": 1234567, "[0]: rx_discards": 0, "[0]: rx_errors": 0, "[1]: rx_ucast_packets": 1234000,
                               "[1]: rx_discards": 0, "rx_total_l4_csum_errors": 0, "rx_total_discard_pkts": 0,
                               "rx_total_ring_discards": 0, "rx_stat_discard": 0},
            },
        ),
    ],
    "sockets": [["tcp", "10.12.0.8", 22, "10.12.0.1", 50112, 69001]],
    "files": presets.DEBIAN_12,
}
