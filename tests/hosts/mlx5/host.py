"""Twelve cores in two clusters, a two-port ConnectX-5: one port up, its queues on cores 7-11."""

from builder import presets


def port(name, ifindex, function, address, network, **more):
    pci = f"0000:01:00.{function}"
    return presets.nic(
        name, ifindex, "mlx5_core", pci, "0x15b3", "0x1017", 12, address, network,
        path=f"pci0000:00/0000:00:01.1/{pci}", msix_table=64,
        affinity={"requested": "effective"}, affinity_of_role={"async": {"requested": "all"}},
        vectors=[[f"mlx5_comp(\\d+)@pci:{pci}", "combined", "1", "1"], [f"mlx5_async\\d*@pci:{pci}", "async", None, None]],
        answers={
            "driver": presets.driver("mlx5_core", "6.11.0-14-generic", "16.35.2000 (MT_0000000012)", pci),
            "channels": presets.channels(12, 12),
            "rings": presets.rings(8192, 1024),
            "coalesce": presets.coalesce(1, 8, 16, rx_max_frames=128, tx_max_frames=32, use_cqe_mode_rx=1, use_cqe_mode_tx=0),
            "features": presets.features(on=["tx-udp-segmentation", "rx-vlan-filter"], off=["rx-lro", "rx-ntuple-filter", "hw-tc-offload", "rx-gro-hw"]),
            "rss": presets.rss(12, 256),
            "hash-fields": presets.hash_fields(udp_ports=True),
            "statistics": {"rx_packets": 91234567, "tx_packets": 31234567, "rx_out_of_buffer": 0, "rx_discards_phy": 0,
                           "rx_buff_alloc_err": 0, "tx_queue_stopped": 0},
            "timestamping": {"timestamping": ["hardware-transmit", "hardware-receive", "hardware-raw-clock"],
                             "tx-types": ["off", "on"], "rx-filters": ["none", "all"], "phc-index": 2 * function},
        },
        **more,
    )


HOST = {
    "hostname": "mlx5",
    **presets.kernel("6.11.0-14-generic"),
    "cmdline": "BOOT_IMAGE=/vmlinuz-6.11.0-14-generic root=/dev/mapper/vg-root ro",
    "cpus": {"cores": 12, "threads": 1, "llc_cores": 6, "governor": "performance", "idle_driver": "acpi_idle",
             "idle_states": [["POLL", 0], ["C1", 1], ["C2", 18]]},
    "memory_gb": 64,
    "interrupts": [
        {"irq": 9, "hwirq": 9, "chip": "IR-IO-APIC", "trigger": "fasteoi", "name": "acpi", "interrupts": 0},
        {"pasted": "interrupts-mlx.txt"},
        ["NMI", [0] * 12, " Non-maskable interrupts"],
        ["LOC", [5_000_000 + cpu for cpu in range(12)], " Local timer interrupts"],
        ["ERR", [0], ""], ["MIS", [0], ""],
    ],
    "nics": [
        presets.LOOPBACK,
        port("enp1s0f0np0", 4, 0, "b8:3f:d2:00:00:06", "192.168.88.2/24", mtu=9000, speed=100000, first_napi=8193),
        port("enp1s0f1np1", 5, 1, "b8:3f:d2:00:00:07", "192.168.89.2/24", mtu=9000, up=False),
    ],
    "sockets": [["tcp", "192.168.88.2", 57434, "192.168.88.3", 5201, 50001], ["tcp", "192.168.88.2", 39122, "192.168.88.3", 5201, 50002]],
    "processes": [
        {"pid": 4100, "cmdline": ["iperf3", "-c", "192.168.88.3", "-A", "6,6"], "exe": "/usr/bin/iperf3",
         "cgroup": "/user.slice/user-1000.slice/session-1.scope", "sockets": [50001, 50002],
         "threads": [presets.thread("iperf3", 6, "6", utime=2500, stime=51000, start=90000)]},
    ],
    "files": {"etc/os-release": 'PRETTY_NAME="Ubuntu 24.10"\nNAME="Ubuntu"\nID=ubuntu',
              "var/lib/dpkg/status": presets.DEBIAN_12["var/lib/dpkg/status"]},
}
