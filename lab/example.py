"""The policy that most cases apply, and what it means, as the lab reads it: CPU 3 trades, 1 and 2 take interrupts."""
from .interrupts import read_interrupts

HOUSEKEEPING, IRQ, TRADING = frozenset({0}), frozenset({1, 2}), frozenset({3})
ADMIN = -1
# {NIC: {queue: CPUs}}
PLACES = {
    "eth0": {0: {1}, 1: {2}, 2: {3}, 3: {3}, ADMIN: HOUSEKEEPING},
    "eth1": {0: {1}, 1: {2}, 2: {1}, 3: {2}, ADMIN: HOUSEKEEPING},
    "eth2": {0: {2}, ADMIN: HOUSEKEEPING},
    "eth3": {0: IRQ, 1: IRQ, 2: {1}, 3: {2}, ADMIN: HOUSEKEEPING},
}
HEADER = """apiVersion: holdfast/v1
name: lab
version: 1
cpus: {housekeeping: 0, irq: 1-2, trading: 3}
"""
RINGS = {"eth0": (128, 128), "eth3": (512, 256)}
SYSCTLS = {"net.core.netdev_max_backlog": "5000", "net.core.somaxconn": "2048"}
COALESCE_ETH2 = 20


def _list(cpus):
    return ",".join(str(cpu) for cpu in sorted(cpus))


def vectors_of(nic):
    """The lines of `vectors:` for one NIC."""
    lines = "    vectors:\n"
    for queue, cpus in PLACES[nic].items():
        key = "role: admin" if queue == ADMIN else f"queue: {queue}"
        place = '"@housekeeping"' if cpus == HOUSEKEEPING else '"@irq"' if cpus == IRQ else f'"{_list(cpus)}"'
        lines += f"      - {{{key}, cpus: {place}}}\n"
    return lines


def interface(nic, settings=""):
    return f"  - match: {{name: {nic}}}\n{settings}{vectors_of(nic)}"


def vectors_only(*nics):
    return HEADER + "interfaces:\n" + "".join(interface(nic) for nic in nics)


def whole(threads=""):
    """Of every kind something, on three drivers."""
    return (HEADER + "interfaces:\n"
            + interface("eth0", "    rings: {rx: 128, tx: 128}\n    offloads: {gro: off}\n"
                                "    xps: by-vector\n    rps: off\n")
            + interface("eth1", "    xps: by-vector\n")
            + interface("eth2", f"    coalesce: {{rx-usecs: {COALESCE_ETH2}}}\n    offloads: {{gro: off}}\n")
            + interface("eth3", "    rings: {rx: 512, tx: 256}\n")
            + 'irqs: {others: "@housekeeping"}\nirqbalance: {mode: ignore}\n'
            + "sysctl: {" + ", ".join(f"{name}: {value}" for name, value in SYSCTLS.items()) + "}\n" + threads)


def wanted(interrupt):
    """Where the policy has one interrupt of a NIC; None when it says nothing."""
    places = PLACES.get(interrupt.nic, {})
    cpus = places.get(interrupt.queue if interrupt.role != "admin" else ADMIN)
    return None if cpus is None else frozenset(cpus)


def misplaced(interrupts, nics):
    """(requested elsewhere, requested right but still delivered elsewhere): sentences, of those NICs."""
    requested, pending = [], []
    for one in interrupts.values():
        cpus = wanted(one) if one.nic in nics else None
        if cpus is None:
            continue
        name = f"{one.nic} irq {one.irq} ({one.action})"
        if one.requested != cpus:
            requested.append(f"{name} asks for {sorted(one.requested)}, not {sorted(cpus)}")
        elif not one.effective <= cpus:
            pending.append(f"{name} is on {sorted(one.effective)}, not {sorted(cpus)}")
    return requested, pending


def expected_verify_code(guest, nics):
    """What `verify` must end with, by the lab's own reading of the vectors."""
    requested, pending = misplaced(read_interrupts(guest), nics)
    return 3 if requested else 4 if pending else 0
