"""`apply` of something of every kind, then `rollback`."""
import time

from .. import example, shown
from ..failure import expect, expect_done, expect_equal
from ..interrupts import delivered, read_interrupts
from ..preparation import POLICY, quiet, scatter, start_echo
from ..state import differences, read_state
from ..traffic import Traffic

TITLE = "rollback: masks, placement, XPS, RPS, sysctls, coalescing, rings, features, threads as before"
# busybox under another name: a program of its own, whose thread the policy finds by its exe.
THREADS = "threads:\n  - {match: {exe: /tmp/sleep}, cpus: 2, policy: fifo, priority: 10}\n"


def _thread(guest):
    return guest.sh("p=$(cat /tmp/sleep.pid); taskset -pc $p; chrt -p $p")


def run(lab):
    guest = lab.guest()
    scatter(guest)
    start_echo(guest)
    guest.sh("cp /bin/busybox /tmp/sleep; /tmp/sleep 1000 >/dev/null 2>&1 & echo $! >/tmp/sleep.pid; sleep 0.2")
    guest.put(POLICY, example.whole(THREADS))
    with Traffic(guest.hardware.nics, rate=3000):
        time.sleep(1.5)
        start = read_interrupts(guest)
        state, thread, show = read_state(guest), _thread(guest), shown.read_shown(guest)
        applied = guest.holdfast(f"apply {POLICY}")
        expect_done(applied, "apply")
        changed = differences(state, read_state(guest), placement=False)
        for what in ("smp_affinity_list", "xps_cpus", "netdev_max_backlog", "ethtool -c eth2", "ethtool -g eth0",
                     "ethtool -k eth0"):
            expect(any(what in line for line in changed), f"apply changed no {what}: the rollback would show nothing")
        expect(_thread(guest) != thread, "apply did not change the thread")
        rolled_back = guest.holdfast("rollback")
        expect_done(rolled_back, "rollback")
        before = read_interrupts(guest)
        time.sleep(3)
        after = read_interrupts(guest)
    quiet()
    left = differences(state, read_state(guest), placement=False)
    expect(not left, f"{len(left)} settings are not as before: {left[:4]}")
    expect_equal(_thread(guest), thread, "the thread")
    now = shown.read_shown(guest)
    left = [f"{path}: {show.get(path)} -> {now.get(path)}" for path in {*show, *now} if show.get(path) != now.get(path)]
    expect(not left, f"show --json differs: {left[:4]}")
    _check_placement(lab, start, after, delivered(before, after), rolled_back)


def _check_placement(lab, start, after, grown, rolled_back):
    told = rolled_back.out + rolled_back.err
    elsewhere = 0
    for irq, one in after.items():
        if not one.nic or one.effective == start[irq].effective:
            continue
        expect(irq not in grown, f"{one.action} (irq {irq}) is delivered on {sorted(one.effective)}, before the apply "
                                 f"on {sorted(start[irq].effective)}")
        expect(f"(irq {irq})" in told, f"rollback does not say that {one.action} (irq {irq}) is pending")
        elsewhere += 1
    lab.remark = f"{len(grown)} vectors fired and are back, {elsewhere} pending"
