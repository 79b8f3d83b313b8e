"""Where a packet's time goes between the NIC's interrupt and the program, and that a load shows in the right stage."""
import json
import subprocess
import time

from .. import folders
from ..failure import expect, expect_equal
from ..interrupts import read_interrupts
from ..traffic import Traffic

TITLE = "probe stages: the interrupt is seen; a thread on the reader's CPU lengthens the switch, a flood the softirq"
PORT, SECONDS = 9000, 2
READER, POLLER, OTHER = 2, 1, 3  # CPUs


def _stages(guest, meanwhile=""):
    """What the guest tells of packets that the host sends meanwhile."""
    target = f"{guest.hardware.nics[0].address}:{PORT}"
    sender = subprocess.Popen([folders.HOLDFAST, "probe", "send", target, "--rate", "200", "--seconds", "60s"],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        told = guest.sh(f"{meanwhile} holdfast probe stages {target} --receiver blocking --cpu {READER} "
                        f"--seconds {SECONDS}s --json", seconds=90)
    finally:
        sender.kill()
        sender.wait()
    return json.loads(told)


def _stage(stages, name, p=0.5):
    """The row of that stage that most packets pass: its count, and that percentile of it in µs."""
    rows = [one for one in stages["stages"] if one["stage"] == name]
    expect(rows, f"no stage {name}: {[one['stage'] for one in stages['stages']]}; {stages['notes']}")
    delays = max(rows, key=lambda one: one["delays"]["count"])["delays"]
    figures = {one["p"]: one["ns"] / 1e3 for one in delays["percentiles"]}
    return delays["count"], figures[p]


def _placing(guest, cpu):
    """What puts all of eth0's and eth1's receive vectors on that CPU."""
    return " ".join(f"echo {cpu} >/proc/irq/{irq}/smp_affinity_list;" for irq, one in read_interrupts(guest).items()
                    if one.nic in ("eth0", "eth1") and one.role == "rx")


def _moved(guest):
    """The cohorts of a run in whose middle the vectors are moved: {"irq 36 on CPU 1": packets}."""
    stages = _stages(guest, f"(sleep 1.5; {_placing(guest, OTHER)}) >/dev/null 2>&1 &")
    cohorts = {part["of"]: part["delays"]["count"] for part in stages["parts"]}
    irqs = {name.split(" on ")[0] for name, count in cohorts.items() if name.startswith("irq") and count >= 20}
    expect(len(irqs) == 1, f"one queue has one vector: {cohorts}")
    for cpu in (POLLER, OTHER):
        expect(cohorts.get(f"{next(iter(irqs))} on CPU {cpu}", 0) >= 20, f"on CPU {cpu}: {cohorts}")
    guest.sh(_placing(guest, POLLER))
    return cohorts


def run(lab):
    guest = lab.guest()
    guest.sh(_placing(guest, POLLER))
    calm = _stages(guest)
    count, interrupt_us = _stage(calm, "interrupt")
    expect(calm["followed"] >= 100, f"{calm['followed']} packets were followed of {calm['received']}: {calm['notes']}")
    expect(count >= 0.5 * calm["followed"], f"of {calm['followed']} ways {count} begin at the interrupt")
    expect_equal(calm["notes"], [], "what this kernel does not show")
    _stage(calm, "wake")
    cohorts = _moved(guest)

    guest.sh(f"taskset -c {READER} chrt -f 10 sh -c 'while :; do :; done' >/dev/null 2>&1 & echo $! >/tmp/hog; "
             "sleep 0.2")
    hogged = _stages(guest)
    guest.sh("kill -9 $(cat /tmp/hog)")
    switch = [_stage(one, "switch")[1] for one in (calm, hogged)]
    expect(switch[1] > 3 * switch[0], f"switch: P50 {switch[0]:.0f} µs, with a thread on that CPU {switch[1]:.0f} µs")
    stack = [_stage(one, "stack")[1] for one in (calm, hogged)]
    expect(stack[1] < 3 * stack[0], f"stack: P50 {stack[0]:.0f} µs, with a thread on another CPU {stack[1]:.0f} µs")

    with Traffic(guest.hardware.nics[1:2], rate=30000, flows=4, seconds=90):
        time.sleep(0.5)
        flooded = _stages(guest)
    # In a flood the guest's code is warm: its own handler says how fast it is.
    softirq = [_stage(one, "softirq", 0.9)[1] / _stage(one, "interrupt")[1] for one in (calm, flooded)]
    expect(softirq[1] > 2 * softirq[0], f"softirq: P90 is {softirq[0]:.1f} times the handler's P50, with a flood there "
                                        f"{softirq[1]:.1f} times")
    lab.remark = (f"moved in the middle: {cohorts}; {count} of {calm['followed']} ways from the interrupt on, "
                  f"{interrupt_us:.1f} µs to the raise; "
                  f"switch P50 {switch[0]:.0f} → {switch[1]:.0f} µs under a thread; softirq P90 {softirq[0]:.1f} → "
                  f"{softirq[1]:.1f} times the handler's P50 under a flood")
