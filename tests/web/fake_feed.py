#!/usr/bin/python3
"""A feed as the agent's, of a host that is not there: fake_feed.py SOCKET [OPTION…].

Two NUMA nodes, four CPUs, CPU 3 isolated; eth0 (node 0) and eth1 (node 1). Every two minutes irqbalance moves a queue
of eth0 to the isolated CPU, a shell moves one of eth1 to the other node, and the agent puts both back: when a canary's
control block ends, in which it only watches.
"""
import argparse
import collections
import json
import math
import os
import random
import socket
import threading
import time

SECOND = 1_000_000_000
PERIOD = 120
CONTROL, DRIFT, SECOND_DRIFT, REPAIR = 30, 40, 60, 96  # seconds of a period
IRQBALANCE = {"pid": 812, "comm": "irqbalance", "exe": "/usr/sbin/irqbalance", "unit": "irqbalance.service", "uid": 0}
SHELL = {"pid": 48213, "comm": "sh", "exe": "/usr/bin/dash", "unit": "ssh.service", "uid": 0,
         "parents": ["sh (48210)", "sshd (921)"]}
AGENT = {"pid": 1042, "comm": "holdfast", "exe": "/usr/bin/holdfast", "unit": "holdfast.service", "uid": 0}


class FeedServer:
    """Listens on a unix socket, tells whoever connects what was told before, then what is new. Only writes."""

    def __init__(self, path):
        self.path, self.clients, self.lock = path, [], threading.Lock()
        self.newest, self.events = {}, collections.deque(maxlen=200)
        if os.path.exists(path):
            os.unlink(path)
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.bind(path)
        os.chmod(path, 0o666)
        self.socket.listen(8)
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.socket.accept()
            except OSError:
                return
            with self.lock:
                lines = [self.newest[kind] for kind in ("status", "host", "findings", "metrics") if kind in self.newest]
                lines += list(self.events) + [self.newest[kind] for kind in ("frame",) if kind in self.newest]
                if self.send(client, b"".join(lines)):
                    self.clients.append(client)

    @staticmethod
    def send(client, data):
        try:
            client.sendall(data)
            return True
        except OSError:
            return False

    def publish(self, kind, value):
        line = json.dumps({kind: value}, separators=(",", ":")).encode() + b"\n"
        with self.lock:
            if kind == "event":
                self.events.append(line)
            else:
                self.newest[kind] = line
            self.clients = [client for client in self.clients if self.send(client, line)]

    def raw(self, data):
        with self.lock:
            self.clients = [client for client in self.clients if self.send(client, data)]

    def close(self):
        # shutdown wakes the thread that accepts; close alone would leave the socket listening.
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        with self.lock:
            for client in self.clients:
                client.close()
            self.clients = []


class FakeHost:
    VECTORS = [  # irq, nic, label, target, interrupts a second
        (38, "eth0", "rx+tx 0", [0], 5200), (39, "eth0", "rx+tx 1", [1], 6100), (40, "eth0", "admin", [0], 0),
        (52, "eth1", "rx+tx 0", [2], 4300), (53, "eth1", "rx+tx 1", [2], 3900), (54, "eth1", "ptp", [], 3)]

    def __init__(self, seed=7, large=False):
        self.cpus = 64 if large else 4
        if large:
            self.VECTORS = self.VECTORS + [(100 + queue, "eth2", f"rx+tx {queue}", [32 + queue], 900 + 40 * queue)
                                           for queue in range(31)]
        self.random, self.number = random.Random(seed), 0
        self.effective = {irq: target or [0] for irq, _, _, target, _ in self.VECTORS}
        self.regime, self.since, self.evidence = "AFFINITY_ALIGNED", 0, "no active vector is outside its target"
        self.repairs, self.last_event_s = 0, None
        self.phase_done = None

    def host(self):
        return {"hostname": "md-gw-07", "cpus": [
            {"cpu": cpu, "node": cpu // (self.cpus // 2), "online": True, "isolated": cpu == 3, "sibling": []}
            for cpu in range(self.cpus)],
            "nics": [{"name": "eth0", "driver": "mlx5_core", "node": 0, "up": True},
                     {"name": "eth1", "driver": "ixgbe", "node": 1, "up": True}]}

    def findings(self):
        return {"format": 1, "findings": [
            {"rule": "irqbalance-running", "severity": "critical", "object": "host",
             "sentence": "irqbalance is running and may move any interrupt of eth0 and eth1",
             "evidence": [{"source": "/run/irqbalance/irqbalance812.sock", "value": "no bans"}],
             "why": "It spreads by load every 10 seconds and does not know the policy.",
             "fix": {"policy": "irqbalance: {mode: lease}", "shell": "systemctl stop irqbalance"},
             "reference": "irqbalance(1)"},
            {"rule": "coalesce-adaptive", "severity": "warning", "object": "eth0",
             "sentence": "adaptive interrupt coalescing of eth0 is on: latency follows the load",
             "evidence": [{"source": "ethtool -c eth0", "value": "adaptive-rx on"}],
             "why": "A quiet minute ends in a burst that waits for the moderation timer.",
             "fix": {"policy": "interfaces: [{match: {name: eth0}, coalesce: {adaptive-rx: off}}]",
                     "shell": "ethtool -C eth0 adaptive-rx off"}, "reference": "ethtool(8)"},
            {"rule": "ring-large", "severity": "advice", "object": "eth1",
             "sentence": "the receive ring of eth1 has 4096 descriptors: more than the cache holds",
             "evidence": [{"source": "ethtool -g eth1", "value": "rx 4096"}],
             "why": "A ring larger than the last-level cache's share for I/O misses on every packet.",
             "fix": {"policy": "interfaces: [{match: {name: eth1}, rings: {rx: 512}}]",
                     "shell": "ethtool -G eth1 rx 512"}, "reference": ""}]}

    def state(self, irq):
        _, _, _, target, rate = next(row for row in self.VECTORS if row[0] == irq)
        if not target:
            return "no_target"
        if not set(self.effective[irq]) <= set(target):
            return "drifted"
        return "pending" if rate == 0 and self.number % 2 else "aligned"

    def drifted(self):
        return [irq for irq, *_ in self.VECTORS if self.state(irq) == "drifted"]

    def event(self, at_ns, kind, subject, start, end, **more):
        self.number += 1
        return {"number": self.number, "at_ns": at_ns, "seen_ns": at_ns + 1_400_000, "kind": kind,
                "object": self.object(subject), "subject": subject, "from": start, "to": end, "count": 1, "exact": True,
                **more}

    def object(self, subject):
        for irq, nic, label, *_ in self.VECTORS:
            if subject == f"{nic} {label} (irq {irq})":
                return {"kind": "vector", "nic": nic, "name": label, "irq": irq}
        return {"kind": "vector"}

    def turn(self, at_s, at_ns):
        """What happens in this second: events; moves are carried out."""
        phase, events = at_s % PERIOD, []
        if phase == DRIFT:
            self.effective[39] = [3]
            events.append(self.event(at_ns, "change", "eth0 rx+tx 1 (irq 39)", "1", "3", wanted="1", cause="irqbalance",
                                     evidence="fanotify saw irqbalance write /proc/irq/39/smp_affinity",
                                     actor=IRQBALANCE))
        elif phase == SECOND_DRIFT:
            self.effective[53] = [1]
            events.append(self.event(at_ns, "change", "eth1 rx+tx 1 (irq 53)", "2", "1", wanted="2", cause="writer",
                                     evidence="fanotify saw sh write /proc/irq/53/smp_affinity_list", actor=SHELL))
        elif phase == 78:
            events.append(self.event(at_ns, "link", "eth1", "up", "up", cause="link_flap", count=2, exact=False,
                                     evidence="two carrier changes within 400 ms"))
        elif phase == REPAIR:
            for irq, subject, wanted in ((39, "eth0 rx+tx 1 (irq 39)", "1"), (53, "eth1 rx+tx 1 (irq 53)", "2")):
                before = self.effective[irq][0]
                self.effective[irq] = [int(wanted)]
                self.repairs += 1
                events.append(self.event(at_ns, "repair", subject, str(before), wanted, wanted=wanted, cause="repair",
                                         evidence="the policy md-gateway 7 demands it", actor=AGENT))
        for after, regime, evidence in (
                (DRIFT + 3, "AFFINITY_WARN", "VAM 0.20 ≥ 0.08 in 3 windows in a row"),
                (DRIFT + 8, "AFFINITY_DRIFTED", "VAM 0.20 ≥ 0.15 in 3 windows in a row"),
                (REPAIR + 6, "AFFINITY_WARN", "VAM 0.00 < 0.08 in 6 windows in a row"),
                (REPAIR + 12, "AFFINITY_ALIGNED", "VAM 0.00 < 0.04 in 6 windows in a row")):
            if phase == after and regime != self.regime:
                events.append(self.event(at_ns, "regime", "regime", self.regime, regime, cause="unknown",
                                         evidence=evidence))
                self.regime, self.since, self.evidence = regime, at_ns, evidence
        return events

    BLOCKS = 40

    def block(self, at_s):
        """(label, end) of the canary's block: a control block in which both drifts stand, then a treated one."""
        story, phase = divmod(at_s, PERIOD)
        arm, end = ("control", REPAIR) if CONTROL <= phase < REPAIR else ("treated", CONTROL)
        number = 2 * story + (phase >= CONTROL) + (phase >= REPAIR)
        return f"{arm} {number % self.BLOCKS + 1}", (story + (phase >= REPAIR)) * PERIOD + end

    def course(self, at_s, at_ns):
        end = self.block(at_s)[1]
        return {"schedule": "md-gateway, June", "blocks": self.BLOCKS, "until_ns": at_ns + (end - at_s) * SECOND,
                "next": self.block(end)[0]}

    def gates(self):
        if self.regime == "AFFINITY_ALIGNED":
            return {"burst_pacing": 1, "aggression_cap": 1, "queue_safe": False, "conservative": False}
        drifted = self.regime == "AFFINITY_DRIFTED"
        return {"burst_pacing": .5 if drifted else .75, "aggression_cap": .5 if drifted else .75, "queue_safe": True,
                "conservative": drifted}

    def vectors(self):
        for irq, nic, label, target, rate in self.VECTORS:
            total = int(rate * self.random.uniform(.9, 1.1))
            where = self.effective[irq]
            delivered = [[where[0], total]] if total else []
            if irq == 52 and total:  # a few still come where its mask was wide
                delivered = [[2, total - total // 40], [3, total // 40]]
            text = ",".join(map(str, where))
            yield {"irq": irq, "nic": nic, "label": label, "target": ",".join(map(str, target)), "requested": text,
                   "effective": text, "delivered": delivered, "total": total, "state": self.state(irq),
                   "active": bool(total and target), "reset": False}

    def frame(self, at_s, at_ns):
        drifted, wave = len(self.drifted()), math.sin(at_s / 17) + math.sin(at_s / 5.3) / 2
        vam, noise = drifted / 5, self.random.uniform(-1, 1)
        hj95 = 9_400 + 500 * wave + 300 * noise + drifted * (9_800 + 2_600 * abs(noise))
        load = self.random.uniform
        return {
            "at_ns": at_ns, "at": at_s * SECOND, "seconds": 1.0, "vam_requested": vam, "vam_effective": vam,
            "vam_delivered": vam + (.004 if noise > 0 else 0), "active_vectors": 5, "drifted_vectors": drifted,
            "pending_vectors": 0, "untargeted_vectors": 1,
            "nrs": {"value": max(0, .012 + .19 * drifted + .008 * noise), "source": "irq-counts"},
            "sad": max(0, .06 + .17 * drifted + .02 * wave + .01 * noise), "sad_normalised": .1 + .2 * drifted,
            "leak": .01 + .18 * drifted,
            "jitter": {"hj50_ns": 5200.0 + 100 * noise, "hj95_ns": hj95, "hj99_ns": hj95 * 1.7, "count": 9100,
                       "negative": 0, "source": "bpf", "clock": "phc0", "ratio": hj95 / 9400},
            "interrupts": 19_500, "packets": 61_000, "softnet_dropped": 0, "softnet_squeezed": int(drifted * 3),
            "interrupts_per_packet": .32, "steal": 0.0, "vector_budget": .11, "vectors": list(self.vectors()),
            "cpus": [{"cpu": cpu, "target": cpu < 3, "user": load(.05, .2), "system": load(.02, .06), "irq": .01,
                      "softirq": load(.08, .14) if cpu < 3 or drifted else .0, "iowait": 0.0, "steal": 0.0,
                      "idle": .6, "net_rx": 5000, "net_tx": 900, "packets": 15_000, "dropped": 0, "time_squeezed": 0,
                      "ksoftirqd": 0.0} for cpu in range(4)],
            "clocks": [{"source": "kernel", "at_ns": at_ns, "offset_ns": int(-1400 * wave), "max_error_ns": 384_000},
                       {"source": "phc0", "at_ns": at_ns, "offset_ns": 37 * SECOND + int(60 * noise),
                        "max_error_ns": 410}],
            "canary": self.block(at_s)[0],
            "own": {"cpu": .0031 + .0006 * abs(noise), "resident_bytes": 14_680_064, "longest_turn_ns": 1_870_000,
                    "events_dropped": 0},
            "regime": self.regime, "seconds_in_regime": max(0, (at_ns - self.since) / SECOND),
            "gates": self.gates(),
            "diagnostics": []}

    def status(self, at_ns, started_ns, at_s=0):
        differences = []
        for irq, nic, label, target, _ in self.VECTORS:
            if self.state(irq) == "drifted":
                wanted, found = str(target[0]), str(self.effective[irq][0])
                sentence = f"{nic} {label} (irq {irq}) is on CPU {found}, and the policy wants {wanted}"
                differences.append({"object": {"kind": "vector", "nic": nic, "name": label, "irq": irq},
                                    "wanted": wanted, "found": found, "sentence": sentence})
        return {"version": "0.1.0", "hostname": "md-gw-07", "pid": 1042, "started_ns": started_ns, "at_ns": at_ns,
                "policy": "md-gateway", "policy_version": "7", "policy_source": "/etc/holdfast/md-gateway.yaml",
                "mode": "heal", "regime": self.regime, "regime_since_ns": self.since,
                "regime_evidence": self.evidence, "differences": differences, "pending": [], "met": 41,
                "sources": [
                    {"name": "fanotify", "state": "watching", "events": 118 + self.number},
                    {"name": "process events", "state": "watching", "events": 90_211},
                    {"name": "ethtool", "state": "watching", "events": 3},
                    {"name": "routes", "state": "watching", "events": 12},
                    {"name": "uevents", "state": "watching", "events": 0},
                    {"name": "irqbalance", "state": "watching", "events": 4},
                    {"name": "sweep", "state": "watching", "events": 2},
                    {"name": "bpf", "state": "degraded", "events": 0,
                     "why": "the kernel has no BTF: NAPI work is counted from interrupts"}],
                "yielded": [], "lease": "held", "events": self.number, "repairs": self.repairs, "refused_repairs": 0,
                "hooks": {"delivered": 37 + self.number, "failed": 2, "dropped": 0, "retries": 5, "waiting": 1},
                "last_apply": "1741 done 2026-05-01T14:03:07Z", "canary": self.block(at_s)[0],
                "canary_course": self.course(at_s, at_ns)}

    def metrics(self, frame):
        return ("# HELP holdfast_vam_ratio Vectors outside their target over active vectors\n"
                "# TYPE holdfast_vam_ratio gauge\n"
                f"holdfast_vam_ratio{{reading=\"effective\"}} {frame['vam_effective']}\n")


def main():
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("socket")
    words.add_argument("--speed", type=float, default=1, help="seconds of the host in one of ours")
    words.add_argument("--history", type=int, default=0, help="seconds told at once when it starts")
    words.add_argument("--start", type=int, default=0, help="the second of the two-minute story to begin live with")
    words.add_argument("--large", action="store_true", help="64 CPUs, and a third interface of 31 queues")
    words.add_argument("--stop-after", type=float, help="fall silent after so many seconds, and stay")
    chosen = words.parse_args()
    host, feed = FakeHost(large=chosen.large), FeedServer(chosen.socket)
    now_ns = time.time_ns()
    first = PERIOD * 1000 + chosen.start
    started_ns = host.since = now_ns - (chosen.history + 30) * SECOND

    def tell(at_s, at_ns, news=True):
        for event in host.turn(at_s, at_ns):
            feed.publish("event", event)
        frame = host.frame(at_s, at_ns)
        feed.publish("frame", frame)
        if news:
            feed.publish("metrics", host.metrics(frame))
            feed.publish("status", host.status(at_ns, started_ns, at_s))
    feed.publish("host", host.host())
    feed.publish("findings", host.findings())
    if chosen.history:
        while not feed.clients:
            time.sleep(.05)
        for back in range(chosen.history, 0, -1):
            tell(first - back, now_ns - back * SECOND, back == 1)
    began, turn = time.monotonic(), 0
    while not (chosen.stop_after and time.monotonic() - began > chosen.stop_after):
        tell(first + turn, time.time_ns())
        turn += 1
        time.sleep(max(0, began + turn / chosen.speed - time.monotonic()))
    threading.Event().wait()


if __name__ == "__main__":
    main()
