"""HJ95 as BPF measures it, against the reader's own stamps of the same packets."""
import statistics
import time

from .. import example
from ..failure import expect
from ..frames import read_frames
from ..preparation import POLICY
from ..traffic import ECHO_PORT, Traffic

TITLE = "HJ95 by BPF within 10 % of a blocking reader's own stamps, less its way out of the system call"
AGENT = "holdfast run %s --no-serve --json >/tmp/agent.jsonl 2>/tmp/agent.err & sleep 2"
DELAYS = "/tmp/delays"


def _quantile(values, p):
    """R's type 7, as TCA has it."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * p
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def run(lab):
    guest = lab.guest()
    guest.sh(f"udp_receiver {ECHO_PORT} {DELAYS} >/tmp/receiver.err 2>&1 & sleep 0.2")
    guest.put(POLICY, example.vectors_only("eth0") + "reconcile: {mode: observe}\n")
    with Traffic(guest.hardware.nics[:1], rate=1000):
        guest.sh(AGENT % POLICY)
        time.sleep(14)
    packets = [tuple(map(int, line.split())) for line in guest.get(DELAYS).decode().splitlines() if " " in line]
    frames = [frame for frame in read_frames(guest) if frame["jitter_count"] >= 300][1:]
    status = guest.sh("holdfast status --json")
    expect(len(frames) >= 5, f"{len(frames)} windows with 300 delays; the reader had {len(packets)} packets; {status[-1500:]}")
    offsets, apart = [], []
    for frame in frames:
        expect(frame["jitter_source"] == "bpf" and frame["jitter_clock"] == "software",
               f"measured by {frame['jitter_source']}, {frame['jitter_clock']}")
        begin_ns = frame["at_ns"] - int(frame["seconds"] * 1e9)
        own = [delay for at_ns, delay in packets if begin_ns < at_ns <= frame["at_ns"]]
        expect(abs(len(own) - frame["jitter_count"]) <= 0.05 * len(own) + 5,
               f"BPF saw {frame['jitter_count']} packets, the reader {len(own)}")
        offset = _quantile(own, 0.5) - frame["hj50_ns"]
        expect(offset > 0, f"the copy is {-offset:.0f} ns behind the return from the system call")
        offsets.append(offset)
        apart.append(frame["hj95_ns"] / (_quantile(own, 0.95) - offset) - 1)
    expect(all(abs(one) <= 0.10 for one in apart), f"HJ95 is away by {[f'{100 * one:.1f} %' for one in apart]}")
    lab.remark = (f"{len(frames)} windows: HJ95 {statistics.median(frame['hj95_ns'] for frame in frames) / 1e3:.0f} µs, at most "
                  f"{100 * max(map(abs, apart)):.1f} % away; copy to return from recvmsg "
                  f"{statistics.median(offsets) / 1e3:.1f} µs (median), {len(packets)} packets")
