"""The gateway's delta streams on a CPU of their own: the largest batch, against a thread for each stream."""
import json
import statistics

from ..failure import expect, expect_done
from ..hardware import CPUS, ISOLATED

TITLE = "14 delta streams: the largest batch with a thread for each, with one, and with one on an isolated CPU"
STREAMS, RING, ROUNDS = 14, 8192, 3
FEED = f"--synth --seed 7 --stocks 280 --streams {STREAMS} --ring {RING} --idle yield --interface lo --linger 0 --json"
TOPOLOGIES = {"a thread each": "--topology thread-per-stream", "one thread": "--topology single",
              "one, isolated": f"--topology single-pinned --cpu {ISOLATED.isolated}"}
TENTH = 0.1


def _serve(guest, topology, load):
    done = guest.run(f"holdfast-gateway serve {FEED} {load} {topology}", seconds=300)
    expect_done(done, f"serve {topology}")
    return json.loads(done.out)


def _largest(summary, reader):
    """Of all readers whose names begin so."""
    return max(row["largest_batch"] for ring in summary["rings"] for row in ring["readers"]
               if row["reader"].startswith(reader))


def run(lab):
    guest = lab.guest(ISOLATED)
    expect(guest.sh("cat /sys/devices/system/cpu/isolated").strip() == ISOLATED.isolated, "no CPU is isolated")
    rounds = ROUNDS if lab.whole else 1
    load = "--messages 16000 --rate 2000/s"
    seen = {name: [] for name in TOPOLOGIES}
    for _ in range(rounds):
        for name, topology in TOPOLOGIES.items():
            seen[name].append(_serve(guest, topology, load))
    delta = {name: [_largest(summary, "delta") for summary in runs] for name, runs in seen.items()}
    lost = {name: sum(summary["lost"] for summary in runs) for name, runs in seen.items()}
    middle = {name: statistics.median(batches) for name, batches in delta.items()}
    lab.remark = f"{CPUS} CPUs, {rounds} rounds; largest delta batch: " + "; ".join(
        f"{name} {', '.join(map(str, delta[name]))} ({lost[name]} lost)" for name in TOPOLOGIES)
    expect(middle["one, isolated"] <= TENTH * middle["a thread each"], lab.remark)
