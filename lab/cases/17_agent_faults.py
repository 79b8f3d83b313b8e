"""What an agent lacks or loses: it says so, once, and goes on with what it has."""
import time

from .. import example, resident
from ..failure import expect, expect_equal
from ..interrupts import read_interrupts
from ..preparation import start_echo
from ..traffic import Traffic

TITLE = "disk full, store corrupted, no fanotify, no BPF, /proc read-only: it degrades, says so once, goes on"
STATE = "/tmp/small"
OBSERVE, HEAL = "reconcile: {mode: observe}\n", "reconcile: {mode: heal, max-per-minute: 60}\n"


def _policy(mode):
    return example.vectors_only("eth0") + resident.REGIME + mode


def _vector(guest):
    return next(irq for irq, one in read_interrupts(guest).items() if one.nic == "eth0" and one.role == "rx")


def _move(guest, irq, cpu, seconds=8):
    """A write that the agent must tell of, however much it lacks."""
    last = resident.last(guest)
    guest.sh(f"sh -c 'echo {cpu} >/proc/irq/{irq}/smp_affinity_list'")
    return resident.await_event(guest, last, f"irq {irq} to CPU {cpu}", lambda event: event["kind"] == "change"
                                and event["object"].get("irq") == irq and event["to"] == str(cpu), seconds)


def _said(guest, words):
    """How many lines of the agent's errors have these words."""
    return sum(words in line for line in guest.sh(f"cat {resident.ERRORS}").splitlines())


def _fresh(guest):
    guest.sh(f"rm -f {resident.LOG} {resident.ERRORS}")


def _disk_full(guest, irq):
    _fresh(guest)
    guest.sh(f"mkdir -p {STATE}; mount -t tmpfs -o size=1m tmpfs {STATE}")
    resident.start(guest, _policy(OBSERVE), f"--no-serve --state-dir {STATE}")
    time.sleep(2)
    guest.run(f"dd if=/dev/zero of={STATE}/fill bs=4k 2>/dev/null")
    for cpu in (0, 1, 2, 3):
        _move(guest, irq, cpu)
        time.sleep(1.2)
    expect_equal(_said(guest, "full"), 1, f"sentences of the full disk: {guest.sh(f'cat {resident.ERRORS}')}")
    told = resident.last(guest)
    guest.sh(f"rm {STATE}/fill")
    limit = time.monotonic() + 10
    while True:
        kept = guest.holdfast(f"events --json -n 1000 --state-dir {STATE}").out.splitlines()
        if any(f'"number":{told},' in line for line in kept):
            break
        expect(time.monotonic() < limit, f"10 s after there is room again event {told} is not in the store: {kept[-1:]}")
        time.sleep(0.5)
    expect(len(kept) >= told, f"{told} events were told, {len(kept)} kept")
    resident.stop(guest)
    return f"{told} events kept over a full disk"


def _corrupted(guest, irq):
    _fresh(guest)
    guest.sh(f"dd if=/dev/urandom of={STATE}/holdfast.db bs=1k count=8 conv=notrunc 2>/dev/null; "
             f"rm -f {STATE}/*-wal {STATE}/*-shm")
    resident.start(guest, _policy(OBSERVE), f"--no-serve --state-dir {STATE}")
    _move(guest, irq, 0)
    expect_equal(_said(guest, "set aside"), 1, f"sentences of the damaged store: {guest.sh(f'cat {resident.ERRORS}')}")
    time.sleep(2)
    kept = guest.holdfast(f"events --json --state-dir {STATE}")
    expect(kept.code == 0 and '"change"' in kept.out, f"the new store keeps nothing: {kept.err}")
    aside = guest.sh(f"ls {STATE}").split()
    expect(len([name for name in aside if name.startswith("holdfast") and name != "holdfast.db"]) >= 1,
           f"the damaged store is not there any more: {aside}")
    resident.stop(guest)
    guest.sh(f"umount {STATE}")


def _without(guest, irq, capabilities, name):
    """Without the right to watch: the event comes all the same, later, from the vectors that are read each second."""
    _fresh(guest)
    guest.put("/tmp/run.sh", "exec setpriv --bounding-set " + ",".join(f"-{one}" for one in capabilities)
              + f" --inh-caps " + ",".join(f"-{one}" for one in capabilities)
              + f" holdfast run /tmp/policy.yaml --no-serve --json >>{resident.LOG} 2>>{resident.ERRORS}\n")
    guest.put("/tmp/policy.yaml", _policy(OBSERVE))
    guest.sh(f"sh /tmp/run.sh & echo $! >{resident.PID}; for i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.5; "
             "holdfast status >/dev/null; [ $? != 1 ] && break; done")
    source = resident.source(guest, name)
    expect(source["state"] != "watching" and source.get("why"), f"{name} without {capabilities}: {source}")
    event = _move(guest, irq, 3)
    first = resident.delay_ms(event)
    _move(guest, irq, 0)
    resident.stop(guest)
    return source["why"], event, first


def _read_only(guest, irq):
    """In a mount namespace with /proc read-only it can repair nothing: it says so and goes on watching."""
    _fresh(guest)
    guest.put("/tmp/policy.yaml", _policy(HEAL))
    guest.sh("holdfast apply /tmp/policy.yaml --wait 0 >/dev/null; true")
    guest.sh("unshare -m sh -c 'mount --make-rprivate / && mount -o remount,bind,ro /proc && exec holdfast run "
             f"/tmp/policy.yaml --no-serve --json >>{resident.LOG} 2>>{resident.ERRORS}' & echo $! >{resident.PID}; "
             "for i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.5; holdfast status >/dev/null; [ $? != 1 ] && break; done")
    event = _move(guest, irq, 0)
    refused = resident.await_event(guest, event["number"], "the refused repair", lambda one: (
        one["kind"] == "refused-repair" and one["object"].get("irq") == irq))
    time.sleep(4)
    again = [one for one in resident.events(guest, refused["number"]) if one["kind"] == "refused-repair"]
    expect(len(again) <= 1, f"the same refusal was told {1 + len(again)} times in 4 s")
    resident.stop(guest)
    return refused["evidence"]


def run(lab):
    guest = lab.guest()
    start_echo(guest)
    irq = _vector(guest)
    with Traffic(guest.hardware.nics[:1], rate=500, seconds=300):
        guest.put("/tmp/policy.yaml", _policy(OBSERVE))
        guest.sh("holdfast apply /tmp/policy.yaml --wait 0 >/dev/null; true")
        kept = _disk_full(guest, irq)
        _corrupted(guest, irq)
        blind, event, first = _without(guest, irq, ("sys_admin", "bpf", "perfmon"), "fanotify")
        expect_equal(event["cause"], "unknown", f"nobody saw the writer: {event}")
        refused = _read_only(guest, irq)
    lab.remark = f"{kept}; without fanotify ({blind}) an event after {first:.0f} ms; /proc read-only: {refused}"
