"""A CPU whose vectors are all taken: the kernel accepts a mask there, and drops it when the interrupt comes."""
import re
import time

from .. import resident
from ..failure import CaseSkipped, expect, expect_equal
from ..hardware import CROWDED
from ..interrupts import read_interrupts
from ..preparation import POLICY, start_echo
from ..traffic import Traffic

TITLE = "no vector left on a CPU: a mask that the kernel drops has the cause vector-exhaustion; given up under heal"
# No trading CPU: other devices' interrupts would be moved off it, one repair each.
HEADER = "apiVersion: holdfast/v1\nname: lab\nversion: 1\ncpus: {housekeeping: 0, irq: 1-3}\n"
FULL, PLACE = 3, 1  # the CPU that is filled; where queue 0 is


def _policy(cpu, reconcile):
    return (HEADER + f"interfaces:\n  - match: {{name: eth0}}\n    vectors:\n      - {{queue: 0, cpus: {cpu}}}\n"
            + resident.REGIME + f"reconcile: {{{reconcile}}}\n")


def _idle_device(guest):
    """The virtio name of the serial device that has most interrupts and does nothing."""
    count = {}
    for one in read_interrupts(guest).values():
        match = re.match(r"(virtio\d+)-(?!config)", one.action)
        if match and not one.nic:
            count[match.group(1)] = count.get(match.group(1), 0) + 1
    name = max(count, key=count.get, default=None)
    if name is None or count[name] < 200:
        raise CaseSkipped(f"this QEMU gives no device of 200 interrupts that the guest's kernel takes ({count})")
    return name


def _fill(guest, device):
    """Its interrupts begin where the default affinity says: all vectors of that CPU, and the rest elsewhere."""
    driver = "/sys/bus/virtio/drivers/virtio_console"
    default = guest.sh("cat /proc/irq/default_smp_affinity").strip()
    guest.sh(f"echo {device} >{driver}/unbind")
    guest.sh(f"echo {1 << FULL:x} >/proc/irq/default_smp_affinity; echo {device} >{driver}/bind")
    guest.sh(f"echo {default} >/proc/irq/default_smp_affinity; sleep 1")
    on = [one for one in read_interrupts(guest).values() if one.effective == {FULL}]
    away = [one for one in read_interrupts(guest).values() if one.action.startswith(device + "-")
            and one.requested == {FULL} and one.effective != {FULL}]
    expect(away, f"CPU {FULL} took {len(on)} interrupts and had room for all: this shows nothing")
    return len(on)


def _dropped_of(irq):
    return lambda event: (event["kind"] == "change" and event["object"].get("irq") == irq
                          and event["cause"] == "vector-exhaustion")


def _by_hand(guest, irq):
    """Somebody's mask: taken by the kernel, and dropped with the next interrupt."""
    last = resident.last(guest)
    guest.sh(f"sh -c 'echo {FULL} >/proc/irq/{irq}/smp_affinity_list'")
    taken = resident.await_event(guest, last, "the write", resident.change_of(irq, "writer"))
    expect_equal((taken["from"], taken["to"]), (str(PLACE), str(FULL)), "the write's from and to")
    with Traffic(guest.hardware.nics[:1], rate=200, seconds=60):
        dropped = resident.await_event(guest, taken["number"], "the mask that was dropped", _dropped_of(irq), 15)
    expect_equal((dropped["from"], dropped["to"]), (str(FULL), str(PLACE)), "from and to")
    one = read_interrupts(guest)[irq]
    expect_equal((one.requested, one.effective), ({PLACE}, {PLACE}), "the lab's reading")
    return dropped


def _under_heal(guest, irq):
    """A policy that wants what cannot be: tried a few times, each with its reason, then given up."""
    resident.start(guest, _policy(FULL, "mode: heal, max-per-minute: 60, yield-after: 3"), seconds=60)
    with Traffic(guest.hardware.nics[:1], rate=200, seconds=120):
        resident.await_event(guest, resident.last(guest) - 1, "a repair that the kernel dropped", _dropped_of(irq), 30)
        given_up = resident.await_event(guest, 0, "giving up", lambda event: event["kind"] == "yield"
                                        and event["object"].get("irq") == irq, 60)
    expect_equal(read_interrupts(guest)[irq].effective, {PLACE}, "where it is")
    resident.stop(guest)
    return given_up


def run(lab):
    guest = lab.guest(CROWDED)
    device = _idle_device(guest)
    start_echo(guest)
    guest.put(POLICY, _policy(PLACE, "mode: observe"))
    guest.sh(f"holdfast apply {POLICY} --wait 0 >/dev/null; true", seconds=180)
    irq = next(number for number, one in read_interrupts(guest).items()
               if one.nic == "eth0" and one.role == "rx" and one.queue == 0)
    with Traffic(guest.hardware.nics[:1], rate=200, seconds=60):
        time.sleep(3)
    expect_equal(read_interrupts(guest)[irq].effective, {PLACE}, "where the policy's apply put queue 0")
    full = _fill(guest, device)
    resident.start(guest, seconds=60)
    time.sleep(2)
    dropped = _by_hand(guest, irq)
    resident.stop(guest)
    given_up = _under_heal(guest, irq)
    lab.remark = (f"{full} interrupts on CPU {FULL}; {dropped['evidence']}, seen after "
                  f"{resident.delay_ms(dropped):.1f} ms; under heal: {given_up['evidence']}")
