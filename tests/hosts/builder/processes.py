"""proc/PID: kernel threads, irqbalance, programs."""

from . import cpu_set

POLICY = {"other": 0, "fifo": 1, "rr": 2, "batch": 3, "idle": 5, "deadline": 6}
KERNEL_FLAGS = 69238848  # PF_KTHREAD, PF_NO_SETAFFINITY, PF_NOFREEZE


def stat_line(tid, process, thread):
    rt_priority = thread.get("priority", 0)
    policy = POLICY[thread.get("policy", "other")]
    priority = -1 - rt_priority if policy in (1, 2) else 20
    kernel = process.get("kernel", False)
    fields = ["S", 2 if kernel else 1, 0 if kernel else process["pid"], 0 if kernel else process["pid"], 0, -1,
              KERNEL_FLAGS if kernel else 4194304, 0, 0, 0, 0, thread.get("utime", 0), thread.get("stime", 0), 0, 0,
              priority, 0, len(process["threads"]), 0, thread.get("start", 24), 0 if kernel else 52428800, 0,
              18446744073709551615, 0, 0, 0, 0, 0, 0, 0, 2147483647 if kernel else 0, 0, 1 if kernel else 0, 0, 0, 17,
              thread["cpu"], rt_priority, policy, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    return f'{tid} ({thread["comm"]}) ' + " ".join(str(field) for field in fields)


def status_text(tid, process, thread, topology):
    cpus = cpu_set.parse(thread["cpus"])
    return (
        f'Name:\t{thread["comm"]}\nState:\tS (sleeping)\nTgid:\t{process["pid"]}\nPid:\t{tid}\n'
        f'PPid:\t{2 if process.get("kernel") else 1}\nTracerPid:\t0\nUid:\t0\t0\t0\t0\n'
        + ("" if process.get("kernel") else "VmRSS:\t   51200 kB\n")
        + f'Threads:\t{len(process["threads"])}\nCpus_allowed:\t{cpu_set.to_mask(cpus, topology.count)}\n'
        f"Cpus_allowed_list:\t{cpu_set.to_list(cpus)}\nMems_allowed_list:\t{cpu_set.to_list(range(topology.nodes))}\n"
        f'voluntary_ctxt_switches:\t{thread.get("voluntary", 874)}\n'
        f'nonvoluntary_ctxt_switches:\t{thread.get("involuntary", 54)}'
    )


def write_process(tree, process, topology):
    """`threads`: the first is the process's own; `sockets`: inode numbers, from fd 3 on."""
    pid = process["pid"]
    base = f"proc/{pid}"
    first = process["threads"][0]
    tree.file(f"{base}/cmdline", ("\0".join(process["cmdline"]) + "\0").encode() if "cmdline" in process else b"")
    tree.file(f"{base}/cgroup", "0::" + process.get("cgroup", "/"))
    tree.file(f"{base}/comm", first["comm"])
    tree.file(f"{base}/stat", stat_line(pid, process, first))
    tree.file(f"{base}/status", status_text(pid, process, first, topology))
    for number, thread in enumerate(process["threads"]):
        tid = pid + number
        tree.file(f"{base}/task/{tid}/comm", thread["comm"])
        tree.file(f"{base}/task/{tid}/stat", stat_line(tid, process, thread))
        tree.file(f"{base}/task/{tid}/status", status_text(tid, process, thread, topology))
    if "exe" in process:
        tree.link(f"{base}/exe", process["exe"])
    for number, inode in enumerate(process.get("sockets", [])):
        tree.link(f"{base}/fd/{3 + number}", f"socket:[{inode}]")


def kernel_thread(pid, comm, cpu, cpus, **more):
    return {"pid": pid, "kernel": True, "threads": [{"comm": comm, "cpu": cpu, "cpus": cpus, **more}]}
