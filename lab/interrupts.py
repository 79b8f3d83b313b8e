"""The guest's interrupts as /proc and /sys tell them: the lab's own reading, never through holdfast."""
import dataclasses
import re

NAMES = {  # driver: patterns of its actions; groups are the queue's number
    "virtio_net": {"rx": r"{virtio}-input\.(\d+)", "tx": r"{virtio}-output\.(\d+)", "admin": r"{virtio}-config"},
    "e1000e": {"rx": r"{nic}-rx-(\d+)", "tx": r"{nic}-tx-(\d+)", "admin": r"{nic}"},
    "igb": {"rx": r"{nic}-rx-(\d+)", "tx": r"{nic}-tx-(\d+)", "combined": r"{nic}-TxRx-(\d+)", "admin": r"{nic}"},
    "vmxnet3": {"combined": r"{nic}-rxtx-(\d+)", "admin": r"{nic}-event-\d+"},
}


@dataclasses.dataclass(frozen=True)
class Interrupt:
    irq: int
    action: str
    counts: tuple  # one for each CPU
    requested: frozenset
    effective: frozenset
    nic: str = ""  # empty: another device's
    role: str = ""  # rx, tx, combined, admin
    queue: int = -1

    @property
    def total(self):
        return sum(self.counts)


def cpus_of(text):
    """"0-1,3" as a set."""
    found = set()
    for part in filter(None, text.strip().split(",")):
        first, _, last = part.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    return frozenset(found)


def _owner(action, virtio_of, hardware):
    for nic in hardware.nics:
        for role, pattern in NAMES[nic.driver].items():
            match = re.fullmatch(pattern.format(nic=nic.name, virtio=virtio_of.get(nic.name, "none")), action)
            if match:
                return nic.name, role, int(match.group(1)) if match.groups() else -1
    return "", "", -1


def read_interrupts(guest):
    """{irq: Interrupt} of every numbered interrupt. One shell script, so that the parts are of one moment."""
    told = guest.sh("for n in /sys/class/net/eth*; do d=$(readlink -f $n/device); echo \"${n##*/} ${d##*/}\"; done; "
                    "echo @@; cat /proc/interrupts; echo @@; "
                    "grep -s '' /proc/irq/*/smp_affinity_list /proc/irq/*/effective_affinity_list")
    owners, table, masks = told.split("@@\n")
    virtio_of = dict(line.split() for line in owners.splitlines() if len(line.split()) == 2)
    mask_of = dict(line.split(":", 1) for line in masks.splitlines())
    cpus = [int(word[3:]) for word in table.splitlines()[0].split()]
    found = {}
    for line in table.splitlines()[1:]:
        words = line.split()
        if not words[0].rstrip(":").isdigit():
            continue
        irq = int(words[0].rstrip(":"))
        counts = [0] * (max(cpus) + 1)
        for cpu, count in zip(cpus, words[1:]):
            counts[cpu] = int(count)
        # chip, hwirq-trigger, then the actions, which may have blanks between them
        rest = line.split(None, len(cpus) + 3)
        action = rest[-1].strip() if len(rest) > len(cpus) + 3 else ""
        nic, role, queue = _owner(action, virtio_of, guest.hardware)
        requested, effective = (cpus_of(mask_of.get(f"/proc/irq/{irq}/{kind}_affinity_list", ""))
                                for kind in ("smp", "effective"))
        found[irq] = Interrupt(irq, action, tuple(counts), requested, effective, nic, role, queue)
    return found


def delivered(before, after):
    """{irq: {cpu: count}} of what was delivered between two readings."""
    found = {}
    for irq, now in after.items():
        then = before[irq].counts if irq in before else (0,) * len(now.counts)
        grown = {cpu: now.counts[cpu] - then[cpu] for cpu in range(len(now.counts)) if now.counts[cpu] > then[cpu]}
        if grown:
            found[irq] = grown
    return found
