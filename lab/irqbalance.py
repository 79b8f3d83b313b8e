"""A real irqbalance in the guest, at its shortest interval, and what it moves."""
import time

from .failure import expect
from .interrupts import read_interrupts

PID = "/run/irqbalance.pid"


def start(guest):
    guest.sh("mkdir -p /run/irqbalance; irqbalance --foreground --interval=1 >>/tmp/irqbalance.log 2>&1 & "
             f"echo $! >{PID}; sleep 0.3; kill -0 $(cat {PID})")


def stop(guest):
    guest.sh(f"kill $(cat {PID}); while kill -0 $(cat {PID}) 2>/dev/null; do sleep 0.1; done")


def masks(guest, nic):
    return {irq: one.requested for irq, one in read_interrupts(guest).items() if one.nic == nic}


def crowd(guest, nic, cpu):
    """All vectors of the NIC on one CPU: what irqbalance exists to undo."""
    irqs = " ".join(str(irq) for irq in masks(guest, nic))
    guest.sh(f"for i in {irqs}; do echo {cpu} >/proc/irq/$i/smp_affinity_list; done")


def watch(guest, mover, keeper, seconds=30):
    """Watches until it moved a vector of `mover`. Returns ({irq moved of mover}, {irq moved of keeper}).

    `mover` is crowded anew every few seconds, so that there is always something to move.
    """
    kept = masks(guest, keeper)
    limit = time.monotonic() + seconds
    moved = set()
    while time.monotonic() < limit and not moved:
        crowd(guest, mover, 0)
        crowded = masks(guest, mover)
        for _ in range(8):
            time.sleep(0.5)
            now = masks(guest, mover)
            moved = {irq for irq in now if now[irq] != crowded[irq]}
            if moved:
                break
    expect(moved, f"irqbalance moved nothing of {mover} in {seconds} s: this can show nothing of {keeper}")
    time.sleep(2.5)  # two more of its periods
    now = masks(guest, keeper)
    return moved, {irq for irq in now if now[irq] != kept.get(irq)}
