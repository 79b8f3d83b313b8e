"""Where a packet's time goes between the NIC's interrupt and the program, and that a load shows in the right stage."""
import json
import subprocess
import time

from .. import folders
from ..failure import expect, expect_equal
from ..interrupts import read_interrupts
from ..traffic import Traffic

TITLE = "probe stages: the interrupt is seen; a thread on the reader's CPU lengthens the switch, a flood the softirq"
PORT, SECONDS = 9000, 3
READER, POLLER = 2, 1  # CPUs


def _stages(guest, more=""):
    """What the guest tells of packets that the host sends meanwhile."""
    target = f"{guest.hardware.nics[0].address}:{PORT}"
    sender = subprocess.Popen([folders.HOLDFAST, "probe", "send", target, "--rate", "500", "--seconds", "30s", "--json"],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        told = guest.sh(f"{more} holdfast probe stages {target} --receiver blocking --cpu {READER} "
                        f"--seconds {SECONDS}s --json", seconds=90)
    finally:
        sender.kill()
        sender.wait()
    return json.loads(told)


def _stage(stages, name):
    """The row of that stage that most packets pass: its count, and P50 and P90 in µs."""
    rows = [one for one in stages["stages"] if one["stage"] == name]
    expect(rows, f"no stage {name}: {[one['stage'] for one in stages['stages']]}; {stages['notes']}")
    delays = max(rows, key=lambda one: one["delays"]["count"])["delays"]
    figures = {one["p"]: one["ns"] / 1e3 for one in delays["percentiles"]}
    return delays["count"], figures[0.5], figures[0.9]


def _spread(stages, name):
    """P90 over all rows of a stage, weighted by nothing: the highest of those with a tenth of the packets."""
    rows = [one["delays"] for one in stages["stages"]
            if one["stage"] == name and one["delays"]["count"] * 10 >= stages["followed"]]
    return max((figure["ns"] / 1e3 for one in rows for figure in one["percentiles"] if figure["p"] == 0.9), default=0)


def _place(guest):
    """All of eth0's and eth1's receive vectors on the poller's CPU."""
    for irq, one in read_interrupts(guest).items():
        if one.nic in ("eth0", "eth1") and one.role == "rx":
            guest.sh(f"echo {POLLER} >/proc/irq/{irq}/smp_affinity_list")


def run(lab):
    guest = lab.guest()
    _place(guest)
    calm = _stages(guest)
    count, interrupt_us, _ = _stage(calm, "interrupt")
    expect(calm["followed"] >= 500, f"{calm['followed']} packets were followed of {calm['received']}: {calm['notes']}")
    expect(count >= 0.9 * calm["followed"], f"of {calm['followed']} ways {count} begin at the interrupt")
    expect_equal(calm["notes"], [], "what this kernel does not show")
    expect(_stage(calm, "wake")[0] >= 0.9 * calm["followed"], "a thread that waits was not woken for each packet")

    guest.sh(f"taskset -c {READER} chrt -f 10 sh -c 'while :; do :; done' >/dev/null 2>&1 & echo $! >/tmp/hog; "
             "sleep 0.2")
    hogged = _stages(guest)
    guest.sh("kill -9 $(cat /tmp/hog)")
    calm_switch, hogged_switch = _spread(calm, "switch"), _spread(hogged, "switch")
    expect(hogged_switch > 3 * calm_switch, f"switch: P90 {calm_switch:.0f} µs, under a thread {hogged_switch:.0f} µs")
    expect(_stage(hogged, "stack")[1] < 3 * _stage(calm, "stack")[1], "a thread elsewhere made the stack slower")

    with Traffic(guest.hardware.nics[1:2], rate=20000, flows=4, seconds=60):
        time.sleep(0.5)
        flooded = _stages(guest)
    grown = {name: _spread(flooded, name) / _spread(calm, name) for name in ("softirq", "driver")}
    expect(max(grown.values()) > 1.5, f"a flood of another NIC on the same CPU: P90 grew by {grown}")
    lab.remark = (f"{count} of {calm['followed']} from the interrupt on ({interrupt_us:.1f} µs to the raise); switch P90 "
                  f"{calm_switch:.0f} → {hogged_switch:.0f} µs under a thread; under a flood softirq ×{grown['softirq']:.1f}, "
                  f"driver ×{grown['driver']:.1f}")
