"""NRS by the packets that NAPI worked on: vectors on the other node, and on the NIC's."""
import time

from .. import example, resident
from ..failure import expect
from ..frames import read_frames
from ..preparation import pin, start_echo
from ..traffic import Traffic

TITLE = "eth0 (node 1) worked on by CPU 0: NRS near 1; by CPU 3: near 0; by packets as BPF counted them"


def _softnet(guest):
    """Packets that each CPU's softirq took, as /proc tells."""
    return [int(line.split()[0], 16) for line in guest.get("/proc/net/softnet_stat").decode().splitlines()]


def _measured(guest, cpu):
    """(NRS, source) of the windows in which CPU `cpu` did the work, and its share of packets by /proc."""
    pin(guest, str(cpu))
    time.sleep(3)  # each vector moves with its next interrupt
    before, since_ns = _softnet(guest), int(guest.sh("date +%s")) * 10**9
    time.sleep(6)
    grown = [now - then for then, now in zip(before, _softnet(guest))]
    expect(sum(grown) > 1000, f"only {sum(grown)} packets came")
    frames = read_frames(guest, since_ns + 10**9)[:4]
    expect(len(frames) >= 3, f"only {len(frames)} windows were kept in 6 s")
    return frames, grown[cpu] / sum(grown)


def run(lab):
    guest = lab.guest()
    start_echo(guest)
    with Traffic(guest.hardware.nics[:1], rate=2000, seconds=900):
        resident.start(guest, example.vectors_only("eth0") + "reconcile: {mode: observe}\n", seconds=250)
        tracer = resident.source(guest, "bpf packets")
        away, away_share = _measured(guest, 0)
        home, home_share = _measured(guest, 3)
    for frame in away + home:
        expect(frame["nrs_source"] == "bpf",
               f"NRS is by {frame['nrs_source']}, not by what BPF counted: {tracer}")
    expect(away_share > 0.95 and home_share > 0.95,
           f"the lab's own count: {away_share:.2f} on CPU 0, {home_share:.2f} on CPU 3")
    expect(all(frame["nrs"] > 0.95 for frame in away), f"on CPU 0: NRS {[frame['nrs'] for frame in away]}")
    expect(all(frame["nrs"] < 0.05 for frame in home), f"on CPU 3: NRS {[frame['nrs'] for frame in home]}")
    last = home[-1]
    lab.remark = (f"NRS {min(frame['nrs'] for frame in away):.3f} on CPU 0, "
                  f"{max(frame['nrs'] for frame in home):.3f} on CPU 3; raise to entry p95 "
                  f"{last['softirq_p95_ns'] / 1e3:.0f} µs of {last['softirq_count']}; "
                  f"agent {100 * last['own_cpu']:.1f} % of a core")
