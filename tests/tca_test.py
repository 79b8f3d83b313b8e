#!/usr/bin/python3
"""holdfast-tca as people run it: tca_test.py PROGRAM SOURCE_DIR."""
import csv
import hashlib
import io
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import jsonschema

PROGRAM, SOURCE = sys.argv.pop(1), pathlib.Path(sys.argv.pop(1))
SMALL = ["--covariates", "x", "--coarsen", "x:2", "--exact", "", "--fe-a", "host", "--fe", "host,symbol",
         "--cluster", "host", "--second-cluster", ""]


def run(*words, stdin=None):
    return subprocess.run([PROGRAM, *words], input=stdin, capture_output=True, text=True, timeout=240)


def small_rows(rows=400, **columns):
    """Rows with an effect of 2: D by chance of a multiplier, x a ramp, eight hosts, five symbols."""
    lines = ["D,y,x,host,symbol"]
    for row in range(rows):
        value = {"D": (row * 7919 % 101) % 2, "x": row % 10, "host": f"h{row % 8}", "symbol": f"s{row * 31 % 5}"}
        value["y"] = 2 * value["D"] + 0.5 * value["x"] + row % 8 + (row * 104729 % 97) / 97
        for name, given in columns.items():
            value[name] = given(row, value) if callable(given) else given
        lines.append(",".join(str(value[name]) for name in ("D", "y", "x", "host", "symbol")))
    return "\n".join(lines) + "\n"


class Folder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    def answer(self, verb, content, *words):
        """The answer for these rows, which fits its schema."""
        ran = run(verb, "--analysis", "-", "--json", "-", *words, stdin=content)
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        answer = json.loads(ran.stdout)
        jsonschema.validate(answer, json.loads((SOURCE / f"docs/schema/{verb}.schema.json").read_text()))
        return answer

    def cdt(self, content, *words):
        return self.answer("cdt", content, *words)


class Cdt(Folder):
    @classmethod
    def setUpClass(cls):
        cls.orders = run("synth", "--rows", "20000", "--seed", "3", "--missing", "0.02").stdout

    def test_finds_the_planted_effect_where_the_plain_difference_does_not(self):
        truth = self.folder / "truth.json"
        run("synth", "--rows", "20000", "--seed", "3", "--missing", "0.02", "--truth", str(truth))
        answer = self.cdt(self.orders)
        planted = json.loads(truth.read_text())["effect_on_the_drifted"]["satt_bps"]
        estimates = answer["estimates"]
        self.assertEqual((answer["status"], answer["headline"], answer["grade"]), ("OK", "fe_b", "C"))
        interval = estimates["fe_b"]["inference"][estimates["fe_b"]["deciding"]]
        self.assertLess(interval["low"], planted)
        self.assertGreater(interval["high"], planted)
        self.assertGreater(estimates["naive"]["inference"]["cr1"]["low"], planted)

    def test_every_row_is_accounted_for(self):
        answer = self.cdt(self.orders)
        rows = list(csv.DictReader(io.StringIO(self.orders)))
        flow = answer["sample_flow"]
        self.assertEqual(flow["read"], len(rows))
        self.assertEqual({one["column"]: one["rows"] for one in flow["dropped"]},
                         {name: sum(row[name] == "" for row in rows) for name in ("D", "y", "spread_bps", "vol_bps")})
        self.assertEqual(flow["read"], flow["kept"] + sum(one["rows"] for one in flow["dropped"]))
        complete = [row for row in rows if all(row[name] for name in ("D", "y", "spread_bps", "vol_bps"))]
        self.assertEqual(flow["treated"], sum(row["D"] == "1" for row in complete))
        self.assertEqual(flow["treated"] + flow["control"], flow["kept"])

    def test_the_plain_difference_is_one_of_means(self):
        rows = [row for row in csv.DictReader(io.StringIO(self.orders))
                if all(row[name] for name in ("D", "y", "spread_bps", "vol_bps"))]
        means = [[float(row["y"]) for row in rows if row["D"] == arm] for arm in ("1", "0")]
        means = [sum(arm) / len(arm) for arm in means]
        self.assertAlmostEqual(self.cdt(self.orders)["estimates"]["naive"]["estimate"], means[0] - means[1], places=9)

    def test_the_same_rows_give_the_same_bytes_whatever_the_threads_the_memory_and_the_format_of_the_place(self):
        path = self.write("rows.csv", self.orders)
        outputs = [run("cdt", "--analysis", path, "--json", "-", *words).stdout
                   for words in ([], ["--threads", "1"], ["--threads", "7"], ["--memory", "500MB"])]
        self.assertTrue(outputs[0])
        self.assertEqual(len(set(outputs)), 1)
        self.assertEqual(json.loads(outputs[0])["inputs"][0]["sha256"], hashlib.sha256(self.orders.encode()).hexdigest())
        there, piped = json.loads(outputs[0]), self.cdt(self.orders)
        self.assertEqual((there["inputs"][0].pop("file"), piped["inputs"][0].pop("file")), (path, "standard input"))
        self.assertEqual(there, piped)

    def test_each_status_is_said_in_its_case(self):
        everywhere = {"NO_TREATED": {"D": 0}, "NO_CONTROL": {"D": 1}}
        for status, columns in everywhere.items():
            answer = self.cdt(small_rows(**columns), *SMALL)
            self.assertEqual((answer["status"], answer["headline"], answer["grade"]), (status, None, None))
            self.assertTrue(all(one["estimate"] is None for one in answer["estimates"].values()))
        self.assertEqual(self.cdt("D,y,x,host,symbol\n", *SMALL)["status"], "EMPTY")
        absorbed = self.cdt(small_rows(D=lambda row, _: int(row % 8 < 4)), *SMALL)
        self.assertEqual((absorbed["status"], absorbed["headline"], absorbed["grade"]), ("NOT_IDENTIFIED", "cem", "D"))
        apart = self.cdt(small_rows(x=lambda row, value: value["D"] * 10 + row % 5), *SMALL, "--cuts", "x=7")
        self.assertEqual((apart["status"], apart["headline"]), ("NO_OVERLAP", "naive"))
        some = self.cdt(small_rows(x=lambda row, value: 10 if value["D"] and row % 3 == 0 else row % 5), *SMALL,
                        "--cuts", "x=9")
        self.assertEqual((some["status"], some["headline"]), ("FEASIBLE_ATT", "fe_b"))
        few = self.cdt(small_rows(host=lambda row, _: f"h{row % 3}"), *SMALL)
        self.assertEqual((few["status"], few["estimates"]["fe_b"]["inference"]), ("NO_INFERENCE", {}))
        self.assertIsNone(few["estimates"]["fe_b"]["deciding"])

    def test_without_pruning_the_regressions_see_all_rows(self):
        content = small_rows(x=lambda row, value: 10 if value["D"] and row % 3 == 0 else row % 5)
        words = [*SMALL, "--cuts", "x=9"]
        pruned, whole = self.cdt(content, *words), self.cdt(content, *words, "--no-prune")
        self.assertEqual(whole["estimates"]["fe_b"]["rows"], 400)
        self.assertEqual(pruned["estimates"]["fe_b"]["rows"],
                         pruned["matching"]["matched_treated"] + pruned["matching"]["matched_control"])
        self.assertLess(pruned["estimates"]["fe_b"]["rows"], 400)

    def test_what_tells_nothing_is_dropped_and_named(self):
        content = small_rows()
        lines = content.splitlines()
        doubled = "\n".join([lines[0] + ",twice"] + [f"{line},{2 * float(line.split(',')[2])}" for line in lines[1:]])
        answer = self.cdt(doubled + "\n", "--covariates", "x,twice", *SMALL[2:])
        self.assertEqual(answer["estimates"]["fe_b"]["dropped_regressors"], ["twice"])
        self.assertAlmostEqual(answer["estimates"]["fe_b"]["estimate"], self.cdt(content, *SMALL)["estimates"]["fe_b"]["estimate"],
                               places=9)

    def test_the_sum_in_usd_is_of_the_drifted_rows_that_are_in_the_sample(self):
        """Notionals in thousands by the row's number; some are not there, and one row has no cost and is dropped."""
        head, *lines = small_rows().splitlines()
        worth = {row: 1000 * (row + 1) for row in range(len(lines)) if row % 11 != 3}
        dropped = next(row for row, line in enumerate(lines) if line.startswith("1,") and row in worth)
        lines[dropped] = "1,," + lines[dropped].split(",", 2)[2]
        content = "\n".join([head + ",notional_usd", *(f"{line},{worth.get(row, '')}" for row, line in enumerate(lines))]) + "\n"
        drifted = [row for row, line in enumerate(lines) if line.startswith("1,") and row != dropped]
        answer = self.cdt(content, *SMALL)
        usd, headline = answer["cdt_usd"], answer["estimates"]["fe_b"]
        notional = sum(worth[row] for row in drifted if row in worth)
        self.assertEqual((usd["notional"], usd["rows"], usd["rows_without_notional"], usd["reason"]),
                         (notional, sum(row in worth for row in drifted), sum(row not in worth for row in drifted), None))
        self.assertAlmostEqual(usd["value"], notional * headline["estimate"] / 1e4, places=6)
        deciding = headline["inference"][headline["deciding"]]
        for name in ("low", "high", "error"):
            self.assertAlmostEqual(usd[name], notional * deciding[name] / 1e4, places=6)
        path = self.write("rows.csv", content)
        self.assertIn(f"{usd['value']:.2f} USD [{usd['low']:.2f}, {usd['high']:.2f}] of {usd['rows']} drifted orders",
                      run("cdt", "--analysis", path, *SMALL).stdout)
        aligned = "\n".join(line + (",5" if at else ",notional_usd") for at, line in enumerate(small_rows(D=0).splitlines())) + "\n"
        for words, rows, reason in (((), small_rows(), 'the rows have no column "notional_usd"'),
                                    (("--notional", ""), content, "no column of notionals was asked for"),
                                    ((), aligned, 'no drifted row has a value in "notional_usd"')):
            none = self.cdt(rows, *SMALL, *words)["cdt_usd"]
            self.assertEqual((none["value"], none["reason"]), (None, reason))
        # It takes nothing from the estimates, which are of the same rows with and without it.
        self.assertEqual(self.cdt(content, *SMALL, "--notional", "")["estimates"], answer["estimates"])

    def test_text_and_csv_say_what_json_says(self):
        path = self.write("rows.csv", small_rows())
        answer = self.cdt(small_rows(), *SMALL)
        table = run("cdt", "--analysis", path, *SMALL, "--csv", "-").stdout
        for row in csv.DictReader(io.StringIO(table)):
            estimate = answer["estimates"][row["name"]]
            self.assertEqual(float(row["estimate"]), estimate["estimate"])
            self.assertEqual(float(row["error"]), estimate["inference"][row["method"]]["error"])
        text = run("cdt", "--analysis", path, *SMALL).stdout
        self.assertIn(f"{answer['estimates']['fe_b']['estimate']:.4f}", text)
        self.assertIn("headline FE_B, status OK, grade C", text)


class TailAndParts(Folder):
    @classmethod
    def setUpClass(cls):
        cls.orders = run("synth", "--rows", "20000", "--seed", "3").stdout

    def test_the_tail_is_moved_more_than_the_middle(self):
        truth = self.folder / "truth.json"
        run("synth", "--rows", "20000", "--seed", "3", "--truth", str(truth))
        planted = json.loads(truth.read_text())["effect_on_the_drifted"]["qtt"]
        answer = self.answer("tail", self.orders)
        self.assertEqual((answer["status"], answer["model"]), ("OK", "fe_b"))
        self.assertEqual([one["tau"] for one in answer["iw_qte"]], [0.5, 0.9, 0.95, 0.99])
        for one in answer["iw_qte"]:
            self.assertLess(one["low"], planted[f"p{100 * one['tau']:g}"]["effect_bps"])
            self.assertGreater(one["high"], planted[f"p{100 * one['tau']:g}"]["effect_bps"])
            self.assertAlmostEqual(one["effect"], one["treated"] - one["control"], places=9)
        self.assertGreater(answer["iw_qte"][3]["effect"], answer["iw_qte"][0]["effect"])
        for quantile, stop_loss in zip(answer["iw_qte"], answer["tcdt"]):
            self.assertEqual(stop_loss["threshold"], quantile["control"])

    def test_the_parts_add_up_both_ways_to_the_headline(self):
        answer = self.answer("decompose", self.orders)
        self.assertEqual(answer["status"], "OK")
        matrix, names = answer["matrix"], ["nrs", "llc_misses", "softirq_us", "drift_us", "unattributed"]
        for row in matrix.values():
            self.assertEqual(list(row), [*names, "all"])
            self.assertAlmostEqual(sum(row[name]["value"] for name in names), row["all"]["value"], places=9)
        for name in [*names, "all"]:
            channels = [matrix[channel][name]["value"] for channel in ("y_impact", "y_timing", "y_routing")]
            self.assertAlmostEqual(sum(channels), matrix["all"][name]["value"], places=9)
        headline = self.cdt(self.orders)["estimates"]["fe_b"]["estimate"]
        self.assertAlmostEqual(matrix["all"]["all"]["value"], headline, places=6)

    def test_a_mediator_that_says_nothing_of_its_own_is_left_out_by_name_and_an_empty_one_refused(self):
        header, *rows = self.orders.splitlines()
        names = header.split(",")
        told, empty = names.index("nrs"), names.index("softirq_us")
        changed = [line.split(",") for line in rows]
        for row in changed:
            row[told] = row[names.index("D")]
        doubled = "\n".join([header, *map(",".join, changed)]) + "\n"
        answer = self.answer("decompose", doubled)
        # log_adv is one figure for each symbol, which the effects tell: a covariate, of which the text says nothing.
        self.assertEqual((answer["dropped_regressors"], answer["matrix"]["all"]["nrs"]["value"]), (["log_adv", "nrs"], 0))
        text = run("decompose", "--analysis", "-", stdin=doubled).stdout
        self.assertIn("- nrs: told in full by the regime", text)
        self.assertRegex(text, r"(?m)^  all +- ")
        for row in changed:
            row[empty] = ""
        lacking = "\n".join([header, *map(",".join, changed)]) + "\n"
        ran = run("decompose", "--analysis", "-", stdin=lacking)
        self.assertEqual((ran.returncode, ran.stdout), (2, ""))
        self.assertIn('no row has a value in "softirq_us"', ran.stderr)
        self.assertEqual(self.answer("decompose", lacking, "--mediators", "llc_misses,drift_us")["status"], "OK")

    def test_without_a_counterpart_there_are_no_effects(self):
        apart = small_rows(x=lambda row, value: value["D"] * 10 + row % 5)
        answer = self.answer("tail", apart, *SMALL, "--cuts", "x=7")
        self.assertEqual((answer["status"], answer["model"], answer["iw_qte"]), ("NO_OVERLAP", None, []))
        answer = self.answer("decompose", apart, *SMALL, "--cuts", "x=7", "--mediators", "x", "--channels", "y")
        self.assertEqual((answer["status"], answer["matrix"]), ("NO_OVERLAP", {}))


class Validate(Folder):
    def setUp(self):
        super().setUp()
        run("synth", "--mode", "raw", "--rows", "300", "--output", str(self.folder / "raw"))

    def report(self, *words, status=0):
        ran = run("validate", "--json", "-", *words)
        self.assertEqual((ran.returncode, ran.stderr), (status, ""))
        answer = json.loads(ran.stdout)
        jsonschema.validate(answer, json.loads((SOURCE / "docs/schema/validate.schema.json").read_text()))
        return {table["table"]: table for table in answer["tables"]}

    def tables(self, *names):
        return [f"{name}={self.folder}/raw/{name}.csv" for name in names]

    def edit(self, name, row, **values):
        """Row (from 1) of that raw table gets these values."""
        path = self.folder / "raw" / f"{name}.csv"
        rows = list(csv.reader(io.StringIO(path.read_text())))
        for column, value in values.items():
            rows[row][rows[0].index(column)] = str(value)
        path.write_text("".join(",".join(one) + "\n" for one in rows))

    def violations(self, *names):
        return {(table["table"], one["id"], one["rows"], one["first_row"])
                for table in self.report(*self.tables(*names), status=3).values() for one in table["violations"]}

    def test_what_synth_makes_is_sound(self):
        names = [path.stem for path in (self.folder / "raw").glob("*.csv") if path.stem != "analysis_rows"]
        self.assertGreater(len(names), 8)
        for table in self.report(*self.tables(*names)).values():
            self.assertEqual(table["violations"], [])

    def test_covers_every_column(self):
        table = self.report(*self.tables("child_orders"))["child_orders"]
        rows = list(csv.DictReader(io.StringIO((self.folder / "raw/child_orders.csv").read_text())))
        self.assertEqual(table["rows"], len(rows))
        columns = {one["column"]: one for one in table["columns"]}
        sent = [int(row["ts_send_ns"]) for row in rows]
        self.assertEqual((columns["ts_send_ns"]["least"], columns["ts_send_ns"]["most"]), (str(min(sent)), str(max(sent))))
        self.assertEqual(columns["ts_send_ns"]["decreases"], sum(b < a for a, b in zip(sent, sent[1:])))
        self.assertEqual(columns["symbol"]["distinct"], len({row["symbol"] for row in rows}))
        self.assertFalse(columns["napi_id"]["there"])

    def test_tells_what_is_wrong(self):
        self.edit("child_orders", 3, side=2, ts_send_ns=1_700_000_000)
        self.edit("child_orders", 5, child_id="", parent_id="nobody")
        self.edit("child_orders", 7, qty=-1)
        self.assertEqual({one for one in self.violations("child_orders", "parent_orders") if one[1] != "ORDER"},
                         {("child_orders", "SIDE", 1, 3), ("child_orders", "TIME", 1, 3), ("child_orders", "NULL", 1, 5),
                          ("child_orders", "ORPHAN", 1, 5), ("child_orders", "SIGN", 1, 7)})

    def test_tells_of_reports_that_do_not_fit_their_orders(self):
        self.edit("exec_reports", 1, leaves_qty=999_999)
        self.edit("exec_reports", 2, exec_id="E000")
        found = self.violations("child_orders", "exec_reports")
        self.assertIn(("exec_reports", "QUANTITY", 1, 1), found)
        self.assertIn(("exec_reports", "DUPLICATE_KEY", 1, 2), found)

    def test_a_mapping_gives_names_and_units(self):
        path = self.folder / "raw/clock.csv"
        lines = path.read_text().splitlines()
        theirs = [lines[0].replace("ts_ns", "when")] + [line.replace("000000000,", ",", 1) for line in lines[1:]]
        path.write_text("\n".join(theirs) + "\n")
        mapping = self.write("mapping.yaml", "clock:\n  columns: {ts_ns: when}\n  units: {ts_ns: s}\n")
        table = self.report(*self.tables("clock"), "--mapping", mapping)["clock"]
        least = next(one["least"] for one in table["columns"] if one["column"] == "ts_ns")
        self.assertEqual(least, lines[1].split(",")[1])
        wrong = self.write("wrong.yaml", "clock:\n  units: {ts_ns: days}\n")
        ran = run("validate", *self.tables("clock"), "--mapping", wrong)
        self.assertEqual(ran.returncode, 2)
        self.assertIn("wrong.yaml:2:18: 'days' is no unit", ran.stderr)

    def test_refuses_a_table_that_it_does_not_know(self):
        ran = run("validate", "prices=x.csv")
        self.assertEqual(ran.returncode, 2)
        self.assertIn("the tables are parent_orders, child_orders", ran.stderr)


class BadInput(Folder):
    def complaint(self, content, *words, name="rows.csv", status=1):
        path = self.write(name, content)
        ran = run("cdt", "--analysis", path, *SMALL, *words)
        self.assertEqual((ran.returncode, ran.stdout), (status, ""), ran.stderr)
        self.assertEqual(len(ran.stderr.splitlines()), 1)
        return ran.stderr.strip().removeprefix("holdfast-tca: ").replace(str(self.folder) + "/", "")

    def test_is_told_in_one_sentence_with_its_line(self):
        rows = small_rows(10)
        self.assertEqual(self.complaint(""), "rows.csv: is empty; a line with the names of the columns is needed")
        self.assertEqual(self.complaint("D,y,host,symbol\n0,1,a,b\n", status=2),
                         'rows.csv: has no column "x"; its columns are D, y, host, symbol')
        self.assertEqual(self.complaint(rows + "0,high,1,h0,s0\n"),
                         'rows.csv: line 12: column "y" has "high", which is no number')
        self.assertEqual(self.complaint(rows + "0,1,1\n"),
                         "rows.csv: line 12: the fields are 3, and the names in line 1 are 5")
        self.assertEqual(self.complaint(rows + '0,1,1,"h0,s0\n'), "rows.csv: line 12: a quote is not closed")
        self.assertEqual(self.complaint(rows + "2,1,1,h0,s0\n", status=2),
                         'rows.csv: row 11: column "D" has 2; the treatment is 0 (aligned) or 1 (drifted)')
        self.assertEqual(self.complaint(b"PAR1 and no more", name="rows.parquet"),
                         "rows.parquet: No magic bytes found at end of file; is the file cut off?")

    def test_that_cannot_be_read_is_told(self):
        ran = run("cdt", "--analysis", str(self.folder / "absent.csv"))
        self.assertEqual(ran.stderr, f"holdfast-tca: {self.folder}/absent.csv: cannot be read: No such file or directory\n")
        self.assertEqual(run("cdt", "--analysis", str(self.folder)).returncode, 1)

    def test_leaves_no_output_and_takes_none_away(self):
        before = self.write("answer.json", "as it was")
        path = self.write("rows.csv", small_rows() + "0,high,1,h0,s0\n")
        ran = run("cdt", "--analysis", path, *SMALL, "--json", before, "--csv", str(self.folder / "new.csv"))
        self.assertEqual(ran.returncode, 1)
        self.assertEqual(pathlib.Path(before).read_text(), "as it was")
        self.assertEqual(sorted(os.listdir(self.folder)), ["answer.json", "rows.csv"])

    def test_an_output_that_cannot_be_written_is_a_failure(self):
        path = self.write("rows.csv", small_rows())
        ran = run("cdt", "--analysis", path, *SMALL, "--json", str(self.folder / "no/such/folder.json"))
        self.assertEqual(ran.returncode, 1)
        self.assertIn("cannot be written", ran.stderr)
        with open("/dev/full", "w") as full:
            ran = subprocess.run([PROGRAM, "cdt", "--analysis", path, *SMALL], stdout=full, stderr=subprocess.PIPE, text=True)
        self.assertEqual((ran.returncode, ran.stderr), (1, "holdfast-tca: standard output: could not be written\n"))


class CommandLine(Folder):
    def test_refuses_what_makes_no_sense(self):
        for words in (["--coarsen", "x:1"], ["--coarsen", "x:many"], ["--cuts", "x"], ["--cuts", "x=2,1"],
                      ["--cuts", "x=a"], ["--cluster", ""], ["--covariates", "y"], ["--json", "-", "--csv", "-"],
                      ["--threads", "0"], ["--memory", "much"]):
            path = self.write("rows.csv", small_rows())
            small = [word for i in range(0, len(SMALL), 2) if SMALL[i] != words[0] for word in SMALL[i:i + 2]]
            ran = run("cdt", "--analysis", path, *small, *words)
            self.assertEqual((ran.returncode, ran.stdout), (2, ""), words)
            self.assertEqual(len(ran.stderr.splitlines()), 1, ran.stderr)

    def test_every_option_of_a_verb_stands_in_its_manual(self):
        verbs = re.findall(r"^  ([a-z]+) ", run("--help").stdout.split("Subcommands:")[1], re.MULTILINE)
        self.assertIn("cdt", verbs)
        for verb in verbs:
            page = "holdfast-tca" if verb == "completion" else f"holdfast-tca-{verb}"
            manual = (SOURCE / f"docs/man/{page}.1.scd").read_text()
            for option in set(re.findall(r"--[a-z-]+", run(verb, "--help").stdout)):
                self.assertIn(f"*{option}*", manual, page)

    def test_completions_name_every_option_and_are_taken_by_bash(self):
        for shell in ("bash", "zsh"):
            script = run("completion", shell).stdout
            for word in ("cdt", "--analysis", "--second-cluster", "synth", "validate", "--mapping"):
                self.assertIn(word, script)
            if shell == "bash":
                self.assertEqual(subprocess.run(["bash", "-n"], input=script, text=True, timeout=60).returncode, 0)


if __name__ == "__main__":
    unittest.main()
