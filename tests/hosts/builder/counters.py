"""proc/stat, proc/softirqs, proc/net/softnet_stat, proc/diskstats, proc/meminfo: a quiet host."""

SOFTIRQS = ("HI", "TIMER", "NET_TX", "NET_RX", "BLOCK", "IRQ_POLL", "TASKLET", "SCHED", "HRTIMER", "RCU")


def write(tree, topology, rows, spec):
    network = [0] * topology.count
    for row in rows:
        if row.numbered and any(row.counts):
            for cpu, count in enumerate(row.counts):
                network[cpu] += count
    _write_stat(tree, topology, rows, network)
    _write_softirqs(tree, topology, network)
    softnet = [[n // 2, 0, n // 5000] + [0] * 8 + [0, cpu, 0, 0] for cpu, n in enumerate(network)]
    tree.file("proc/net/softnet_stat", "\n".join(" ".join(f"{v:08x}" for v in row) for row in softnet))
    disks = spec.get("disks", [f"{254:4} {0:7} vda 72114 25437 5432306 18713 12489 16536 1740024 4753 0 11400 24008 0 0 0 0 484 1304"])
    tree.file("proc/diskstats", "\n".join(disks))
    total_kb = spec.get("memory_gb", 16) * 1048576
    tree.file("proc/meminfo", "\n".join(f"{name + ':':<16}{kb:8} kB" for name, kb in (
        ("MemTotal", total_kb), ("MemFree", total_kb // 2), ("MemAvailable", total_kb * 3 // 4),
        ("Buffers", 2148), ("Cached", total_kb // 5), ("Slab", 134444), ("SReclaimable", 109968), ("SUnreclaim", 24476))))


def _write_stat(tree, topology, rows, network):
    cpus = []
    for cpu in topology.all():
        softirq = 20 + network[cpu] // 20000
        cpus.append([4960 + 7 * cpu, 12, 2937 + 3 * cpu, 8_213_358, 31, 0, softirq, 0, 0, 0])
    lines = ["cpu  " + " ".join(str(sum(c)) for c in zip(*cpus))]
    lines += [f"cpu{cpu} " + " ".join(map(str, values)) for cpu, values in enumerate(cpus)]
    lines.append(f"intr {sum(sum(row.counts) for row in rows)}")
    lines += ["ctxt 456223", "btime 1795248349", "processes 8267", "procs_running 1", "procs_blocked 0", "softirq 0"]
    tree.file("proc/stat", "\n".join(lines))


def _write_softirqs(tree, topology, network):
    lines = [" " * 20 + "".join(f"CPU{cpu:<8}" for cpu in topology.all())]
    for name in SOFTIRQS:
        counts = {"NET_RX": network, "TIMER": [15812 + cpu for cpu in topology.all()],
                  "NET_TX": [count // 900 for count in network]}.get(name, [0] * topology.count)
        lines.append(f"{name:>12}:" + "".join(f" {count:10}" for count in counts))
    tree.file("proc/softirqs", "\n".join(lines))
