#!/usr/bin/python3
"""holdfast-tca synth as people run it: tca_synth_test.py PROGRAM SOURCE_DIR. The raw tables are worked on here as
a desk would, by nothing of the program's own: what comes out has to be the labelled rows."""
import bisect
import csv
import filecmp
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM, SOURCE = sys.argv.pop(1), pathlib.Path(sys.argv.pop(1))
TICK = 1e-4


def run(*words):
    return subprocess.run([PROGRAM, "synth", *words], capture_output=True, text=True, timeout=250)


def rows_of(path):
    with open(path, newline="") as lines:
        return list(csv.DictReader(lines))


def label(vam):
    """(time, share of vectors off their target) in order -> (times, regimes), by the rule of the label."""
    drifted, high, low, dwell, regimes = 0, 0, 0, 5, []
    for _, share in vam:
        high = high + 1 if share >= .15 else 0
        low = low + 1 if share < .04 else 0
        dwell += 1
        if dwell >= 5 and (low >= 6 if drifted else high >= 3):
            drifted, dwell = 1 - drifted, 0
        regimes.append(drifted)
    return [at for at, _ in vam], regimes


class Quotes:
    def __init__(self, rows):
        self.by_symbol = {}
        for row in sorted(rows, key=lambda row: int(row["seq"])):
            times, quotes = self.by_symbol.setdefault(row["symbol"], ([], []))
            times.append(int(row["ts_exch_ns"]))
            quotes.append((float(row["bid_px"]), float(row["ask_px"])))

    def at(self, symbol, at_ns):
        times, quotes = self.by_symbol[symbol]
        return quotes[bisect.bisect_right(times, at_ns) - 1]

    def mid(self, symbol, at_ns):
        return sum(self.at(symbol, at_ns)) / 2


def channels(child, parent, reports, quotes):
    """impact, timing, routing in bps of the child's filled notional at the parent's benchmark."""
    side, symbol = int(child["side"]), child["symbol"]
    benchmark = quotes.mid(symbol, int(parent["ts_decision_ns"]))
    acked_ns = next(int(report["ts_venue_ns"]) for report in reports if report["exec_type"] == "0")
    mid, (bid, ask) = quotes.mid(symbol, acked_ns), quotes.at(symbol, acked_ns)
    sums, shares = [0.0, 0.0, 0.0], 0
    for fill in (report for report in reports if report["exec_type"] == "F"):
        price, quantity = float(fill["last_px"]), int(fill["last_qty"])
        reference = (ask if side > 0 else bid) if fill["liquidity"] == "R" else price
        sums[0] += side * quantity * (reference - mid)
        sums[1] += side * quantity * (mid - benchmark)
        sums[2] += side * quantity * (price - reference) + float(fill["fee"])
        shares += quantity
    return [1e4 * one / (shares * benchmark) for one in sums], benchmark, shares


class Synth(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self.folder.name)

    def tearDown(self):
        self.folder.cleanup()

    def refused(self, sentence, *words, status=2):
        answer = run(*words)
        self.assertEqual(answer.returncode, status)
        self.assertIn(sentence, answer.stderr)
        self.assertEqual(answer.stderr.count("\n"), 1)
        self.assertEqual(answer.stdout, "")

    def test_the_bytes_are_the_same_from_any_number_of_threads_and_on_standard_output(self):
        for mode in ("analysis", "raw"):
            words = ("--mode", mode, "--rows", "50000", "--hosts", "5", "--sessions", "3", "--seed", "9")
            folders = [self.root / mode / threads for threads in ("1", "2", "7")]
            for folder in folders:
                self.assertEqual(run(*words, "--threads", folder.name, "-o", folder).returncode, 0)
            names = sorted(path.name for path in folders[0].iterdir())
            self.assertIn("truth.json", names)
            for other in folders[1:]:
                self.assertEqual(sorted(path.name for path in other.iterdir()), names)
                self.assertEqual(filecmp.cmpfiles(folders[0], other, names, shallow=False)[0], names)
        piped = run(*words[2:], "--truth", self.root / "t.json")
        self.assertEqual(piped.stdout, (self.root / "analysis/1/analysis_rows.csv").read_text())
        self.assertEqual((self.root / "t.json").read_text(), (self.root / "analysis/1/truth.json").read_text())
        self.assertEqual((self.root / "raw/1/analysis_rows.csv").read_text(), piped.stdout)

    def test_the_truth_is_that_of_the_rows(self):
        self.assertEqual(run("--rows", "30000", "--missing", "0.1", "-o", self.root).returncode, 0)
        rows, truth = rows_of(self.root / "analysis_rows.csv"), json.loads((self.root / "truth.json").read_text())
        complete = [row for row in rows if row["D"] and row["y"] and row["spread_bps"] and row["vol_bps"]]
        drifted = [row for row in complete if row["D"] == "1"]
        self.assertEqual(truth["sample"]["complete_rows"], len(complete))
        self.assertEqual(truth["sample"]["drifted"], len(drifted))
        effect = truth["effect_on_the_drifted"]
        mean = sum(float(row["y1"]) - float(row["y0"]) for row in drifted) / len(drifted)
        self.assertAlmostEqual(effect["satt_bps"], mean, 9)
        self.assertAlmostEqual(sum(effect["components_bps"].values()), mean, 9)
        for level in (50, 90, 95, 99):
            place = -(-level * len(drifted) // 100) - 1
            for regime, column in (("drifted_bps", "y1"), ("aligned_bps", "y0")):
                ordered = sorted(float(row[column]) for row in drifted)
                self.assertEqual(effect["qtt"][f"p{level}"][regime], ordered[place])

    def test_the_raw_tables_give_back_costs_and_regimes(self):
        self.assertEqual(run("--mode", "raw", "--rows", "6000", "--hosts", "5", "--sessions", "4", "-o",
                             self.root).returncode, 0)
        rows = {row["row_id"].zfill(3): row for row in rows_of(self.root / "analysis_rows.csv")}
        parents = {row["parent_id"]: row for row in rows_of(self.root / "parent_orders.csv")}
        reports, vam = {}, {}
        for row in rows_of(self.root / "exec_reports.csv"):
            reports.setdefault(row["child_id"], []).append(row)
        for row in rows_of(self.root / "host_affinity.csv"):
            moved = vam.setdefault(row["host"], {}).setdefault(int(row["ts_ns"]), [])
            moved.append(row["effective_list"] != row["target_list"])
        labels = {host: label([(at, sum(moved) / len(moved)) for at, moved in sorted(of.items())])
                  for host, of in vam.items()}
        quotes = Quotes(rows_of(self.root / "quotes.csv"))
        drifted = 0
        for child in rows_of(self.root / "child_orders.csv"):
            row = rows.pop(child["child_id"][1:])
            parent = parents[child["parent_id"]]
            measured, benchmark, shares = channels(child, parent, reports[child["child_id"]], quotes)
            self.assertAlmostEqual(sum(measured), float(row["y"]), delta=1e-6 / (shares * benchmark) * 1e4 + 1e-7)
            for one, name in zip(measured, ("y_impact", "y_timing", "y_routing")):
                self.assertAlmostEqual(one, float(row[name]), delta=1.1 * TICK / benchmark * 1e4 + 1e-3)
            times, regimes = labels[child["host"]]
            regime = regimes[bisect.bisect_right(times, int(child["ts_decision_ns"])) - 1]
            self.assertEqual(str(regime), row["D"])
            drifted += regime
            age_ns = int(child["ts_decision_ns"]) - int(child["ts_md_exch_ns"])
            self.assertAlmostEqual(age_ns, float(row["drift_us"]) * 1e3, delta=0.51)
        self.assertEqual(rows, {})
        self.assertGreater(drifted, 500)

    def test_what_cannot_be_is_one_sentence(self):
        self.refused('--rows: "-1" is not a whole number', "--rows", "-1")
        self.refused("--missing 2 is out of bounds: it may be 0 to 1", "--missing", "2")
        self.refused("name their folder with -o", "--mode", "raw")
        self.refused("are for --mode analysis", "--mode", "raw", "--missing", "0.1", "-o", self.root)
        self.refused("--truth x is for -o -", "--truth", "x", "-o", self.root)
        self.refused("--mode", "--mode", "cooked")
        (self.root / "file").write_text("x")
        self.refused("file/in: could not be written: Not a directory", "-o", self.root / "file/in", status=1)

    def test_a_signal_leaves_nothing_behind_and_what_was_there_stays(self):
        (self.root / "analysis_rows.csv").write_text("before")
        process = subprocess.Popen([PROGRAM, "synth", "--rows", "200000000", "-o", self.root], stderr=subprocess.PIPE)
        until = time.monotonic() + 60
        while not any(path.name != "analysis_rows.csv" and path.stat().st_size > 1e6 for path in self.root.iterdir()):
            self.assertLess(time.monotonic(), until)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(60), 1)
        self.assertIn(b"stopped by a signal", process.stderr.read())
        process.stderr.close()
        self.assertEqual(os.listdir(self.root), ["analysis_rows.csv"])
        self.assertEqual((self.root / "analysis_rows.csv").read_text(), "before")

    def test_a_reader_that_has_had_enough_is_no_failure(self):
        process = subprocess.Popen([PROGRAM, "synth", "--rows", "100000000"], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        self.assertIn(b"row_id,", process.stdout.readline())
        process.stdout.close()
        self.assertEqual(process.wait(60), 0)
        self.assertEqual(process.stderr.read(), b"")
        process.stderr.close()

    def test_every_option_and_column_stands_in_the_manual(self):
        manual = (SOURCE / "docs/man/holdfast-tca-synth.1.scd").read_text()
        for option in set(re.findall(r"--[a-z-]+", run("--help").stdout)):
            self.assertIn(f"*{option}*", manual)
        columns = run("--rows", "1").stdout.splitlines()[0].split(",")
        for column in columns:
            self.assertIn(column, manual)


if __name__ == "__main__":
    unittest.main()
