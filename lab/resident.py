"""The resident agent in the guest: started, ended, and what it told."""
import json
import re
import time

from .failure import expect
from .preparation import POLICY

LOG, ERRORS, PID = "/tmp/agent.jsonl", "/tmp/agent.err", "/run/agent.pid"
# Short dwell times, so that the regime's way up and down takes seconds; as a policy may say.
REGIME = ("regime: {dwell-windows: 3, warn: {enter-windows: 2, leave-windows: 3}, "
          "drifted: {enter-windows: 2, leave-windows: 3}}\n")


def start(guest, policy=None, options="--no-serve", seconds=60, log=LOG):
    """Writes the policy, when one is given, and waits until `status` answers."""
    if policy is not None:
        guest.put(POLICY, policy)
    guest.sh(f"holdfast run {POLICY} {options} --json >>{log} 2>>{ERRORS} & echo $! >{PID}")
    limit = time.monotonic() + seconds
    while guest.run("holdfast status --json >/tmp/status.json").code == 1:
        expect(time.monotonic() < limit, f"the agent did not answer in {seconds} s: {guest.run(f'cat {ERRORS}').out}")
        time.sleep(0.2)


def stop(guest):
    guest.sh(f"kill $(cat {PID}); while kill -0 $(cat {PID}) 2>/dev/null; do sleep 0.1; done")


def kill(guest):
    """As the kernel or a person in a hurry would: it cannot tidy up."""
    guest.sh(f"kill -9 $(cat {PID}); while kill -0 $(cat {PID}) 2>/dev/null; do sleep 0.05; done")


def status(guest):
    done = guest.holdfast("status --json")
    expect(done.code != 1, f"status: {done.err}")
    return json.loads(done.out)


def source(guest, name):
    """One way of watching, as `status` has it."""
    found = [one for one in status(guest)["sources"] if one["name"] == name]
    expect(found, f"status names no source {name}")
    return found[0]


def memory(guest):
    """What the agent holds, in kB: (resident, its most)."""
    text = guest.sh(f"cat /proc/$(cat {PID})/status")
    return tuple(int(re.search(rf"{key}:\s+(\d+) kB", text).group(1)) for key in ("VmRSS", "VmHWM"))


def events(guest, after=0, log=LOG):
    """Those told so far; a line that the agent is still writing is left for the next look."""
    whole = guest.get(log).decode().rpartition("\n")[0]
    found = [json.loads(line) for line in whole.splitlines() if line.startswith("{")]
    return [event for event in found if event["number"] > after]


def last(guest):
    return max((event["number"] for event in events(guest)), default=0)


def await_event(guest, after, what, fits, seconds=8):
    """The first event behind number `after` that fits, within a bound."""
    limit = time.monotonic() + seconds
    while True:
        found = events(guest, after)
        for event in found:
            if fits(event):
                return event
        if time.monotonic() > limit:
            expect(False, f"no event of {what} in {seconds} s; there were: "
                   + "; ".join(f"{one['kind']} {one.get('subject')} {one.get('from')}→{one.get('to')} {one['cause']}: "
                               f"{one.get('evidence')}"
                               for one in found[-8:]))
        time.sleep(0.3)


def change_of(irq, cause):
    return lambda event: (event["kind"] == "change" and event["cause"] == cause
                          and event["object"].get("irq") == irq)


def regimes(guest, after=0):
    return [event["to"] for event in events(guest, after) if event["kind"] == "regime"]


def delay_ms(event):
    return (event["seen_ns"] - event["at_ns"]) / 1e6
