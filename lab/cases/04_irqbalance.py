"""irqbalance beside a policy: with holdfast's lease and without."""
import time

from .. import example, irqbalance
from ..failure import expect, expect_done
from ..interrupts import read_interrupts
from ..preparation import POLICY, start_echo
from ..traffic import Traffic

TITLE = "irqbalance moves others but no leased vector, moves them without the lease, and is told again when restarted"
LEASE = "/run/lease.pid"
# Queues of a node 1 NIC, on CPUs of node 0 too: irqbalance would have them back. Without trading CPUs, which would make
# every other interrupt a thing that the policy places, and so leases.
TEXT = example.vectors_only("eth0").replace(", trading: 3", "") + "irqbalance: {mode: lease}\n"


def _apply(guest):
    done = guest.holdfast(f"apply {POLICY} --only vectors --wait 1")
    expect_done(done, "apply")
    requested, _ = example.misplaced(read_interrupts(guest), ("eth0",))
    expect(not requested, f"after apply: {requested[:2]}")


def _without_lease(guest):
    """irqbalance moves eth0's vectors as it does all others."""
    irqbalance.start(guest)
    for _ in range(6):
        irqbalance.crowd(guest, "eth0", 0)
        before = irqbalance.masks(guest, "eth0")
        time.sleep(5)
        now = irqbalance.masks(guest, "eth0")
        moved = [irq for irq in now if now[irq] != before[irq]]
        if moved:
            irqbalance.stop(guest)
            return len(moved)
    expect(False, "without a lease, irqbalance moved no vector of eth0 in 30 s: the case could not fail")


def _period(guest, when):
    moved, leased = irqbalance.watch(guest, mover="eth1", keeper="eth0")
    expect(not leased, f"{when}: irqbalance moved leased vectors {sorted(leased)}, and {sorted(moved)} of eth1")
    return len(moved)


def run(lab):
    guest = lab.guest()
    start_echo(guest)
    guest.put(POLICY, TEXT)
    with Traffic(guest.hardware.nics[:2], rate=3000, seconds=300):
        loose = _without_lease(guest)
        irqbalance.start(guest)
        guest.sh(f"holdfast lease {POLICY} >/tmp/lease.log 2>&1 & echo $! >{LEASE}; sleep 1; kill -0 $(cat {LEASE})")
        _apply(guest)
        others = _period(guest, "with the lease")
        irqbalance.stop(guest)
        irqbalance.start(guest)
        time.sleep(6)
        # What it would undo but for the bans, which nobody gives it now but the lease's holder.
        irqbalance.crowd(guest, "eth0", 0)
        again = _period(guest, "after irqbalance's restart")
        guest.sh(f"kill -0 $(cat {LEASE}) && kill -INT $(cat {LEASE})")
        irqbalance.stop(guest)
    lab.remark = f"without a lease {loose} vectors moved; with it none, while {others} and {again} of another NIC did"
