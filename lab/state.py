"""Every setting of the guest that a policy can change, as texts: the lab's own reading, to compare before and after."""

FILES = ("/proc/irq/*/smp_affinity_list", "/proc/irq/*/effective_affinity_list", "/proc/irq/default_smp_affinity",
         "/sys/class/net/eth*/queues/*/xps_cpus", "/sys/class/net/eth*/queues/*/rps_cpus",
         "/sys/class/net/eth*/queues/*/rps_flow_cnt", "/sys/class/net/eth*/threaded",
         "/sys/class/net/eth*/napi_defer_hard_irqs", "/sys/class/net/eth*/gro_flush_timeout",
         *("/proc/sys/net/core/" + name for name in (
             "netdev_max_backlog", "netdev_budget", "somaxconn", "busy_poll", "busy_read", "rmem_max", "wmem_max",
             "rmem_default", "wmem_default", "rps_sock_flow_entries")),
         *("/proc/sys/net/ipv4/" + name for name in ("tcp_rmem", "tcp_wmem", "tcp_fin_timeout",
                                                      "tcp_slow_start_after_idle")),
         "/proc/sys/vm/vfs_cache_pressure", "/etc/sysctl.d/*")
ETHTOOL = ("-c", "-g", "-l", "-k", "-x", "-n {} rx-flow-hash udp4")
PLACEMENT = "/effective_affinity_list"


def read_state(guest, asked_nics=None):
    """{what: text}. `what` is a file, or "ethtool -g eth0", of all NICs or of those named."""
    questions = [command.format(nic.name) if "{}" in command else f"{command} {nic.name}"
                 for nic in guest.hardware.nics for command in ETHTOOL
                 if asked_nics is None or nic.name in asked_nics]
    asked = "".join(f"echo '@@ ethtool {question}'; ethtool {question} 2>&1; " for question in questions)
    told = guest.sh(f"grep -s '' {' '.join(FILES)}; {asked} true")
    files, *answers = told.split("@@ ")
    found = {}
    for line in files.splitlines():
        path, _, text = line.partition(":")
        found[path] = found.get(path, "") + text + "\n"
    for answer in answers:
        question, _, text = answer.partition("\n")
        found[question] = text
    return found


def differences(before, after, placement=True):
    """Lines "what: before -> after"; without `placement`, where interrupts are delivered is passed over."""
    found = []
    for what in sorted({*before, *after}):
        if not placement and what.endswith(PLACEMENT):
            continue
        old, new = before.get(what), after.get(what)
        if old != new:
            found.append(f"{what}: {_first_change(old, new)}")
    return found


def _first_change(old, new):
    if old is None or new is None:
        return "came into being" if old is None else "is gone"
    for one, other in zip(old.splitlines() + [""], new.splitlines() + [""]):
        if one != other:
            return f"{one.strip()!r} -> {other.strip()!r}"
    return "differs"
