"""A four-CPU instance with three ENA interfaces, irqbalance at work."""

from builder import presets


def ena(name, ifindex, slot, address, network, packets):
    pci = f"0000:00:{slot:02x}.0"
    return presets.nic(
        name, ifindex, "ena", pci, "0x1d0f", "0xec20", 4, address, network, msix_table=9, mtu=9001, threaded=None,
        affinity={"requested": "effective"},
        vectors=[[f"{name}-Tx-Rx-(\\d+)", "combined", "1", "1"], [f"ena-mgmnt@pci:{pci}", "admin", None, None]],
        answers={
            "driver": presets.driver("ena", "2.8.3g", "", pci),
            "channels": presets.channels(4, 4),
            "rings": {"rx-max": 8192, "tx-max": 1024, "rx": 1024, "tx": 1024},
            "coalesce": presets.coalesce(1, 0, 64),
            "features": presets.features(on=["rx-lro"], fixed_off=["rx-ntuple-filter", "rx-vlan-hw-parse"]),
            "rxfh": presets.rss(4, 128),
            "hash-fields": presets.hash_fields(udp_ports=True),
            "statistics": {"tx_timeout": 0, "suspend": 0, "resume": 0, "wd_expired": 0, "interface_up": 1,
                           "interface_down": 0, "admin_q_pause": 0, "bw_in_allowance_exceeded": 0,
                           "bw_out_allowance_exceeded": 0, "pps_allowance_exceeded": 0,
                           "conntrack_allowance_exceeded": 0, "linklocal_allowance_exceeded": 0,
                           "queue_0_rx_cnt": packets, "queue_0_rx_dropped": 0, "queue_1_rx_cnt": packets + 11,
                           "queue_2_rx_cnt": packets + 7, "queue_3_rx_cnt": packets + 3},
        },
    )


DAEMON, FILES, LINKS = presets.irqbalance(2310, "0-3")
FILES = {name: text for name, text in FILES.items() if "dpkg" not in name and "default" not in name}

HOST = {
    "hostname": "ena",
    **presets.kernel("5.10.178-162.673.amzn2.x86_64"),
    "cmdline": "BOOT_IMAGE=/boot/vmlinuz-5.10.178-162.673.amzn2.x86_64 root=UUID=0 ro console=tty0 console=ttyS0,115200n8 "
    "net.ifnames=0 biosdevname=0 nvme_core.io_timeout=4294967295 rd.emergency=poweroff rd.shell=0",
    "cpus": {"cores": 2, "threads": 2, "numbering": "far", "idle_driver": "none"},
    "memory_gb": 32,
    "interrupts_verbatim": "interrupts.txt",
    "interrupts": [{"pasted": "interrupts.txt"}],
    "other_affinity": {"requested": "effective"},
    "nics": [
        presets.LOOPBACK,
        ena("eth0", 2, 5, "06:1d:0f:00:00:05", "10.80.0.10/18", 35400719),
        ena("eth1", 3, 6, "06:1d:0f:00:00:06", "10.80.64.10/18", 5648110),
        ena("eth2", 9, 7, "06:1d:0f:00:00:07", "10.80.128.10/18", 113),
    ],
    "sockets": [["tcp", "10.80.0.10", 9092, "10.80.0.77", 51544, 40001]],
    "processes": [
        DAEMON,
        {"pid": 3111, "cmdline": ["/usr/bin/broker"], "exe": "/usr/bin/broker", "cgroup": "/system.slice/broker.service",
         "sockets": [40001], "threads": [presets.thread("broker", 1, "0-3", utime=5000, stime=2100, start=5000)]},
    ],
    "sysctls": {"net/core/default_qdisc": "pfifo_fast"},
    "files": {**presets.linux("Amazon Linux 2", "amzn"), **FILES, "sys/class/dmi/id/sys_vendor": "Amazon EC2",
              "etc/sysconfig/irqbalance": "#IRQBALANCE_ONESHOT=\n#IRQBALANCE_BANNED_CPUS=\n#IRQBALANCE_ARGS=",
              "sys/class/dmi/id/product_name": "m6a.xlarge"},
    "links": LINKS,
}
