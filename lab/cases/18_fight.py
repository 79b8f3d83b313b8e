"""A real irqbalance against the agent: it loses patience, says whose doing it is, and containment ends when that ends."""
import time

from .. import example, irqbalance, resident
from ..failure import expect
from ..interrupts import read_interrupts
from ..preparation import start_echo
from ..traffic import Traffic

TITLE = "a fight with irqbalance: given up by name, SAFE_CONTAIN, and out of it when irqbalance is gone"
CONTAINED = "SAFE_CONTAIN"
# All receive queues on one CPU: what irqbalance exists to undo. Short times, as a policy may say them.
POLICY = (example.HEADER + "interfaces:\n  - match: {name: eth0}\n    vectors:\n      - {queues: 0-3, cpus: 0}\n"
          "irqbalance: {mode: ignore}\n"
          "reconcile: {mode: heal, max-per-minute: 600, yield-after: 3, retry-seconds: 5}\n"
          "regime: {dwell-windows: 3, warn: {enter-windows: 2, leave-windows: 3}, "
          "drifted: {enter-windows: 2, leave-windows: 3}, contain: {leave-windows: 5}}\n")


def _elsewhere(guest):
    return [irq for irq, one in read_interrupts(guest).items()
            if one.nic == "eth0" and one.queue is not None and one.role != "admin" and one.requested != {0}]


def run(lab):
    guest = lab.guest()
    start_echo(guest)
    with Traffic(guest.hardware.nics[:1], rate=3000, seconds=300):
        resident.start(guest, POLICY)
        time.sleep(3)
        expect(not _elsewhere(guest), f"the agent did not put the vectors on CPU 0: {_elsewhere(guest)}")
        irqbalance.start(guest)
        begun = time.monotonic()
        yielded = resident.await_event(guest, 0, "giving up", lambda event: event["kind"] == "yield", 90)
        fought = time.monotonic() - begun
        expect("irqbalance" in yielded["evidence"] and (yielded.get("actor") or {}).get("comm") == "irqbalance",
               f"whom it gave way to: {yielded}")
        contained = resident.await_event(guest, 0, "SAFE_CONTAIN", lambda event: event["kind"] == "regime"
                                         and event["to"] == CONTAINED, 10)
        held = resident.status(guest)
        expect(held["yielded"] and "irqbalance" in held["yielded"][0]["actor"], f"status names nobody: {held['yielded']}")
        expect(guest.holdfast("status").code == 3, "status while contained is not 3")
        irqbalance.stop(guest)
        left = resident.await_event(guest, contained["number"], "the end of containment", lambda event: (
            event["kind"] == "regime" and event["from"] == CONTAINED), 120)
        expect(not _elsewhere(guest), f"contained no longer, and away: {_elsewhere(guest)}")
        repairs = resident.status(guest)["repairs"]
        resident.stop(guest)
    lab.remark = (f"given up after {fought:.0f} s and {repairs} repairs, {contained['evidence']}; then "
                  f"{left['to'].replace('AFFINITY_', '')} when irqbalance was gone")
