"""What happens to a host in its life; after each, `verify` must say what the lab reads, and `apply` must mend it."""
import time

from .. import example
from ..failure import expect, expect_done, expect_equal
from ..interrupts import read_interrupts
from ..preparation import POLICY, start_echo
from ..traffic import Traffic

TITLE = "unbind/bind, link down/up, channels, CPU off/online: verify tells the truth, apply mends"
NICS = ("eth0", "eth2", "eth3")


def _rebind(nic):
    return (f"d=$(readlink -f /sys/class/net/{nic}/device); n=${{d##*/}}; v=$(readlink -f $d/driver); "
            "echo $n >$v/unbind; sleep 0.2; echo $n >$v/bind; sleep 0.5; "
            f"ip addr add 10.99.$((${{1:-0}})).2/24 dev {nic} 2>/dev/null; ip link set {nic} up; sleep 1.5")


EVENTS = (
    ("virtio_net unbound and bound", "set -- 1; " + _rebind("eth0")),
    ("e1000e unbound and bound", "set -- 3; " + _rebind("eth2")),
    ("vmxnet3 unbound and bound", "set -- 4; " + _rebind("eth3")),
    ("link down and up", "for n in eth0 eth2 eth3; do ip link set $n down; ip link set $n up; done; sleep 1.5"),
    ("two channels", "ethtool -L eth0 combined 2"),
    ("four channels again", "ethtool -L eth0 combined 4"),
    ("CPU 3 offline", "echo 0 >/sys/devices/system/cpu/cpu3/online"),
    ("CPU 3 online", "echo 1 >/sys/devices/system/cpu/cpu3/online"),
)


def _judge(guest, event):
    """`verify` against the lab's own reading; twice when a vector moved between the two."""
    for _ in range(3):
        before = example.expected_verify_code(guest, NICS)
        verified = guest.holdfast(f"verify {POLICY}")
        after = example.expected_verify_code(guest, NICS)
        if before == after:
            break
    # A queue that is not there differs, too, though no mask shows it. With its CPU offline the policy means nothing on
    # this host, which is said instead.
    truth = 3 if event == "two channels" else before
    offline = event == "CPU 3 offline" and "CPU 3 is offline" in verified.out + verified.err
    expect(verified.code == truth or (offline and verified.code == 3),
           f"after {event}: verify ended with {verified.code}, the lab reads {before}: "
           f"{verified.out[-300:]}{verified.err}")
    return verified.code


def run(lab):
    guest = lab.guest()
    start_echo(guest)
    guest.put(POLICY, example.vectors_only(*NICS).replace("  - match: {name: eth0}\n",
                                                          "  - match: {name: eth0}\n    channels: {combined: 4}\n"))
    codes = []
    with Traffic(guest.hardware.nics, rate=3000, seconds=300):
        for event, script in (("the start", "true"), *EVENTS):
            guest.sh(script)
            time.sleep(0.5)
            codes.append(_judge(guest, event))
            if event == "CPU 3 offline":
                continue
            applied = guest.holdfast(f"apply {POLICY}")
            expect_done(applied, f"after {event}: apply")
            time.sleep(1)
            requested, _ = example.misplaced(read_interrupts(guest), NICS)
            expect(not requested, f"after {event} and apply: {requested[:2]}")
            expect_equal(guest.holdfast(f"verify {POLICY}").code, example.expected_verify_code(guest, NICS),
                         f"after {event} and apply, exit code of verify")
    expect(codes.count(3) >= 5, f"the events changed too little for this to show anything: verify ended with {codes}")
    lab.remark = "verify after each event: " + " ".join(str(code) for code in codes)
