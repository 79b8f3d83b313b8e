"""A CPU of a guest that has a CPU of this machine before all others: isolated there, and here as far as may be."""
import os
import pathlib

FIRST = -20  # of nice's priorities; a real-time one would keep this machine's own threads from its CPU


def give(guest, cpu):
    """The last CPU that QEMU may use serves `cpu` alone of QEMU's threads, and before other work; the others share the
    rest. What was done, in words: less, where there is no second CPU or no right to the priority."""
    ours = sorted(os.sched_getaffinity(guest.pid))
    if len(ours) < 2:
        return "this machine has one CPU for all of the guest's"
    thread = next(one["thread-id"] for one in guest.qmp.execute("query-cpus-fast") if one["cpu-index"] == cpu)
    for task in pathlib.Path(f"/proc/{guest.pid}/task").iterdir():
        os.sched_setaffinity(int(task.name), ours[-1:] if int(task.name) == thread else ours[:-1])
    try:
        os.setpriority(os.PRIO_PROCESS, thread, FIRST)
    except PermissionError:
        return f"CPU {cpu} has CPU {ours[-1]} here, which it shares with other work"
    return f"CPU {cpu} has CPU {ours[-1]} here, and before other work"
