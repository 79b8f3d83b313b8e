"""Which queue a flow lands on, foretold and counted; and a set of flows parted by a solution that is applied."""
import collections
import json
import random
import re
import time

from .. import flows
from ..failure import expect, expect_done, expect_equal
from ..preparation import POLICY

TITLE = ("rss where foretells the queue of 1,000 random flows under several keys and tables; rss solve parts a set; rss "
         "verify judges each packet")
LIST = "/tmp/flows"
PACKETS = 8  # of each flow: more than what else comes to a queue meanwhile
QUEUES = 4
WATCH, WATCH_PID, WATCH_CODE, BEFORE = "/tmp/watch.json", "/tmp/watch.pid", "/tmp/watch.code", "/tmp/before.tar.gz"


def _counts(guest):
    """Packets of each rx queue since boot, by the driver's own statistics."""
    told = guest.sh("ethtool -S eth0")
    return [int(re.search(rf"rx_queue_{queue}_packets: (\d+)", told).group(1)) for queue in range(QUEUES)]


def _grown(guest, nic, some):
    before = _counts(guest)
    flows.send(nic, some, PACKETS)
    time.sleep(0.3)
    return [now - then for now, then in zip(_counts(guest), before)]


def _foretold(guest, some):
    guest.put(LIST, "".join(f"{flow}\n" for flow in some))
    told = json.loads(guest.holdfast(f"rss where --flows {LIST} --interface eth0 --json").out)["flows"]
    expect_equal(len(told), len(some), "flows that were answered for")
    unknown = [one for one in told if "queue" not in one]
    expect(not unknown, f"no queue is told: {unknown[:1]}")
    return [one["queue"] for one in told]


def _judge(guest, nic, some, what):
    """Sends the flows of each foretold queue; every packet of them must be counted there."""
    queues = _foretold(guest, some)
    for queue in sorted(set(queues)):
        here = [flow for flow, where in zip(some, queues) if where == queue]
        grown = _grown(guest, nic, here)
        expect(grown[queue] >= PACKETS * len(here),
               f"{what}: {len(here)} flows are foretold for queue {queue}, {PACKETS} packets each: {grown} came")
        elsewhere = [count for other, count in enumerate(grown) if other != queue]
        expect(max(elsewhere) < PACKETS,
               f"{what}: of {len(here)} flows foretold for queue {queue} some are elsewhere: {grown}")
    return collections.Counter(queues)


def _change(guest, numbers, table):
    key = ":".join(f"{numbers.randrange(256):02x}" for _ in range(40))
    guest.sh(f"ethtool -X eth0 hkey {key} {table}")


def _parted(guest, nic, numbers):
    """Eight flows that matter on queues 0 and 1, 40 others kept off: as counted after apply."""
    some = flows.random_flows(48, numbers.randrange(1 << 30))
    matter, rest = some[:8], some[8:]
    before = _foretold(guest, matter)
    expect(not set(before) <= {0, 1} or max(collections.Counter(before).values()) > 4, "they are parted already")
    guest.put(LIST, "".join(f"{flow}\n" for flow in matter) + "".join(f"{flow} rest\n" for flow in rest))
    solved = guest.holdfast(f"rss solve --flows {LIST} --interface eth0 --queues 2")
    expect_done(solved, "solve")
    guest.put(POLICY, solved.out)
    expect_done(guest.holdfast(f"apply {POLICY} --risk drops-link"), "apply")
    expect_equal(guest.holdfast(f"verify {POLICY}").code, 0, "verify")
    grown = [_grown(guest, nic, [flow]) for flow in matter]
    where = [max(range(QUEUES), key=counts.__getitem__) for counts in grown]
    expect(all(counts[queue] >= PACKETS for counts, queue in zip(grown, where)), f"packets were lost: {grown}")
    expect_equal(sorted(collections.Counter(where).items()), [(0, 4), (1, 4)], "flows that matter on each queue")
    others = _grown(guest, nic, rest)
    expect(max(others[:2]) < PACKETS, f"others came to the queues of the flows that matter: {others}")
    expect(sum(others[2:]) >= PACKETS * len(rest), f"packets were lost: {others}")


def _watched(guest, nic, some, options="", meanwhile="true"):
    """The exit status and the result of rss verify in the guest, while the flows are sent and until they have come."""
    guest.sh(f"rm -f {WATCH_CODE}; (holdfast rss verify --interface eth0 --seconds 60 {options} --json > {WATCH} & "
             f"echo $! > {WATCH_PID}; wait $!; echo $? > {WATCH_CODE}) > /dev/null 2>&1 &")
    guest.sh(f"until [ $(wc -l < /proc/net/packet) -gt {QUEUES + 1} ]; do sleep 0.05; done; sleep 0.2")  # with its title
    flows.send(nic, some, PACKETS)
    time.sleep(0.3)
    guest.sh(f"{meanwhile}; kill -TERM $(cat {WATCH_PID})")  # which ends it early
    code = int(guest.sh(f"until [ -s {WATCH_CODE} ]; do sleep 0.05; done; cat {WATCH_CODE}"))
    return code, json.loads(guest.get(WATCH))


def _verified(guest, nic, numbers, count):
    """All agree; by a capture's table they do not, as foretold; and a table set in the watch is said."""
    _change(guest, numbers, "equal 4")
    some = flows.random_flows(count, numbers.randrange(1 << 30))
    code, seen = _watched(guest, nic, some)
    expect_equal((code, seen["outcome"]), (0, "agrees"), f"verify: {seen['sentence']}; outcome")
    # On a busy machine the tap loses some, which no count has.
    expect(seen["flows"] >= count and seen["right"] >= count, f"packets were not judged: {seen}")
    for row in seen["queues"]:
        expect(row["came"] <= row["counted"] < row["came"] + PACKETS, f"the driver counted otherwise: {seen['queues']}")
    guest.sh(f"rm -f {BEFORE}; holdfast capture --output {BEFORE} --interval 0.1; ethtool -X eth0 equal 3")
    code, lie = _watched(guest, nic, some, f"--from {BEFORE}")
    expect_equal((code, lie["outcome"]), (3, "differs"), f"verify by another table: {lie['sentence']}; outcome")
    queues = dict(zip(map(str, some), _foretold(guest, some)))
    wrong = {one["flow"]: one["came_on"] for one in lie["wrong"]}
    expect(len(wrong) > count // 4, f"of {count} flows only {len(wrong)} are elsewhere under another table")
    expect_equal(lie["wrong_flows"], len(wrong), "wrong flows that are named")
    where = {flow: queues[flow] for flow in wrong if flow in queues}
    expect_equal(where, wrong, "queues on which the flows came")
    code, changed = _watched(guest, nic, some, meanwhile="ethtool -X eth0 equal 4")
    expect_equal((code, changed["outcome"]), (1, "not_judged"), f"verify over a change: {changed['sentence']}; outcome")
    expect_equal(changed["changes"], ["the indirection table"], "what changed in the watch")
    return f"{seen['right']} packets verified, {len(wrong)} of {count} flows elsewhere by another table"


def run(lab):
    guest = lab.guest()
    nic = guest.hardware.nics[0]
    numbers = random.Random(23)
    count = 1000 if lab.whole else 400
    told = []
    # This kernel's virtio_net shows a key and a table that it has not given to the device yet.
    doubt = guest.holdfast('rss where --interface eth0 "udp 198.18.0.1:1 to 203.0.113.1:2"').err
    expect("gives key and table to the device only when one of them is set" in doubt, f"no doubt is told: {doubt}")
    for what, table in (("a key, equal 4", "equal 4"), ("weights 1 2 0 5", "weight 1 2 0 5"),
                        ("another key, equal 3", "equal 3"), ("another key, equal 4", "equal 4")):
        _change(guest, numbers, table)
        spread = _judge(guest, nic, flows.random_flows(count, numbers.randrange(1 << 30)), what)
        told.append("/".join(str(spread[queue]) for queue in range(QUEUES)))
    verified = _verified(guest, nic, numbers, 400)
    _parted(guest, nic, numbers)
    lab.remark = (f"{count} flows each, by queue: {', '.join(told)}; of 8 flows that matter 4 on queue 0 and 4 on 1, 40 "
                  f"others on neither; {verified}")
