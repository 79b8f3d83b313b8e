#!/usr/bin/python3
"""The speed table of holdfast-tca in docs/performance.md, measured: tca_speed_page.py BUILD_DIR DOCS [ROWS].

The same rows (seed 1) for all: the program's own functions and DuckDB in tca_speed_bench, R's packages in tca_speed.R,
where they are installed. Each figure is the least of three runs (R: of one), which other work on the machine makes
longest last.
"""
import json
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import tempfile

TASKS = {  # name: (words, target in seconds at a million rows)
    "read_csv": ("read the CSV file", .6),
    "cem_and_att": ("CEM, the difference and its CR1", .10),
    "host_and_session": ("host + session, 9 regressors, CR1", .20),
    "host_time_and_symbol": ("host + session×bucket + symbol, CR1 (FE_B)", .40),
    "quantile_p95": ("quantile regression, p95, exact", .8),
    "quantiles_of_four": ("quantile regression, four quantiles", 2.5),
    "propensity": ("logit of 8 covariates", .4),
    "mahalanobis_100k": ("nearest by Mahalanobis within venues, every tenth row", 1.0),
}
PACKAGES = ("data.table", "estimatr", "MatchIt", "quantreg")
BEGIN, END = "<!-- tca-speed: ./dev bench tca-speed writes what follows -->", "<!-- end of tca-speed -->"


def sh(*words, **more):
    return subprocess.run(words, check=True, capture_output=True, text=True, **more).stdout


def ours(build, rows):
    """{(task, by): (seconds, estimate or None)} of the program and of DuckDB."""
    told = json.loads(sh(f"{build}/bench/tca_speed_bench", "--benchmark_format=json", "--benchmark_repetitions=3",
                         env={**os.environ, "HOLDFAST_TCA_ROWS": rows}))
    found = {}
    for run in told["benchmarks"]:
        if run["run_type"] != "iteration":
            continue
        name = run["run_name"].split("/")[0]
        key = (name.removeprefix("duckdb_"), "DuckDB" if name.startswith("duckdb_") else "holdfast-tca")
        seconds = run["real_time"] / 1000
        if key not in found or seconds < found[key][0]:
            found[key] = (seconds, run.get("estimate"))
    return found


def of_r(folder, rows):
    """The same of R, or why not."""
    if not shutil.which("Rscript"):
        return {}, "R is not installed"
    lacks = sh("Rscript", "-e", f"cat(setdiff(c({', '.join(map(repr, PACKAGES))}), rownames(installed.packages())))")
    if lacks.strip():
        return {}, f"R lacks {lacks.strip()}"
    found = {}
    for line in sh("Rscript", f"{folder}/tca_speed.R", rows).splitlines():
        task, by, seconds, estimate = line.split()
        found[task, by] = (float(seconds), None if estimate == "NA" else float(estimate))
    return found, ""


def table(found):
    lines = ["| task | goal, s | holdfast-tca, s | beside it, s (ratio) |", "|---|---|---|---|"]
    for task, (words, goal) in TASKS.items():
        own = found[task, "holdfast-tca"]
        beside = [f"{by.replace('_', ' ')} {seconds:.2f} ({seconds / own[0]:.1f} ×)"
                  for (of, by), (seconds, _) in found.items() if of == task and by != "holdfast-tca"]
        lines.append(f"| {words} | {goal:g} | {own[0]:.3f} | {', '.join(beside) or '–'} |")
    return "\n".join(lines)


def agreement(found):
    """How far the others' estimates are from ours."""
    told = []
    for (task, by), (_, estimate) in found.items():
        own = found[task, "holdfast-tca"][1]
        if by != "holdfast-tca" and estimate is not None and own is not None:
            told.append(f"{TASKS[task][0]}: {own:.6f}, {by} {estimate:.6f}")
    return "; ".join(told)


def main():
    build, docs = sys.argv[1], pathlib.Path(sys.argv[2])
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 1_000_000
    page = docs / "performance.md"
    text = page.read_text()
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        sys.exit(f"{page}: the table's place is not marked once by {BEGIN} and {END}")
    with tempfile.TemporaryDirectory() as folder:
        rows = f"{folder}/rows.csv"
        with open(rows, "w") as file:
            subprocess.run([f"{build}/holdfast-tca", "synth", "--rows", str(count)], check=True, stdout=file)
        before = os.getloadavg()[0]
        found = ours(build, rows)
        r, why_not = of_r(pathlib.Path(__file__).parent, rows)
        found |= r
    model = re.search(r"^model name\s*: (.*)$", pathlib.Path("/proc/cpuinfo").read_text(), re.M)
    note = (f"{count:,} rows of `holdfast-tca synth --seed 1`, two threads (R as its packages do), on "
            f"{model[1] if model else platform.machine()}, {os.cpu_count()} CPUs, load before {before:.1f}: ")
    note += "the least of three runs, R's of one. " if not why_not else f"the least of three runs; {why_not}. "
    said = agreement(found)
    body = f"{BEGIN}\n\n{note}\n\n{table(found)}\n\n{'Estimates: ' + said + '.' if said else ''}\n\n{END}"
    page.write_text(re.sub(re.escape(BEGIN) + ".*?" + re.escape(END), lambda _: body, text, flags=re.S))
    print(body)


if __name__ == "__main__":
    main()
