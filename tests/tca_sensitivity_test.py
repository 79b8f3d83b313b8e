#!/usr/bin/python3
"""How far an estimate may be relied on, and what it does not depend on: tca_sensitivity_test.py PROGRAM SOURCE_DIR."""
import csv
import io
import json
import random
import unittest

from tca_terminal import stages_shown
from tca_test import Folder, PROGRAM, SMALL, SOURCE, run, small_rows

REFERENCE = SOURCE / "tests/tca_reference"
BALANCED = ["--covariates", "spread_bps,vol_bps,participation,lit_share,md_rate,side,passive",
            "--exact", "side:passive", "--coarsen", "spread_bps:4,vol_bps:6,md_rate:8"]


def answers_of(path):
    lines = (REFERENCE / path).read_text().splitlines()
    return {line.split()[0]: [float(word) for word in line.split()[1:]] for line in lines}


class Independence(Folder):
    def test_the_order_of_rows_changes_no_bit_of_an_answer(self):
        made = run("synth", "--rows", "6000", "--hosts", "8", "--sessions", "6", "--seed", "5").stdout
        header, *rows = made.splitlines()
        rows += rows[:40]  # rows that are the same
        for verb, words in (("cdt", []), ("tail", ["--quantile-regression"]), ("decompose", []),
                            ("sensitivity", ["--draws", "19", "--negative-outcome", "pre_mid_bps"])):
            found = []
            for seed in range(3):
                random.Random(seed).shuffle(rows)
                answer = self.answer(verb, "\n".join([header, *rows]) + "\n", *words)
                del answer["inputs"]
                if verb == "sensitivity":  # nearest neighbours choose in the order of the file
                    del answer["rosenbaum"]
                    answer["spec_grid"] = [one for one in answer["spec_grid"] if not one["pruning"].startswith("nn")]
                found.append(json.dumps(answer))
            self.assertEqual(len(set(found)), 1, verb)


class Sensitivity(Folder):
    @classmethod
    def setUpClass(cls):
        cls.orders = run("synth", "--rows", "60000", "--seed", "3", "--hosts", "12", "--sessions", "10").stdout

    def test_a_planted_effect_stands_out_of_every_placebo_and_is_graded_b(self):
        answer = self.answer("sensitivity", self.orders, *BALANCED, "--negative-outcome", "pre_mid_bps")
        self.assertEqual((answer["status"], answer["grade"]), ("OK", "B"), answer["grade_reasons"])
        placebos = answer["placebos"]
        shifts = placebos["circular_shift"]
        self.assertEqual((shifts["windows"], shifts["mixed"], len(shifts["estimates"])), (13, 0, 12))
        self.assertAlmostEqual(shifts["all"]["p"], 1 / 13)
        self.assertAlmostEqual(shifts["far"]["p"], 1 / 9)
        self.assertLess(max(abs(one["estimate"]) for one in shifts["estimates"]), answer["headline"]["estimate"])
        self.assertEqual((placebos["permutation"]["draws"], placebos["permutation"]["p"]), (199, 1 / 200))
        self.assertEqual([one["is_significant"] for one in placebos["controls"]], [False])
        self.assertGreater(answer["rosenbaum"]["gamma"], 1)
        cdt = self.cdt(self.orders, *BALANCED)
        self.assertEqual(answer["headline"]["estimate"], cdt["estimates"]["fe_b"]["estimate"])
        self.assertEqual(cdt["grade"], "C")
        self.assertEqual(len(cdt["grade_reasons"]), 2, cdt["grade_reasons"])

    def test_the_grid_has_the_headline_and_what_cdt_says_of_the_smaller_model(self):
        answer, cdt = self.answer("sensitivity", self.orders, "--draws", "0"), self.cdt(self.orders)
        grid = {(one["effects"], one["pruning"]): one for one in answer["spec_grid"]}
        for effects in ("none", "FE_A", "FE_B"):
            for pruning in ("none", "cem"):
                self.assertIn((effects, pruning), grid)
        for effects in ("FE_A", "FE_B"):
            found, wanted = grid[effects, "cem"], cdt["estimates"][effects.lower()]
            self.assertAlmostEqual(found["estimate"], wanted["estimate"], places=9)
            self.assertAlmostEqual(found["se"], wanted["inference"]["cr1"]["error"], places=9)
        self.assertIsNone(answer["placebos"]["permutation"])

    def test_a_control_that_is_moved_or_moves_cost_lowers_the_grade(self):
        rows = list(csv.DictReader(io.StringIO(self.orders)))[:20000]
        paths = {(row["host"], row["session"], int(row["bucket"])): row["D"] for row in rows}
        for row in rows:
            row["later"] = paths.get((row["host"], row["session"], int(row["bucket"]) + 1), "")
            row["blamed"] = float(row["y"]) + int(row["row_id"]) % 7
        text = io.StringIO()
        writer = csv.DictWriter(text, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        answer = self.answer("sensitivity", text.getvalue(), *BALANCED, "--draws", "0", "--lead", "later",
                             "--negative-outcome", "fill_share", "--negative-exposure", "blamed")
        controls = {one["kind"]: one for one in answer["placebos"]["controls"]}
        self.assertTrue(controls["negative_exposure"]["is_significant"])
        self.assertFalse(controls["lead"]["is_significant"])
        # Its nulls, of each session's last window, cost the headline no row.
        self.assertLess(controls["lead"]["rows"], answer["headline"]["rows"])
        self.assertEqual((answer["placebos"]["outcome"], answer["grade"]), ("failed", "C"))
        self.assertTrue(any("placebo" in reason for reason in answer["grade_reasons"]))

    def test_without_an_effect_placebos_are_as_large_as_the_estimate(self):
        null = run("synth", "--rows", "12000", "--seed", "1", "--hosts", "12", "--sessions", "10",
                   "--effect-scale", "0").stdout
        answer = self.answer("sensitivity", null, "--draws", "99")
        self.assertGreater(answer["placebos"]["permutation"]["p"], 0.05)
        self.assertGreater(answer["placebos"]["circular_shift"]["all"]["as_large"], 0)
        self.assertEqual(answer["e_value"]["limit"], 1)

    def test_other_thresholds_and_washouts_are_other_rows(self):
        rows = list(csv.DictReader(io.StringIO(self.orders)))[:12000]
        text = "vam,since," + ",".join(rows[0]) + "\n" + "".join(
            f"{(0.01, 0.12, 0.5)[index % 3] if row['D'] == '1' else 0.0},{index % 30}," + ",".join(row.values()) + "\n"
            for index, row in enumerate(rows))
        answer = self.answer("sensitivity", text, "--no-prune", "--draws", "0", "--vam", "vam",
                             "--since-change", "since")
        found = {(one["threshold"], one["washout_s"]): one["rows"] for one in answer["spec_grid"] if one["threshold"]}
        self.assertEqual(len(found), 16)
        self.assertGreater(found[0.1, 0], found[0.2, 0])
        self.assertGreater(found[0.1, 0], found[0.1, 15])
        self.assertGreater(found[0.1, 15], 0)

    def test_without_an_estimate_it_says_why(self):
        answer = self.answer("sensitivity", small_rows(D=0), *SMALL, "--window", "")
        self.assertEqual((answer["status"], answer["headline"], answer["grade"], answer["robustness"]),
                         ("NO_TREATED", None, None, None))
        path = self.write("rows.csv", small_rows(D=0))
        self.assertIn("no estimate: NO_TREATED", run("sensitivity", "--analysis", path, *SMALL, "--window", "").stdout)
        absorbed = self.answer("sensitivity", small_rows(D=lambda row, _: int(row % 8 < 4)), *SMALL, "--window", "")
        self.assertEqual((absorbed["headline"]["model"], absorbed["grade"]), ("cem", "D"))


class References(Folder):
    def test_sensitivity_says_what_r_says(self):
        rows = list(csv.DictReader(io.StringIO((REFERENCE / "hdfe_data.csv").read_text())))
        text = "y," + ",".join(rows[0]) + "\n" + "".join(
            f"{float(row['impact']) + float(row['timing']) + float(row['routing'])!r}," + ",".join(row.values()) + "\n"
            for row in rows)
        answer = self.answer("sensitivity", text, "--treatment", "d", "--covariates", "spread,participation",
                             "--coarsen", "", "--exact", "", "--no-prune", "--fe", "host,bucket,symbol")
        expected = answers_of("sensitivity/answers.txt")
        for shift, wanted in zip(answer["placebos"]["circular_shift"]["estimates"], expected["shifts"]):
            self.assertAlmostEqual(shift["estimate"], wanted, places=9)
        robustness = answer["robustness"]
        self.assertAlmostEqual(robustness["rv"], expected["rv"][0], places=10)
        self.assertAlmostEqual(robustness["rv_alpha"], expected["rv_at"][0], places=10)
        self.assertEqual(robustness["degrees"], expected["iid"][3])
        for row in robustness["benchmarks"]:
            wanted = expected[f"bound_{row['covariate']}_{row['times']}"]
            self.assertAlmostEqual(row["bound"]["r2_treatment"], wanted[0], places=10)
            self.assertAlmostEqual(row["bound"]["r2_outcome"], wanted[1], places=10)

    def test_nearest_neighbours_and_quantile_regression_say_what_matchit_and_quantreg_say(self):
        words = ["--treatment", "d", "--covariates", "spread,vol,participation", "--coarsen", "", "--exact", "venue",
                 "--fe", "host,session", "--second-cluster", ""]
        content, expected = (REFERENCE / "tail/rows.csv").read_text(), answers_of("tail/answers.txt")
        check = self.cdt(content, *words, "--check", "nn")["checks"]["nn_mahalanobis"]
        self.assertEqual(check["pairs"], len(expected["mahalanobis_treated"]))
        self.assertAlmostEqual(check["estimate"], expected["mahalanobis_att"][0], places=9)
        self.assertAlmostEqual(check["inference"]["pair"]["error"], expected["mahalanobis_se_pair"][0], places=9)
        self.assertAlmostEqual(check["inference"]["cr1"]["error"], expected["mahalanobis_se_cluster"][0], places=9)
        words[3] += ",lots"
        fits = self.answer("tail", content, *words, "--no-prune", "--quantile-regression", "--tau",
                           "0.1,0.5,0.9,0.95")["quantile_regression"]["plain"]["fits"]
        for fit in fits:
            self.assertAlmostEqual(fit["objective"], expected[f"rq_objective_{fit['tau']:g}"][0], places=8)
            for found, wanted in zip(fit["coefficients"].values(), expected[f"rq_{fit['tau']:g}"]):
                self.assertAlmostEqual(found, wanted, places=8)


class Pruning(Folder):
    def test_tail_says_when_strata_take_too_many_rows(self):
        path = self.write("rows.csv", run("synth", "--rows", "10000", "--seed", "3").stdout)
        for words, is_hard in (([], True), (["--no-prune"], False)):
            ran = run("tail", "--analysis", path, *words, "--json", str(self.folder / "tail.json"))
            self.assertEqual("which moves quantiles" in ran.stdout, is_hard)
            self.assertEqual(json.loads((self.folder / "tail.json").read_text())["pruned_hard"], is_hard)


class BadControls(Folder):
    def test_a_column_that_drift_moves_is_refused_by_name_unless_it_is_asked_for(self):
        content = small_rows().replace("D,y,x,host,symbol", "D,y,softirq_us,host,symbol")
        words = ["--covariates", "softirq_us", "--coarsen", "softirq_us:2", *SMALL[4:]]
        path = self.write("rows.csv", content)
        for verb in ("cdt", "tail", "decompose", "sensitivity"):
            ran = run(verb, "--analysis", path, *words)
            self.assertEqual((ran.returncode, ran.stdout, len(ran.stderr.splitlines())), (2, "", 1), verb)
            self.assertIn('column "softirq_us"', ran.stderr)
            self.assertIn("--sensitivity", ran.stderr)
        for columns in (["--exact", "ack_us"], ["--fe", "host,queue_position"], ["--cuts", "Fill_Share=1"]):
            self.assertEqual(run("cdt", "--analysis", path, *columns).returncode, 2, columns)
        answer = self.cdt(content, *words, "--sensitivity")
        self.assertTrue(any("drift itself moves" in reason for reason in answer["grade_reasons"]))

    def test_as_a_mediator_it_stays(self):
        orders = run("synth", "--rows", "3000", "--hosts", "8", "--sessions", "6").stdout
        self.assertEqual(self.answer("decompose", orders)["status"], "OK")


class Words(Folder):
    def test_what_makes_no_sense_is_refused(self):
        path = self.write("rows.csv", small_rows())
        for words in (["cdt", "--check", "mm"], ["sensitivity", "--draws", "-1"], ["sensitivity", "--host", ""],
                      ["sensitivity", "--lead", "absent"],
                      ["sensitivity", "--window", "symbol", "--session", "host"],
                      ["sensitivity", "--window", "x:host", "--session", "symbol"]):
            ran = run(words[0], "--analysis", path, *SMALL, *words[1:])
            self.assertEqual((ran.returncode, ran.stdout), (2, ""), (words, ran.stderr))
            self.assertEqual(len(ran.stderr.splitlines()), 1, ran.stderr)


class Progress(unittest.TestCase):
    def test_what_it_is_at_is_drawn_on_a_terminal_and_taken_back(self):
        code, drawn, printed = stages_shown([PROGRAM, "sensitivity", "--analysis", "-", *SMALL, "--window", ""],
                                            small_rows())
        self.assertEqual(code, 0)
        self.assertRegex(drawn, r"reading standard input … [1-9]\d* s")
        self.assertTrue(drawn.endswith("\r\033[K"), drawn)
        self.assertIn("grade", printed)


if __name__ == "__main__":
    unittest.main()
