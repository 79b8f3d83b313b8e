"""kill -9 at every system call that can change something, from the journal's first byte to the end."""
import re
import time

from .. import example
from ..failure import expect, expect_done, expect_equal
from ..preparation import POLICY
from ..state import differences, read_state

TITLE = "kill -9 at every step of apply, then recover: the policy or the start, never between"
CALLS = ("write", "pwrite64", "sendto", "sendmsg", "ioctl", "rename", "renameat", "renameat2", "fsync", "fdatasync",
         "unlink", "unlinkat", "mkdir", "mkdirat", "ftruncate", "sched_setaffinity", "sched_setscheduler")
JOURNAL = re.compile(r"/holdfast/.*\.jsonl")
APPLY = f"holdfast apply {POLICY} --wait 0"
# A step of every kind, few of each: what counts is where in a step the kill falls.
POLICY_TEXT = (example.HEADER + "interfaces:\n  - match: {name: eth0}\n    rings: {rx: 128}\n    offloads: {gro: off}\n"
               "    xps: by-vector\n    vectors:\n      - {queue: 0, cpu: 1}\n      - {queue: 1, cpu: 2}\n"
               "  - match: {name: eth2}\n    coalesce: {rx-usecs: 20}\n"
               "sysctl: {net.core.netdev_max_backlog: 5000}\n")


NICS = ("eth0", "eth2")


def kill_points(trace):
    """[(call, N)]: of each call, the Nth of the process, from the first that writes the journal on.

    Between two writes of the journal only the first calls of other kinds can change the host; what follows reads it
    again, which can be a hundred calls: of these, the last alone.
    """
    pid = trace.split(None, 1)[0]
    count, points, since_write, reached = {}, [], [], False
    for line in trace.splitlines():
        match = re.match(rf"{pid}\s+(\w+)\(", line)
        if not match or match.group(1) not in CALLS:
            continue
        call = match.group(1)
        count[call] = count.get(call, 0) + 1
        reached = reached or bool(JOURNAL.search(line))
        if not reached:
            continue
        if call == "write":
            points += since_write[:4] + since_write[4:][-1:]
            since_write = []
            points.append((call, count[call]))
        else:
            since_write.append((call, count[call]))
    return points + since_write[:4]


def _check_point(guest, call, number, direction, start, goal):
    """Returns which end the recovery came to."""
    where = f"killed at {call} {number}"
    done = guest.run(f"kill_at {call} {number} {APPLY} >/dev/null 2>&1")
    if done.code != 137:
        return "survived"
    recovered = guest.holdfast(f"recover --wait 0 {direction}")
    expect_done(recovered, f"{where}: recover {direction}")
    state = read_state(guest, NICS)
    from_start = differences(start, state, placement=False)
    if not from_start:
        return "start"
    from_goal = differences(goal, state, placement=False)
    expect(not from_goal, f"{where}: between: from the start {from_start[:2]}, from the policy {from_goal[:2]}")
    return "policy"


def _roll_back(guest, start, after):
    expect_done(guest.holdfast("rollback --wait 0"), f"{after}: rollback")
    expect_equal(differences(start, read_state(guest, NICS), placement=False), [], f"{after}: rollback")


def run(lab):
    guest = lab.guest()
    guest.put(POLICY, POLICY_TEXT)
    start = read_state(guest, NICS)
    traced = guest.run(f"strace -f --seccomp-bpf -y -o /tmp/trace -e trace={','.join(CALLS)} {APPLY}", 120)
    expect_done(traced, "apply")
    goal = read_state(guest, NICS)
    expect(differences(start, goal, placement=False), "apply changed nothing")
    points = kill_points(guest.get("/tmp/trace").decode())
    expect(points, "apply wrote no journal (no file …/holdfast/….jsonl)")
    _roll_back(guest, start, "a whole apply")
    chosen = points if lab.whole else points[::max(1, len(points) // 24)]
    ends = {"start": 0, "policy": 0, "survived": 0}
    begun = time.monotonic()
    for index, (call, number) in enumerate(chosen):
        end = _check_point(guest, call, number, "--forward" if index % 3 == 2 else "", start, goal)
        ends[end] += 1
        if end != "start":
            _roll_back(guest, start, f"after {call} {number}")
    each = (time.monotonic() - begun) / len(chosen)
    expect(ends["start"] and ends["survived"] < len(chosen) / 4, f"of {len(chosen)} kills: {ends}")
    lab.remark = (f"{len(chosen)} of {len(points)} kill points, {each:.1f} s each: {ends['start']} ended at the start, "
                  f"{ends['policy']} at the policy, {ends['survived']} after the last step")
