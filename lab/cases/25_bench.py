"""`holdfast bench` switches a policy's parts on and off under traffic; whatever ends it, the host is as it was."""
import json
import time

from ..failure import expect, expect_done, expect_equal
from ..preparation import POLICY
from ..reflector import Reflector
from ..shown import read_shown
from ..state import differences, read_state

TITLE = "bench measures each part of a policy off and on and leaves the host as it was, killed in the middle, too"
NICS = ("eth0",)
POLICY_TEXT = """apiVersion: holdfast/v1
name: bench
version: 1
interfaces:
  - match: {name: eth0}
    rings: {rx: 128}
    vectors:
      - {queue: 0, cpu: 1}
      - {queue: 1, cpu: 2}
sysctl: {net.core.netdev_max_backlog: 5000}
"""
MIDDLES = (0, 0.7, 2.2)  # seconds after its journal began


class _Start:
    """The guest as it was, to be found again."""

    def __init__(self, guest):
        self._guest = guest
        self._shown, self._state = read_shown(guest), read_state(guest, NICS)

    def expect_again(self, when):
        shown = read_shown(self._guest)
        otherwise = {key: (self._shown.get(key), shown.get(key)) for key in {*self._shown, *shown}
                     if self._shown.get(key) != shown.get(key)}
        expect(not otherwise, f"{when}: show --json differs: {dict(list(otherwise.items())[:3])}")
        changed = differences(self._state, read_state(self._guest, NICS), placement=False)
        expect(not changed, f"{when}: {changed[:3]}")


def _whole(guest, start, bench):
    """Every part is measured as often off as on, and really was off and on meanwhile."""
    guest.sh(f"(while sleep 0.1; do cat /proc/sys/net/core/netdev_max_backlog; done) >/tmp/seen & echo $! >/tmp/seen.pid")
    done = guest.run(f"{bench} --rounds 2 --undo-useless --json", 120)
    guest.sh("kill $(cat /tmp/seen.pid)")
    expect_done(done, "bench")
    start.expect_again("after a whole bench")
    result = json.loads(done.out)
    layers = {layer["layer"]: layer for layer in result["layers"]}
    expect_equal(list(layers), ["eth0 rings", "eth0 vectors (4)", "sysctl net.core.netdev_max_backlog"], "its layers")
    for name, layer in layers.items():
        expect(layer["verdict"] != "refused", f"{name}: {layer.get('why')}")
        expect_equal((len(layer["off"]), len(layer["on"])), (2, 2), f"windows of {name}")
        for window in layer["off"] + layer["on"]:
            expect(window["packets"] > 20 and window["interrupts_per_second"] > 50 and 0 < window["busy_cpus"] <= 4.1,
                   f"{name}: {window}")
        low, high = (layer["changes"]["p50"][end] for end in ("low", "high"))
        expect(low <= layer["changes"]["p50"]["change"] <= high, f"{name}: {layer['changes']}")
        expect_equal(layer["kept"], layer["verdict"] == "helps", f"{name} kept")
    seen = set(guest.sh("cat /tmp/seen").split())
    expect_equal(seen, {"1000", "5000"}, "what net.core.netdev_max_backlog was meanwhile")
    return layers


def _begin(guest, bench):
    """Starts it, and returns when it has a journal: from then on it changes the guest."""
    guest.sh(f"n=$(ls /run/holdfast/applies | wc -l); {bench} --rounds 3 >/tmp/bench.out 2>/tmp/bench.err & "
             "echo $! >/tmp/bench.pid; while [ $(ls /run/holdfast/applies | wc -l) = $n ]; do sleep 0.05; done")


def _end(guest, signal):
    """Until it is gone, and its lock with it: a process that is killed takes its time under emulation."""
    guest.sh(f"kill -{signal} $(cat /tmp/bench.pid); while kill -0 $(cat /tmp/bench.pid) 2>/dev/null; do sleep 0.1; done")


def _killed(guest, start, bench):
    """kill -9 in the middle, at several places; recover takes it back."""
    for middle in MIDDLES:
        _begin(guest, bench)
        time.sleep(middle)
        _end(guest, "KILL")
        refused = guest.holdfast(f"apply {POLICY} --wait 0 --risk drops-link")
        expect("bench" in refused.err and "was not finished" in refused.err,
               f"apply after a kill {middle} s behind the journal's begin: {refused.err}")
        expect("recover --forward" not in refused.err, f"it offers to finish a bench: {refused.err}")
        expect_done(guest.holdfast("recover --wait 1"), f"recover after {middle} s")
        start.expect_again(f"killed after {middle} s, and recovered")


def _refused(guest, start, target):
    risky = guest.holdfast(f"bench {POLICY} --peer {target}")
    expect_equal(risky.code, 1, "a bench of a step above the ceiling")
    expect("eth0 rings" in risky.err and "--risk resets-queues" in risky.err, f"what it says: {risky.err}")
    start.expect_again("after a refused bench")


def _silent_peer(guest, start, address):
    done = guest.holdfast(f"bench {POLICY} --peer {address}:9 --risk drops-link --seconds 300ms --patience 2s")
    expect_equal(done.code, 1, "a bench without an answer")
    expect("none came" in done.err, f"what it says: {done.err}")
    start.expect_again("after a bench without an answer")


def _interrupted(guest, start, bench):
    _begin(guest, bench)
    time.sleep(1.5)
    _end(guest, "INT")
    told = guest.sh("cat /tmp/bench.err")
    expect("a signal asked for it; everything was put back as it was" in told, f"what it says: {told}")
    start.expect_again("after SIGINT")


def run(lab):
    guest = lab.guest()
    nic = guest.hardware.nics[0]
    guest.put(POLICY, POLICY_TEXT)
    with Reflector(nic) as peer:
        # Vectors are placed by their first interrupt: not before somebody has sent something.
        guest.holdfast(f"probe send {peer.target} --round-trip --receiver blocking --rate 200 --seconds 500ms")
        start = _Start(guest)
        _refused(guest, start, peer.target)
        bench = f"holdfast bench {POLICY} --peer {peer.target} --risk drops-link --rate 200 --seconds 300ms --wait 1s"
        layers = _whole(guest, start, bench)
        _interrupted(guest, start, bench)
        _killed(guest, start, bench)
        _silent_peer(guest, start, peer.address)
    lab.remark = "; ".join(f"{name}: P50 {layer['changes']['p50']['change'] * 100:+.0f} %, {layer['verdict']}"
                           for name, layer in layers.items()) + f"; killed {len(MIDDLES)} times in the middle"
