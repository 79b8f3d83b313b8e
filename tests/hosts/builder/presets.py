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
