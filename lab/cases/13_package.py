"""The Debian package under a real systemd: install, its programs, both services, their confinement, restart, watchdog,
boot order, purge and install again."""
import json
import re
import time

from ..failure import expect

TITLE = "the .deb under systemd: units start and are confined, a drift is named and healed, purge leaves nothing"
DEBIAN = True
POLICY = "/etc/holdfast/policy.yaml"
UNITS = "holdfast-agent holdfast-serve"
HEALING = """apiVersion: holdfast/v1
name: lab
version: 1
interfaces: [{match: {name: eth0}, vectors: [{queue: 0, direction: rx, cpu: 1}]}]
sysctl: {net.core.somaxconn: 1024}
reconcile: {mode: heal, max-per-minute: 60}
"""
# What a trading service is told to say (docs/systemd.md), and one that must not start on a host that is otherwise.
TRADING = """[Unit]
Wants=holdfast-ready.target
After=holdfast-ready.target
[Service]
Type=oneshot
ExecStart=/bin/sh -c 'holdfast status --json >/run/seen-by-trading; true'
"""
STRICT = """[Unit]
Requires=holdfast-verified.service
After=holdfast-verified.service
[Service]
Type=oneshot
ExecStart=/bin/touch /run/strict-started
"""
# What this guest itself lacks: no confinement takes it.
LACKED = {"clocks": "nothing disciplines the system clock"}
MOST_EXPOSED = {"holdfast-agent.service": 3.7, "holdfast-serve.service": 1.0}


def _install(guest):
    done = guest.run("dpkg -i /root/holdfast.deb", 120)
    expect(done.code == 0, f"dpkg -i ended with {done.code}: {done.err[-300:]}")


def _shown(guest, unit, name):
    return guest.sh(f"systemctl show -P {name} {unit}").strip()


def _await(guest, what, script, seconds=30):
    """Until the script ends with 0; its output."""
    limit = time.monotonic() + seconds
    while True:
        done = guest.run(script)
        if done.code == 0:
            return done.out
        if time.monotonic() > limit:
            told = guest.run("journalctl --no-pager -n 8 -u holdfast-agent -u holdfast-serve").out
            expect(False, f"{what}: not in {seconds} s: {done.out[-200:]} {done.err[-200:]} {told}")
        time.sleep(0.5)


def _is_installed(guest):
    expect(guest.sh(f"systemctl is-active {UNITS}").split() == ["active"] * 2, "a service does not run")
    enabled = guest.run(f"systemctl is-enabled {UNITS} holdfast-recover holdfast-apply").out.split()
    expect(enabled == ["enabled"] * 3 + ["disabled"], f"enabled: {enabled}; what writes must not be")
    expect(_shown(guest, "holdfast-agent", "Type") == "notify", "the agent's unit does not wait for its word")
    status = json.loads(guest.sh("holdfast status --json"))
    expect(status["mode"] == "observe" and status["policy"] == "observe", f"as installed it observes: {status['mode']}")
    blind = [f"{source['name']} ({source.get('why')})" for source in status["sources"] if source["state"] != "watching"
             and LACKED.get(source["name"], "?") not in source.get("why", "")]
    expect(not blind, f"confined, it does not see by {', '.join(blind)}")


def _has_each_program(guest):
    """With its manual, a page for each verb, and its completions; holdfast-tca finds the library it came with."""
    files = set(guest.sh("dpkg -L holdfast").split())
    for program in ("holdfast", "holdfast-gateway", "holdfast-tca"):
        lacking = {f"/usr/bin/{program}", f"/usr/share/man/man1/{program}.1.gz",
                   f"/usr/share/bash-completion/completions/{program}",
                   f"/usr/share/zsh/vendor-completions/_{program}"} - files
        expect(not lacking, f"the package lacks {', '.join(sorted(lacking))}")
        expect(guest.sh(f"{program} --version").startswith(f"{program} "), f"{program} --version says something else")
    verbs = re.findall(r"^  ([a-z]+) ", guest.sh("holdfast-tca --help").split("Subcommands:")[1], re.MULTILINE)
    lacking = [verb for verb in verbs if verb != "completion"
               and f"/usr/share/man/man1/holdfast-tca-{verb}.1.gz" not in files]
    expect(verbs and not lacking, f"verbs of holdfast-tca without a manual page: {lacking}")
    told = json.loads(guest.sh("holdfast-tca synth --rows 4000 --hosts 6 --sessions 6 --seed 1 | "
                               "holdfast-tca cdt --analysis - --exact passive --json -", 240))
    expect(told["status"] == "OK" and told["estimates"]["fe_b"]["estimate"] > 0, f"holdfast-tca cdt: {told['status']}")


def _is_confined(guest):
    """By what the kernel says of the two processes."""
    told = {}
    for unit in UNITS.split():
        pid = _shown(guest, unit, "MainPID")
        told[unit] = dict(re.findall(r"^(\w+):\s+(.+)$", guest.sh(f"cat /proc/{pid}/status"), re.MULTILINE))
        told[unit]["sockets"] = guest.sh(f"ls -l /proc/{pid}/fd")
    agent, serve = told["holdfast-agent"], told["holdfast-serve"]
    for unit, one in told.items():
        expect(one["NoNewPrivs"] == "1" and one["Seccomp"] == "2", f"{unit}: not confined")
    expect(serve["Uid"].split()[0] not in ("0", "65534"), f"serve is user {serve['Uid']}")
    for kind in ("CapPrm", "CapEff", "CapBnd", "CapAmb"):
        expect(int(serve[kind], 16) == 0, f"serve has {kind} {serve[kind]}")
    expect(agent["Uid"].split()[0] == "0" and agent["CapEff"] == agent["CapBnd"], "the agent's capabilities: not bounded")
    expect(bin(int(agent["CapBnd"], 16)).count("1") == 7, f"the agent's capabilities: {agent['CapBnd']}")
    inodes = set(re.findall(r"socket:\[(\d+)\]", agent["sockets"]))
    internet = set(guest.sh("cat /proc/net/tcp /proc/net/tcp6 /proc/net/udp /proc/net/udp6").split())
    expect(not inodes & internet, "the agent has an internet socket")
    notes = guest.sh("journalctl --no-pager -o cat -u holdfast-serve")
    expect("not confined" not in notes, f"serve could not confine itself: {notes}")
    exposed = {}
    for line in guest.sh("systemd-analyze security --no-pager").splitlines():
        words = line.split()
        if words and words[0] in MOST_EXPOSED:
            exposed[words[0]] = float(words[1])
    for unit, most in MOST_EXPOSED.items():
        expect(exposed.get(unit, 99) <= most, f"{unit}: exposure {exposed.get(unit)}, at most {most}")
    return exposed


def _serves(guest):
    metrics = _await(guest, "/metrics", "curl -sf http://127.0.0.1:9470/metrics")
    expect("holdfast_serve_feed_connected 1" in metrics and "holdfast_regime " in metrics, "serve does not hear the agent")
    # Older than what serve remembers from its own start comes from the store, which is the group's to read.
    guest.sh("systemctl restart holdfast-serve")
    frames = _await(guest, "frames from the store", "curl -sf 'http://127.0.0.1:9470/api/v1/events' | grep number")
    expect('"kind":"policy"' in frames, f"the store's events: {frames[:200]}")


def _heals(guest):
    guest.put(POLICY, HEALING)
    guest.sh("systemctl reload holdfast-agent")
    _await(guest, "the policy in force", "holdfast status --json | grep -q '\"mode\":\"heal\"'")
    irq = re.search(r"^ *(\d+):.*virtio\d+-input\.0$", guest.sh("grep . /proc/interrupts"), re.MULTILINE)[1]
    asked = f"/proc/irq/{irq}/smp_affinity_list"
    _await(guest, "the first repair", f"grep -qx 1 {asked} && grep -qx 1024 /proc/sys/net/core/somaxconn")
    guest.put("/run/systemd/system/mover.service",
              f"[Service]\nType=oneshot\nExecStart=sh -c 'echo 3 >{asked}; sleep 0.2'\n")
    guest.sh("systemctl start mover")
    _await(guest, "the repair", f"grep -qx 1 {asked}")
    events = _await(guest, "the writer's unit", "sleep 1; holdfast events --json | grep '\"unit\":\"mover.service\"'")
    expect(f'"irq":{irq}' in events, f"it was named, but for something else: {events[:300]}")
    entry = guest.sh("journalctl --no-pager -x -u holdfast-agent HOLDFAST_ACTOR_UNIT=mover.service")
    expect("irq" in entry and "A watched setting changed" in entry, f"the journal's entry: {entry[:300]}")


def _keeps_its_page(guest):
    inode = guest.sh("stat -c %i /run/holdfast/features").strip()
    guest.sh("systemctl restart holdfast-agent")
    expect(guest.sh("stat -c %i /run/holdfast/features").strip() == inode, "the features page is another after a restart")
    expect(guest.sh("stat -c '%a %G' /run/holdfast/features /var/lib/holdfast/holdfast.db").split()
           == ["644", "holdfast", "640", "holdfast"], "modes of the page and the store")


def _is_watched(guest):
    """An agent that hangs is ended by the watchdog, and another starts."""
    guest.sh("mkdir -p /run/systemd/system/holdfast-agent.service.d; printf '[Service]\\nWatchdogSec=4\\n' "
             ">/run/systemd/system/holdfast-agent.service.d/lab.conf; systemctl daemon-reload; "
             "systemctl restart holdfast-agent")
    time.sleep(6)
    before = _shown(guest, "holdfast-agent", "MainPID")
    expect(_shown(guest, "holdfast-agent", "NRestarts") == "0", "a healthy agent was ended by the watchdog")
    guest.sh(f"kill -STOP {before}")
    _await(guest, "the watchdog", f"p=$(systemctl show -P MainPID holdfast-agent); [ $p != 0 ] && [ $p != {before} ] && "
           "systemctl is-active holdfast-agent", 60)
    guest.sh("rm -r /run/systemd/system/holdfast-agent.service.d; systemctl daemon-reload")


def _is_ordered(guest):
    guest.put("/run/systemd/system/trading.service", TRADING)
    guest.put("/run/systemd/system/strict.service", STRICT)
    guest.sh("systemctl daemon-reload; systemctl stop holdfast-agent holdfast-ready.target; systemctl start trading")
    seen = json.loads(guest.get("/run/seen-by-trading"))
    expect(seen["met"] > 0, f"trading started before the agent knew the host: {seen}")
    guest.sh("systemctl start strict && [ -e /run/strict-started ] && rm /run/strict-started")
    guest.sh("holdfast pause 10m; echo 99 >/proc/sys/net/core/somaxconn")
    refused = guest.run("systemctl start strict")
    expect(refused.code != 0 and guest.run("[ -e /run/strict-started ]").code != 0,
           "a service that requires holdfast-verified started on a host that differs")


def _is_gone(guest):
    guest.sh("dpkg --remove holdfast", 120)
    expect(guest.run(f"[ -e /var/lib/holdfast/holdfast.db ] && [ -e {POLICY} ] && ! pidof holdfast").code == 0,
           "a removal keeps the record and the policy, and ends the processes")
    guest.sh("dpkg --purge holdfast", 120)
    left = guest.run("find / -xdev -name '*holdfast*' -not -path '/proc/*' -not -path '/sys/*' -not -path '/root/*' "
                     "-not -path '/var/log/*'; ls -d /run/holdfast 2>/dev/null; getent group holdfast").out.split()
    expect(left == [], f"a purge leaves {left}")


def run(lab):
    guest = lab.debian()
    start = time.monotonic()
    _install(guest)
    installed = time.monotonic() - start
    _is_installed(guest)
    _has_each_program(guest)
    exposed = _is_confined(guest)
    _serves(guest)
    _heals(guest)
    _keeps_its_page(guest)
    _is_watched(guest)
    _is_ordered(guest)
    _is_gone(guest)
    _install(guest)
    _is_installed(guest)
    lab.remark = (f"installed in {installed:.0f} s; systemd-analyze security: "
                  + ", ".join(f"{unit.removesuffix('.service')} {score}" for unit, score in sorted(exposed.items())))
