"""Each driver alone, where an IOMMU remaps interrupts and a mask takes effect at once."""
from .. import example
from ..failure import expect, expect_equal
from ..hardware import REMAPPED
from ..interrupts import read_interrupts
from ..preparation import POLICY, pin

TITLE = "virtio_net, e1000e, vmxnet3 (and igb) with interrupt remapping: effective as soon as apply ends"


def run(lab):
    guest = lab.guest(REMAPPED)
    expect("IR-PCI-MSI" in guest.sh("cat /proc/interrupts"), "the guest's interrupts are not remapped")
    drivers = {}
    for nic in guest.hardware.nics:
        if nic.name not in example.PLACES:
            example.PLACES[nic.name] = {queue: {1 + queue % 2} for queue in range(nic.queues)}
        guest.put(POLICY, example.vectors_only(nic.name))
        pin(guest, "3")
        applied = guest.holdfast(f"apply {POLICY}")
        requested, pending = example.misplaced(read_interrupts(guest), (nic.name,))
        expect(not requested and not pending, f"{nic.driver}: after apply: {(requested + pending)[:2]}")
        expect_equal(applied.code, 0, f"{nic.driver}: exit code of apply ({applied.err or applied.out})")
        expect_equal(guest.holdfast(f"verify {POLICY}").code, 0, f"{nic.driver}: exit code of verify")
        expect_equal(guest.holdfast(f"plan {POLICY}").code, 0, f"{nic.driver}: exit code of a second plan")
        drivers[nic.driver] = True
    igb = "" if "igb" in drivers else "; igb needs QEMU 8, this one has none"
    lab.remark = ", ".join(drivers) + igb
