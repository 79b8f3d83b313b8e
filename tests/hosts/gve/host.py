"""Four CPUs, a gVNIC: blocks 0-3 are the transmit queues, 4-7 the receive queues."""

from builder import presets

PCI = "0000:00:04.0"

HOST = {
    "hostname": "gve",
    **presets.kernel("6.1.0-18-cloud-amd64"),
    "cmdline": "BOOT_IMAGE=/boot/vmlinuz-6.1.0-18-cloud-amd64 root=PARTUUID=0 ro console=ttyS0,115200",
    "cpus": {"cores": 2, "threads": 2, "numbering": "near", "nohz_full_when_none": None},
    "memory_gb": 16,
    "interrupts": [
        {"irq": 4, "hwirq": 4, "chip": "IO-APIC", "name": "ttyS0", "interrupts": 1402, "on": "1"},
        {"irq": 24, "hwirq": 65536, "chip": "PCI-MSI", "name": f"gve-ntfy-blk{{i}}@pci:{PCI}", "count": 8},
        {"irq": 32, "hwirq": 65544, "chip": "PCI-MSI", "name": f"gve-mgmnt@pci:{PCI}", "interrupts": 0},
        ["NMI", [0] * 4, " Non-maskable interrupts"],
        ["LOC", [300_000 + cpu for cpu in range(4)], " Local timer interrupts"],
        ["ERR", [0], ""], ["MIS", [0], ""],
    ],
    "nics": [
        presets.LOOPBACK,
        presets.nic(
            "eth0", 2, "gve", PCI, "0x1ae0", "0x0042", 4, "42:01:0a:80:00:05", "10.128.0.5/32", mtu=1460, msix_table=17,
            affinity={"requested": "in_turn", "in_turn": "0-3", "hint": "requested"},
            affinity_of_role={"admin": {"requested": "all", "hint": ""}},
            vectors=[[f"gve-ntfy-blk([0-3])@pci:{PCI}", "tx", None, "1"], [f"gve-ntfy-blk([4-7])@pci:{PCI}", "rx", "1-4", None],
                     [f"gve-mgmnt@pci:{PCI}", "admin", None, None]],
            answers={
                "driver": "ethtool-i.txt", "rings": "ethtool-g.txt", "features": "ethtool-k.txt",
                "channels": {"rx-max": 4, "tx-max": 4, "rx-count": 4, "tx-count": 4},
                "statistics": {"rx_packets": 123456, "tx_packets": 65432, "rx_bytes": 98765432, "tx_bytes": 8765432,
                               "rx_dropped": 0, "tx_dropped": 0, "tx_timeouts": 0, "rx_skb_alloc_fail": 0,
                               "rx_buf_alloc_fail": 0, "rx_desc_err_dropped_pkt": 0},
            },
        ),
    ],
    "sockets": [["tcp", "10.128.0.5", 22, "10.128.0.9", 51022, 66001]],
    "files": {**presets.DEBIAN_12, "sys/class/dmi/id/sys_vendor": "Google", "sys/class/dmi/id/product_name": "Google Compute Engine"},
}
