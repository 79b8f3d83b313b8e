#!/usr/bin/python3
"""Does the report's interval hold the planted cost, and how long does a report take?

tca_report_coverage.py PROGRAM [--rows N] [--seeds N]: for each seed, `synth` makes rows with known truth and `report`
reads them from the pipe. Two truths are looked at. The planted effect is expected_satt_bps: what drift costs the
drifted orders on average over tails and noise, which is what an interval by standard errors is made for. satt_bps is
what it cost these very orders; their luck is in the estimate too, so intervals hold it more often than 95 % of the
time. Ends with 1 when fewer than nine of ten intervals hold the planted one.
"""
import argparse
import json
import pathlib
import resource
import subprocess
import sys
import tempfile
import time


def one_seed(program, rows, seed, folder):
    """Truth, answer, seconds, and seconds of CPU of both processes."""
    truth, answer = folder / "truth.json", folder / "report.json"
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    synth = subprocess.Popen([program, "synth", "--rows", str(rows), "--seed", str(seed), "--truth", str(truth)],
                             stdout=subprocess.PIPE)
    subprocess.run([program, "report", "--analysis", "-", "-o", str(folder / "report.html"), "--json", str(answer)],
                   stdin=synth.stdout, stdout=subprocess.DEVNULL, check=True)
    synth.stdout.close()
    if synth.wait() != 0:
        sys.exit("synth failed")
    seconds, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return json.loads(truth.read_text())["effect_on_the_drifted"], json.loads(answer.read_text())["answer"], seconds, cpu


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--seeds", type=int, default=20)
    words = parser.parse_args()
    held = {"expected_satt_bps": 0, "satt_bps": 0}
    times = []
    print("seed  planted  realised  estimate  interval           planted in  realised in  seconds  CPU s")
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(1, words.seeds + 1):
            truth, answer, seconds, cpu = one_seed(words.program, words.rows, seed, pathlib.Path(folder))
            times.append(seconds)
            inside = {name: answer["low"] <= truth[name] <= answer["high"] for name in held}
            for name, is_in in inside.items():
                held[name] += is_in
            yes = {True: "yes", False: "no"}
            print(f"{seed:4}  {truth['expected_satt_bps']:7.4f}  {truth['satt_bps']:8.4f}  {answer['estimate']:8.4f}  "
                  f"{answer['low']:.4f} to {answer['high']:.4f}   {yes[inside['expected_satt_bps']]:10}  "
                  f"{yes[inside['satt_bps']]:11}  {seconds:7.1f}  {cpu:5.1f}", flush=True)
    print(f"{held['expected_satt_bps']} of {words.seeds} intervals hold the planted effect, {held['satt_bps']} the realised "
          f"one; a report took {sorted(times)[len(times) // 2]:.1f} s in the median, {max(times):.1f} s at most")
    return 0 if held["expected_satt_bps"] * 10 >= 9 * words.seeds else 1


if __name__ == "__main__":
    sys.exit(main())
