"""Who asked for an interrupt's CPUs, told by BPF: where fanotify is blind, when a driver asks, and in a burst."""
import time

from .. import example, resident
from ..failure import CaseSkipped, expect, expect_equal
from ..interrupts import read_interrupts
from ..preparation import POLICY, start_echo
from ..traffic import Traffic

TITLE = "BPF names a writer in another pid namespace and a driver's asker; a burst is counted to the last; --no-bpf"
TURNS = "/tmp/turns"
METRICS = "http://127.0.0.1:9470/metrics"


def _start(guest, options=""):
    """What the status says of the source bpf; fitting programs to a kernel takes long under emulation."""
    guest.put(POLICY, example.vectors_only("eth0"))
    guest.sh(f"rm -f {resident.LOG}; holdfast apply {POLICY} >/dev/null; true", seconds=180)
    resident.start(guest, options=options, seconds=250)
    time.sleep(3)
    return resident.source(guest, "bpf")


def _await(guest, after, what, fits):
    return resident.await_event(guest, after, what, fits, seconds=10)


def _of(irq, *kinds):
    return lambda event: event["kind"] in (kinds or ("change",)) and event["object"].get("irq") == irq


def _vector(guest):
    return next(number for number, one in read_interrupts(guest).items() if one.nic == "eth0" and one.role == "rx")


def _apart(guest, irq, cpu):
    """Writes from a new pid namespace with its own procfs; the writer's pid as the host has it."""
    return int(guest.sh(
        f"unshare -m -p -f --mount-proc sh -c 'echo {cpu} >/proc/irq/{irq}/smp_affinity_list; sleep 8; exit 0' "
        ">/dev/null 2>&1 & for k in $(seq 30); do "
        "p=$(grep -slE '^NSpid:[[:space:]]+[0-9]+[[:space:]]+1$' /proc/[0-9]*/status | cut -d/ -f3); "
        "[ -n \"$p\" ] && break; sleep 0.2; done; echo $p").split()[0])


def _other_cpu(guest, irq):
    return next(cpu for cpu in (0, 1, 2, 3) if cpu not in read_interrupts(guest)[irq].requested)


def _in_another_namespace(guest):
    irq = _vector(guest)
    last, cpu = resident.last(guest), _other_cpu(guest, irq)
    pid = _apart(guest, irq, cpu)
    event = _await(guest, last, "the write in another pid namespace", _of(irq))
    expect_equal(event["cause"], "writer", f"the cause ({event['evidence']})")
    expect_equal((event["actor"]["pid"], event["actor"]["comm"]), (pid, "sh"), "who it was")
    expect_equal(event["to"], str(cpu), "where to")
    return event


def _by_a_driver(guest):
    last = resident.last(guest)
    guest.sh("ethtool -L eth0 combined 2")
    event = _await(guest, last, "ethtool -L", lambda one: one["cause"] == "channel-change" and one.get("actor"))
    expect_equal(event["actor"]["comm"], "ethtool", f"who ran ({event['evidence']})")
    guest.sh("ethtool -L eth0 combined 4; sleep 2")
    return event


def _burst(guest, writes):
    """Writes so often that nobody can read each: how many were told, in how many lines, and how long a turn took."""
    irq = _vector(guest)
    at, other = (1, 0) if 1 not in read_interrupts(guest)[irq].requested else (0, 1)
    last = resident.last(guest)
    guest.sh(f"rm -f {TURNS}; while [ ! -e /tmp/enough ]; do wget -qO- {METRICS} | grep longest_turn >>{TURNS}; "
             "sleep 0.5; done >/dev/null 2>&1 &")
    took_us = int(guest.sh(f"affinity_burst {irq} {writes} {at} {other}", seconds=240))
    time.sleep(4)
    guest.sh("touch /tmp/enough")
    turns = [float(line.split()[-1]) for line in guest.get(TURNS).decode().splitlines() if not line.startswith("#")]
    lines = [event for event in resident.events(guest, last) if _of(irq, "change", "moved", "storm")(event)]
    expect(lines, "nothing was told of the burst")
    expect_equal({event["actor"].get("comm") for event in lines if event.get("actor")}, {"affinity_burst"}, "by whom")
    expect_equal(read_interrupts(guest)[irq].requested, {at}, "the lab's reading of the mask")
    # That its interrupts came elsewhere is no write.
    masks = [event for event in lines if event["kind"] != "moved" and " moves in " not in event["evidence"]]
    expect_equal(masks[-1].get("to"), str(at), "the last mask that was told")
    # A line stands for one at least, also when its request was counted with the line before.
    told = sum(event["count"] for event in masks)
    expect(writes <= told <= writes + 1, f"{told} of {writes} writes were told")
    expect(all(event.get("exact", True) for event in lines), "a count was told as a lower bound")
    seconds = took_us / 1e6
    expect(len(lines) <= 25 * (seconds + 2), f"{len(lines)} lines in {seconds:.1f} s")
    longest_ms = max(turns, default=0) * 1e3
    expect(turns and longest_ms < 500, f"the longest turns, in seconds: {turns}")
    return writes, seconds, len(lines), longest_ms


def _without(guest):
    source = _start(guest, "--no-bpf")
    expect_equal(source["state"], "absent", "the source bpf with --no-bpf")
    expect("--no-bpf" in source["why"], f"it does not say why: {source['why']}")
    irq = _vector(guest)
    last = resident.last(guest)
    _apart(guest, irq, _other_cpu(guest, irq))
    unseen = _await(guest, last, "the write in another pid namespace", _of(irq))
    expect_equal(unseen["cause"], "unknown", "fanotify is blind there, so that the case above shows something")
    last = resident.last(guest)
    guest.sh(f"echo {_other_cpu(guest, irq)} >/proc/irq/{irq}/smp_affinity_list")
    event = _await(guest, last, "the write by this procfs", _of(irq))
    expect_equal(event["cause"], "writer", "by fanotify")
    resident.stop(guest)


def run(lab):
    guest = lab.guest()
    if not guest.run("test -e /sys/kernel/btf/vmlinux").code == 0:
        raise CaseSkipped("this kernel has no BTF")
    start_echo(guest)
    with Traffic(guest.hardware.nics[:1], rate=1000, seconds=400):
        source = _start(guest)
        expect_equal(source["state"], "watching", f"the source bpf ({source.get('why')})")
        apart = _in_another_namespace(guest)
        by_driver = _by_a_driver(guest)
        writes, seconds, lines, longest_ms = _burst(guest, 100_000 if lab.whole else 50_000)
        resident.stop(guest)
        _without(guest)
    lab.remark = (f"in another pid namespace: {apart['actor']['comm']}, seen after {resident.delay_ms(apart):.1f} ms; ethtool -L: "
                  f"{by_driver['evidence']}; {writes} writes in {seconds:.1f} s: all counted, in {lines} lines, longest "
                  f"turn {longest_ms:.0f} ms")
