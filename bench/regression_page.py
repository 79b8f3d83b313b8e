#!/usr/bin/python3
"""regression_page.py RESULT.json DOCS_DIR: docs/regression.md and its plots, of what
`holdfast-gateway experiment regression` measured. Figures are taken from the result and from nowhere else."""
import json
import pathlib
import statistics
import sys

TOPOLOGIES = ("thread-per-stream", "single", "single-pinned")
READERS = ("application", "snapshot", "delta")
COLOURS = {"thread-per-stream": "#c0392b", "single": "#2471a3", "single-pinned": "#1e8449"}
WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 760, 200, 64, 26, 30


def number(value):
    return f"{value:,.0f}"


def runs_of(result, topology, streams):
    return [r for r in result["runs"] if r["topology"] == topology and r["streams"] == streams]


def median(runs, value):
    return statistics.median(value(r) for r in runs)


def spread(runs, value):
    """Median, with the least and the most."""
    values = [value(r) for r in runs]
    return f"{number(statistics.median(values))} ({number(min(values))}–{number(max(values))})"


def y_of(value, most):
    """Logarithmic, from 1 to `most`."""
    import math
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - math.log10(max(1, value)) / math.log10(max(10, most)))


def panel(result, streams, reader, offset):
    """One reader's largest batches over time: every run as a line, one colour for each topology."""
    runs = [r for t in TOPOLOGIES for r in runs_of(result, t, streams)]
    seconds = max(max(r["at"]) for r in runs)
    most = max(result["ring"], *(max(max(r[k]) for k in READERS) for r in runs))
    x_of = lambda at: LEFT + (WIDTH - LEFT - 12) * at / seconds
    out = [f'<g transform="translate(0 {offset})">',
           f'<text x="{LEFT}" y="16" class="head">{reader}: largest batch in each tenth of a second, {streams} streams</text>']
    power = 1
    while power <= most:
        y = y_of(power, most)
        out.append(f'<line x1="{LEFT}" x2="{WIDTH - 12}" y1="{y:.1f}" y2="{y:.1f}" class="grid"/>'
                   f'<text x="{LEFT - 6}" y="{y + 4:.1f}" class="tick" text-anchor="end">{number(power)}</text>')
        power *= 10
    ring = y_of(result["ring"], most)
    out.append(f'<line x1="{LEFT}" x2="{WIDTH - 12}" y1="{ring:.1f}" y2="{ring:.1f}" class="ring"/>'
               f'<text x="{WIDTH - 14}" y="{ring - 3:.1f}" class="tick" text-anchor="end">ring of {number(result["ring"])}</text>')
    for second in range(0, int(seconds) + 1, 2):
        out.append(f'<text x="{x_of(second):.1f}" y="{HEIGHT - 12}" class="tick" text-anchor="middle">{second} s</text>')
    for run in runs:
        points = " ".join(f"{x_of(at):.1f},{y_of(value, most):.1f}" for at, value in zip(run["at"], run[reader]))
        out.append(f'<polyline points="{points}" style="stroke:{COLOURS[run["topology"]]}"/>')
    return "\n".join(out + ["</g>"])


def plot(result, streams):
    legend = "".join(f'<rect x="{LEFT + 170 * i}" y="8" width="12" height="12" style="fill:{COLOURS[t]}"/>'
                     f'<text x="{LEFT + 170 * i + 18}" y="18" class="tick">{t}</text>' for i, t in enumerate(TOPOLOGIES))
    panels = "\n".join(panel(result, streams, reader, 28 + i * HEIGHT) for i, reader in enumerate(READERS))
    height = 28 + HEIGHT * len(READERS)
    return f"""<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}">
<style>text{{font-family:sans-serif}}.head{{font-size:13px;font-weight:bold}}.tick{{font-size:11px;fill:#444}}
.grid{{stroke:#ddd}}.ring{{stroke:#888;stroke-dasharray:4 3}}polyline{{fill:none;stroke-width:1.2;opacity:.75}}</style>
<rect width="{WIDTH}" height="{height}" fill="#fff"/>
{legend}
{panels}
</svg>
"""


BURST = 3.8  # seconds: the fifth second's burst, and a bit before it


def calm(run, reader):
    """The middle of the tenths of a second before the burst."""
    return statistics.median([value for at, value in zip(run["at"], run[reader]) if 0.2 < at < BURST] or [0])


def table(result, streams):
    rows = ["| topology | threads | | application | snapshot | delta |", "|---|---|---|---|---|---|"]
    for topology in TOPOLOGIES:
        runs = runs_of(result, topology, streams)
        for words, value in (("calm", calm), ("largest", lambda r, k: r["largest"][k])):
            cells = [spread(runs, lambda r, k=k: value(r, k)) for k in READERS]
            name = f"{topology} | {runs[0]['threads']}" if words == "calm" else " | "
            rows.append(f"| {name} | {words} | {' | '.join(cells)} |")
    rows += ["", "| topology | messages lost | publishers blocked, ms | involuntary switches |", "|---|---|---|---|"]
    for topology in TOPOLOGIES:
        runs = runs_of(result, topology, streams)
        rows.append(f"| {topology} | {spread(runs, lambda r: r['lost'])} | {spread(runs, lambda r: r['blocked_ns'] / 1e6)} | "
                    f"{spread(runs, lambda r: r['involuntary_switches'])} |")
    return "\n".join(rows)


def compared(result, streams):
    """In numbers, how far this machine shows the story."""
    base = runs_of(result, "thread-per-stream", streams)
    lines = []
    for topology in TOPOLOGIES[1:]:
        runs = runs_of(result, topology, streams)
        for when, value in (("calm", calm), ("largest", lambda r, k: r["largest"][k])):
            words = []
            for reader in READERS:
                before, after = (median(r, lambda run: value(run, reader)) for r in (base, runs))
                words.append(f"{reader} {number(before)} → {number(after)} ({after / max(1, before):.2f} ×)")
            lines.append(f"- `thread-per-stream` → `{topology}`, {when}: {', '.join(words)}.")
    return "\n".join(lines)


def cpus_in(text):
    """How many "0-1,4" are."""
    ends = [piece.split("-") for piece in text.split(",")]
    return sum(int(end[-1]) - int(end[0]) + 1 for end in ends)


def verdict(result):
    """A sentence for a machine that had other things to do; a run by itself leaves a load of 2 to 4."""
    loads = [r["load_before"] for r in result["runs"]]
    cpus = cpus_in(result["cpus"])
    if statistics.median(loads) <= cpus + 4:
        return ""
    return f"""**These runs are spoilt.** The load average before them was {min(loads):.0f} to {max(loads):.0f} on {cpus} CPUs: other
work had most of the machine, and the figures say nothing about topologies. To be run again on a quiet machine.

"""


def page(result):
    many, few = sorted({r["streams"] for r in result["runs"]}, reverse=True)[:2]
    rounds = len(runs_of(result, "single", many))
    return f"""# The regression

What more threads do to a gateway's batches, measured here. `./dev bench regression` makes this page: its figures and
plots are those of the last run, whatever they show.

{verdict(result)}An exchange's gateway gave each of 14 delta streams a thread of its own. In production their rings overflowed, and even
the snapshot thread and the application thread, which had no more work than before, showed spikes. Nothing that they
shared was the cause: 15 yielding threads fought over the CPUs. One delta thread for all streams brought the largest batch
from thousands to 50, and that thread on an isolated CPU removed the spikes. Tests had missed it because their
configuration had fewer streams.

Here one burst script (seed {result['seed']}: {number(result['messages'])} messages of {number(result['stocks'])} stocks in
their own time, 50,000 a second, and 560,000 in the fifth second) went through rings of {number(result['ring'])} events,
with idle `{result['idle']}`, {rounds} times under each topology, in turns. The process had CPUs {result['cpus']}; of
them `single-pinned` gave one to the delta thread. A batch is what a reader found waiting at once;
*calm* is the middle of the tenths of a second before the burst, *largest* the most of the whole run. Figures are the
median of {rounds} runs, with the least and the most.

## {many} streams

{table(result, many)}

![largest batches over time, {many} streams](regression/streams-{many}.svg)

{compared(result, many)}

## {few} streams, the configuration that hid it

{table(result, few)}

![largest batches over time, {few} streams](regression/streams-{few}.svg)

{compared(result, few)}

## How to read it

An involuntary switch is also counted for each `sched_yield` that gave the CPU to another thread. With as many CPUs as
this process has, source, application and snapshot thread compete with the delta threads in every topology; a CPU that is
isolated from them, and from the rest of the host, is what `single-pinned` is meant for (`isolcpus`, or a policy of
holdfast). Other work on the machine during the run is part of the figures: the load average before the runs was
{min(r["load_before"] for r in result["runs"]):.1f} to {max(r["load_before"] for r in result["runs"]):.1f}.
"""


def main():
    result = json.loads(pathlib.Path(sys.argv[1]).read_text())
    docs = pathlib.Path(sys.argv[2])
    (docs / "regression").mkdir(exist_ok=True)
    for streams in sorted({r["streams"] for r in result["runs"]}):
        (docs / "regression" / f"streams-{streams}.svg").write_text(plot(result, streams))
    (docs / "regression.md").write_text(page(result))


if __name__ == "__main__":
    main()
