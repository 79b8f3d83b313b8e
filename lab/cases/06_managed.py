"""Interrupts that the kernel places itself: the disk's queues."""
import re

from .. import example
from ..failure import expect, expect_done, expect_equal
from ..interrupts import read_interrupts
from ..preparation import POLICY

TITLE = "managed vectors: refused in the plan with the reason, never written to, no error"


def run(lab):
    guest = lab.guest()
    interrupts = read_interrupts(guest)
    disk = [irq for irq, one in interrupts.items() if re.fullmatch(r"virtio\d+-req\.\d+", one.action)]
    expect_equal(len(disk), 4, "queues of the disk")
    refused = guest.run(f"echo 0 2>/dev/null >/proc/irq/{disk[0]}/smp_affinity_list")
    expect(refused.code != 0, "the kernel lets the disk's vector be moved: this can show nothing")
    # All other devices' interrupts to CPU 0: the disk's are among them.
    guest.put(POLICY, example.HEADER + 'interfaces: []\nirqs: {others: "@housekeeping"}\n')
    planned = guest.holdfast(f"plan {POLICY}")
    told = planned.out + planned.err
    elsewhere = [irq for irq in disk if interrupts[irq].requested != example.HOUSEKEEPING]
    expect(len(elsewhere) >= 2, "the kernel placed the disk's vectors where the policy has them")
    for irq in elsewhere:
        line = next((line for line in told.splitlines() if re.search(rf"\birq {irq}\b", line)), "")
        expect("managed" in line, f"plan does not say that irq {irq} is managed by the kernel: {told[-400:]}")
    expect(planned.code in (0, 2), f"plan ended with {planned.code}: {told[-300:]}")
    applied = guest.run(f"strace -f -y -o /tmp/trace -e trace=openat,write,pwrite64 holdfast apply {POLICY}")
    expect_done(applied, "apply")
    trace = guest.get("/tmp/trace").decode()
    for irq in disk:
        touched = [line for line in trace.splitlines()
                   if f"/proc/irq/{irq}/" in line and ("write" in line or "O_WRONLY" in line or "O_RDWR" in line)]
        expect(not touched, f"irq {irq} was written to: {touched[:1]}")
    written = re.findall(r"write\(\d+</proc/irq/(\d+)/", trace)
    expect(written, "apply wrote no mask at all: this can show nothing")
    lab.remark = f"{len(disk)} managed, {len(set(written))} others written"
