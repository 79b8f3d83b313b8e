"""The agent killed with -9 under load, again and again: what it kept is whole, and readers fall to the careful gate."""
import json
import time

from .. import example, resident
from ..failure import expect, expect_done, expect_equal
from ..interrupts import read_interrupts
from ..preparation import start_echo
from ..traffic import Traffic

TITLE = "kill -9 of the agent under load: the store whole, the page stale meanwhile, readers at the conservative gate"
FRESH, STALE, SAFE_CONTAIN = 0, 1, 3
# What was told this long before the kill is in the store: it is written each second, in one transaction.
KEPT_SECONDS = 2.0
SEEN = "/tmp/features"


def _stored(guest):
    done = guest.holdfast("events --json -n 100000")
    expect_done(done, "events")
    return [json.loads(line) for line in done.out.splitlines()]


def _seen(guest):
    """[(ms, status, regime, burst pacing, aggression cap, conservative)]: what a reader saw change."""
    return [tuple(float(word) for word in line.split()) for line in guest.get(SEEN).decode().splitlines()]


def _await_status(guest, status, seconds):
    limit = time.monotonic() + seconds
    while _seen(guest)[-1][1] != status:
        expect(time.monotonic() < limit, f"the reader's status is not {status} after {seconds} s: {_seen(guest)[-3:]}")
        time.sleep(0.1)
    return _seen(guest)[-1]


def _expect_kept(guest, since_ns, after):
    """Everything told since then, but just before the kill, is in the store, and its numbers have no hole."""
    told = [event for event in resident.events(guest) if event["seen_ns"] > since_ns]
    latest = max(event["seen_ns"] for event in told)
    stored = _stored(guest)
    numbers = sorted(event["number"] for event in stored)
    expect_equal((numbers[0], numbers[-1]), (1, len(set(numbers))), f"{after}: first and last number of {len(numbers)}")
    kept = {(event["number"], event["seen_ns"]) for event in stored}
    lost = [event["number"] for event in told if event["seen_ns"] < latest - KEPT_SECONDS * 1e9
            and (event["number"], event["seen_ns"]) not in kept]
    expect_equal(lost, [], f"{after}: told over {KEPT_SECONDS} s before, and not in the store")
    return len(stored), latest


def run(lab):
    kills = 4 if lab.whole else 2
    guest = lab.guest()
    start_echo(guest)
    policy = (example.vectors_only("eth0", "eth1") + resident.REGIME
              + "reconcile: {mode: heal, max-per-minute: 600, yield-after: 100}\n")
    irqs = [str(irq) for irq, one in read_interrupts(guest).items() if one.nic in ("eth0", "eth1")]
    stale_ms, rows, since_ns = [], 0, 0
    with Traffic(guest.hardware.nics[:2], rate=2000, seconds=60 * kills):
        resident.start(guest, policy)
        guest.sh(f"watch_features {60 * kills} >{SEEN} 2>&1 &")
        for number in range(kills):
            # A writer that the agent undoes all the while, so that the kill falls into writing, storing and telling.
            guest.sh(f"write_affinity 1000000 {20_000_000 + 1_370_000 * number} {' '.join(irqs)} >/dev/null 2>&1 & "
                     "echo $! >/run/writer.pid")
            time.sleep(4 + 0.37 * number)
            expect_equal(_await_status(guest, FRESH, 5)[1], FRESH, "before the kill")
            resident.kill(guest)
            killed = time.monotonic()
            row = _await_status(guest, STALE, 10)
            stale_ms.append((time.monotonic() - killed) * 1000)
            expect_equal(row[1:], (STALE, SAFE_CONTAIN, 0.25, 0.0, 1), "what a reader does without an agent")
            rows, since_ns = _expect_kept(guest, since_ns, f"kill {number + 1}")
            guest.sh("kill $(cat /run/writer.pid)")
            resident.start(guest)
            _await_status(guest, FRESH, 10)
            expect_done(guest.holdfast("recover"), "recover: nothing is unfinished")
        limit = time.monotonic() + 20
        while example.misplaced(read_interrupts(guest), ("eth0", "eth1"))[0]:
            expect(time.monotonic() < limit, "after the last start: "
                   + "; ".join(example.misplaced(read_interrupts(guest), ("eth0", "eth1"))[0]))
            time.sleep(0.5)
    errors = guest.sh(f"cat {resident.ERRORS}")
    expect("set aside" not in errors, f"the store was set aside: {errors}")
    lab.remark = (f"{kills} kills: {rows} events in the store, none missing that was told {KEPT_SECONDS:.0f} s before; "
                  f"readers stale {min(stale_ms):.0f}-{max(stale_ms):.0f} ms after the kill (age limit 3000 ms)")
