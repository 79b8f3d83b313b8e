"""What cannot be done is said in one sentence, and nothing is half done."""
from .. import example
from ..failure import expect
from ..preparation import POLICY
from ..state import differences, read_state

TITLE = "offline CPU, no such CPU, no such NIC, refused flow rule, a vector taken back: one sentence, nothing half done"
# Before what is impossible stands what is not, and would be seen.
ETH0 = "    rings: {rx: 128}\n    offloads: {gro: off}\n"


def _policy(nic="eth0", settings=ETH0, vectors="    vectors: [{queue: 0, cpu: 1}]\n"):
    return (example.HEADER + f"interfaces:\n  - match: {{name: {nic}}}\n{settings}{vectors}"
            "sysctl: {net.core.netdev_max_backlog: 5000}\n")


# Somebody who writes a vector's mask again whenever it is set; nobody refuses a write.
AGAINST_US = r"""
n=$(basename $(readlink -f /sys/class/net/eth0/device))
i=$(sed -n "s/^ *\([0-9]*\):.* $n-input\.0$/\1/p" /proc/interrupts)
echo 0 >/proc/irq/$i/smp_affinity_list
(while :; do echo 0 >/proc/irq/$i/smp_affinity_list; done) >/dev/null 2>&1 &
"""

CASES = (  # what, before, policy, a word of the sentence
    ("a CPU that is offline", "echo 0 >/sys/devices/system/cpu/cpu3/online",
     _policy(vectors="    vectors: [{queue: 0, cpu: 3}]\n"), "3"),
    ("a CPU that does not exist", "true", _policy(vectors="    vectors: [{queue: 0, cpu: 64}]\n"), "64"),
    ("more CPUs than the host", "true", _policy(vectors='    vectors: [{queues: 0-3, cpus: "0-255"}]\n'), "255"),
    ("a NIC that is not there", "true", _policy(nic="eth9"), "eth9"),
    ("a flow rule that the driver refuses", "true",
     _policy(settings=ETH0 + "    flows: [{type: udp4, dst-port: 4000, queue: 0}]\n"), "flow"),
    ("a ring that the driver refuses", "true",
     _policy(settings="    rings: {rx: 100000}\n    offloads: {gro: off}\n"), "ring"),
    ("a vector that another process takes back", AGAINST_US, _policy(), "rx 0"),  # the last: it goes on
)


def run(lab):
    guest = lab.guest()
    said = []
    for what, before, policy, word in CASES:
        guest.sh(before)
        guest.put(POLICY, policy)
        state = read_state(guest)
        applied = guest.holdfast(f"apply {POLICY}")
        left = differences(state, read_state(guest), placement=False)
        expect(applied.code not in (0, 4), f"{what}: apply ended with {applied.code}")
        expect(applied.code in (1, 2), f"{what}: apply ended with {applied.code}: {applied.err}")
        expect(not left, f"{what}: apply left {left[:3]}")
        told = applied.out + applied.err
        expect(word in told, f"{what}: apply does not name it: {told[-300:]!r}")
        sentences = [line for line in told.splitlines() if word in line]
        said.append(sentences[0].strip())
        guest.sh("echo 1 >/sys/devices/system/cpu/cpu3/online; sleep 0.2")
    lab.remark = f"e.g. {said[1][:100]!r}"
