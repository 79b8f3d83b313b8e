"""HJ95 by the agent's own probe packets, with the NIC's vectors where they belong and on a CPU that is busy."""
import statistics
import time

from .. import example, resident
from ..failure import expect
from ..frames import read_frames
from ..interrupts import read_interrupts
from ..preparation import POLICY
from ..reflector import Reflector
from ..traffic import Traffic

TITLE = "HJ95 by a probe stream rises when eth0's vectors go to a busy CPU, and falls after apply; twice"
PEER = "10.99.1.1:9000"
BUSY, RIGHT, READER = 2, 1, 3  # CPUs: of the bursts and the loop; of eth0's vectors by the policy; of the receiver
WINDOWS = 3
FACTOR = 3
STREAM = (example.HEADER + f"""interfaces:
  - match: {{name: eth0}}
    vectors:
      - {{queues: all, cpus: "{RIGHT}"}}
reconcile: {{mode: observe}}
probe-stream: {{peer: {PEER}, rate: 200, cpu: {READER}}}
""")


def _place(guest, nic, cpu):
    irqs = [one.irq for one in read_interrupts(guest).values() if one.nic == nic and one.queue >= 0]
    guest.sh("".join(f"echo {cpu} >/proc/irq/{irq}/smp_affinity_list; " for irq in irqs))


def _cpus(guest, nic):
    """Where the vectors of its queues are asked to be."""
    return {cpu for one in read_interrupts(guest).values() if one.nic == nic and one.queue >= 0
            for cpu in one.requested}


def _keep_busy(guest, nic):
    """A loop of real-time priority, and another NIC whose bursts take several turns of the softirq: those are then left
    to ksoftirqd, which gets what the loop leaves, 50 ms of a second. A loop alone does not keep softirqs away."""
    _place(guest, nic.name, BUSY)
    guest.sh("echo 1 >/proc/sys/net/core/netdev_budget; "
             f"taskset -c {BUSY} chrt -f 10 sh -c 'while :; do :; done' >/dev/null 2>&1 &")


def _hj95(guest):
    """The median over the windows that begin from a moment later on."""
    since_ns = (int(guest.sh("date +%s")) + 1) * 10**9
    limit = time.monotonic() + 6 * WINDOWS
    time.sleep(WINDOWS + 1)
    while True:
        frames = [frame for frame in read_frames(guest, since_ns) if frame["at_ns"] - frame["seconds"] * 1e9 > since_ns]
        measured = [frame["hj95_ns"] for frame in frames if frame["jitter_source"] == "probe" and frame["hj95_ns"]]
        if len(measured) >= WINDOWS:
            return statistics.median(measured)
        if time.monotonic() > limit:
            expect(False, f"only {len(measured)} windows have an HJ95 by the probe; status: "
                   f"{resident.source(guest, 'probe stream')}")
        time.sleep(0.5)


def _moved(guest):
    _place(guest, "eth0", BUSY)
    return _hj95(guest)


def _applied(guest):
    done = guest.holdfast(f"apply {POLICY} --wait 0")
    cpus = _cpus(guest, "eth0")
    expect(cpus == {RIGHT}, f"after apply ({done.code}) eth0's vectors ask for CPUs {sorted(cpus)}: {done.out}{done.err}")
    return _hj95(guest)


def run(lab):
    guest = lab.guest()
    other = guest.hardware.nics[1]
    with Reflector(guest.hardware.nics[0]):
        resident.start(guest, STREAM, options="--no-serve --no-bpf", seconds=60)
        _keep_busy(guest, other)
        with Traffic([other], rate=2560, flows=8, seconds=120, burst=256):
            right, busy = [_applied(guest)], []
            for _ in range(2):
                busy.append(_moved(guest))
                right.append(_applied(guest))
    told = ", ".join(f"{ns / 1e6:.1f}" for ns in (right[0], busy[0], right[1], busy[1], right[2]))
    expect(min(busy) > FACTOR * max(right), f"HJ95 by the probe in ms, right and busy in turns: {told}")
    source = resident.source(guest, "probe stream")
    expect(source["state"] == "watching" and source["events"] > 1000, f"the source: {source}")
    lab.remark = f"HJ95 in ms, on CPU {RIGHT} and on the busy CPU {BUSY} in turns: {told}; {source['events']} round trips"
