"""Sixteen CPUs, a Solarflare NIC with four queues whose RSS table and key are all zeros; Onload."""

from builder import presets

PCI = "0000:02:00.0"

HOST = {
    "hostname": "sfc",
    **presets.kernel("5.14.0-362.8.1.el9_3.x86_64"),
    "cmdline": "BOOT_IMAGE=(hd0,gpt2)/vmlinuz-5.14.0-362.8.1.el9_3.x86_64 root=/dev/mapper/rhel-root ro isolcpus=12-15 nohz_full=12-15 rcu_nocbs=12-15",
    "cpus": {"cores": 16, "threads": 1, "isolated": "12-15", "nohz_full": "12-15", "governor": "performance",
             "idle_driver": "intel_idle", "idle_states": [["POLL", 0], ["C1", 2]]},
    "memory_gb": 64,
    "interrupts": [
        {"irq": 9, "hwirq": 9, "chip": "IR-IO-APIC", "trigger": "fasteoi", "name": "acpi", "interrupts": 0},
        {"irq": 123, "hwirq": 1048576, "chip": "IR-PCI-MSI", "name": "enp2s0f0-{i}", "count": 4, "on": "0-3"},
        {"irq": 127, "hwirq": 1048580, "chip": "IR-PCI-MSI", "name": "enp2s0f0-ptp", "interrupts": 0, "on": "0"},
        ["NMI", [0] * 16, " Non-maskable interrupts"],
        ["LOC", [600_000 + cpu for cpu in range(16)], " Local timer interrupts"],
        ["ERR", [0], ""], ["MIS", [0], ""],
    ],
    "nics": [
        presets.LOOPBACK,
        presets.nic(
            "enp2s0f0", 2, "sfc", PCI, "0x1924", "0x0b03", 4, "00:0f:53:00:00:01", "10.11.0.7/24",
            path=f"pci0000:00/0000:00:01.0/{PCI}", msix_table=32, speed=25000, node=0, xps="vector",
            affinity={"requested": "in_turn", "in_turn": "0-3", "hint": "requested"},
            affinity_of_role={"ptp": {"requested": "all", "hint": ""}},
            vectors=[["enp2s0f0-(\\d+)", "combined", "1", "1"], ["enp2s0f0-ptp", "ptp", None, None]],
            answers={
                "driver": presets.driver("sfc", "5.3.18.1005", "8.5.0.1002 rx0 tx0", PCI),
                "channels": "ethtool-l.txt",
                "rss": {"hfunc": "toeplitz", "indir": [0] * 128, "hkey": ":".join(["00"] * 40)},
                "hash-fields": presets.hash_fields(udp_ports=False),
                "rings": presets.rings(4096, 1024),
                "coalesce": presets.coalesce(0, 0, 0),
                "features": presets.features(on=["rx-ntuple-filter"], off=["rx-lro", "rx-gro", "rx-fcs"], fixed_on=["rx-vlan-filter"]),
                "ntuple": {"capacity": 8192, "rules": []},
                "statistics": {"port_tx_packets": 1234, "port_rx_packets": 987654, "port_rx_nodesc_drops": 0, "rx_noskb_drops": 0,
                               "rx_nodesc_trunc": 0, "rx-0.rx_packets": 987654, "rx-1.rx_packets": 0, "rx-2.rx_packets": 0,
                               "rx-3.rx_packets": 0},
                "timestamping": {"timestamping": ["hardware-transmit", "hardware-receive", "hardware-raw-clock"],
                                 "tx-types": ["off", "on"], "rx-filters": ["none", "all"], "phc-index": 0},
            },
        ),
    ],
    "sockets": [["udp", "239.2.2.7", 5000, "0.0.0.0", 0, 68001]],
    "processes": [
        {"pid": 2500, "cmdline": ["/opt/trading/feed"], "exe": "/opt/trading/feed", "cgroup": "/system.slice/feed.service",
         "sockets": [68001],
         "threads": [presets.thread("feed", 12, "12", utime=990000, stime=10, start=8000, policy="fifo", priority=60)]},
    ],
    "sysctls": {"net/core/busy_poll": "50", "net/core/busy_read": "50"},
    "files": presets.linux("Red Hat Enterprise Linux 9.3 (Plow)", "rhel"),
}
