#!/usr/bin/env python3
"""What holdfast reads of a NIC, compared field by field with what ethtool prints of it.

usage: ethtool_agreement.py PROGRAM    the holdfast program; its `show --json` is compared

On every NIC of this host that has a device, which is only read, and on a veth pair of four queues in a network
namespace of the test's own, whose settings are changed first so that no default can agree by accident.
Exit: 0 all agree, 1 something differs, 77 skipped (the reason is printed).
"""
import json
import os
import re
import shutil
import subprocess
import sys

SKIPPED = 77
NAMESPACE = f"hf-agree-{os.getpid()}"
# The groups that ethtool prints under a name of its own; one with a single member prints only that name.
GROUPS = {
    "rx-checksumming": "rx-checksum", "generic-segmentation-offload": "tx-generic-segmentation",
    "generic-receive-offload": "rx-gro", "large-receive-offload": "rx-lro", "rx-vlan-offload": "rx-vlan-hw-parse",
    "tx-vlan-offload": "tx-vlan-hw-insert", "ntuple-filters": "rx-ntuple-filter", "receive-hashing": "rx-hashing",
    "tx-checksumming": None, "scatter-gather": None, "tcp-segmentation-offload": None,
}
COALESCE = {
    "rx-usecs": "rx_usecs", "rx-frames": "rx_frames", "tx-usecs": "tx_usecs", "tx-frames": "tx_frames",
    "rx-usecs-irq": "rx-usecs-irq", "rx-frames-irq": "rx-max-frames-irq", "tx-usecs-irq": "tx-usecs-irq",
    "tx-frames-irq": "tx-max-frames-irq", "stats-block-usecs": "stats-block-usecs",
    "sample-interval": "rate-sample-interval", "pkt-rate-low": "pkt-rate-low", "pkt-rate-high": "pkt-rate-high",
    "rx-usecs-low": "rx-usecs-low", "rx-frame-low": "rx-max-frames-low", "tx-usecs-low": "tx-usecs-low",
    "tx-frame-low": "tx-max-frames-low", "rx-usecs-high": "rx-usecs-high", "rx-frame-high": "rx-max-frames-high",
    "tx-usecs-high": "tx-usecs-high", "tx-frame-high": "tx-max-frames-high",
}


def run(command, check=True):
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"})
    if check and done.returncode != 0:
        raise SystemExit(f"{' '.join(command)}: exit {done.returncode}: {done.stderr.strip()}")
    return done.stdout if done.returncode == 0 else ""


def number(text):
    return int(text) if text.isdigit() else None


def pairs(text):
    """The "name: value" lines of a text, indentation dropped."""
    return [tuple(part.strip() for part in line.split(":", 1)) for line in text.splitlines() if ":" in line]


def present(values):
    return {name: value for name, value in values.items() if value is not None}


class Ethtool:
    """ethtool's own answers about one interface, in holdfast's names."""

    def __init__(self, prefix, interface):
        self.prefix, self.interface = prefix, interface

    def ask(self, *options):
        return run([*self.prefix, "ethtool", *options, self.interface], check=False)

    def maxima_and_current(self, option, names):
        text = self.ask(option)
        if "Current hardware settings" not in text:
            return None
        upper, lower = text.split("Current hardware settings", 1)
        values = {}
        for part, suffix in ((upper, "_max"), (lower, "")):
            for name, value in pairs(part):
                if name in names:
                    values[names[name] + suffix] = number(value)
        return present(values)

    def channels(self):
        return self.maxima_and_current("-l", {"RX": "rx", "TX": "tx", "Other": "other", "Combined": "combined"})

    def rings(self):
        return self.maxima_and_current("-g", {"RX": "rx", "RX Mini": "rx_mini", "RX Jumbo": "rx_jumbo", "TX": "tx"})

    def coalesce(self):
        text = self.ask("-c")
        if not text:
            return None
        values = {}
        for line in text.splitlines():
            adaptive = re.match(r"Adaptive RX: (\S+)\s+TX: (\S+)", line)
            if adaptive:
                states = {"on": True, "off": False}
                values["adaptive_rx"], values["adaptive_tx"] = (states.get(word) for word in adaptive.groups())
        for name, value in pairs(text):
            if name in COALESCE:
                values[COALESCE[name]] = number(value)
        return present(values)

    def features(self):
        values = {}
        for name, value in pairs(self.ask("-k")):
            name = GROUPS.get(name, name)
            if name and value.split()[:1] in (["on"], ["off"]):
                values[name] = (value.startswith("on"), "[fixed]" in value)
        return values

    def rss(self):
        text = self.ask("-x")
        table = [int(queue) for line in text.splitlines() if re.match(r"\s+\d+:\s", line)
                 for queue in line.split(":", 1)[1].split()]
        key = re.search(r"RSS hash key:\n((?:[0-9a-f]{2}:)+[0-9a-f]{2})", text)
        function = re.search(r"^\s+(\w+): on$", text, re.MULTILINE)
        if not table and not key:
            return None
        return {"function": function.group(1) if function else "", "key": key.group(1) if key else "",
                "indirection": table}

    def timestamping(self):
        text = self.ask("-T")
        if not text:
            return None
        sections, current = {}, None
        for line in text.splitlines():
            if line.startswith("\t"):
                sections.setdefault(current, []).append(line.split()[0])
            elif ":" in line:
                current = line.split(":", 1)[0]
        clock = re.search(r"PTP Hardware Clock: (\d+)", text)
        return present({"capabilities": sections.get("Capabilities", []),
                        "tx_types": sections.get("Hardware Transmit Timestamp Modes", []),
                        "rx_filters": sections.get("Hardware Receive Filter Modes", []),
                        "phc_index": int(clock.group(1)) if clock else None})

    def driver(self):
        values = dict(pairs(self.ask("-i")))
        firmware = values.get("firmware-version", "")
        return {"driver": values.get("driver", ""), "driver_version": values.get("version", ""),
                "firmware": "" if firmware == "N/A" else firmware}

    def statistics(self):
        return [name for name, value in pairs(self.ask("-S")) if value]


def ours(nic):
    """holdfast's view in the same form."""
    coalesce = nic.get("coalesce")
    if coalesce is not None:
        known = {"adaptive_rx", "adaptive_tx", *COALESCE.values()}
        coalesce = {k: v for k, v in coalesce.items() if k in known}
    rss = next((context for context in nic.get("rss", []) if context["id"] == 0), None)
    rings = nic.get("rings")
    shown = ("rx", "rx_mini", "rx_jumbo", "tx")
    return {
        "channels": nic.get("channels"),
        "rings": rings and {k: v for k, v in rings.items() if k.removesuffix("_max") in shown},
        "coalesce": coalesce,
        "features": {f["name"]: (f["active"], f["fixed"]) for f in nic.get("features", [])},
        "rss": rss and {k: rss[k] for k in ("function", "key", "indirection")},
        "timestamping": nic.get("timestamping"),
        "driver": {k: nic.get(k, "") for k in ("driver", "driver_version", "firmware")},
        "statistics": [name for name, _ in nic.get("statistics", [])],
    }


def differences(interface, mine, ethtool):
    found = 0
    for subject, value in mine.items():
        expected = getattr(ethtool, subject)()
        if subject == "features":  # ethtool 6.1 knows no name for some of a newer kernel's, and prints all of them
            value = {name: state for name, state in value.items() if name in expected}
            if not expected:
                print(f"{interface} features: ethtool printed none")
                found += 1
        if (value or None) == (expected or None):
            print(f"{interface} {subject}: {len(expected) if expected else 0} fields agree")
            continue
        found += 1
        print(f"{interface} {subject} differ:\n  holdfast {value}\n  ethtool  {expected}")
    return found


def compare(program, prefix, interfaces):
    nics = {nic["name"]: nic for nic in json.loads(run([*prefix, program, "show", "--json"]))["nics"]}
    return sum(differences(name, ours(nics[name]), Ethtool(prefix, name)) for name in interfaces)


def main(program):
    for tool in ("ethtool", "ip"):
        if not shutil.which(tool):
            print(f"no program {tool}")
            return SKIPPED
    failed = 0
    here = [name for name in sorted(os.listdir("/sys/class/net")) if os.path.exists(f"/sys/class/net/{name}/device")]
    if here:
        failed += compare(program, [], here)
    made = subprocess.run(["ip", "netns", "add", NAMESPACE], capture_output=True, text=True, check=False)
    if made.returncode != 0:
        print(f"no network namespace of my own: {made.stderr.strip()}")
        return 1 if failed else SKIPPED
    try:
        prefix = ["ip", "netns", "exec", NAMESPACE]
        run(["ip", "-n", NAMESPACE, "link", "add", "va", "numrxqueues", "4", "numtxqueues", "4", "type", "veth",
             "peer", "name", "vb", "numrxqueues", "2", "numtxqueues", "2"])
        run([*prefix, "ethtool", "-L", "va", "rx", "3", "tx", "2"])
        run([*prefix, "ethtool", "-K", "va", "tso", "off", "gro", "on"])
        run(["ip", "-n", NAMESPACE, "link", "set", "va", "up"])
        failed += compare(program, prefix, ["va", "vb"])
    finally:
        run(["ip", "netns", "delete", NAMESPACE])
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    sys.exit(main(os.path.abspath(sys.argv[1])))
