"""holdfast/answers: what netlink and ioctl say, out of pasted `ethtool` output or given fields."""

import json
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


# A physical NIC's features by the kernel's names: those one can change and are on, can change and
# are off, are fixed on, are fixed off.
CHANGEABLE_ON = """tx-scatter-gather tx-checksum-ip-generic tx-tcp-segmentation tx-tcp6-segmentation
    tx-generic-segmentation rx-gro rx-checksum rx-hashing rx-vlan-hw-parse tx-vlan-hw-insert""".split()
CHANGEABLE_OFF = "tx-nocache-copy rx-gro-list rx-udp-gro-forwarding tx-tcp-mangleid-segmentation".split()
FIXED_ON = ["highdma"]


def ruled_features(changes):
    """The usual features of a NIC with `on` and `off` (changeable), `fixed_on` and `fixed_off`."""
    given = {kind: changes.get(kind, []) for kind in ("on", "off", "fixed_on", "fixed_off")}
    named = set(sum(given.values(), []))
    on = [f for f in CHANGEABLE_ON if f not in named] + given["on"]
    off = [f for f in CHANGEABLE_OFF if f not in named] + given["off"]
    fixed = [f for f in FIXED_ON if f not in named] + given["fixed_on"]
    return (
        [feature(name, True, True, True) for name in on]
        + [feature(name, True, False, False) for name in off]
        + [feature(name, False, False, True) for name in fixed]
        + [feature(name, False, False, False) for name in given["fixed_off"]]
    )


def ruled_rss(spec):
    """`queues` in turn over `size` buckets; `key`: bytes that repeat to `key_size`."""
    key = (spec["key"].split(":") * spec["key_size"])[: spec["key_size"]]
    table = [bucket % spec["queues"] for bucket in range(spec["size"])]
    return {"hfunc": "toeplitz", "indir": table, "hkey": ":".join(key)}


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


COMMANDS = {
    "channels": ("ethtool", "channels-get", channels),
    "rings": ("ethtool", "rings-get", rings),
    "coalesce": ("ethtool", "coalesce-get", coalesce),
    "features": ("ethtool", "features-get", features),
    "rss": ("ethtool", "rss-get", rss),
    "timestamping": ("ethtool", "tsinfo-get", None),
    "driver": ("ethtool-ioctl", "drvinfo", driver),
    "statistics": ("ethtool-ioctl", "statistics", statistics),
    "ntuple": ("ethtool-ioctl", "rxclass-rules", None),
    "hash-fields": ("ethtool-ioctl", "rxfh-fields", None),
    "rxfh": ("ethtool-ioctl", "rxfh", rss),
    "queues": ("netdev", "queue-get", None),
    "napis": ("netdev", "napi-get", None),
    "device": ("netdev", "dev-get", None),
    "link": ("rt-link", "getlink", None),
    "qdisc": ("rt-qdisc", "getqdisc", None),
}


def links(nic, index_of):
    """`index_of`: interface name → ifindex. What rt-link and rt-qdisc say of the interface."""
    queues = nic.get("tx_queues", 1)
    physical = "driver" in nic
    qdisc = nic.get("qdisc", "mq" if queues > 1 else "fq_codel" if physical else "noqueue")
    record = {"ifi-index": nic["ifindex"], "ifname": nic["name"], "mtu": nic.get("mtu", 1500),
              "num-rx-queues": nic.get("rx_queues", 1), "num-tx-queues": queues, "qdisc": qdisc,
              "xdp": [{"attached": "none"}]}
    if "master" in nic:
        record["master"] = index_of[nic["master"]]
    if "kind" in nic:
        record["linkinfo"] = [{"kind": nic["kind"]}]
    if nic.get("kind") == "vlan":
        record["link"] = index_of[nic["members"][0]]
    root = {"kind": qdisc, "handle": 2147549184, "parent": 4294967295}
    leaves = [{"kind": "fq_codel", "handle": 0, "parent": 2147549185 + i} for i in range(queues if qdisc == "mq" else 0)]
    return {"link": record, "qdisc": [root] + leaves}


def napis(nic, first_id):
    """queue-get and napi-get of a driver that links queues, NAPIs and IRQs: one NAPI a vector."""
    queues, instances = [], []
    for number, (irq, rx, tx) in enumerate(nic.get("queue_vectors", [])):
        napi = first_id + number
        instances.append({"ifindex": nic["ifindex"], "id": napi, "irq": irq, "defer-hard-irqs": 0, "gro-flush-timeout": 0})
        for kind, queue in (("rx", rx), ("tx", tx)):
            if queue is not None:
                queues.append({"id": queue, "ifindex": nic["ifindex"], "type": kind, "napi-id": napi})
    return {"queues": queues, "napis": instances}


def write(tree, nic, read_pasted):
    """`nic["answers"]`: by the keys of COMMANDS, a pasted file's name, a record or records."""
    for key, given in nic.get("answers", {}).items():
        family, command, parse = COMMANDS[key]
        records = parse(read_pasted(given)) if isinstance(given, str) else given
        if isinstance(given, dict) and "rule" in given:
            records = {"features": ruled_features, "rss": ruled_rss, "rxfh": ruled_rss}[key](given["rule"])
        records = records if isinstance(records, list) else [records]
        text = "[\n" + ",\n".join(json.dumps(record) for record in records) + "\n]"
        tree.file(f'holdfast/answers/{family}/{command}/{nic["name"]}.json', text)
