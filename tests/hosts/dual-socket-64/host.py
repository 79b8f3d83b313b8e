"""Two sockets × 16 cores × 2 threads, an XL710 on each node: a tuned trading host."""

from builder import presets
from builder.presets import thread


def xl710(name, ifindex, pci, path, node, cpus, address, network, reserved):
    return {
        "name": name, "ifindex": ifindex, "driver": "i40e", "pci": pci, "path": path, "vendor": "0x8086",
        "device": "0x1583", "node": node, "msix_table": 129, "address": address, "speed": 40000,
        "addresses": [network], "rx_queues": 32, "tx_queues": 32, "xps": "vector",
        "affinity": {"requested": "in_turn", "in_turn": cpus, "hint": "requested"},
        "affinity_of_role": {"admin": {"requested": "node", "hint": ""}},
        "vectors": [[f"i40e-{name}-TxRx-(\\d+)", "combined", "1", "1"], [f"i40e-{pci}:misc", "admin", None, None]],
        "reserved_irqs": reserved,
        "answers": {
            "driver": {"driver": "i40e", "version": "6.1.0-18-amd64", "fw-version": "8.30 0x8000a49d 1.2926.0",
                       "bus-info": pci},
            "channels": {"combined-max": 64, "combined-count": 32, "other-max": 1, "other-count": 1},
            "rings": {"rx-max": 4096, "tx-max": 4096, "rx": 512, "tx": 512},
            "coalesce": {"use-adaptive-rx": 0, "use-adaptive-tx": 0, "rx-usecs": 0, "rx-max-frames-irq": 256,
                         "tx-usecs": 50, "tx-max-frames-irq": 256, "rx-usecs-high": 0},
            "features": {"rule": {"on": ["rx-ntuple-filter", "tx-udp-segmentation"],
                                  "off": ["rx-gro", "hw-tc-offload", "loopback"], "fixed_on": ["rx-vlan-filter"]}},
            "rxfh": {"rule": {"queues": 32, "size": 512, "key": presets.SYMMETRIC_KEY, "key_size": 52}},
            "statistics": {"rx_packets": 81234567 + ifindex, "tx_packets": 4123456, "rx_dropped": 0, "tx_dropped": 0,
                           "rx_alloc_fail": 0, "port.rx_dropped": 0, "port.rx_crc_errors": 0},
        },
    }


NODE_0, NODE_1 = "0-15,32-47", "16-31,48-63"
POLL = {"policy": "fifo", "priority": 50, "involuntary": 3}

HOST = {
    "hostname": "dual-socket-64",
    **presets.DEBIAN_12_KERNEL,
    "cmdline": "BOOT_IMAGE=/boot/vmlinuz-6.1.0-18-amd64 root=/dev/sda2 ro quiet intel_idle.max_cstate=1",
    "cpus": {"packages": 2, "cores": 16, "threads": 2, "nodes": 2, "governor": "performance",
             "idle_driver": "intel_idle", "idle_states": [["POLL", 0], ["C1", 2]]},
    "memory_gb": 192,
    "interrupts": [
        {"irq": 8, "hwirq": 8, "chip": "IO-APIC", "name": "rtc0", "interrupts": 1, "on": "0"},
        {"irq": 9, "hwirq": 9, "chip": "IO-APIC", "trigger": "fasteoi", "name": "acpi", "interrupts": 0},
        {"irq": 34, "hwirq": 376832, "chip": "PCI-MSI", "name": "ahci[0000:00:17.0]", "interrupts": 40231, "on": "0"},
        {"irq": 35, "hwirq": 31981568, "chip": "PCI-MSI", "name": "i40e-0000:3d:00.0:misc", "interrupts": 12, "on": "0"},
        {"irq": 36, "hwirq": 31981569, "chip": "PCI-MSI", "name": "i40e-eth0-TxRx-{i}", "count": 32, "on": NODE_0},
        {"irq": 101, "hwirq": 91750400, "chip": "PCI-MSI", "name": "i40e-0000:af:00.0:misc", "interrupts": 9, "on": "16"},
        {"irq": 102, "hwirq": 91750401, "chip": "PCI-MSI", "name": "i40e-eth1-TxRx-{i}", "count": 32, "on": NODE_1},
        ["NMI", [0] * 64, " Non-maskable interrupts"],
        ["LOC", [900000 + 37 * cpu for cpu in range(64)], " Local timer interrupts"],
        ["ERR", [0], ""],
        ["MIS", [0], ""],
    ],
    "nics": [
        presets.LOOPBACK,
        {**xl710("eth0", 2, "0000:3d:00.0", "pci0000:3a/0000:3a:00.0/0000:3b:00.0/0000:3c:03.0/0000:3d:00.0", 0, NODE_0,
                 "3c:fd:fe:a0:00:01", "10.64.0.5/24", "68-99"), "groups": ["239.1.1.100"]},
        xl710("eth1", 3, "0000:af:00.0", "pci0000:ae/0000:ae:00.0/0000:af:00.0", 1, NODE_1,
              "3c:fd:fe:a0:00:02", "10.64.1.5/24", "134-165"),
    ],
    "ksoftirqd": "0-1,16",
    "sockets": [
        ["tcp", "10.64.0.5", 41000, "10.70.0.9", 9001, 30001],
        ["tcp", "10.64.0.5", 41002, "10.70.0.9", 9002, 30002],
        ["udp", "239.1.1.100", 4000, "0.0.0.0", 0, 30003],
        ["tcp", "10.64.1.5", 41800, "10.70.1.9", 9101, 30004],
    ],
    "processes": [
        {"pid": 2100, "cmdline": ["/opt/trading/md-reader", "--group", "239.1.1.100"], "exe": "/opt/trading/md-reader",
         "cgroup": "/system.slice/md-reader.service", "sockets": [30001, 30002, 30003],
         "threads": [thread("md-reader", 8, "0-15", utime=120, stime=30, start=9000),
                     thread("md-poll-0", 4, "4", utime=880000, stime=1200, start=9010, **POLL),
                     thread("md-poll-1", 5, "5", utime=880100, stime=1190, start=9010, **POLL)]},
        {"pid": 2200, "cmdline": ["/opt/trading/order-entry"], "exe": "/opt/trading/order-entry",
         "cgroup": "/system.slice/order-entry.service", "sockets": [30004],
         "threads": [thread("order-entry", 20, "20", utime=70000, stime=900, start=9100, policy="fifo", priority=40)]},
    ],
    "sysctls": {
        "net/core/busy_poll": "50", "net/core/busy_read": "50", "net/core/netdev_max_backlog": "10000",
        "net/core/netdev_budget": "600", "net/core/rmem_max": "33554432", "net/core/wmem_max": "33554432",
        "vm/swappiness": "1", "vm/stat_interval": "10", "net/ipv4/tcp_slow_start_after_idle": "0",
    },
    "files": presets.DEBIAN_12,
}
