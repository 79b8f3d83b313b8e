"""What show, audit and capture say of a guest, against the guest's own files and ethtool."""
import json
import re
import subprocess

from .. import folders
from ..failure import expect, expect_equal
from ..interrupts import cpus_of, read_interrupts

TITLE = "show, audit and capture tell what /proc, /sys and ethtool tell"


def _vectors(guest, shown):
    told = {vector["irq"]: vector for vector in shown["vectors"]}
    for irq, own in read_interrupts(guest).items():
        where = f"irq {irq} ({own.action})"
        expect(irq in told, f"{where} is not in show --json")
        vector = told[irq]
        expect_equal(cpus_of(vector["requested"]), own.requested, f"{where} requested")
        if own.total == 0:  # one that fires between the two readings may move
            expect_equal(cpus_of(vector["effective"]), own.effective, f"{where} effective")
        expect_equal(vector.get("nic", ""), own.nic, f"{where} NIC")
        queue = [own.queue] if own.queue >= 0 else []
        expect_equal(vector["rx_queues"], queue if own.role in ("rx", "combined") else [], f"{where} receive queues")
        expect_equal(vector["tx_queues"], queue if own.role in ("tx", "combined") else [], f"{where} transmit queues")


def _nics(guest, shown):
    by_name = {nic["name"]: nic for nic in shown["nics"]}
    for nic in guest.hardware.nics:
        told = by_name[nic.name]
        device = guest.sh(f"d=$(readlink -f /sys/class/net/{nic.name}/device); "
                          "case $d in */virtio*) d=${d%/*};; esac; echo ${d##*/} $(cat $d/numa_node)").split()
        expect_equal([told["pci_address"], str(told["node"])], device, f"{nic.name} PCI address and node")
        expect_equal(told["driver"], nic.driver, f"{nic.name} driver")
        rings = re.findall(r"^(RX|TX):\s+(\d+)$", guest.sh(f"ethtool -g {nic.name}").split("Current")[1], re.M)
        expect_equal({key: told["rings"][key.lower()] for key, _ in rings}, {key: int(value) for key, value in rings},
                     f"{nic.name} rings")
        lines = re.findall(r"^\s*\d+:((?:\s+\d+)+)$", guest.run(f"ethtool -x {nic.name}").out, re.M)
        table = [int(queue) for line in lines for queue in line.split()]
        if table:
            expect_equal(told["rss"][0]["indirection"], table, f"{nic.name} RSS table")


def _capture(guest, audit):
    guest.sh("holdfast capture --redact --output /tmp/guest.capture.tar.gz >/dev/null", 120)
    brought = folders.LOGS / "guest.capture.tar.gz"
    brought.write_bytes(guest.get("/tmp/guest.capture.tar.gz"))
    here = subprocess.run([folders.HOLDFAST, "audit", "--json", "--from", brought], capture_output=True, text=True)
    there = guest.holdfast("audit --json --from /tmp/guest.capture.tar.gz")
    expect_equal((here.returncode, here.stdout), (there.code, there.out), "audit --from the capture, on the host")
    rules = {finding["rule"] for finding in json.loads(there.out)["findings"]}
    expect("vector-remote-node" in rules, "audit of the capture does not find that virtio's queues are off its node")
    live = {finding["rule"] for finding in json.loads(audit.out)["findings"]}
    expect(rules & live, f"audit of the capture ({rules}) shares nothing with audit of the live guest ({live})")


def run(lab):
    guest = lab.guest()
    shown = guest.holdfast("show --json")
    expect_equal(shown.code, 0, "exit code of show --json")
    shown = json.loads(shown.out)
    _vectors(guest, shown)
    _nics(guest, shown)
    audit = guest.holdfast("audit --json")
    expect(audit.code in (0, 1, 2), f"audit ended with {audit.code}: {audit.err}")
    _capture(guest, audit)
