"""Ten changes of affinity a second, for as long as was asked: none is lost, and the agent's memory stays."""
import re
import time

from .. import example, resident
from ..failure import expect, expect_equal
from ..interrupts import read_interrupts
from ..preparation import start_echo
from ..traffic import Traffic

TITLE = "ten affinity changes a second under traffic (--seconds 3600: an hour): every one told, memory flat"
GAP_NS = 100_000_000


def _written(irqs, count, start):
    """{irq: the CPUs it was moved to, in order}: what write_affinity.cc does, less a first write that changed nothing."""
    rounds = {irq: [(n // len(irqs) + n % len(irqs)) % 4 for n in range(count) if irqs[n % len(irqs)] == irq]
              for irq in irqs}
    return {irq: cpus[1:] if start[irq] == {cpus[0]} else cpus for irq, cpus in rounds.items()}


def _told(events, irqs):
    """{irq: the CPUs in the order of the events}. An event whose `from` is its `to` says how often it was written
    since, and must repeat what had been told; a storm, which is told when the guest stood still for seconds and finds
    many writes at once, tells where it left each vector."""
    told = {irq: [] for irq in irqs}
    for event in events:
        if event["kind"] == "storm":
            for irq, cpu in re.findall(r"\(irq (\d+)\) is (\d+)", event["evidence"]):
                if int(irq) in told:
                    told[int(irq)].append(int(cpu))
        if event["kind"] != "change" or event["object"].get("irq") not in told:
            continue
        of_irq, cpu = told[event["object"]["irq"]], int(event["to"])
        if event["from"] != event["to"]:
            of_irq.append(cpu)
        else:
            expect(of_irq[-1:] in ([], [cpu]), f"told again as {cpu}, and before as {of_irq[-1:]}: {event}")
    return told


def _is_within(some, all_of_them):
    """Are they among the others, in their order?"""
    rest = iter(all_of_them)
    return all(any(one == other for other in rest) for one in some)


def _watch_memory(guest, seconds):
    """kB resident, at the first fifth of the time and then each fifth, until the writer is done."""
    seen, limit = [], time.monotonic() + 3 * seconds + 60
    for part in range(1, 6):
        until = time.monotonic() + seconds / 5
        while time.monotonic() < until:
            time.sleep(min(5, seconds / 5))
        seen.append(resident.memory(guest)[0])
    while guest.run("test -e /tmp/written").code:
        expect(time.monotonic() < limit, "the writer did not come to its end")
        time.sleep(1)
    return seen + [resident.memory(guest)[0]]


def run(lab):
    seconds = lab.seconds or (30 if lab.whole else 15)
    guest = lab.guest()
    start_echo(guest)
    with Traffic(guest.hardware.nics[:1], rate=300, seconds=4 * seconds + 120):
        resident.start(guest, example.vectors_only("eth0") + resident.REGIME)
        time.sleep(2)
        irqs = [irq for irq, one in read_interrupts(guest).items() if one.nic == "eth0"]
        start = {irq: one.requested for irq, one in read_interrupts(guest).items()}
        count = int(seconds * 1e9 / GAP_NS)
        begun = time.monotonic()
        guest.sh(f"(write_affinity {count} {GAP_NS} {' '.join(map(str, irqs))} >/tmp/writer.out 2>&1; "
                 "mv /tmp/writer.out /tmp/written) >/dev/null 2>&1 &")
        memory = _watch_memory(guest, seconds)
        took = time.monotonic() - begun
        time.sleep(2)
    events = resident.events(guest)
    written, told = _written(irqs, count, start), _told(events, irqs)
    expect_equal(guest.get("/tmp/written").decode().strip(), str(count), "writes")
    for irq in irqs:
        expect(_is_within(told[irq], written[irq]), f"irq {irq}: something was told that nobody wrote")
        expect(told[irq][-1:] == written[irq][-1:], f"irq {irq}: the last told is {told[irq][-1:]}, not {written[irq][-1:]}")
    # A guest that stood still for longer than the pace finds two writes of one vector at once: one event, counted twice.
    accounted = sum(event["count"] for event in events if event["kind"] in ("change", "storm"))
    expect(accounted >= sum(map(len, written.values())), f"{count} writes, and only {accounted} accounted for")
    single = sum(map(len, told.values()))
    storms = sum(event["kind"] == "storm" for event in events)
    growth = memory[-1] - memory[0]
    expect(growth <= 1024, f"the agent grew by {growth} kB between a fifth of the time and the end: {memory} kB")
    late = sorted((event["seen_ns"] - event["at_ns"]) / 1e6 for event in events
                  if event["kind"] == "change" and event["object"].get("irq") in irqs)
    cost = float(guest.sh(f"awk '{{print ($14 + $15) / 100}}' /proc/$(cat {resident.PID})/stat"))
    lab.remark = (f"{count} writes in {took:.0f} s, {single} told one by one, {storms} storms, "
                  f"{accounted} accounted for; resident "
                  + " ".join(f"{kb / 1024:.1f}" for kb in memory) + f" MB; told after {late[len(late) // 2]:.1f} ms, "
                  f"p99 {late[len(late) * 99 // 100]:.1f} ms; agent {100 * cost / took:.1f} % of a core")
