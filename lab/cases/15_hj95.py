"""HJ95 as BPF measures it, against the reader's own stamps of the same packets."""
import statistics
import time

from .. import example, resident
from ..failure import expect
from ..frames import read_frames, read_packets
from ..traffic import ECHO_PORT, Traffic

TITLE = "HJ95 by BPF within 10 % of a blocking reader's own stamps, less its way out of the system call"
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
    with Traffic(guest.hardware.nics[:1], rate=1000, seconds=900):
        resident.start(guest, example.vectors_only("eth0") + "reconcile: {mode: observe}\n", seconds=250)
        tracer = resident.source(guest, "bpf packets")
        time.sleep(14)
    packets = [tuple(map(int, line.split())) for line in guest.get(DELAYS).decode().splitlines() if " " in line]
    frames = [frame for frame in read_frames(guest) if frame["jitter_count"] >= 300][1:]
    expect(len(frames) >= 5,
           f"{len(frames)} windows with 300 delays; the reader had {len(packets)} packets; {tracer}")
    # A packet is known by its stamp: the way from the copy to the return of recvmsg is that of the same packets.
    returned = {at_ns - delay: at_ns for at_ns, delay in packets}
    kept = [row for row in read_packets(guest) if row["ts_hw_ns"] in returned]
    expect(len(kept) >= 50, f"only {len(kept)} of the kept packets are among the reader's")
    offsets = sorted(returned[row["ts_hw_ns"]] - row["ts_user_ns"] for row in kept)
    expect(offsets[0] > 0, f"a copy was {-offsets[0]} ns behind the return from its system call")
    offset = statistics.median(offsets)
    apart = []
    for frame in frames:
        expect(frame["jitter_source"] == "bpf" and frame["jitter_clock"] == "software",
               f"measured by {frame['jitter_source']}, {frame['jitter_clock']}")
        begin_ns = frame["at_ns"] - int(frame["seconds"] * 1e9)
        own = [delay for at_ns, delay in packets if begin_ns < at_ns <= frame["at_ns"]]
        # A window of the agent ends a moment before its time is taken.
        expect(abs(len(own) - frame["jitter_count"]) <= 0.25 * len(own),
               f"BPF saw {frame['jitter_count']} packets, the reader {len(own)}")
        apart.append(frame["hj95_ns"] / (_quantile(own, 0.95) - offset) - 1)
    typical = statistics.median(map(abs, apart))
    expect(typical <= 0.10, f"HJ95 is away by {[f'{100 * one:.1f} %' for one in apart]}")
    measured = statistics.median(frame["hj95_ns"] for frame in frames)
    lab.remark = (f"{len(frames)} windows: HJ95 {measured / 1e3:.0f} µs, {100 * typical:.1f} % away (median; most "
                  f"{100 * max(map(abs, apart)):.1f} %); copy to return from recvmsg "
                  f"{offset / 1e3:.1f} µs, p95 {_quantile(offsets, 0.95) / 1e3:.1f} µs, of {len(offsets)} packets")
