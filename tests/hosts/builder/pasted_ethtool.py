"""What `ethtool` printed, read back into the fields of docs/answers.md."""

import re

COALESCE = {
    "stats-block-usecs": "stats-block-usecs",
    "sample-interval": "rate-sample-interval",
    "pkt-rate-low": "pkt-rate-low",
    "pkt-rate-high": "pkt-rate-high",
    "rx-frames": "rx-max-frames",
    "tx-frames": "tx-max-frames",
    "rx-frames-irq": "rx-max-frames-irq",
    "tx-frames-irq": "tx-max-frames-irq",
    "rx-frame-low": "rx-max-frames-low",
    "tx-frame-low": "tx-max-frames-low",
    "rx-frames-low": "rx-max-frames-low",
    "tx-frames-low": "tx-max-frames-low",
    "rx-frame-high": "rx-max-frames-high",
    "tx-frame-high": "tx-max-frames-high",
    "rx-frames-high": "rx-max-frames-high",
    "tx-frames-high": "tx-max-frames-high",
}
FEATURES = {
    "rx-checksumming": "rx-checksum",
    "large-receive-offload": "rx-lro",
    "generic-receive-offload": "rx-gro",
    "generic-segmentation-offload": "tx-generic-segmentation",
    "rx-vlan-offload": "rx-vlan-hw-parse",
    "tx-vlan-offload": "tx-vlan-hw-insert",
    "ntuple-filters": "rx-ntuple-filter",
    "receive-hashing": "rx-hashing",
    "rx-vlan-filter": "rx-vlan-filter",
}
GROUPS = ("tx-checksumming", "scatter-gather", "tcp-segmentation-offload", "udp-fragmentation-offload")


def pairs(text):
    """"Key: value" lines; a key seen twice is in the list twice."""
    found = []
    for line in text.splitlines():
        key, colon, value = line.partition(":")
        if colon:
            found.append((key.strip(), value.strip()))
    return found


def numbers_in_two_parts(text, names):
    """`ethtool -l` and `-g`: maximums first, then current values. `names` gives both fields."""
    record, seen = {}, set()
    for key, value in pairs(text):
        if key in names and value.isdigit():
            record[names[key][1 if key in seen else 0]] = int(value)
        if key in names:
            seen.add(key)
    return record


def channels(text):
    keys = {"RX": "rx", "TX": "tx", "Other": "other", "Combined": "combined"}
    record = numbers_in_two_parts(text, {k: (f"{v}-max", f"{v}-count") for k, v in keys.items()})
    # The ioctl prints 0 for what a driver has not; netlink leaves it out.
    return {k: v for k, v in record.items() if v or record.get(k.replace("-count", "-max"))}


def rings(text):
    keys = {"RX": "rx", "RX Mini": "rx-mini", "RX Jumbo": "rx-jumbo", "TX": "tx"}
    record = numbers_in_two_parts(text, {k: (f"{v}-max", v) for k, v in keys.items()})
    return {k: v for k, v in record.items() if v or k in ("rx", "tx")}


def coalesce(text):
    record = {}
    for key, value in pairs(text):
        if key == "Adaptive RX":
            words = re.match(r"(\S+)\s+TX: (\S+)", value)
            for name, word in (("use-adaptive-rx", words.group(1)), ("use-adaptive-tx", words.group(2))):
                if word != "n/a":
                    record[name] = int(word == "on")
        elif value.isdigit():
            record[COALESCE.get(key, key)] = int(value)
    return record


def feature(name, hw, wanted, active):
    return {"name": name, "hw": int(hw), "wanted": int(wanted), "active": int(active), "nochange": int(not hw)}


def features(text):
    """`ethtool -k`: its group lines are sums of others; "[requested on]" tells what is wanted."""
    records = []
    for key, value in pairs(text):
        words = value.split()
        if words and words[0] in ("on", "off") and key not in GROUPS:
            active, fixed = words[0] == "on", "[fixed]" in words
            wanted = active != ("[requested" in value) and not fixed
            records.append(feature(FEATURES.get(key, key), not fixed, wanted, active))
    return records


def rss(text):
    """`ethtool -x`: table, key, function."""
    record, table = {}, []
    for line in text.splitlines():
        row = re.match(r"^\s*\d+:((?:\s+\d+)+)\s*$", line)
        if row:
            table += [int(word) for word in row.group(1).split()]
        elif re.match(r"^\s*([0-9a-f]{2}:){7,}[0-9a-f]{2}\s*$", line):
            record["hkey"] = line.strip()
        elif match := re.match(r"^\s*(toeplitz|xor|crc32): on", line):
            record["hfunc"] = match.group(1)
    if table:
        record["indir"] = table
    return record


def statistics(text):
    """`ethtool -S`, in the driver's order."""
    return {key: int(value) for key, value in pairs(text) if value.isdigit()}


def driver(text):
    """`ethtool -i`."""
    names = {"driver": "driver", "version": "version", "firmware-version": "fw-version", "bus-info": "bus-info"}
    return {names[key]: value for key, value in pairs(text) if key in names}
