"""Agent and writer each in a mount namespace of its own, as their units make them, and an interrupt number used again."""
import time

from .. import example, resident
from ..failure import expect
from ..interrupts import read_interrupts
from ..preparation import POLICY, start_echo

TITLE = "agent and writers in their own mount namespaces; a rebind that uses the number again, then a write: seen, named"
# What ProtectSystem=, ProtectHome= and PrivateTmp= make of a unit's view, as far as a guest without systemd has it.
SANDBOX = ("unshare -m sh -c 'mount --make-rslave / && mount -t tmpfs tmpfs /root && "
           "mount -o remount,bind,ro /root && exec {}'")


def _eth0(guest):
    return {irq for irq, one in read_interrupts(guest).items() if one.nic == "eth0"}


def _rebind(guest):
    guest.sh("d=$(readlink -f /sys/class/net/eth0/device); n=${d##*/}; v=$(readlink -f $d/driver); echo $n >$v/unbind; "
             "sleep 0.3; echo $n >$v/bind; sleep 1; ip link set eth0 up; sleep 1")


def _write(guest, irq, cpu):
    last = resident.last(guest)
    guest.sh(SANDBOX.format(f'sh -c "echo {cpu} >/proc/irq/{irq}/smp_affinity_list"'))
    return resident.await_event(guest, last, f"a write to irq {irq}", lambda event: event["kind"] == "change"
                                and event["object"].get("irq") == irq and event["to"] == str(cpu))


def run(lab):
    guest = lab.guest()
    start_echo(guest)
    guest.put(POLICY, example.vectors_only("eth0") + resident.REGIME + "reconcile: {mode: observe}\n")
    guest.sh(f"holdfast apply {POLICY} --wait 0 >/dev/null; true")
    run_line = f"holdfast run {POLICY} --no-serve --json >>{resident.LOG} 2>>{resident.ERRORS}"
    guest.sh(SANDBOX.format(run_line) + f" & echo $! >{resident.PID}; for i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.5; "
             "holdfast status >/dev/null; [ $? != 1 ] && break; done; sleep 1")
    before = _eth0(guest)
    irq = next(number for number, one in read_interrupts(guest).items() if one.nic == "eth0" and one.role == "rx")
    first = _write(guest, irq, 0)
    expect(first["cause"] == "writer" and first["actor"]["comm"] == "sh",
           f"a write out of another mount namespace: {first}")
    _rebind(guest)
    again = _eth0(guest) & before
    expect(again, f"the rebind gave no number again ({sorted(before)}, then {sorted(_eth0(guest))}): this shows nothing")
    time.sleep(1)
    irq = next(number for number, one in read_interrupts(guest).items()
               if one.nic == "eth0" and one.role == "rx" and number in again)
    target = next(cpu for cpu in range(4) if {cpu} != read_interrupts(guest)[irq].requested)
    second = _write(guest, irq, target)
    expect(second["cause"] == "writer" and second["actor"]["comm"] == "sh", f"after the rebind: {second}")
    resident.stop(guest)
    lab.remark = (f"irq {irq} was given again to eth0; the write told after {resident.delay_ms(second):.1f} ms, by "
                  f"{second['actor']['comm']} of pid {second['actor']['pid']}")
