#!/usr/bin/env python3
"""What holdfast writes, read again by ethtool and sysfs, on virtual interfaces of the test's own network namespace.

usage: setting_writer.py WRITE_SETTING    the test program of tests/write_setting.cc
Exit: 0 all as expected, 1 something is not, 77 skipped (the reason is printed).
"""
import os
import re
import shutil
import subprocess
import sys

SKIPPED = 77
NAMESPACE = f"hf-write-{os.getpid()}"
PREFIX = ["ip", "netns", "exec", NAMESPACE]
failures = []


def run(command, check=True):
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"})
    if check and done.returncode != 0:
        raise SystemExit(f"{' '.join(command)}: exit {done.returncode}: {done.stderr.strip()}")
    return done


def inside(*command):
    return run([*PREFIX, *command], check=False).stdout


def expect(what, found, wanted):
    if found == wanted:
        print(f"ok: {what}: {found!r}")
        return
    failures.append(what)
    print(f"WRONG: {what}: found {found!r}, expected {wanted!r}")


class Writer:
    def __init__(self, program):
        self.program = program

    def write(self, kind, nic, name, value):
        done = run([*PREFIX, self.program, kind, nic, name, value], check=False)
        return done.returncode, done.stderr.strip()

    def takes(self, kind, nic, name, value):
        expect(f"{kind} {nic} {name} = {value!r} is written", self.write(kind, nic, name, value), (0, ""))

    def refuses(self, kind, nic, name, value, pattern):
        status, said = self.write(kind, nic, name, value)
        print(f"    {said}")
        expect(f"{kind} {nic} {name} = {value!r} is refused", status, 1)
        expect(f"    and says {pattern!r}", bool(re.search(pattern, said)), True)
        expect("    in one sentence that names the interface", said.count("\n") == 0 and (nic in said), True)


def sysfs(nic, path):
    return inside("cat", f"/sys/class/net/{nic}/{path}").strip()


def channels(nic):
    current = inside("ethtool", "-l", nic).split("Current hardware settings", 1)[-1]
    return {k.strip(): v.strip() for k, v in (line.split(":", 1) for line in current.splitlines()[1:] if ":" in line)}


def feature(nic, name):
    found = re.search(rf"^\s*{name}: (\S+)", inside("ethtool", "-k", nic), re.MULTILINE)
    return found and found.group(1)


def test_channels(writer):
    writer.takes("channels", "va", "", "rx 3 tx 2")
    found = channels("va")
    expect("ethtool's channels", (found["RX"], found["TX"]), ("3", "2"))
    writer.takes("channels", "va", "", "rx 1")
    found = channels("va")
    expect("channels, when only rx was given", (found["RX"], found["TX"]), ("1", "2"))
    writer.refuses("channels", "va", "", "rx 99", r"EINVAL: the kernel says \".*maximum")
    writer.refuses("channels", "va", "", "mixed 3", r"usage: .*\"mixed\" cannot be set")
    writer.refuses("channels", "va", "", "rx many", r"usage: .*expected a number")
    writer.refuses("channels", "gone", "", "rx 1", r"absent: .*ENODEV")
    writer.takes("channels", "va", "", "rx 4 tx 4")


def test_features(writer):
    for state in ("off", "on"):
        writer.takes("feature", "va", "tx-tcp-segmentation", state)
        expect("ethtool's tx-tcp-segmentation", feature("va", "tx-tcp-segmentation"), state)
    writer.takes("feature", "va", "rx-gro", "on")
    expect("ethtool's generic-receive-offload", feature("va", "generic-receive-offload"), "on")
    fixed = re.search(r"^\s*(rx-vlan-filter|rx-vlan-stag-filter|tx-gre-segmentation): off \[fixed\]",
                      inside("ethtool", "-k", "va"), re.MULTILINE)
    if fixed:
        writer.refuses("feature", "va", fixed.group(1), "on", r"did not take it|EINVAL|EOPNOTSUPP")
    writer.refuses("feature", "va", "no-such-feature", "on", r"the kernel says")
    # Its scatter-gather is off, so that the kernel cannot segment: it takes the wish and does not follow it.
    writer.takes("feature", "va", "tx-scatter-gather", "off")
    writer.refuses("feature", "va", "tx-tcp-segmentation", "on", r"unsupported: .*did not take it")
    writer.takes("feature", "va", "tx-scatter-gather", "on")


def test_queues(writer):
    writer.takes("rps", "va", "rx-1", "0-1")
    expect("rps_cpus", int(sysfs("va", "queues/rx-1/rps_cpus").replace(",", ""), 16), 3)
    writer.takes("rps", "va", "rx-1", "")
    expect("rps_cpus, none", int(sysfs("va", "queues/rx-1/rps_cpus").replace(",", ""), 16), 0)
    writer.takes("rps_flow_count", "va", "rx-1", "1024")
    expect("rps_flow_cnt", sysfs("va", "queues/rx-1/rps_flow_cnt"), "1024")
    writer.takes("xps", "va", "tx-2", "1")
    expect("xps_cpus", int(sysfs("va", "queues/tx-2/xps_cpus").replace(",", ""), 16), 2)
    writer.takes("xps", "va", "tx-2", "")
    expect("xps_cpus, none", int(sysfs("va", "queues/tx-2/xps_cpus").replace(",", ""), 16), 0)
    writer.refuses("rps", "va", "rx-77", "0", r"absent: .*ENOENT: the interface has no such receive queue")
    writer.refuses("xps", "one", "tx-0", "0", r"absent: .*or only one, which needs no XPS")
    writer.refuses("rps", "va", "rx-0", "8000", r"(EOVERFLOW|EINVAL|ERANGE): it names a CPU beyond|EINVAL")
    writer.refuses("rps", "va", "../../x", "0", r"usage: .*expected a queue")


def test_napi(writer):
    writer.takes("gro_flush_timeout", "va", "", "20000")
    expect("gro_flush_timeout", sysfs("va", "gro_flush_timeout"), "20000")
    writer.takes("napi_defer_hard_irqs", "va", "", "2")
    expect("napi_defer_hard_irqs", sysfs("va", "napi_defer_hard_irqs"), "2")
    writer.refuses("napi_defer_hard_irqs", "va", "", "-1", r"usage: .*expected a number")
    for state, number in (("on", "1"), ("off", "0")):
        writer.takes("threaded_napi", "va", "", state)
        expect("threaded", sysfs("va", "threaded"), number)
    writer.refuses("threaded_napi", "down", "", "on", r"unsupported: .*bring the interface up first")
    writer.refuses("gro_flush_timeout", "gone", "", "1", r"absent: .*there is no such interface")


def test_coalesce_and_rings(writer):
    writer.refuses("coalesce", "va", "", "rx-usecs 3", r"unsupported: .*EOPNOTSUPP")
    writer.refuses("rings", "va", "", "rx 256", r"unsupported: .*EOPNOTSUPP")
    writer.takes("coalesce", "tap", "", "rx-frames 16")
    expect("ethtool's rx-frames", re.search(r"rx-frames:\s*(\S+)", inside("ethtool", "-c", "tap")).group(1), "16")
    writer.refuses("coalesce", "tap", "", "rx-usecs 3 rx-frames 8", r"the kernel says")
    expect("rx-frames after a refusal", re.search(r"rx-frames:\s*(\S+)", inside("ethtool", "-c", "tap")).group(1), "16")


def test_rss_and_rules(writer):
    for kind, name, value in (("rss_table", "0", "equal 2"), ("rss_key", "0", "6d:5a"),
                              ("rss_hash_fields", "udp4", "sdfn"), ("flow_rule", "udp4 dst-port 4000", "queue 0")):
        writer.refuses(kind, "va", name, value, r"unsupported: .*EOPNOTSUPP")
    writer.refuses("flow_rule", "va", "udp4 dst-port http", "queue 0", r"usage: .*expected a port")


def test_sysctls(writer):
    writer.takes("sysctl", "", "net.ipv4.tcp_fin_timeout", "15")
    expect("tcp_fin_timeout", inside("cat", "/proc/sys/net/ipv4/tcp_fin_timeout").strip(), "15")
    writer.takes("sysctl", "", "net.ipv4.tcp_rmem", "4096 87380 6291456")
    expect("tcp_rmem", inside("cat", "/proc/sys/net/ipv4/tcp_rmem").split(), ["4096", "87380", "6291456"])
    writer.takes("sysctl", "", "net.ipv4.conf.va.rp_filter", "2")
    expect("rp_filter", inside("cat", "/proc/sys/net/ipv4/conf/va/rp_filter").strip(), "2")
    status, said = writer.write("sysctl", "", "net.ipv4.no_such_thing", "1")
    expect("an unknown sysctl", (status, "has no such sysctl" in said), (1, True))
    status, said = writer.write("sysctl", "", "net.ipv4.tcp_fin_timeout", "x")
    expect("a value that is no number", (status, "EINVAL" in said), (1, True))


def main(program):
    for tool in ("ethtool", "ip"):
        if not shutil.which(tool):
            print(f"no program {tool}")
            return SKIPPED
    made = run(["ip", "netns", "add", NAMESPACE], check=False)
    if made.returncode != 0:
        print(f"no network namespace of my own: {made.stderr.strip()}")
        return SKIPPED
    try:
        link = ["ip", "-n", NAMESPACE, "link"]
        run([*link, "add", "va", "numrxqueues", "4", "numtxqueues", "4", "type", "veth", "peer", "name", "vb",
             "numrxqueues", "4", "numtxqueues", "4"])
        run([*link, "add", "one", "numrxqueues", "1", "numtxqueues", "1", "type", "veth", "peer", "name", "down"])
        run([*PREFIX, "ethtool", "-K", "va", "gro", "on"])
        for name in ("va", "vb"):
            run([*link, "set", name, "up"])
        writer = Writer(program)
        test_channels(writer)
        test_features(writer)
        test_queues(writer)
        test_napi(writer)
        if run([*PREFIX, "ip", "tuntap", "add", "tap", "mode", "tap"], check=False).returncode == 0:
            test_coalesce_and_rings(writer)
        else:
            print("skipped: tap devices cannot be made here, so coalescing was not tried")
        test_rss_and_rules(writer)
        test_sysctls(writer)
    finally:
        run(["ip", "netns", "delete", NAMESPACE])
    print(f"{len(failures)} wrong" if failures else "all as expected")
    return 1 if failures else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    sys.exit(main(os.path.abspath(sys.argv[1])))
