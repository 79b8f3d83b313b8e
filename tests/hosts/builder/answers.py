"""holdfast/answers: what netlink and ioctl say, out of pasted `ethtool` output, fields or rules."""

import json

from . import pasted_ethtool

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
        [pasted_ethtool.feature(name, True, True, True) for name in on]
        + [pasted_ethtool.feature(name, True, False, False) for name in off]
        + [pasted_ethtool.feature(name, False, False, True) for name in fixed]
        + [pasted_ethtool.feature(name, False, False, False) for name in given["fixed_off"]]
    )


def ruled_rss(spec):
    """`queues` in turn over `size` buckets; `key`: bytes that repeat to `key_size`."""
    key = (spec["key"].split(":") * spec["key_size"])[: spec["key_size"]]
    table = [bucket % spec["queues"] for bucket in range(spec["size"])]
    return {"hfunc": "toeplitz", "indir": table, "hkey": ":".join(key)}


COMMANDS = {
    "channels": ("ethtool", "channels-get", pasted_ethtool.channels),
    "rings": ("ethtool", "rings-get", pasted_ethtool.rings),
    "coalesce": ("ethtool", "coalesce-get", pasted_ethtool.coalesce),
    "features": ("ethtool", "features-get", pasted_ethtool.features),
    "rss": ("ethtool", "rss-get", pasted_ethtool.rss),
    "timestamping": ("ethtool", "tsinfo-get", None),
    "driver": ("ethtool-ioctl", "drvinfo", pasted_ethtool.driver),
    "statistics": ("ethtool-ioctl", "statistics", pasted_ethtool.statistics),
    "ntuple": ("ethtool-ioctl", "rxclass-rules", None),
    "hash-fields": ("ethtool-ioctl", "rxfh-fields", None),
    "rxfh": ("ethtool-ioctl", "rxfh", pasted_ethtool.rss),
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
