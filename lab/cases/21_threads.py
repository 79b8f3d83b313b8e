"""A thread of the policy that is moved: by taskset, by its cpuset, by another cgroup: who, and put back."""
import time

from .. import example, resident
from ..failure import CaseSkipped, expect, expect_equal

TITLE = "a policy's thread: taskset, a cpuset and another cgroup move it: each event has its writer; put back; given up"
THREADS = "threads:\n  - {match: {exe: /tmp/sleep}, cpus: 2}\n"
CGROUP = "/sys/fs/cgroup"


def _policy(mode, more=""):
    return example.vectors_only("eth0") + THREADS + resident.REGIME + f"reconcile: {{mode: {mode}{more}}}\n"


def _cpus(guest, tid):
    return guest.sh(f"sed -n 's/^Cpus_allowed_list:[[:space:]]*//p' /proc/{tid}/status").strip()


def _of(tid, cause):
    return lambda event: (event["kind"] == "change" and event["object"]["kind"] == "thread_affinity"
                          and event["object"].get("thread") == tid and event["cause"] == cause)


def _by_taskset(guest, tid, repaired):
    last = resident.last(guest)
    mover = int(guest.sh(f"taskset -pc 0 {tid} >/dev/null & echo $!; wait").split()[0])
    event = resident.await_event(guest, last, "taskset", _of(tid, "writer"))
    expect_equal((event["from"], event["to"], event["wanted"]), ("2", "0", "2"), "from, to and wanted")
    expect_equal((event["actor"]["comm"], event["actor"]["pid"]), ("taskset", mover), f"who ({event['evidence']})")
    if repaired:
        resident.await_event(guest, event["number"], "the repair", lambda one: one["kind"] == "repair"
                             and one["object"].get("thread") == tid)
        expect_equal(_cpus(guest, tid), "2", "the lab's reading after the repair")
    else:
        time.sleep(2)
        expect_equal(_cpus(guest, tid), "0", "observe: it was put back all the same")
        guest.sh(f"taskset -pc 2 {tid} >/dev/null")
    return event


def _by_cpuset(guest, tid):
    """The cgroup that it is in loses CPU 2: who wrote that, and a repair that the kernel refuses."""
    last = resident.last(guest)
    guest.sh(f"sh -c 'echo 0-1 >{CGROUP}/a/cpuset.cpus'")
    event = resident.await_event(guest, last, "the cpuset", _of(tid, "cgroup"))
    expect_equal((event["from"], event["to"]), ("2", "0-1"), "from and to")
    expect_equal(event["actor"]["comm"], "sh", f"who ({event['evidence']})")
    expect_equal(_cpus(guest, tid), "0-1", "the lab's reading")
    refused = resident.await_event(guest, event["number"], "the refused repair", lambda one: (
        one["kind"] == "refused-repair" and one["object"].get("thread") == tid))
    expect("cpuset" in refused["evidence"], f"it does not say why: {refused['evidence']}")
    guest.sh(f"echo 0-3 >{CGROUP}/a/cpuset.cpus")
    resident.await_event(guest, event["number"], "the repair once its cpuset lets it", lambda one: (
        one["kind"] == "repair" and one["object"].get("thread") == tid), 20)
    expect_equal(_cpus(guest, tid), "2", "the lab's reading after the cpuset was widened")
    return event


def _by_another_cgroup(guest, tid):
    last = resident.last(guest)
    guest.sh(f"mkdir {CGROUP}/b; echo 1 >{CGROUP}/b/cpuset.cpus; sleep 0.5; "
             f"sh -c 'echo {tid} >{CGROUP}/b/cgroup.procs'")
    event = resident.await_event(guest, last, "the move into another cgroup", _of(tid, "cgroup"))
    expect_equal((event["to"], event["actor"]["comm"]), ("1", "sh"), f"where to and who ({event['evidence']})")
    guest.sh(f"echo {tid} >{CGROUP}/a/cgroup.procs")
    resident.await_event(guest, event["number"], "the repair once it is back", lambda one: (
        one["kind"] == "repair" and one["object"].get("thread") == tid), 20)
    return event


def _fight(guest, tid):
    """The same program again and again: given up by name, and the regime says so."""
    last = resident.last(guest)
    guest.sh(f"(for k in 1 2 3 4 5; do taskset -pc 0 {tid}; sleep 2; done) >/dev/null 2>&1 & echo $! >/tmp/fight.pid")
    given_up = resident.await_event(guest, last, "giving up", lambda one: one["kind"] == "yield"
                                    and one["object"].get("thread") == tid, 30)
    expect("taskset" in given_up["evidence"], f"whom it gave way to: {given_up}")
    resident.await_event(guest, last, "SAFE_CONTAIN", lambda one: one["kind"] == "regime"
                         and one["to"] == "SAFE_CONTAIN", 10)
    return given_up


def _without_bpf(guest, tid):
    resident.start(guest, _policy("observe"), options="--no-serve --no-bpf", seconds=60)
    expect_equal(resident.source(guest, "bpf threads")["state"], "absent", "the source with --no-bpf")
    time.sleep(2)
    last = resident.last(guest)
    guest.sh(f"taskset -pc 0 {tid} >/dev/null")
    event = resident.await_event(guest, last, "taskset, unseen", _of(tid, "unknown"))
    expect("--no-bpf" in event["evidence"], f"it does not say why nobody is named: {event['evidence']}")
    guest.sh(f"taskset -pc 2 {tid} >/dev/null; sleep 2")
    last = resident.last(guest)
    guest.sh(f"sh -c 'echo 0-1 >{CGROUP}/a/cpuset.cpus'")
    event = resident.await_event(guest, last, "the cpuset, by fanotify", _of(tid, "cgroup"))
    expect("cpuset.cpus" in event["evidence"] and event["actor"]["comm"] == "sh", f"by fanotify: {event}")
    resident.stop(guest)


def _start_thread(guest):
    """busybox under another name: a program of its own, which the policy finds by its exe, in a cgroup of its own."""
    guest.sh(f"echo +cpuset >{CGROUP}/cgroup.subtree_control; mkdir {CGROUP}/a; echo 0-3 >{CGROUP}/a/cpuset.cpus; "
             "cp /bin/busybox /tmp/sleep")
    tid = int(guest.sh("/tmp/sleep 9999 >/dev/null 2>&1 & echo $!; sleep 0.3").split()[0])
    guest.sh(f"echo {tid} >{CGROUP}/a/cgroup.procs")
    return tid


def run(lab):
    guest = lab.guest()
    if guest.run("test -e /sys/kernel/btf/vmlinux").code != 0:
        raise CaseSkipped("this kernel has no BTF")
    tid = _start_thread(guest)
    resident.start(guest, _policy("observe"), seconds=60)
    guest.sh("holdfast apply /tmp/policy.yaml --wait 0 >/dev/null; true")
    time.sleep(3)
    expect_equal(_cpus(guest, tid), "2", "where the policy's apply put it")
    source = resident.source(guest, "bpf threads")
    expect_equal(source["state"], "watching", f"the source bpf threads ({source.get('why')})")
    seen = _by_taskset(guest, tid, False)
    resident.stop(guest)
    resident.start(guest, _policy("heal", ", max-per-minute: 60"), seconds=60)
    time.sleep(2)
    healed = _by_taskset(guest, tid, True)
    confined = _by_cpuset(guest, tid)
    moved = _by_another_cgroup(guest, tid)
    resident.stop(guest)
    resident.start(guest, _policy("heal", ", max-per-minute: 60, yield-after: 3"), seconds=60)
    time.sleep(2)
    given_up = _fight(guest, tid)
    resident.stop(guest)
    guest.sh(f"kill $(cat /tmp/fight.pid) 2>/dev/null; sleep 0.5; taskset -pc 2 {tid} >/dev/null")
    _without_bpf(guest, tid)
    lab.remark = (f"taskset seen after {resident.delay_ms(seen):.1f} and {resident.delay_ms(healed):.1f} ms; cpuset: "
                  f"{confined['evidence']}; cgroup: {moved['evidence']}; fight: {given_up['evidence']}")
