"""Sets of CPUs in the kernel's two forms: lists ("0-3,8") and masks ("ff,ffffffff")."""


def parse(text):
    cpus = set()
    for part in str(text).strip().split(","):
        if not part:
            continue
        first, _, last = part.partition("-")
        cpus.update(range(int(first), int(last or first) + 1))
    return sorted(cpus)


def to_list(cpus):
    ranges = []
    for cpu in sorted(cpus):
        if ranges and ranges[-1][1] == cpu - 1:
            ranges[-1][1] = cpu
        else:
            ranges.append([cpu, cpu])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in ranges)


def to_mask(cpus, possible):
    """The kernel's %*pb: groups of 32 bits, the first one as wide as `possible` CPUs need."""
    value = sum(1 << cpu for cpu in cpus)
    groups = []
    for start in range(0, possible, 32):
        bits = min(32, possible - start)
        groups.append(f"{(value >> start) & ((1 << bits) - 1):0{(bits + 3) // 4}x}")
    return ",".join(reversed(groups))
