"""Four CPUs, an igb with four queues whose interrupts all ran on CPU 0; RPS spreads the rest."""

from builder import presets

PCI = "0000:01:00.0"

HOST = {
    "hostname": "igb",
    **presets.kernel("3.13.0-87-generic"),
    "cmdline": "BOOT_IMAGE=/vmlinuz-3.13.0-87-generic root=/dev/sda1 ro",
    "cpus": {"cores": 4, "threads": 1, "nohz_full_when_none": None, "idle_driver": "intel_idle",
             "idle_states": [["POLL", 0], ["C1", 2], ["C1E", 10], ["C6", 133]]},
    "memory_gb": 32,
    "interrupts_verbatim": "interrupts.txt",
    "interrupts": [{"pasted": "interrupts.txt"}],
    "softirqs_verbatim": "softirqs.txt",
    "nics": [
        presets.LOOPBACK,
        presets.nic(
            "eth0", 2, "igb", PCI, "0x8086", "0x1521", 4, "a0:36:9f:00:00:01", "172.16.4.9/22",
            path=f"pci0000:00/0000:00:02.0/{PCI}", msix_table=10, speed=1000, threaded=None, qdisc="mq",
            rps={"0": "0-3", "1": "0-3", "2": "0-3", "3": "0-3"},
            affinity={"requested": "all"},
            vectors=[["eth0-TxRx-(\\d+)", "combined", "1", "1"], ["eth0", "admin", None, None]],
            answers={
                "driver": presets.driver("igb", "5.0.5-k", "1.63, 0x800009fa", PCI),
                "channels": "ethtool-l.txt", "rings": "ethtool-g.txt",
                "coalesce": {"use-adaptive-rx": 0, "use-adaptive-tx": 0, "stats-block-usecs": 0, "rate-sample-interval": 0,
                             "pkt-rate-low": 0, "pkt-rate-high": 0, "rx-usecs": 3, "tx-usecs": 0},
                "features": presets.features(off=["rx-all"], fixed_off=["rx-lro", "rx-ntuple-filter"]),
                "rxfh": {"hfunc": "toeplitz", "indir": [bucket % 4 for bucket in range(128)]},
                "hash-fields": presets.hash_fields(udp_ports=False),
                "statistics": {"rx_packets": 597737500, "tx_packets": 6066582604, "rx_bytes": 110346752214, "tx_bytes": 990024805984,
                               "rx_dropped": 2, "multicast": 20963860, "rx_no_buffer_count": 0, "rx_missed_errors": 0,
                               "rx_fifo_errors": 0, "tx_timeout_count": 0, "rx_queue_0_drops": 0, "rx_queue_1_drops": 0,
                               "rx_queue_2_drops": 0, "rx_queue_3_drops": 0},
            },
        ),
    ],
    "sockets": [["tcp", "172.16.4.9", 443, "172.16.4.40", 51000, 63001]],
    "files": {"etc/os-release": 'PRETTY_NAME="Ubuntu 14.04"\nNAME="Ubuntu"\nID=ubuntu',
              "var/lib/dpkg/status": presets.DEBIAN_12["var/lib/dpkg/status"]},
}
