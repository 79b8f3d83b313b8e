"""Pieces that several hosts share."""

LOOPBACK = {"name": "lo", "ifindex": 1, "type": 772, "mtu": 65536, "flags": "0x9", "operstate": "unknown"}

DEBIAN_12 = {
    "etc/os-release": 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nID=debian',
    "var/lib/dpkg/status": "Package: ethtool\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1:6.1-1\n",
}
DEBIAN_12_KERNEL = {
    "kernel": "6.1.0-18-amd64",
    "compiler": "debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14) 12.2.0, "
    "GNU ld (GNU Binutils for Debian) 2.40",
    "build": "#1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 (2024-02-01)",
}

SYMMETRIC_KEY = "6d:5a"


def thread(comm, cpu, cpus, **more):
    return {"comm": comm, "cpu": cpu, "cpus": cpus, **more}


def irqbalance(pid, cpus, arguments=()):
    """The daemon as Debian starts it, the package, its defaults file."""
    process = {
        "pid": pid, "cmdline": ["/usr/sbin/irqbalance", "--foreground", *arguments], "exe": "/usr/sbin/irqbalance",
        "cgroup": "/system.slice/irqbalance.service", "threads": [thread("irqbalance", 0, cpus, utime=220, stime=410)],
    }
    files = {
        "etc/default/irqbalance": "# Configuration for the irqbalance daemon\n\n#IRQBALANCE_ONESHOT=\n"
        "#IRQBALANCE_BANNED_CPUS=\n#IRQBALANCE_BANNED_CPULIST=\n#IRQBALANCE_ARGS=",
        "var/lib/dpkg/status": DEBIAN_12["var/lib/dpkg/status"]
        + "\nPackage: irqbalance\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.9.2-1\n",
        "lib/systemd/system/irqbalance.service": "[Unit]\nDescription=irqbalance daemon\n\n[Service]\n"
        "EnvironmentFile=-/etc/default/irqbalance\nExecStart=/usr/sbin/irqbalance --foreground $IRQBALANCE_ARGS\n\n"
        "[Install]\nWantedBy=multi-user.target",
    }
    links = {"etc/systemd/system/multi-user.target.wants/irqbalance.service": "/lib/systemd/system/irqbalance.service"}
    return process, files, links


def nic(name, ifindex, driver, pci, vendor, device, queues, address, network, **more):
    """A physical NIC with as many receive as transmit queues."""
    return {
        "name": name, "ifindex": ifindex, "driver": driver, "pci": pci, "vendor": vendor, "device": device,
        "address": address, "addresses": [network], "rx_queues": queues, "tx_queues": queues, **more,
    }


def driver(name, version, firmware, bus):
    return {"driver": name, "version": version, "fw-version": firmware, "bus-info": bus}


def channels(maximum, count, other=None):
    record = {"combined-max": maximum, "combined-count": count}
    return record if other is None else {**record, "other-max": other, "other-count": other}


def rings(maximum, count):
    return {"rx-max": maximum, "tx-max": maximum, "rx": count, "tx": count}


def coalesce(adaptive, rx_usecs, tx_usecs, **more):
    """`adaptive`: 0, 1 or None where the driver has none."""
    record = {"rx-usecs": rx_usecs, "tx-usecs": tx_usecs, **{k.replace("_", "-"): v for k, v in more.items()}}
    return record if adaptive is None else {"use-adaptive-rx": adaptive, "use-adaptive-tx": adaptive, **record}


def features(on=(), off=(), fixed_on=(), fixed_off=()):
    return {"rule": {"on": [*on], "off": [*off], "fixed_on": [*fixed_on], "fixed_off": [*fixed_off]}}


# A key out of the kernel's random netdev_rss_key, as a driver of which nobody asked otherwise has.
RANDOM_KEY = "4b:11:2f:9a:c3:58:e7:06:7d:b0:31:84:5c:ea:19:63:f2:0d:96:47:ab:3e:d5:78:20:bc:51:8f:e4:0a:6b:93:1d:c7:72:49:fe:35:a0:de"


def rss(queues, size, key=RANDOM_KEY, key_size=40):
    return {"rule": {"queues": queues, "size": size, "key": key, "key_size": key_size}}


ADDRESSES, PORTS = ["ip-src", "ip-dst"], ["l4-b-0-1", "l4-b-2-3"]


def hash_fields(udp_ports):
    udp = ADDRESSES + (PORTS if udp_ports else [])
    return {"tcp4": ADDRESSES + PORTS, "udp4": udp, "tcp6": ADDRESSES + PORTS, "udp6": udp}


def kernel(release):
    return {"kernel": release, "compiler": "gcc", "build": "#1 SMP"}


def linux(name, identifier):
    """/etc/os-release of a distribution without dpkg."""
    return {"etc/os-release": f'PRETTY_NAME="{name}"\nNAME="{name}"\nID={identifier}'}
