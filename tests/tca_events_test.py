#!/usr/bin/python3
"""holdfast-tca events as people run it: tca_events_test.py PROGRAM SOURCE_DIR."""
import csv
import io
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest

import jsonschema

PROGRAM, SOURCE = sys.argv.pop(1), pathlib.Path(sys.argv.pop(1))
SECOND = 1_000_000_000
REASONS = ["outside_panel", "window_leaves_panel", "another_event", "missing_bin", "few_controls"]


def run(*words, stdin=None):
    return subprocess.run([PROGRAM, *words], input=stdin, capture_output=True, text=True, timeout=240)


def panel_of(hosts, bins, value, name="y", at="bin"):
    rows = [f"host,{at},{name}"]
    for host in range(hosts):
        for place in range(bins):
            rows.append(f"h{host:02},{place},{value(host, place)}")
    return "\n".join(rows) + "\n"


def plain(host, place):
    return 10 * host + place % 7 + (host * 7919 + place * 104729) % 97 / 97


class Events(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, content):
        path = self.folder / name
        path.write_text(content)
        return str(path)

    def ran(self, panel, events, *words):
        return run("events", "--panel", self.write("panel.csv", panel), "--events", self.write("events.csv", events), *words)

    def answer(self, panel, events, *words):
        """The answer, which fits its schema."""
        ran = self.ran(panel, events, "--json", "-", "--draws", "999", *words)
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        answer = json.loads(ran.stdout)
        jsonschema.validate(answer, json.loads((SOURCE / "docs/schema/events.schema.json").read_text()))
        return answer

    def only(self, *arguments):
        outcomes = self.answer(*arguments)["outcomes"]
        self.assertEqual(len(outcomes), 1)
        return outcomes[0]

    def test_finds_the_effects_that_were_planted(self):
        made = self.folder / "made"
        self.assertEqual(run("synth", "--mode", "events", "--hosts", "14", "--seed", "5", "-o", str(made)).returncode, 0)
        answer = self.answer((made / "panel.csv").read_text(), (made / "events.csv").read_text())
        truth = {one["k"]: one for one in json.loads((made / "truth.json").read_text())["effects"]}
        self.assertEqual([one["direction"] for one in answer["outcomes"]], ["drift", "repair"])
        for one in answer["outcomes"]:
            self.assertEqual((one["outcome"], one["status"], one["hosts"]), ("jitter_us", "OK", 14))
            self.assertEqual([beta["k"] for beta in one["betas"]], list(range(-10, 21)))
            for beta in one["betas"]:
                planted = truth[beta["k"]][one["direction"] + "_us"]
                self.assertLessEqual(beta["band_low"], planted)
                self.assertGreaterEqual(beta["band_high"], planted)
            self.assertGreater(one["pretrend_p"], 0.01)
            self.assertLessEqual(one["placebo"]["p"], 0.05)

    def test_the_same_tables_give_the_same_bytes_whatever_the_threads_and_the_order_of_rows(self):
        made = self.folder / "made"
        run("synth", "--mode", "events", "--hosts", "9", "--seed", "6", "-o", str(made))
        tables = [(made / name).read_text() for name in ("panel.csv", "events.csv")]
        outputs = [self.ran(*tables, "--json", "-", "--threads", threads).stdout for threads in ("1", "3")]
        self.assertTrue(outputs[0])
        self.assertEqual(outputs[0], outputs[1])
        turned = []
        for table in tables:
            head, *rows = table.splitlines()
            random.Random(1).shuffle(rows)
            turned.append("\n".join([head, *rows]) + "\n")
        outcomes = json.loads(self.ran(*turned, "--json", "-").stdout)["outcomes"]
        self.assertEqual(outcomes, json.loads(outputs[0])["outcomes"])

    def test_every_event_is_accounted_for_by_reason(self):
        events = "host,bin\n" + "".join(f"{host},{at}\n" for host, at in [
            ("h00", 50), ("h00", 50), ("h01", 100), ("h01", 119), ("h02", 5), ("h03", 150), ("h09", 50), ("h04", 900)])
        rows = panel_of(8, 200, plain).splitlines()
        rows = [row for row in rows if not row.startswith("h03,149,")]
        answer = self.answer("\n".join(rows) + "\n", events)
        self.assertEqual((answer["events"]["rows"], answer["events"]["merged"], answer["events"]["in_panel"]), (8, 1, 5))
        one = answer["outcomes"][0]
        self.assertEqual(one["dropped"], dict(zip(REASONS, (2, 1, 2, 1, 0))))
        self.assertEqual(one["events"], 1)
        self.assertEqual(one["status"], "NO_INFERENCE")
        self.assertIsNone(one["pretrend_p"])
        self.assertTrue(all(beta["se"] is None for beta in one["betas"] if beta["k"] != -1))

    def test_an_effect_is_the_hosts_change_less_the_mean_of_the_controls(self):
        shift = {(0, 61): 5.0}
        one = self.only(panel_of(4, 100, lambda h, b: plain(h, b) + shift.get((h, b), 0)), "host,bin\nh00,60\n")
        for beta in one["betas"]:
            def change(host):
                return plain(host, 60 + beta["k"]) - plain(host, 59)
            wanted = change(0) - sum(map(change, (1, 2, 3))) / 3 + (5 if beta["k"] == 1 else 0)
            self.assertAlmostEqual(beta["beta"], wanted, places=9)

    def test_each_status_is_said_in_its_case(self):
        panel = panel_of(8, 300, plain)
        self.assertEqual(self.only("host,bin,y\n", "host,bin\nh00,60\n")["status"], "EMPTY")
        self.assertEqual(self.only(panel, "host,bin\n")["status"], "NO_TREATED")
        self.assertEqual(self.only(panel, "host,bin\nh00,2\n")["status"], "NO_TREATED")
        self.assertEqual(self.only(panel_of(2, 300, plain), "host,bin\nh00,60\n")["status"], "NO_CONTROL")
        self.assertEqual(self.only(panel, "host,bin\nh00,60\n")["status"], "NO_INFERENCE")
        each = "host,bin\n" + "".join(f"h{host:02},{60 + 20 * host}\n" for host in range(6))
        self.assertEqual(self.only(panel, each)["status"], "OK")

    def test_times_are_put_into_bins(self):
        by_bin = self.only(panel_of(4, 100, plain), "host,bin\nh00,60\n")
        times = panel_of(4, 100, plain, at="ts_ns").splitlines()
        times = [times[0]] + [",".join([host, str(int(at) * SECOND // 10 + 7), y])
                              for host, at, y in (row.split(",") for row in times[1:])]
        by_time = self.only("\n".join(times) + "\n", f"host,ts_ns\nh00,{60 * SECOND // 10 + 99_999_999}\n",
                            "--bin-seconds", "0.1")
        self.assertEqual(by_bin["betas"], by_time["betas"])

    def test_sessions_are_apart(self):
        def panel(first_of_second):
            return "host,session,bin,y\n" + "".join(
                f"h{host},{session},{first + place},{plain(host, first + place)}\n"
                for host in range(4) for session, first in (("a", 0), ("b", first_of_second)) for place in range(60))
        # An event just before the end of one session says nothing about the next.
        self.assertEqual(self.only(panel(60), "host,bin\nh0,59\nh0,80\n")["events"], 1)
        answer = self.answer(panel(0), "host,bin,session\nh0,30,b\n")
        self.assertEqual((answer["panel"]["sessions"], answer["panel"]["bins"]), (2, 120))
        ran = self.ran(panel(0), "host,bin\nh0,30\n")
        self.assertEqual(ran.returncode, 2)
        self.assertIn('events.csv: row 1: bin 30 is in sessions "a" and "b"; the events need a column session', ran.stderr)

    def test_causes_and_directions_are_told_apart(self):
        events = "host,bin,to,cause\n" + "".join(
            f"h{host:02},{60 + 20 * host},{'ALIGNED' if host % 2 else '8'},{'link_flap' if host < 4 else 'irqbalance'}\n"
            for host in range(8))
        outcomes = self.answer(panel_of(10, 400, plain), events, "--by", "cause")["outcomes"]
        self.assertEqual([(one["direction"], one["cause"], one["events"]) for one in outcomes],
                         [("drift", None, 4), ("repair", None, 4), ("drift", "irqbalance", 2), ("drift", "link_flap", 2),
                          ("repair", "irqbalance", 2), ("repair", "link_flap", 2)])
        by_option = self.answer(panel_of(10, 400, plain), events.replace("ALIGNED", "1"), "--repair-causes", "link_flap")
        self.assertEqual([one["events"] for one in by_option["outcomes"]], [4, 4])

    def test_latencies_of_packets_make_the_panel(self):
        rows = ["host,irq,ts_hw_ns,ts_user_ns"]
        for host in range(4):
            for at in range(100):
                for packet in range(21 if at != 61 or host != 3 else 19):
                    stamp = at * 10 * SECOND + packet * SECOND // 10 + 1
                    slow = 1000 if host == 0 and at >= 60 else 0
                    rows.append(f"h{host},1,{stamp},{stamp + 5000 * host + packet * 100 + (slow if packet > 18 else 0)}")
        events = self.write("events.csv", f"host,ts_ns\nh0,{600 * SECOND}\n")
        ran = run("events", "--latencies", self.write("packets.csv", "\n".join(rows) + "\n"), "--events", events, "--json", "-")
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        outcomes = json.loads(ran.stdout)["outcomes"]
        self.assertEqual([one["outcome"] for one in outcomes], ["hj95_us", "hj95x_us"])
        for one in outcomes:
            self.assertEqual(one["events"], 1)
            # The 20th and 21st of 21 packets are slow by 1 us, and p95 is the 20th.
            for beta in one["betas"]:
                self.assertAlmostEqual(beta["beta"], 1 if beta["k"] >= 0 else 0)

    def test_all_columns_are_outcomes_unless_some_are_named(self):
        panel = "\n".join(row + ("," + row.split(",")[2] if at else ",twice")
                          for at, row in enumerate(panel_of(4, 100, plain).splitlines())) + "\n"
        self.assertEqual([one["outcome"] for one in self.answer(panel, "host,bin\nh00,60\n")["outcomes"]], ["y", "twice"])
        self.assertEqual([one["outcome"] for one in
                          self.answer(panel, "host,bin\nh00,60\n", "--outcomes", "twice")["outcomes"]], ["twice"])

    def test_csv_has_a_line_per_bin(self):
        ran = self.ran(panel_of(8, 300, plain), "host,bin\nh00,60\n", "--csv", "-")
        rows = list(csv.DictReader(io.StringIO(ran.stdout)))
        self.assertEqual([int(row["k"]) for row in rows], list(range(-10, 21)))
        self.assertEqual({row["se"] for row in rows}, {""})

    def test_text_says_what_became_of_the_events(self):
        text = self.ran(panel_of(8, 300, plain), "host,bin\nh00,60\nh01,3\n").stdout
        self.assertIn("y around drifts: 1 events of 1 hosts\n  1 dropped: window_leaves_panel\n", text)
        self.assertIn("status NO_INFERENCE: fewer than five hosts", text)

    def test_what_is_wrong_is_one_sentence(self):
        panel, events = panel_of(4, 100, plain), "host,bin\nh00,60\n"
        cases = [
            (panel + "h00,5,1\n", events, [], 'panel.csv: row 401: host "h00" has bin 5 a second time'),
            (panel, "host,bin,direction\nh00,60,up\n", [], 'events.csv: row 1: column "direction" has "up"'),
            ("host,y\nh00,1\n", events, [], 'panel.csv: has neither a column "bin" nor "ts_ns"'),
            (panel, "host,cause\nh00,x\n", [], 'events.csv: has no column "ts_ns", and no column "bin"'),
            ("host,bin\nh00,1\n", events, [], "panel.csv: has no column that could be an outcome"),
            (panel + "h00,99999999999,1\n", events, [], "is --bin-seconds what it should be?"),
            (panel, events, ["--window", "0:20"], '--window "0:20" is not FIRST:LAST'),
            (panel, events, ["--bin-seconds", "0"], "--bin-seconds 0: a bin is from"),
            (panel, events, ["--latencies", "x.csv"], "--panel or --latencies is needed, and not both"),
            (panel, events, ["--outcomes", "z"], 'panel.csv: has no column "z"'),
        ]
        for panel_text, events_text, words, sentence in cases:
            ran = self.ran(panel_text, events_text, *words)
            self.assertEqual((ran.returncode in (1, 2), ran.stdout), (True, ""), sentence)
            self.assertIn(sentence, ran.stderr)
            self.assertEqual(len(ran.stderr.splitlines()), 1)


if __name__ == "__main__":
    unittest.main()
