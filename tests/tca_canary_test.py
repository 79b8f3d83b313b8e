#!/usr/bin/python3
"""holdfast-tca canary as people run it: tca_canary_test.py PROGRAM SOURCE_DIR."""
import fcntl
import hashlib
import json
import math
import pathlib
import random
import re
import statistics
import subprocess
import sys
import tempfile
import unittest

import jsonschema

PROGRAM, SOURCE = sys.argv.pop(1), pathlib.Path(sys.argv.pop(1))
SESSIONS = ["--session", "2026-06-01T13:30:00Z/2026-06-01T20:00:00Z",
            "--session", "2026-06-02T13:30:00Z/2026-06-02T20:00:00Z"]
DEVIATIONS = ["--deviation", "cost=1", "--deviation", "ln_hj99x=0.3", "--deviation", "completion=0.01"]
PROMOTE, FAILED, USAGE, ROLLBACK, CONTINUE, STOP = 0, 1, 2, 4, 5, 6


def schema(name):
    return json.loads((SOURCE / f"docs/schema/{name}.schema.json").read_text())


class Canary(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.canary, self.ledger = self.folder / "june", self.folder / "june/canary.jsonl"

    def run_canary(self, action, *words, status=0):
        ran = subprocess.run([PROGRAM, "canary", action, "--folder", self.canary, *map(str, words)],
                             capture_output=True, text=True, timeout=60)
        self.assertEqual(ran.returncode, status, ran.stdout + ran.stderr)
        return ran

    def plan(self, *words, status=0):
        return self.run_canary("plan", "--pair", "md=h1,h2", "--host", "h3", *SESSIONS, *DEVIATIONS, "--seed-file",
                               self.write("seed", "a seed for every run the same\n"), *words, status=status)

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path

    def schedule(self, host):
        return json.loads((self.canary / f"schedule-{host}.json").read_text())

    def blocks(self, cost=-1.0, jitter=-0.3, completion=0.0, vam=0.01, seed=1, sessions=2):
        """What all hosts measured, with these effects of treatment."""
        draw, lines = random.Random(seed), ["host,block,cost,hj99x_ns,completion,vam_eff"]
        for host in ("h1", "h2", "h3"):
            blocks = self.schedule(host)["blocks"]
            for number, block in enumerate(blocks[:len(blocks) * sessions // 2], 1):
                is_treated = block["arm"] == "treated"
                lines.append(f"{host},{number},{draw.gauss(3 + is_treated * cost, 0.7):.6f},"
                             f"{math.exp(draw.gauss(8 + is_treated * jitter, 0.2)):.3f},"
                             f"{draw.gauss(0.9 + is_treated * completion, 0.007):.6f},{vam if is_treated else 0.3}")
        return self.write("blocks.csv", "\n".join(lines) + "\n")

    def decide(self, status):
        answer = json.loads(self.run_canary("decide", "--json", "-", status=status).stdout)
        jsonschema.validate(answer, schema("canary-decision"))
        return answer

    def test_a_treatment_that_pays_is_promoted(self):
        self.plan()
        self.run_canary("record", "--blocks", self.blocks())
        answer = self.decide(PROMOTE)
        self.assertEqual((answer["decision"], answer["pairs"], len(answer["looks"])), ("PROMOTE", 116, 116))
        last = answer["looks"][-1]
        self.assertLess(last["cs_low"], -1)
        self.assertGreater(last["cs_high"], -1)
        self.assertAlmostEqual(answer["threshold_ln_e"], math.log(20))
        self.assertIn("PROMOTE after 116 pairs", self.run_canary("show").stdout)

    def test_one_that_harms_is_rolled_back_and_one_that_does_nothing_is_neither(self):
        self.plan()
        self.run_canary("record", "--blocks", self.blocks(completion=-0.02))
        self.assertEqual(self.decide(ROLLBACK)["decision"], "ROLLBACK")
        self.canary = self.folder / "again"
        self.plan("--worthwhile", "0.1")
        self.assertEqual(self.decide(CONTINUE)["looks"], [])
        self.run_canary("record", "--blocks", self.blocks(cost=0, jitter=0, sessions=1))
        self.assertEqual(self.decide(CONTINUE)["pairs"], 58)
        self.canary = self.folder / "large"
        self.plan("--worthwhile", "1")
        self.run_canary("record", "--blocks", self.blocks(cost=0, jitter=0))
        self.decide(STOP)

    def test_a_treatment_that_was_not_carried_out_is_not_promoted(self):
        self.plan()
        self.run_canary("record", "--blocks", self.blocks(vam=0.2))
        answer = self.decide(CONTINUE)
        self.assertEqual([one["id"] for one in answer["reasons"][:7] if not one["holds"]], ["FIDELITY"])

    def test_e_is_what_its_formula_says_of_given_pairs(self):
        self.run_canary("plan", "--pair", "md=h1,h2", *SESSIONS, *DEVIATIONS)
        costs = [-0.5, 0.75, -1.25, -2.0]
        pairs = self.write("pairs.csv", "pair,cost,ln_hj99x,completion,treated_vam\n" +
                           "".join(f"{i},{cost},-0.1,0.001,0\n" for i, cost in enumerate(costs)))
        self.run_canary("record", "--pairs", pairs)
        total, squares, level = -sum(costs), sum(cost * cost for cost in costs), 2 * math.log(1 / 0.1)
        rho = 100 / (level + math.log(1 + level))
        expected = (0.5 * math.log(4 * rho / (squares + rho)) + total ** 2 / (2 * (squares + rho)) +
                    math.log(statistics.NormalDist().cdf(total / math.sqrt(squares + rho))))
        looks = self.decide(CONTINUE)["looks"]
        self.assertAlmostEqual(looks[-1]["ln_e_cost"], expected, places=12)
        self.assertIsNone(looks[-1]["cs_low"])

    def test_schedules_fit_the_agents_schema_and_follow_from_the_seed(self):
        told = self.run_canary("plan", "--pair", "md=h1,h2", "--host", "h3", *SESSIONS, *DEVIATIONS).stdout
        for host in ("h1", "h2", "h3"):
            jsonschema.validate(self.schedule(host), schema("canary"))
        seed_file = self.canary / "seed.txt"
        seed = seed_file.read_text().strip()
        self.assertEqual(seed_file.stat().st_mode & 0o777, 0o600)
        self.assertIn(hashlib.sha256(seed.encode()).hexdigest(), told)
        self.assertNotIn(seed, self.ledger.read_text())
        for number, block in enumerate(self.schedule("h1")["blocks"]):
            is_first = hashlib.sha256(f"{seed}\nmd\n{number}".encode()).digest()[0] % 2 == 1
            self.assertEqual(block["arm"], "treated" if is_first else "control")
        self.assertIn("3 of their files are here", self.run_canary("show", "--verify").stdout)
        self.run_canary("reveal")
        seed_file.unlink()
        self.assertIn("follow from the seed", self.run_canary("show", "--verify").stdout)
        self.assertIn("revealed already", self.run_canary("reveal", status=USAGE).stderr)
        self.assertIn("nothing is recorded", self.run_canary("record", "--blocks", self.blocks(), status=USAGE).stderr)

    def test_a_schedule_that_was_changed_is_found(self):
        self.plan()
        path = self.canary / "schedule-h1.json"
        path.write_text(path.read_text().replace('"arm":"treated"', '"arm":"control"', 1))
        self.assertIn("schedule-h1.json", self.run_canary("show", "--verify", status=FAILED).stderr)
        self.assertIn("not the schedule that was planned",
                      self.run_canary("record", "--blocks", self.blocks(), status=FAILED).stderr)
        other = self.write("other", "another\n")
        self.assertIn("not the one whose SHA-256",
                      self.run_canary("show", "--verify", "--seed-file", other, status=FAILED).stderr)

    def test_a_line_that_was_changed_is_refused_with_its_number(self):
        self.plan()
        self.run_canary("record", "--blocks", self.blocks())
        whole = self.ledger.read_text()
        self.ledger.write_text(whole.replace('"cost":-', '"cost":', 1))
        for action in ("record", "decide", "show", "reveal"):
            words = ["--blocks", self.blocks()] if action == "record" else []
            self.assertRegex(self.run_canary(action, *words, status=FAILED).stderr,
                             r"canary.jsonl: line 2: it was changed after it was written")
        self.assertEqual(self.ledger.read_text(), whole.replace('"cost":-', '"cost":', 1))

    def test_a_line_that_a_killed_writer_left_is_told_and_kept_in_mind(self):
        self.plan()
        self.run_canary("record", "--blocks", self.blocks())
        whole = self.ledger.read_bytes()
        second = whole.index(b"\n") + 1
        for cut in (second + 1, second + 500, len(whole) - 1):
            self.ledger.write_bytes(whole[:cut])
            self.assertIn("line 2 has no end", self.run_canary("show").stdout)
            self.assertEqual(self.ledger.read_bytes(), whole[:cut])
            ran = self.run_canary("record", "--blocks", self.blocks())
            self.assertRegex(ran.stderr, rf"line 2 has no end \({cut - second} bytes\): a writer was killed")
            self.assertIn("116 new pairs", ran.stdout)
            lines = [json.loads(line) for line in self.ledger.read_text().splitlines()]
            self.assertEqual([line["what"] for line in lines], ["plan", "torn", "pairs"])
            self.assertEqual(lines[1]["text"].encode(), whole[second:cut])
            self.assertIn("1 lines were left without their end", self.run_canary("show").stdout)

    def test_two_writers_are_not_let_in(self):
        self.plan()
        with open(self.ledger, "a") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            self.assertIn("another holdfast-tca", self.run_canary("decide", status=FAILED).stderr)
            self.run_canary("show")
        self.run_canary("decide", status=CONTINUE)
        self.assertIn("never begun anew", self.plan(status=USAGE).stderr)

    def test_rows_become_pairs_in_any_order_without_washouts_and_less_what_was_known_before(self):
        self.run_canary("plan", "--pair", "md=h1,h2", *SESSIONS, *DEVIATIONS, "--seed-file",
                        self.write("seed", "a seed that is given\n"))
        draw = random.Random(5)
        header = "host,ts_decision_ns,y,x,jitter_us,fill_share,vam_eff\n"

        def order(host, at, is_treated, shift=0):
            x = draw.gauss(0, 5)
            return (f"{host},{at},{shift + 2 + x - is_treated + draw.gauss(0, 0.3):.5f},{x:.5f},"
                    f"{draw.expovariate(1 / (10 - 3 * is_treated)):.5f},0.9,0\n")
        rows = []
        for host in ("h1", "h2"):
            for block in self.schedule(host)["blocks"]:
                is_treated = block["arm"] == "treated"
                rows += [order(host, block["begin_ns"] + 4_999_999_999, is_treated, 1000)]  # in the washout
                rows += [order(host, block["begin_ns"] + 5_000_000_000 + i * 10 ** 9, is_treated) for i in range(30)]
        first = self.schedule("h1")["blocks"][0]["begin_ns"]
        pre = self.write("pre.csv", header + "".join(order("h1", first - 1 - i, 0) for i in range(200)))
        found = []
        for seed in (1, 2):
            random.Random(seed).shuffle(rows)
            self.canary = self.folder / f"june{seed}"
            self.run_canary("plan", "--pair", "md=h1,h2", *SESSIONS, *DEVIATIONS, "--seed-file", self.folder / "seed")
            told = self.run_canary("record", "--rows", self.write("rows.csv", header + "".join(rows)), "--pre", pre,
                                   "--covariates", "x").stdout
            self.assertIn("78 new pairs of 4836 rows (156 of them in no block", told)
            found.append(self.decide(PROMOTE)["looks"])
        self.assertEqual(*found)
        self.assertLess(found[0][-1]["cs_low"], -1)
        self.assertGreater(found[0][-1]["cs_high"], -1)
        self.assertLess(found[0][-1]["cs_high"] - found[0][-1]["cs_low"], 0.5, "x alone moves a pair by more than 1")
        late = self.write("late.csv", header + order("h1", first, 0))
        self.assertIn("not of the time before", self.run_canary("record", "--rows", self.folder / "rows.csv", "--pre",
                                                                late, "--covariates", "x", status=USAGE).stderr)

    def test_a_baseline_of_pairs_treated_alike_makes_the_variances(self):
        draw = random.Random(3)
        rows = [(draw.gauss(0, 2), draw.gauss(0, 0.5), draw.gauss(0, 0.01)) for _ in range(50)]
        table = self.write("alike.csv", "cost,ln_hj99x,completion\n" + "".join(f"{a},{b},{c}\n" for a, b, c in rows))
        self.run_canary("plan", "--pair", "md=h1,h2", *SESSIONS, "--baseline", table)
        plan = json.loads(self.ledger.read_text().splitlines()[0])
        self.assertAlmostEqual(plan["rule"]["v_opt"]["cost"], 100 * statistics.variance(row[0] for row in rows))
        self.assertEqual(plan["inputs"][0]["sha256"], hashlib.sha256(table.read_bytes()).hexdigest())

    def test_what_cannot_be_is_one_sentence(self):
        for words, sentence in (
                (["--host", "h1", *SESSIONS], "variance of cost"),
                (["--host", "h1", *DEVIATIONS], "there is no session"),
                (["--pair", "h1,h2", *SESSIONS, *DEVIATIONS], "is not CLASS=HOST,HOST"),
                (["--host", "h1", "--session", "now/then", *DEVIATIONS], "is not BEGIN/END"),
                (["--host", "h1", *SESSIONS, "--deviation", "cost=-1"], "is not OUTCOME=NUMBER"),
                (["--host", "h1", *SESSIONS, *DEVIATIONS, "--settle", "21"], "ten washouts"),
                (["--host", "h1", *SESSIONS, *DEVIATIONS, "--verify"], "plan has no --verify")):
            told = self.run_canary("plan", *words, status=USAGE).stderr
            self.assertIn(sentence, told)
            self.assertEqual(told.count("\n"), 1)
            self.assertFalse(self.canary.exists())
        self.plan()
        size = self.ledger.stat().st_size
        for option, table, sentence in (
                ("--blocks", "host,block,cost\nh1,1,2\nh1,1,3\n", "row 2: block 1 of h1 stands in an earlier row too"),
                ("--blocks", "host,block,cost\nh9,1,2\n", 'row 1: block 1 of host "h9" is not in the plan'),
                ("--blocks", "host,block,hj99x_ns\nh1,1,0\n", "row 1: hj99x_ns is not above 0"),
                ("--pairs", "unit,pair,cost\nmd,78,1\n", "row 1: pair 78 of md is not in the plan"),
                ("--pairs", "unit,pair,cost\nh9,0,1\n", "row 1: its unit is not in the plan"),
                ("--pairs", "unit,pair,cost\nmd,0,1e10\n", "differs by 1e+10")):
            self.assertIn(sentence, self.run_canary("record", option, self.write("t.csv", table), status=USAGE).stderr)
        self.assertIn("needs one of", self.run_canary("record", status=USAGE).stderr)
        self.assertEqual(self.ledger.stat().st_size, size)
        self.assertTrue(re.search("No such file", subprocess.run(
            [PROGRAM, "canary", "show", "--folder", "/nonexistent"], capture_output=True, text=True).stderr))


unittest.main()
