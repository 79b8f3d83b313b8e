"""Two applies at the same moment."""
from .. import example
from ..failure import expect, expect_done
from ..preparation import POLICY
from ..state import differences, read_state

TITLE = "two applies at once: one waits or refuses, and the host is at the policy"
SCRIPT = f"""
for k in 1 2; do (holdfast apply {POLICY} --wait 0 >/tmp/apply$k 2>&1; echo $? >/tmp/code$k) & done
wait
cat /tmp/code1 /tmp/code2
"""


def run(lab):
    guest = lab.guest()
    guest.put(POLICY, example.whole())
    start = read_state(guest)
    alone = guest.holdfast(f"apply {POLICY} --wait 0")
    expect_done(alone, "apply")
    goal = read_state(guest)
    pairs = []
    for _ in range(3):
        back = guest.holdfast("rollback --wait 0")
        expect_done(back, "rollback")
        left = differences(start, read_state(guest), placement=False)
        expect(not left, f"rollback left {left[:3]}")
        codes = sorted(int(word) for word in guest.sh(SCRIPT).split())
        told = guest.sh("cat /tmp/apply1 /tmp/apply2")
        expect(set(codes) <= {0, 1, 2, 4} and set(codes) & {0, 4}, f"the two ended with {codes}: {told[-300:]}")
        expect(set(codes) <= {0, 4} or "apply" in told, f"the one that refused does not say why: {told[-300:]}")
        left = differences(goal, read_state(guest), placement=False)
        expect(not left, f"after two applies at once: {left[:3]}")
        pairs.append("/".join(map(str, codes)))
    lab.remark = f"exit codes {', '.join(pairs)}"
