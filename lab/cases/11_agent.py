"""The resident agent: what moves a vector is told with its cause and its writer; without leave to heal it only tells."""
import json
import time

from .. import example, irqbalance
from ..failure import expect
from ..interrupts import read_interrupts
from ..preparation import POLICY, start_echo
from ..traffic import Traffic

TITLE = "echo, sysctl, channels, rebind, CPU offline and irqbalance: each event has its cause; healed when the policy says"
LOG, PID = "/tmp/agent.jsonl", "/run/agent.pid"
# Short dwell times, so that the regime's way up and down takes seconds; as a policy may say.
REGIME = ("regime: {dwell-windows: 3, warn: {enter-windows: 2, leave-windows: 3}, "
          "drifted: {enter-windows: 2, leave-windows: 3}}\n")
SYSCTL = "sysctl: {net.core.somaxconn: 1024}\n"


def _start(guest, mode):
    guest.put(POLICY, (example.vectors_only("eth0") + SYSCTL + REGIME
                       + f"reconcile: {{mode: {mode}, max-per-minute: 60}}\n"))
    guest.sh(f"rm -f {LOG}; holdfast apply {POLICY} >/dev/null; holdfast run {POLICY} --no-serve --json >{LOG} 2>/tmp/agent.err & "
             f"echo $! >{PID}; for i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.3; holdfast status >/dev/null; "
             "[ $? != 1 ] && break; done; sleep 2")


def _stop(guest):
    guest.sh(f"kill $(cat {PID}); while kill -0 $(cat {PID}) 2>/dev/null; do sleep 0.1; done")


def _events(guest, after=0):
    found = [json.loads(line) for line in guest.get(LOG).decode().splitlines() if line.startswith("{")]
    return [event for event in found if event["number"] > after]


def _last(guest):
    return max((event["number"] for event in _events(guest)), default=0)


def _await(guest, after, what, fits, seconds=8):
    """The first event behind number `after` that fits, within a bound."""
    limit = time.monotonic() + seconds
    while True:
        events = _events(guest, after)
        for event in events:
            if fits(event):
                return event
        if time.monotonic() > limit:
            expect(False, f"no event of {what} in {seconds} s; there were: "
                   + "; ".join(f"{one['kind']} {one.get('subject')} {one.get('from')}→{one.get('to')} {one['cause']}"
                               for one in events[-8:]))
        time.sleep(0.3)


def _change_of(irq, cause):
    return lambda event: (event["kind"] == "change" and event["cause"] == cause
                          and event["object"].get("irq") == irq)


def _delay_ms(event):
    return (event["seen_ns"] - event["at_ns"]) / 1e6


def _by_hand(guest, irq):
    """One shell's echo: its pid, from, to and the parent that started it."""
    last = _last(guest)
    guest.sh(f"sh -c 'echo 0 >/proc/irq/{irq}/smp_affinity_list'")
    event = _await(guest, last, "the echo", _change_of(irq, "writer"))
    expect(event["to"] == "0" and event["wanted"] == event["from"], f"from and to: {event}")
    expect(event["actor"]["comm"] == "sh" and event["actor"].get("pid"), f"the writer: {event['actor']}")
    return event


def _causes(guest):
    """{what was done: the cause that was told}; each is undone before the next."""
    irq = next(number for number, one in read_interrupts(guest).items() if one.nic == "eth0" and one.role == "rx")
    told = {}
    last = _last(guest)
    guest.sh("echo 77 >/proc/sys/net/core/somaxconn")
    told["sysctl"] = _await(guest, last, "the sysctl", lambda event: event["object"].get("name") == "net.core.somaxconn")
    last = _last(guest)
    guest.sh("ethtool -L eth0 combined 2")
    told["channels"] = _await(guest, last, "ethtool -L", lambda event: event["cause"] == "channel-change")
    guest.sh("ethtool -L eth0 combined 4; sleep 1")
    last = _last(guest)
    guest.sh("d=$(readlink -f /sys/class/net/eth3/device); n=${d##*/}; v=$(readlink -f $d/driver); "
             "echo $n >$v/unbind; sleep 0.3; echo $n >$v/bind; sleep 1; ip link set eth3 up")
    told["rebind"] = _await(guest, last, "the rebind", lambda event: event["kind"] == "link" and "eth3" in event["subject"])
    last = _last(guest)
    guest.sh("echo 0 >/sys/devices/system/cpu/cpu3/online; sleep 0.5; echo 1 >/sys/devices/system/cpu/cpu3/online")
    told["CPU offline"] = _await(guest, last, "the CPU", lambda event: event["cause"] == "cpu-hotplug")
    last = _last(guest)
    irqbalance.start(guest)
    irqbalance.crowd(guest, "eth0", 0)
    told["irqbalance"] = _await(guest, last, "irqbalance", lambda event: event["kind"] == "change"
                                and event["cause"] == "irqbalance", 40)
    irqbalance.stop(guest)
    expect(irq is not None, "eth0 has no receive vector")
    return told


def _regimes(guest):
    return [event["to"] for event in _events(guest) if event["kind"] == "regime"]


def run(lab):
    guest = lab.guest()
    start_echo(guest)
    with Traffic(guest.hardware.nics[:1], rate=3000, seconds=300):
        _start(guest, "observe")
        irq = next(number for number, one in read_interrupts(guest).items() if one.nic == "eth0" and one.role == "rx")
        moved = _by_hand(guest, irq)
        time.sleep(14)
        expect(read_interrupts(guest)[irq].requested == {0}, "observe: it was put back all the same")
        rising = _regimes(guest)
        expect("AFFINITY_WARN" in rising, f"the regime stayed, with a vector of nine away: {rising}")
        guest.sh(f"echo {moved['from']} >/proc/irq/{irq}/smp_affinity_list")
        _await(guest, _last(guest) - 1, "ALIGNED again",
               lambda event: event["kind"] == "regime" and event["to"] == "AFFINITY_ALIGNED", 40)
        told = _causes(guest)
        _stop(guest)
        _start(guest, "heal")
        healed = _by_hand(guest, irq)
        repair = _await(guest, healed["number"] - 1, "the repair", lambda event: event["kind"] == "repair"
                        and event["object"].get("irq") == irq)
        expect(example.misplaced(read_interrupts(guest), ("eth0",))[0] == [], "healed: a mask is still wrong")
        _stop(guest)
    lab.remark = (f"echo seen after {_delay_ms(moved):.1f} ms, requested again {(repair['seen_ns'] - healed['at_ns']) / 1e6:.1f} "
                  f"ms after it was seen written; " + ", ".join(f"{what}: {event['cause']}" for what, event in told.items())
                  + "; regime " + " ".join(state.replace("AFFINITY_", "") for state in rising))
