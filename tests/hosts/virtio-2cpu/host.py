"""A KVM guest with two CPUs and a virtio NIC of one queue."""

HOST = {
  "hostname": "virtio-2cpu",
  "kernel": "6.18.44",
  "compiler": "gcc (GCC) 15.3.0",
  "cmdline": "console=ttyS0 quiet reboot=k panic=1 random.trust_cpu=1 psi=1",
  "gap": 1,
  "cpus": {
    "packages": 1, "cores": 2, "threads": 1, "idle_driver": "haltpoll",
    "idle_states": [["POLL", 0], ["haltpoll idle", 1]], "nohz_full_when_none": None
  },
  "memory_gb": 24,
  "interrupts_verbatim": "interrupts.txt",
  "interrupts": [{"pasted": "interrupts.txt"}],
  "other_affinity": {"requested": "all"},
  "nics": [
    {"name": "lo", "ifindex": 1, "type": 772, "mtu": 65536, "flags": "0x9", "operstate": "unknown"},
    {
      "name": "eth0", "ifindex": 4, "driver": "virtio_net", "pci_driver": "virtio-pci", "virtio": "virtio2",
      "pci": "0000:00:03.0", "vendor": "0x1af4", "device": "0x1041",
      "config": "f41a411006041000010000020000000004001000400000000000000000000000000000000000000000000000f41a411000000000400000000000000000000000095010010000000000000000380000000960100300000000002000000100000009701004000000000040000000100000098414020000000000600000001000000400000009981405000000000000000000000000000000001100028000800000008004000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
      "address": "02:fc:00:00:00:01", "mtu": 1400, "speed": -1, "addresses": ["192.0.2.2/24"],
      "rx_queues": 1, "tx_queues": 1, "qdisc": "pfifo_fast",
      "affinity": {"requested": "all"},
      "vectors": [
        ["virtio2-config", "admin", None, None],
        ["virtio2-input\\.(\\d+)", "rx", "1", None],
        ["virtio2-output\\.(\\d+)", "tx", None, "1"]
      ],
      "answers": {
        "driver": "ethtool-i.txt", "channels": "ethtool-l.txt", "rings": "ethtool-g.txt",
        "coalesce": "ethtool-c.txt", "features": "ethtool-k.txt", "statistics": "ethtool-S.txt",
        "timestamping": {"timestamping": ["software-transmit", "software-receive", "software-system-clock"]}
      }
    }
  ],
  "sockets": [
    ["tcp", "0.0.0.0", 22, "0.0.0.0", 0, 1546],
    ["tcp", "192.0.2.2", 45120, "198.51.100.7", 443, 20011]
  ],
  "processes": [
    {"pid": 812, "cmdline": ["/usr/local/bin/md-reader", "--feed", "a"], "exe": "/usr/local/bin/md-reader",
     "cgroup": "/system.slice/md-reader.service", "sockets": [20011],
     "threads": [{"comm": "md-reader", "cpu": 0, "cpus": "0-1", "utime": 900, "stime": 210, "start": 41200}]}
  ],
  "sysctls": {
    "net/core/default_qdisc": "pfifo_fast", "net/core/netdev_budget_usecs": "8000", "net/core/rmem_max": "4194304",
    "net/core/wmem_max": "4194304", "net/ipv4/tcp_rmem": "4096\t131072\t33554432",
    "net/ipv4/udp_mem": "575802\t767736\t1151604", "net/ipv4/tcp_congestion_control": "bbr",
    "net/ipv4/tcp_max_syn_backlog": "2048"
  },
  "files": {
    "etc/os-release": ["PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"", "NAME=\"Debian GNU/Linux\"", "ID=debian"],
    "var/lib/dpkg/status": [
      "Package: ethtool", "Status: install ok installed", "Architecture: amd64", "Version: 1:6.1-1", ""
    ]
  }
}
