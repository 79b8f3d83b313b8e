"""Vectors anywhere, then `apply` under traffic on every queue."""
import re
import time

from .. import example
from ..failure import expect, expect_done, expect_equal
from ..interrupts import delivered, read_interrupts
from ..preparation import POLICY, scatter, start_echo
from ..traffic import Traffic

TITLE = "apply moves scattered vectors: effective, delivered, idle ones pending, second plan empty; each written once"


def check_delivery(before, after):
    """Interrupts of the NICs between the two readings: only where the policy has them. Returns who fired."""
    grown = delivered(before, after)
    for irq, counts in grown.items():
        one = after[irq]
        cpus = example.wanted(one)
        if cpus is None:
            continue
        expect_equal(one.requested, cpus, f"{one.nic} {one.action} (irq {irq}) requested")
        expect(one.effective <= cpus, f"{one.nic} {one.action} (irq {irq}): effective {sorted(one.effective)}")
        expect(set(counts) <= cpus, f"{one.nic} {one.action} (irq {irq}) fired on {counts}, policy {sorted(cpus)}")
    return grown


def _check_order(guest):
    """A change of channels makes virtio_net place its vectors anew: what is written before it is written twice."""
    guest.sh("ethtool -L eth0 combined 2")
    guest.put(POLICY, example.HEADER + "interfaces:\n"
              + example.interface("eth0", "    channels: {combined: 4}\n    xps: by-vector\n"))
    applied = guest.run("strace -f --seccomp-bpf -y -o /tmp/trace -e trace=write,pwrite64 "
                        f"holdfast apply {POLICY} --wait 1")
    expect_done(applied, "apply with channels")
    expect("Combined:\t4" in guest.sh("ethtool -l eth0").partition("Current")[2], "eth0 has not the 4 channels")
    requested, _ = example.misplaced(read_interrupts(guest), ("eth0",))
    expect(not requested, f"after apply with channels: {requested[:2]}")
    trace = guest.get("/tmp/trace").decode()
    files = re.findall(r"write\w*\(\d+<(/proc/irq/\d+/smp_affinity\w*|/sys/\S*/xps_cpus)>", trace)
    expect(len(files) >= 4, f"apply with channels wrote {files}: this can show nothing of its order")
    twice = sorted({file for file in files if files.count(file) > 1})
    expect(not twice, f"apply with channels wrote {len(twice)} files more than once, e.g. {twice[:2]}: the driver "
                      "undid what was written before the channels")


def run(lab):
    guest = lab.guest()
    scatter(guest)
    start_echo(guest)
    guest.put(POLICY, example.whole())
    requested, pending = example.misplaced(read_interrupts(guest), example.PLACES)
    expect(len(requested) > 10, "the vectors are not scattered: this can show nothing")
    expect_equal(guest.holdfast(f"plan {POLICY}").code, 2, "exit code of the first plan")
    with Traffic(guest.hardware.nics, rate=4000):
        time.sleep(1)
        applied = guest.holdfast(f"apply {POLICY}")
        before = read_interrupts(guest)
        time.sleep(3)
        after = read_interrupts(guest)
        verified = guest.holdfast(f"verify {POLICY}")
        planned = guest.holdfast(f"plan {POLICY}")
    expect_done(applied, "apply")
    grown = check_delivery(before, after)
    queues = {(after[irq].nic, after[irq].queue) for irq in grown if after[irq].queue >= 0}
    expect(len(queues) >= 7, f"the traffic reached few queues: {sorted(queues)}")
    requested, pending = example.misplaced(after, example.PLACES)
    expect(not requested, f"after apply: {requested[:2]}")
    told = verified.out + verified.err
    for one in after.values():
        idle = example.wanted(one) and one.irq not in grown and not one.effective <= example.wanted(one)
        expect(not idle or f"(irq {one.irq})" in told, f"verify does not call {one.action} (irq {one.irq}) pending")
    # Only its own interrupt ends a wait, so that what waits now did so when apply ended.
    expect(applied.code == 4 or not pending, f"apply ended with {applied.code}, and {pending[:1]}")
    expect_equal(verified.code, 4 if pending else 0, "exit code of verify")
    expect_equal(planned.code, 0, "exit code of a second plan")
    for irq, counts in grown.items():
        expect(after[irq].nic or not example.TRADING & set(counts) or after[irq].action == "timer",
               f"irq {irq} ({after[irq].action}) was delivered on the trading CPU: {counts}")
    _check_order(guest)
    lab.remark = f"{len(grown)} vectors delivered where they belong, {len(pending)} pending"
