#!/usr/bin/python3
"""holdfast-tca features, and the file that the agent's reader is tested with: tca_features_test.py PROGRAM SOURCE_DIR.
UPDATE_GOLDEN=1 writes that file anew."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import jsonschema

PROGRAM, SOURCE = sys.argv.pop(1), pathlib.Path(sys.argv.pop(1))
GOLDEN = SOURCE / "tests/features/calibration.json"


def run(*words, stdin=None):
    return subprocess.run([PROGRAM, *words], input=stdin, capture_output=True, text=True, timeout=240)


class Features(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.orders = run("synth", "--rows", "20000", "--seed", "3").stdout

    def features(self, *words, rows=None):
        ran = run("features", "--analysis", "-", "--json", "-", *words, stdin=rows or self.orders)
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        answer = json.loads(ran.stdout)
        jsonschema.validate(answer, json.loads((SOURCE / "docs/schema/features.schema.json").read_text()))
        return answer

    def test_of_a_treatment_on_all_sessions_it_is_the_tails_slope(self):
        answer = self.features("--sessions", "1000")
        tail = json.loads(run("tail", "--analysis", "-", "--tau", "0.95", "--json", "-", stdin=self.orders).stdout)
        tcdt, = tail["tcdt"]
        knot, = answer["knots"]
        self.assertEqual((answer["model"], answer["grade"], answer["threshold_bps"]), ("fe_b", "C", tcdt["threshold"]))
        self.assertAlmostEqual(answer["slope_bps"], tcdt["effect"])
        self.assertEqual(knot["dose"], 1)
        self.assertAlmostEqual(knot["linear_bps"], tcdt["effect"])
        for ours, theirs in (("observed_bps", "effect"), ("uplift_bps", "effect"), ("se_bps", "error")):
            self.assertAlmostEqual(knot[ours], tcdt[theirs])

    def test_the_file_that_the_agents_reader_is_tested_with_is_the_one_that_is_made(self):
        made = self.features("--dose", "nrs", "--grade", "B")
        made.pop("program")
        if os.environ.get("UPDATE_GOLDEN"):
            GOLDEN.write_text(json.dumps(made, indent=2) + "\n")
        kept = json.loads(GOLDEN.read_text())
        self.assertEqual({**made, "knots": 0, "slope_bps": 0, "slope_se_bps": 0},
                         {**kept, "knots": 0, "slope_bps": 0, "slope_se_bps": 0})
        for ours, theirs in zip(made["knots"], kept["knots"], strict=True):
            for name, value in theirs.items():
                self.assertAlmostEqual(ours[name], value, places=7)
        uplifts = [knot["uplift_bps"] for knot in made["knots"]]
        self.assertEqual(uplifts, sorted(uplifts))
        self.assertGreater(len(set(uplifts)), 1)

    def test_a_canary_that_was_promoted_makes_grade_a_and_one_that_was_not_does_not(self):
        with tempfile.TemporaryDirectory() as folder:
            canary = pathlib.Path(folder) / "june"
            words = ["canary", "plan", "--folder", str(canary), "--pair", "md=h1,h2",
                     "--session", "2026-06-01T13:30:00Z/2026-06-01T20:00:00Z",
                     "--session", "2026-06-02T13:30:00Z/2026-06-02T20:00:00Z", "--deviation", "cost=1",
                     "--deviation", "ln_hj99x=0.3", "--deviation", "completion=0.01"]
            self.assertEqual(run(*words).returncode, 0)
            self.assertEqual(self.features("--canary", str(canary))["grade"], "C")
            pairs = pathlib.Path(folder) / "pairs.csv"
            pairs.write_text("pair,cost,ln_hj99x,completion,treated_vam\n" +
                             "".join(f"{i},{-2 - i % 3},{-.5 - .1 * (i % 2)},0.01,0\n" for i in range(78)))
            self.assertEqual(run("canary", "record", "--folder", str(canary), "--pairs", str(pairs)).returncode, 0)
            answer = self.features("--canary", str(canary))
            self.assertEqual((answer["grade"], answer["grade_from"]), ("A", "the canary june says PROMOTE"))

    def test_without_an_estimate_nothing_is_written(self):
        lines = self.orders.splitlines()
        treated = lines[0].split(",").index("D")
        controls = "\n".join([lines[0]] + [line for line in lines[1:] if line.split(",")[treated] == "0"]) + "\n"
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "calibration.json"
            ran = run("features", "--analysis", "-", "--json", str(path), stdin=controls)
            self.assertEqual(ran.returncode, 1)
            self.assertIn("no calibration: NO_TREATED", ran.stderr)
            self.assertFalse(path.exists())

    def test_what_does_not_go_together_is_one_sentence(self):
        for words, sentence in ((["--tau", "0.9,0.95"], "--tau takes one share"), (["--dose", "y"], "from 0 to 1"),
                                (["--dose", "none"], 'no column "none"'), (["--grade", "A"], "--grade")):
            ran = run("features", "--analysis", "-", *words, stdin=self.orders)
            self.assertEqual(ran.returncode, 2, ran.stderr)
            self.assertIn(sentence, ran.stderr)


unittest.main()
