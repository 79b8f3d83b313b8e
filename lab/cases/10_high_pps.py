"""One core saturated by a NIC's interrupts, then the shipped profile that spreads them."""
import time

from .. import folders
from ..failure import expect, expect_done
from ..interrupts import delivered, read_interrupts
from ..preparation import POLICY, pin
from ..traffic import Traffic

TITLE = "all vectors on CPU 0 under load, apply high-pps: each CPU's share of interrupts within 5 points of even"
# Thousands of flows, so that the hash is even by itself and what is measured is the placement.
LOAD = {"rate": 60000, "flows": 16, "ports": 256}


def _shares(guest, seconds):
    before = read_interrupts(guest)
    time.sleep(seconds)
    after = read_interrupts(guest)
    counts = [0] * 4
    for irq, grown in delivered(before, after).items():
        if after[irq].nic == "eth0" and after[irq].role == "rx":
            for cpu, count in grown.items():
                counts[cpu] += count
    total = sum(counts)
    expect(total > 500, f"only {total} interrupts in {seconds} s")
    return [100 * count / total for count in counts]


def run(lab):
    guest = lab.guest()
    guest.put(POLICY, (folders.REPOSITORY / "policies" / "high-pps.yaml").read_bytes())
    pin(guest, "0")
    with Traffic(guest.hardware.nics[:1], **LOAD):
        time.sleep(2)
        crowded = _shares(guest, 3)
        expect(crowded[0] > 95, f"before: shares {crowded}")
        applied = guest.holdfast(f"apply {POLICY} --risk drops-link")
        expect_done(applied, "apply")
        time.sleep(2)
        shares = _shares(guest, 5)
    expect(all(abs(share - 25) <= 5 for share in shares), f"after: shares {[round(share, 1) for share in shares]}")
    lab.remark = f"CPU 0 had {crowded[0]:.0f} %, now " + " ".join(f"{share:.1f}" for share in shares) + " %"
