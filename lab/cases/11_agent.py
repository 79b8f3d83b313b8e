"""The resident agent: what moves a vector is told with its cause and its writer; without leave to heal it only tells."""
import time

from .. import example, irqbalance, resident
from ..failure import expect
from ..interrupts import read_interrupts
from ..preparation import POLICY, start_echo
from ..traffic import Traffic

TITLE = "echo, sysctl, channels, rebind, CPU offline and irqbalance: each event has its cause; healed when the policy says"
SYSCTL = "sysctl: {net.core.somaxconn: 1024}\n"


def _policy(mode):
    return (example.vectors_only("eth0") + SYSCTL + resident.REGIME
            + f"reconcile: {{mode: {mode}, max-per-minute: 60}}\n")


def _start(guest, mode):
    guest.put(POLICY, _policy(mode))
    guest.sh(f"rm -f {resident.LOG}; holdfast apply {POLICY} --wait 0 >/dev/null; true")
    resident.start(guest)
    time.sleep(2)


def _by_hand(guest, irq):
    """One shell's echo: its pid, from, to and the parent that started it."""
    last = resident.last(guest)
    guest.sh(f"sh -c 'echo 0 >/proc/irq/{irq}/smp_affinity_list'")
    event = resident.await_event(guest, last, "the echo", resident.change_of(irq, "writer"))
    expect(event["to"] == "0" and event["wanted"] == event["from"], f"from and to: {event}")
    expect(event["actor"]["comm"] == "sh" and event["actor"].get("pid"), f"the writer: {event['actor']}")
    return event


def _causes(guest):
    """{what was done: the cause that was told}; each is undone before the next."""
    told = {}
    last = resident.last(guest)
    guest.sh("echo 77 >/proc/sys/net/core/somaxconn")
    told["sysctl"] = resident.await_event(guest, last, "the sysctl", lambda event: event["object"].get("name") == "net.core.somaxconn")
    last = resident.last(guest)
    guest.sh("ethtool -L eth0 combined 2")
    told["channels"] = resident.await_event(guest, last, "ethtool -L", lambda event: event["cause"] == "channel-change")
    guest.sh("ethtool -L eth0 combined 4; sleep 1")
    last = resident.last(guest)
    guest.sh("d=$(readlink -f /sys/class/net/eth0/device); n=${d##*/}; v=$(readlink -f $d/driver); "
             "echo $n >$v/unbind; sleep 0.3; echo $n >$v/bind; sleep 1; ip addr add 10.99.0.2/24 dev eth0; "
             "ip link set eth0 up")
    for way in ("removed", "added"):
        told[f"link {way}"] = resident.await_event(
            guest, last, f"the link {way}", lambda event: event["kind"] == "link" and event["subject"] == "eth0"
            and event["to"] == way)
        expect(told[f"link {way}"]["cause"] == "driver-reset", f"the rebind: {told[f'link {way}']}")
    told["rebind"] = resident.await_event(guest, last, "a vector of the rebind", lambda event: event["kind"] == "change"
                                          and event["object"]["kind"] == "vector" and event["cause"] == "driver-reset")
    guest.sh(f"holdfast apply {POLICY} --wait 0 >/dev/null; sleep 1")
    last = resident.last(guest)
    guest.sh("echo 0 >/sys/devices/system/cpu/cpu3/online; sleep 0.5; echo 1 >/sys/devices/system/cpu/cpu3/online")
    told["CPU offline"] = resident.await_event(guest, last, "the CPU", lambda event: event["cause"] == "cpu-hotplug")
    last = resident.last(guest)
    irqbalance.start(guest)
    irqbalance.crowd(guest, "eth0", 0)
    told["irqbalance"] = resident.await_event(guest, last, "irqbalance", lambda event: event["kind"] == "change"
                                and event["cause"] == "irqbalance", 40)
    irqbalance.stop(guest)
    return told


def run(lab):
    guest = lab.guest()
    start_echo(guest)
    with Traffic(guest.hardware.nics[:1], rate=3000, seconds=300):
        _start(guest, "observe")
        irq = next(number for number, one in read_interrupts(guest).items() if one.nic == "eth0" and one.role == "rx")
        moved = _by_hand(guest, irq)
        time.sleep(14)
        expect(read_interrupts(guest)[irq].requested == {0}, "observe: it was put back all the same")
        rising = resident.regimes(guest)
        expect("AFFINITY_WARN" in rising, f"the regime stayed, with a vector of nine away: {rising}")
        guest.sh(f"echo {moved['from']} >/proc/irq/{irq}/smp_affinity_list")
        resident.await_event(guest, resident.last(guest) - 1, "ALIGNED again",
               lambda event: event["kind"] == "regime" and event["to"] == "AFFINITY_ALIGNED", 40)
        told = _causes(guest)
        resident.stop(guest)
        _start(guest, "heal")
        healed = _by_hand(guest, irq)
        repair = resident.await_event(guest, healed["number"] - 1, "the repair", lambda event: event["kind"] == "repair"
                        and event["object"].get("irq") == irq)
        expect(example.misplaced(read_interrupts(guest), ("eth0",))[0] == [], "healed: a mask is still wrong")
        resident.stop(guest)
    lab.remark = (f"echo seen after {resident.delay_ms(moved):.1f} ms, requested again {(repair['seen_ns'] - healed['at_ns']) / 1e6:.1f} "
                  f"ms after it was seen written; " + ", ".join(f"{what}: {event['cause']}" for what, event in told.items())
                  + "; regime " + " ".join(state.replace("AFFINITY_", "") for state in rising))
