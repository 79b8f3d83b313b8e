"""proc/interrupts and proc/irq: rows out of pastes and rows by rule."""

import re

from . import cpu_set

ROW = re.compile(r"^\s*(\w+):((?:\s+\d+)*)(?:\s+(.*?))?\s*$")


class Row:
    """One line of /proc/interrupts: the label, the counts by CPU, the rest as it was printed."""

    def __init__(self, label, counts, rest):
        self.label, self.counts, self.rest = label, counts, rest

    @property
    def numbered(self):
        return self.label.isdigit()


def parse_rows(text, columns):
    """The rows of a paste with `columns` CPU columns; a header line is skipped."""
    rows = []
    for line in text.splitlines():
        match = re.match(r"^\s*(\w+):\s*(.*?)\s*$", line)
        if not match:
            continue
        label, words = match.group(1), match.group(2)
        counts = []
        while len(counts) < columns and (count := re.match(r"(\d+)(?:\s+|$)", words)):
            counts.append(int(count.group(1)))
            words = words[count.end():]
        rows.append(Row(label, counts, words))
    return rows


def count_of(seed):
    """A plausible number of interrupts, the same at every run."""
    return 1000 + (seed * 2654435761) % 9_000_000


def ruled_rows(spec, topology):
    """Rows by rule: `count` rows from `irq` on, "{i}" in the name is the queue."""
    rows = []
    cpus = cpu_set.parse(spec["on"]) if "on" in spec else topology.all()
    for i in range(spec.get("count", 1)):
        irq = spec["irq"] + i * spec.get("step", 1)
        counts = [0] * topology.count
        total = spec.get("interrupts")
        counts[cpus[i % len(cpus)]] = count_of(irq) if total is None else total
        hwirq = spec["hwirq"] + i
        name = spec["name"].format(i=i + spec.get("first", 0))
        rest = f'{spec["chip"]:>8} {hwirq:>4}-{spec.get("trigger", "edge"):<8}  {name}'
        rows.append(Row(str(irq), counts, rest))
    return rows


def render(rows, topology, gap):
    """`gap`: spaces between the counts and the chip; one since 6.14, two before."""
    width = max(3, max((len(r.label) for r in rows), default=3))
    lines = [" " * (width + 8) + "".join(f"CPU{cpu:<8}" for cpu in topology.all()).rstrip(" ") + "       "]
    for row in rows:
        counts = row.counts
        if row.numbered or len(counts) > 1:
            counts = counts + [0] * (topology.count - len(counts))
        line = f"{row.label:>{width}}:" + "".join(f" {count:10}" for count in counts)
        lines.append(line + (" " * gap + row.rest if row.rest else ""))
    return "\n".join(lines) + "\n"


def write_irq(tree, irq, topology, vector):
    """`vector`: requested, effective, hint (lists), node, managed."""
    base = f"proc/irq/{irq}"
    requested, effective = cpu_set.parse(vector["requested"]), cpu_set.parse(vector["effective"])
    tree.file(f"{base}/smp_affinity_list", cpu_set.to_list(requested))
    tree.file(f"{base}/smp_affinity", cpu_set.to_mask(requested, topology.count))
    tree.file(f"{base}/effective_affinity_list", cpu_set.to_list(effective) or "\n")
    tree.file(f"{base}/affinity_hint", cpu_set.to_mask(cpu_set.parse(vector.get("hint") or ""), topology.count))
    tree.file(f"{base}/node", str(vector.get("node", -1)))


def affinity_of(row, rule, position, topology):
    """The vector's masks by the NIC's rule: requested "all", "node", "effective" or a list of
    CPUs taken in turn; effective is where the row's interrupts ran most."""
    busiest = max(range(len(row.counts)), key=lambda c: row.counts[c]) if any(row.counts) else None
    turn = cpu_set.parse(rule["in_turn"]) if "in_turn" in rule else None
    effective = busiest
    if effective is None:
        effective = turn[position % len(turn)] if turn else topology.cpus_of_node(rule.get("node", -1))[0]
    requested = rule.get("requested", "all")
    if requested == "in_turn":
        effective = turn[position % len(turn)]
        requested = "effective"
    masks = {"all": topology.all(), "node": topology.cpus_of_node(rule.get("node", -1)), "effective": [effective]}
    wanted = masks[requested] if requested in masks else cpu_set.parse(requested)
    hint = wanted if rule.get("hint") == "requested" else cpu_set.parse(rule.get("hint", ""))
    return {"requested": cpu_set.to_list(wanted), "effective": str(effective), "hint": cpu_set.to_list(hint),
            "node": rule.get("node", -1)}
