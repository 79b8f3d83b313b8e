"""Four CPUs, a virtio NIC with four queue pairs and RSS (QEMU rss=on)."""

from builder import presets

PCI = "0000:01:00.0"

HOST = {
    "hostname": "virtio-rss",
    **presets.DEBIAN_12_KERNEL,
    "cmdline": "BOOT_IMAGE=/boot/vmlinuz-6.1.0-18-amd64 root=/dev/vda1 ro quiet console=ttyS0",
    "cpus": {"packages": 2, "cores": 2, "threads": 1, "nodes": 2, "distance": 20},
    "memory_gb": 8,
    "interrupts": [
        {"irq": 4, "hwirq": 4, "chip": "IO-APIC", "name": "ttyS0", "interrupts": 210, "on": "1"},
        {"irq": 24, "hwirq": 524288, "chip": "PCI-MSI", "name": "virtio1-config", "interrupts": 0},
        *[["%d" % (25 + i), [900 * (25 + i) if cpu == i // 2 else 0 for cpu in range(4)],
           f" PCI-MSI {524289 + i}-edge      virtio1-{'output' if i % 2 else 'input'}.{i // 2}"] for i in range(8)],
        ["NMI", [0] * 4, " Non-maskable interrupts"],
        ["LOC", [90_000 + cpu for cpu in range(4)], " Local timer interrupts"],
        ["ERR", [0], ""], ["MIS", [0], ""],
    ],
    "nics": [
        presets.LOOPBACK,
        presets.nic(
            "eth0", 2, "virtio_net", PCI, "0x1af4", "0x1041", 4, "52:54:00:00:00:01", "10.0.2.15/24",
            path=f"pci0000:00/0000:00:02.0/{PCI}", pci_driver="virtio-pci", virtio="virtio1", msix_table=10, node=0, speed=-1,
            xps=["0", "1", "2", "3"],
            affinity={"requested": "effective", "hint": "requested"},
            affinity_of_role={"admin": {"requested": "node", "hint": ""}},
            vectors=[["virtio1-config", "admin", None, None], ["virtio1-input\\.(\\d+)", "rx", "1", None],
                     ["virtio1-output\\.(\\d+)", "tx", None, "1"]],
            answers={
                "driver": presets.driver("virtio_net", "1.0.0", "", PCI),
                "channels": presets.channels(4, 4),
                "rings": presets.rings(256, 256),
                "coalesce": {"rx-max-frames": 0, "tx-max-frames": 0},
                "features": presets.features(on=["rx-gro-hw"], fixed_on=["tx-gso-robust"], fixed_off=["rx-ntuple-filter", "rx-lro", "rx-vlan-hw-parse"]),
                "rxfh": presets.rss(4, 128),
                "hash-fields": presets.hash_fields(udp_ports=True),
                "statistics": {f"{way}_queue_{queue}_{what}": 0 for queue in range(4)
                               for way, whats in (("rx", ("packets", "bytes", "drops", "xdp_packets", "kicks")),
                                                  ("tx", ("packets", "bytes", "xdp_tx", "kicks"))) for what in whats},
                "timestamping": {"timestamping": ["software-transmit", "software-receive", "software-system-clock"]},
            },
        ),
    ],
    "sockets": [["tcp", "10.0.2.15", 22, "10.0.2.2", 50200, 70001]],
    "files": presets.DEBIAN_12,
}
