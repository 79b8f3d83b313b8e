#!/usr/bin/python3
"""holdfast-tca account and label as people run them: tca_tables_test.py TCA HOLDFAST SOURCE_DIR."""
import csv
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

import jsonschema

from tca_terminal import stages_shown

PROGRAM, AGENT, SOURCE = sys.argv.pop(1), sys.argv.pop(1), pathlib.Path(sys.argv.pop(1))
TELEMETRY = ("host_irq", "host_affinity", "host_topology", "cache", "affinity_events")


def run(*words):
    return subprocess.run([PROGRAM, *map(str, words)], capture_output=True, text=True, timeout=250)


def rows_of(path):
    with open(path, newline="") as lines:
        return list(csv.DictReader(lines))


def order_words(folder):
    return [word for option, name in (("--parents", "parent_orders"), ("--children", "child_orders"),
                                      ("--execs", "exec_reports"), ("--quotes", "quotes"))
            for word in (option, folder / f"{name}.csv")]


class Folder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def answer(self, verb, *words, status=0):
        """What it says as JSON, which fits its schema."""
        ran = run(verb, "--json", "-", *words)
        self.assertEqual((ran.returncode, ran.stderr), (status, ""))
        answer = json.loads(ran.stdout)
        jsonschema.validate(answer, json.loads((SOURCE / f"docs/schema/{verb}.schema.json").read_text()))
        return answer

    def edit(self, raw, name, change):
        """The raw tables with one of them changed: change(rows) -> rows."""
        rows = rows_of(raw / f"{name}.csv")
        changed = self.folder / f"{name}.csv"
        with open(changed, "w", newline="") as out:
            writer = csv.DictWriter(out, rows[0].keys())
            writer.writeheader()
            writer.writerows(change(rows))
        return changed


class WholeWay(Folder):
    """From the tables of a made desk to the planted truth."""
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.scratch.cleanup)
        cls.raw = pathlib.Path(cls.scratch.name)
        made = run("synth", "--mode", "raw", "--rows", 8000, "--seed", 11, "--hosts", 12, "--sessions", 6, "-o", cls.raw)
        assert made.returncode == 0, made.stderr
        cls.truth = {int(row["row_id"]): row for row in rows_of(cls.raw / "analysis_rows.csv")}

    def label(self, *words):
        return self.answer("label", *(f"{name}={self.raw / name}.csv" for name in TELEMETRY), *order_words(self.raw), *words)

    def test_the_parts_of_every_parent_add_up_and_every_child_cost_what_it_was_made_to(self):
        answer = self.answer("account", *order_words(self.raw), "-o", self.folder)
        self.assertEqual((list(answer["parents"]), answer["inexact_parents"]), (["OK"], 0))
        parents = rows_of(self.folder / "tca_parents.csv")
        self.assertEqual(len(parents), answer["parents"]["OK"])
        for row in parents:
            parts = sum(float(row[part]) for part in ("impact_bps", "timing_bps", "routing_bps"))
            self.assertAlmostEqual(parts, float(row["is_bps"]), delta=1e-9)
        # A quarter of a tick at 15 dollars is 0.17 bps.
        for row in rows_of(self.folder / "tca_children.csv"):
            made = self.truth[int(row["child_id"][1:])]
            for ours, theirs in (("is_bps", "y"), ("impact_bps", "y_impact"), ("timing_bps", "y_timing")):
                self.assertAlmostEqual(float(row[ours]), float(made[theirs]), delta=.001 if theirs == "y" else .2)
            self.assertAlmostEqual(int(row["ack_rtt_ns"]) / 1e3, float(made["ack_us"]), delta=.001)
            self.assertAlmostEqual(int(row["age_of_information_ns"]) / 1e3, float(made["drift_us"]), delta=.001)

    def test_the_label_is_the_regime_and_the_estimate_holds_the_truth(self):
        answer = self.label("-o", self.folder)
        rows = rows_of(self.folder / "analysis_rows.csv")
        labelled = [row for row in rows if row["D"]]
        self.assertGreater(len(labelled), 7900)
        for row in labelled:
            self.assertEqual(float(row["D"]), float(self.truth[int(row["child_id"][1:])]["D"]))
        # The command that it prints is the one that comes next.
        words = answer["orders"]["cdt"].split()[1:]
        ran = run(*words, "--json", "-")
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        headline = json.loads(ran.stdout)["estimates"]["fe_b"]
        truth = json.loads((self.raw / "truth.json").read_text())["effect_on_the_drifted"]["expected_satt_bps"]
        interval = headline["inference"][headline["deciding"]]
        low, high = interval["low"], interval["high"]
        self.assertTrue(low <= truth <= high, (low, truth, high))

    def test_what_label_is_at_is_drawn_on_a_terminal_and_taken_back(self):
        words = [f"{name}={self.raw / name}.csv" for name in TELEMETRY if name != "host_affinity"]
        code, drawn, printed = stages_shown([PROGRAM, "label", *words, "host_affinity=-"],
                                            (self.raw / "host_affinity.csv").read_text())
        self.assertEqual(code, 0)
        self.assertRegex(drawn, r"reading telemetry and labelling its windows … [1-9]\d* s")
        self.assertTrue(drawn.endswith("\r\033[K"), drawn)
        self.assertRegex(printed, r"^12 hosts, \d+ windows\n")

    def test_what_drift_cost_is_taken_out_channel_by_channel_and_the_four_add_up(self):
        cdt = self.label("-o", self.folder)["orders"]["cdt"].split()[2:]
        ran = run("decompose", *cdt, "--mediators", "nrs,llc_misses,drift_us", "--json", self.folder / "parts.json")
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        labels = self.folder / "analysis_rows.csv"
        answer = self.answer("account", *order_words(self.raw), "--labels", labels, "--decomposition",
                             self.folder / "parts.json", "-o", self.folder / "out")
        matrix = json.loads((self.folder / "parts.json").read_text())["matrix"]
        effects = {name: matrix[f"y_{name}"]["all"]["value"] for name in ("impact", "timing", "routing")}
        drifted = {row["child_id"] for row in rows_of(labels) if row["D"] == "1"}
        filled = {}
        for row in rows_of(self.folder / "out/tca_children.csv"):
            of_parent = filled.setdefault(row["parent_id"], [0, 0])
            of_parent[0] += float(row["filled_qty"])
            of_parent[1] += float(row["filled_qty"]) if row["child_id"] in drifted else 0
        parents, sums = rows_of(self.folder / "out/tca_parents.csv"), dict.fromkeys([*effects, "affinity"], 0)
        for row in parents:
            whole, under = filled[row["parent_id"]]
            share = under / whole if whole else 0
            self.assertAlmostEqual(float(row["drifted_share"]), share, delta=1e-12)
            netted = {name: float(row[f"c_{name}_bps"]) for name in sums}
            self.assertAlmostEqual(sum(netted.values()), float(row["is_bps"]), delta=1e-9)
            for name, effect in effects.items():
                self.assertAlmostEqual(netted[name], float(row[f"{name}_bps"]) - effect * share, delta=1e-9)
            if not under:
                self.assertEqual(netted["affinity"], 0)
            for name in sums:
                sums[name] += netted[name] * float(row["notional"])
        self.assertTrue(any(0 < float(row["drifted_share"]) for row in parents))
        self.assertTrue(any(0 == float(row["drifted_share"]) for row in parents))
        said = answer["affinity"]
        for name in sums:
            self.assertAlmostEqual(said["bps"][name], sums[name] / answer["notional"], delta=1e-9)
        self.assertAlmostEqual(sum(said["bps"][name] for name in sums), answer["bps"]["is"], delta=1e-9)
        self.assertAlmostEqual(said["bps"]["affinity_error"], matrix["all"]["all"]["error"] * said["drifted_share"], delta=1e-12)
        self.assertEqual((said["status"], said["effects_of_these_rows"], said["children"]["drifted"]),
                         ("OK", True, len(drifted)))
        self.assertIsNone(self.answer("account", *order_words(self.raw))["affinity"])

    def test_the_venue_mix_and_the_clock_of_each_order_are_what_they_were_before_it(self):
        children = rows_of(self.raw / "child_orders.csv")
        names = sorted({row["venue"] for row in children})
        kinds = {name: at % 2 for at, name in enumerate(names[:-1])}  # of the last nobody knows
        venues = self.folder / "venues.csv"
        venues.write_text("venue,lit\n" + "".join(f"{name},{kind}\n" for name, kind in kinds.items()))
        readings = [(row["host"], int(row["ts_ns"])) for row in rows_of(self.raw / "host_irq.csv")]
        begins = {}
        for host, ns in readings:
            begins[host] = min(ns, begins.get(host, ns))
        clock = self.folder / "clock.csv"
        later = 3600 * 10**9
        clock.write_text("host,ts_ns,source,offset_ns,max_error_ns\n" + "".join(
            f"{host},{ns + step},ptp,0,{error}\n" for host, ns in begins.items() for step, error in ((0, 1500), (later, 2500))))
        answer = self.label("-o", self.folder, f"clock={clock}", "--venues", venues)
        self.assertIn("lit_share", answer["orders"]["covariates"])
        self.assertIn("lit_share:3", answer["orders"]["cdt"])
        sent = {}
        for row in children:
            if row["venue"] in kinds:
                sent.setdefault(row["symbol"], []).append((int(row["ts_decision_ns"]), float(row["qty"]), kinds[row["venue"]]))
        without = 0
        for row in rows_of(self.folder / "analysis_rows.csv"):
            now = int(row["ts_decision_ns"])
            before = [(qty, lit) for ns, qty, lit in sent.get(row["symbol"], []) if now - 1800 * 10**9 <= ns < now]
            known = sum(qty for qty, _ in before)
            without += not known
            if known:
                self.assertAlmostEqual(float(row["lit_share"]), sum(qty * lit for qty, lit in before) / known, delta=1e-12)
            else:
                self.assertEqual(row["lit_share"], "")
            begin = begins[row["host"]]
            self.assertEqual(row["clock_error_us"], "" if now < begin else "1.5" if now < begin + later else "2.5")
        self.assertGreater(without, 0)
        plain = self.label("-o", self.folder / "plain")
        self.assertIn("lit_share", plain["orders"]["not_there"])
        self.assertNotIn("clock_error_us", rows_of(self.folder / "plain/analysis_rows.csv")[0])
        for text, sentence in (("XA,2", 'row 1: column "lit" is neither 1 (lit) nor 0 (dark)'),
                               (",1", 'row 1: column "venue" has nothing'),
                               ("XA,1\nXA,0", 'row 2: column "venue" has "XA", which an earlier row has too')):
            venues.write_text(f"venue,lit\n{text}\n")
            ran = run("label", *(f"{name}={self.raw / name}.csv" for name in TELEMETRY), *order_words(self.raw), "--venues", venues)
            self.assertEqual((ran.returncode, ran.stderr), (1, f"holdfast-tca: {venues}: {sentence}\n"))

    def test_both_formats_have_the_same_rows_whatever_the_threads(self):
        self.label("-o", self.folder / "one", "--threads", 1)
        self.label("-o", self.folder / "two", "--threads", 4)
        for name in ("analysis_rows.csv", "host_windows.csv"):
            self.assertEqual((self.folder / "one" / name).read_bytes(), (self.folder / "two" / name).read_bytes())
        self.label("-o", self.folder / "parquet", "--format", "parquet")
        said = [json.loads(run("cdt", "--analysis", path, "--covariates", "participation,passive", "--coarsen",
                               "participation:4", "--json", "-").stdout)["estimates"]
                for path in (self.folder / "one/analysis_rows.csv", self.folder / "parquet/analysis_rows.parquet")]
        self.assertEqual(*said)

    def test_the_order_of_rows_does_not_matter(self):
        words = order_words(self.raw)
        for name in ("exec_reports", "quotes"):
            words[words.index(self.raw / f"{name}.csv")] = self.edit(self.raw, name, lambda rows: rows[::-1])
        self.answer("account", *words, "-o", self.folder / "turned")
        self.answer("account", *order_words(self.raw), "-o", self.folder / "straight")
        for name in ("tca_parents.csv", "tca_children.csv", "tca_fills.csv"):
            self.assertEqual((self.folder / "turned" / name).read_bytes(), (self.folder / "straight" / name).read_bytes())

    def test_a_drift_that_is_not_there_yet_is_no_label(self):
        """Without the last windows of the telemetry the orders after them have none."""
        rows = rows_of(self.raw / "host_irq.csv")
        end = max(int(row["ts_ns"]) for row in rows if row["ts_ns"].startswith("17676"))
        short = self.edit(self.raw, "host_irq", lambda all: [row for row in all if int(row["ts_ns"]) <= end])
        answer = self.answer("label", f"host_irq={short}", f"host_affinity={self.raw}/host_affinity.csv",
                             *order_words(self.raw))
        self.assertGreater(answer["orders"]["reasons"]["STALE"], 1000)
        self.assertGreater(answer["orders"]["reasons"]["OK"], 1000)


class BadTables(Folder):
    def write(self, name, *lines):
        path = self.folder / name
        path.write_text("\n".join(lines) + "\n")
        return path

    def setUp(self):
        super().setUp()
        self.write("parent_orders.csv", "parent_id,symbol,side,qty,ts_decision_ns,ts_end_ns,host,session",
                   "P,S,1,100,1700000001000000000,1700000009000000000,h,d")
        self.write("child_orders.csv", "child_id,parent_id,symbol,side,qty,ord_type,tif,venue,ts_decision_ns,ts_send_ns,host",
                   "C,P,S,1,100,1,3,X,1700000002000000000,1700000002000001000,h")
        self.write("exec_reports.csv", "exec_id,child_id,exec_type,last_qty,last_px,ts_venue_ns,ts_user_ns,liquidity,fee",
                   "E1,C,0,,,1700000002000002000,1700000002000003000,,",
                   "E2,C,F,40,10.02,1700000002000004000,1700000002000005000,R,0.1")
        self.write("quotes.csv", "symbol,venue,ts_exch_ns,seq,bid_px,bid_sz,ask_px,ask_sz",
                   "S,NBBO,1700000000000000000,1,9.99,1,10.01,1", "S,NBBO,1700000008000000000,2,10.09,1,10.11,1")

    def complaint(self, status=1, *words):
        ran = run("account", *order_words(self.folder), "-o", self.folder / "out", *words)
        self.assertEqual((ran.returncode, ran.stdout), (status, ""))
        self.assertEqual(os.listdir(self.folder / "out") if (self.folder / "out").exists() else [], [])
        return ran.stderr.removeprefix("holdfast-tca: ").replace(f"{self.folder}/", "").rstrip("\n")

    def test_a_small_one_by_hand(self):
        """40 of 100 bought at 10.02 against 10; the touch was 10.01, the fee 0.10, and the rest would have cost 10.10."""
        bps = self.answer("account", *order_words(self.folder))["bps"]
        self.assertAlmostEqual(bps["impact"], 40 * .01 / 1000 * 1e4, places=9)
        self.assertAlmostEqual(bps["parts"]["opportunity"], 60 * .10 / 1000 * 1e4, places=9)
        self.assertAlmostEqual(bps["routing"], (40 * .01 + .1) / 1000 * 1e4, places=9)
        self.assertAlmostEqual(bps["is"], (40 * .02 + .1 + 6) / 1000 * 1e4, places=9)

    def test_without_quotes_the_statuses_say_so(self):
        self.write("quotes.csv", "symbol,venue,ts_exch_ns,seq,bid_px,bid_sz,ask_px,ask_sz",
                   "S,NBBO,1700000000000000000,1,9.99,1,10.01,1")
        self.assertEqual(self.answer("account", *order_words(self.folder))["parents"], {"NO_END_PRICE": 1})
        self.assertEqual(self.answer("account", *order_words(self.folder), "--quote-age", .5)["parents"], {"NO_BENCHMARK": 1})

    def test_what_is_wrong_is_one_sentence_and_nothing_is_written(self):
        good = (self.folder / "parent_orders.csv").read_text()
        for old, new, sentence in ((",1,100,", ",B,100,", 'parent_orders.csv: row 1: column "side" has "B", which is no whole number '
                                                         "that fits 64 bits"),
                                   (",1,100,", ",2,100,", 'parent_orders.csv: row 1: column "side" has 2; a side is 1 (buy) or -1 (sell)'),
                                   (",100,", ",0,", 'parent_orders.csv: row 1: column "qty" has 0, which is no quantity above 0 and up '
                                                    "to ten thousand million")):
            (self.folder / "parent_orders.csv").write_text(good.replace(old, new))
            self.assertEqual(self.complaint(), sentence)
        (self.folder / "parent_orders.csv").write_text(good + good.splitlines()[1] + "\n")
        self.assertEqual(self.complaint(), 'parent_orders.csv: row 2: column "parent_id" has "P", which row 1 has too')
        (self.folder / "parent_orders.csv").write_text(good.replace("side", "way"))
        self.assertIn('has no column "side", which the table parent_orders needs', self.complaint(2))

    def test_quotes_of_several_venues_have_to_be_chosen_from(self):
        text = (self.folder / "quotes.csv").read_text()
        (self.folder / "quotes.csv").write_text(text.replace("NBBO", "XA", 1).replace("NBBO", "XB"))
        self.assertEqual(self.complaint(2), "quotes.csv: has no quotes of NBBO; its venues are XA, XB: say one with --quote-venue")
        self.assertEqual(self.answer("account", *order_words(self.folder), "--quote-venue", "XA")["parents"], {"NO_END_PRICE": 1})

    def test_what_drift_cost_is_taken_out_only_of_files_that_say_it(self):
        """40 of 100 filled under drift that costs 2 - 1 + 0.5 bps: all of the fills, and so all of it."""
        def channel(value):
            return {"all": {"value": value, "error": None, "separable": None}}
        labels = self.write("labels.csv", "child_id,D", "C,1")
        parts = self.folder / "parts.json"
        words = ("--labels", labels, "--decomposition", parts)
        matrix = {"y_impact": channel(2), "y_timing": channel(-1), "y_routing": channel(.5), "all": channel(1.5)}
        parts.write_text(json.dumps({"status": "NO_INFERENCE", "matrix": matrix}))
        said = self.answer("account", *order_words(self.folder), *words)
        bps, netted = said["bps"], said["affinity"]["bps"]
        self.assertEqual(netted["affinity"], 1.5)
        self.assertIsNone(netted["affinity_error"])
        for name, effect in (("impact", 2), ("timing", -1), ("routing", .5)):
            self.assertAlmostEqual(netted[name], bps[name] - effect, places=9)
        self.assertFalse(said["affinity"]["effects_of_these_rows"])
        self.assertEqual(self.complaint(2, *words[:2]), "account: --labels and --decomposition go together")
        for text, sentence in (('{"status": "OK", "matrix": {}}', "parts.json: matrix.y_impact has to be an object"),
                               ('{"status": "OK"}', "parts.json: matrix has to be an object"),
                               ("{", "parts.json: is no JSON; is the file cut off?")):
            parts.write_text(text)
            self.assertEqual(self.complaint(1, *words), sentence)
        for lines, status, sentence in (
                (("C,1", "C,0"), 1, 'row 2: column "child_id" has "C", which an earlier row has too'),
                ((",1",), 1, 'row 1: column "child_id" has nothing'),
                (("C,2",), 2, 'row 1: column "D" has 2; the treatment is 0 (aligned) or 1 (drifted)')):
            self.write("labels.csv", "child_id,D", *lines)
            self.assertEqual(self.complaint(status, *words), f"labels.csv: {sentence}")

    def test_telemetry_that_makes_no_sense_is_told(self):
        self.write("irq.csv", "host,ts_ns,irq,cpu,count", "h,1700000000000000000,5,0,1")
        self.write("aff.csv", "host,ts_ns,irq,effective_list", "h,1700000000000000000,5,0-")
        for words, status, sentence in (
                ((), 2, "label: there is no telemetry: give host_irq=FILE and host_affinity=FILE, or --store"),
                (("quotes=x",), 2, 'label: "quotes=x" is not TABLE=FILE; the tables are host_irq, host_affinity, host_topology, '
                                   "host_softirq, pkt_latency, cache, affinity_events, clock"),
                ((f"host_irq={self.folder}/irq.csv", f"host_affinity={self.folder}/aff.csv"), 1,
                 'aff.csv: row 1: column "effective_list" has "0-", which is no list of CPUs'),
                (("--store", self.folder), 1, f"there is no store {os.path.realpath(self.folder)}/holdfast.db: no agent has run "
                                              "with this folder".replace(f"{os.path.realpath(self.folder)}/", ""))):
            ran = run("label", *words)
            self.assertEqual(ran.returncode, status)
            self.assertEqual(ran.stderr.removeprefix("holdfast-tca: ").replace(f"{self.folder}/", "").rstrip("\n"), sentence)


class Store(Folder):
    def test_the_store_of_an_agent_is_telemetry_as_it_is(self):
        """Recorded here, without a policy: it only observes. Read while the agent still writes."""
        state = self.folder / "state"
        agent = subprocess.Popen([AGENT, "run", "--no-serve", "--run-dir", self.folder / "run", "--state-dir", state],
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(lambda: (agent.kill(), agent.wait()))
        end = time.monotonic() + 60
        while True:
            ran = run("label", "--store", state, "--json", "-", "-o", self.folder / "out")
            windows = json.loads(ran.stdout)["windows"] if ran.returncode == 0 else 0
            if windows >= 3:
                break
            self.assertIsNone(agent.poll(), "the agent ended")
            self.assertLess(time.monotonic(), end, ran.stderr)
            time.sleep(.2)
        said = self.answer("label", "--store", state / "holdfast.db", "-o", self.folder / "out")
        self.assertEqual(said["hosts"], 1)
        rows = rows_of(self.folder / "out/host_windows.csv")
        self.assertEqual(len(rows), said["windows"])
        self.assertEqual({row["host"] for row in rows}, {os.uname().nodename})
        for row in rows:
            self.assertLess(int(row["begin_ns"]), int(row["end_ns"]))
            # No policy, no target: nothing can be off it, and it says so.
            self.assertEqual((row["vam_eff"], row["regime"]), ("", "UNKNOWN"))
            self.assertIn("NO_ACTIVE_VECTORS", row["status"])


if __name__ == "__main__":
    unittest.main()
