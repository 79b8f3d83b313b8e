#!/usr/bin/python3
"""holdfast-tca cohorts as people run it: tca_cohorts_test.py PROGRAM SOURCE_DIR."""
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
DAY = 86_400_000_000_000
START = 20_000 * DAY
TABLES = ("child_orders.csv", "exec_reports.csv", "host_affinity.csv")


def run(*words):
    return subprocess.run([PROGRAM, *words], capture_output=True, text=True, timeout=240)


def order(number, host="h0", vector=7, at=START, ack_us=50, seen_us=5, ends=(("F", 1000),), kind="2", tif="0"):
    """A child, and its reports: the acknowledgement, then ends as (type, ms after that)."""
    child = f"c{number},{host},{vector},{at},{at + 1000},{kind},{tif}"
    ack = at + 1000 + ack_us * 1000
    reports = [f"c{number},0,{ack},{ack + seen_us * 1000}"]
    reports += [f"c{number},{kind},{ack + after * 1_000_000},{ack + after * 1_000_000 + 1}" for kind, after in ends]
    return child, reports


class Cohorts(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def ran(self, orders, affinity, *words):
        tables = ("child_id,host,irq_vector,ts_decision_ns,ts_send_ns,ord_type,tif\n" + "".join(f"{o[0]}\n" for o in orders),
                  "child_id,exec_type,ts_recv_ns,ts_user_ns\n" + "".join(f"{r}\n" for o in orders for r in o[1]),
                  "host,ts_ns,irq,effective_list,target_list\n" + "".join(f"{row}\n" for row in affinity))
        for name, table in zip(TABLES, tables):
            (self.folder / name).write_text(table)
        return self.ran_on(self.folder, *words)

    def ran_on(self, folder, *words):
        files = [word for option, name in zip(("--children", "--execs", "--affinity"), TABLES)
                 for word in (option, str(folder / name))]
        return run("cohorts", *files, *words)

    def checked(self, ran):
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        answer = json.loads(ran.stdout)
        jsonschema.validate(answer, json.loads((SOURCE / "docs/schema/cohorts.schema.json").read_text()))
        return answer

    def answer(self, orders, affinity, *words):
        return self.checked(self.ran(orders, affinity, "--json", "-", *words))

    def test_a_cohort_has_its_quantiles_and_fills(self):
        orders = [order(n, ack_us=10 * n, seen_us=n, ends=[("F", 500) if n < 6 else ("4", 200)]) for n in range(1, 12)]
        one, = self.answer(orders, [f"h0,{START - 5},7,1,0-3"])["cohorts"]
        self.assertEqual((one["host"], one["vector"], one["drifted"], one["n"], one["acked"]), ("h0", 7, False, 11, 11))
        self.assertAlmostEqual(one["ack_rtt_us"]["p50"], 60)
        self.assertAlmostEqual(one["ack_rtt_us"]["p95"], 105)  # type 7
        self.assertAlmostEqual(one["handler_p95_us"], 10.5)
        incidence = {at["seconds"]: at["incidence"] for at in one["fills"]["filled_by"]}
        self.assertEqual(incidence[0.1], 0)
        self.assertAlmostEqual(incidence[1.0], 5 / 11)
        self.assertAlmostEqual(one["fills"]["filled_by"][1]["kaplan_meier"], 1)
        self.assertIsNone(one["difference"])

    def test_where_a_vector_was_is_asked_as_of_the_decision(self):
        affinity = [f"h0,{START},7,1,0-3", f"h0,{START + 100},7,1-4,0-3", f"h0,{START + 200},7,2,0-3"]
        orders = [order(n, at=START + after) for n, after in enumerate((0, 99, 100, 199, 200, 5000))]
        answer = self.answer(orders, affinity)
        self.assertEqual([(one["drifted"], one["n"]) for one in answer["cohorts"]], [(False, 4), (True, 2)])

    def test_every_order_is_accounted_for(self):
        affinity = [f"h0,{START},7,1,0-3", f"h0,{START},8,1,"]
        orders = [order(1), order(2, at=START - 1), order(3, vector=9), order(4, vector=8), order(5, vector=""),
                  order(6, host="")]
        answer = self.answer(orders, affinity)
        self.assertEqual(answer["orders"], {"read": 6, "kept": 1, "dropped": {
            "no_host_or_time": 1, "no_vector": 1, "no_affinity": 2, "no_target": 1}})

    def test_only_resting_orders_are_followed_to_their_fill(self):
        orders = [order(1), order(2, kind="1"), order(3, tif="3"), order(4, tif="4")]
        one, = self.answer(orders, [f"h0,{START},7,1,1"])["cohorts"]
        self.assertEqual((one["n"], one["fills"]["orders"]), (4, 1))

    def test_finds_the_slow_vector_of_made_orders(self):
        made = self.folder / "made"
        run("synth", "--mode", "raw", "--rows", "16000", "--hosts", "4", "--sessions", "12", "--seed", "2", "-o", str(made))
        answer = self.checked(self.ran_on(made, "--json", "-"))
        drifted = [one for one in answer["cohorts"] if one["drifted"]]
        self.assertEqual(answer["status"], "OK")
        self.assertEqual({one["vector"] for one in drifted}, {102, 103})
        self.assertTrue(all(one["difference"]["estimate"] > 0 for one in drifted))
        self.assertLess(min(one["difference"]["p_holm"] for one in drifted), 0.01)
        for one in drifted:
            self.assertGreaterEqual(one["difference"]["p_holm"], one["difference"]["p"])
        self.assertEqual(self.ran_on(made, "--json", "-", "--threads", "3").stdout, self.ran_on(made, "--json", "-").stdout)
        handler = self.checked(self.ran_on(made, "--json", "-", "--outcome", "handler_us", "--tau", "0.9"))
        self.assertLess(handler["threshold_us"], answer["threshold_us"])

    def test_each_status_is_said_in_its_case(self):
        draws = random.Random(4)
        def status(drifted, days=12, hosts=2):
            affinity = [f"h{host},{START + day * DAY},{vector},{5 if (host, vector) in drifted else 1},1"
                        for host in range(hosts) for vector in (7, 8) for day in range(days)]
            orders = [order(n, host=f"h{n % hosts}", vector=7 + n // hosts % 2, at=START + n % days * DAY + n,
                            ack_us=draws.randrange(20, 90)) for n in range(600)]
            answer = self.answer(orders, affinity)
            return answer["status"], [one["difference"]["status"] for one in answer["cohorts"] if one["drifted"]]
        self.assertEqual(self.answer([], [])["status"], "EMPTY")
        self.assertEqual(status([]), ("NO_TREATED", []))
        self.assertEqual(status([(h, v) for h in (0, 1) for v in (7, 8)]), ("NO_CONTROL", ["NO_CONTROL"] * 4))
        self.assertEqual(status([(0, 7)], days=13), ("OK", ["OK"]))
        self.assertEqual(status([(0, 7)], days=7), ("OK", ["LOW_N"]))
        self.assertEqual(status([(0, 7)], days=2), ("OK", ["NO_INFERENCE"]))
        self.assertEqual(status([(0, 7), (0, 8)], days=13), ("OK", ["NOT_IDENTIFIED"] * 2))

    def test_a_mapping_gives_names_and_units(self):
        draws = random.Random(7)
        orders = [order(n, vector=7 + n % 2, at=START + n * DAY // 8, ack_us=draws.randrange(20, 90)) for n in range(96)]
        affinity = [f"h0,{START + day * DAY},{vector},{vector},7" for vector in (7, 8) for day in range(12)]
        ours = self.answer(orders, affinity)
        def rewritten(name, columns, renamed):
            path = self.folder / name
            rows = list(csv.DictReader(io.StringIO(path.read_text())))
            for row in rows:
                for column in columns:
                    self.assertTrue(row[column].endswith("000"), f"{column}: a whole number of us")
                    row[column] = row[column][:-3]
            names = [renamed.get(column, column) for column in rows[0]]
            path.write_text("\n".join(",".join(row) for row in [names, *(row.values() for row in rows)]) + "\n")
        rewritten("child_orders.csv", ("ts_decision_ns", "ts_send_ns"), {"irq_vector": "msix", "ts_send_ns": "sent"})
        rewritten("exec_reports.csv", (), {"child_id": "ClOrdID"})
        rewritten("host_affinity.csv", ("ts_ns",), {"effective_list": "on"})
        mapping = self.folder / "mapping.yaml"
        mapping.write_text("child_orders:\n  columns: {irq_vector: msix, ts_send_ns: sent}\n"
                           "  units: {ts_decision_ns: us, ts_send_ns: us}\n"
                           "exec_reports:\n  columns: {child_id: ClOrdID}\n"
                           "host_affinity:\n  columns: {effective_list: on}\n  units: {ts_ns: us}\n")
        theirs = self.checked(self.ran_on(self.folder, "--json", "-", "--mapping", str(mapping)))
        self.assertEqual({**ours, "inputs": []}, {**theirs, "inputs": []})
        self.assertEqual([one["n"] for one in theirs["cohorts"]], [48, 48])
        without = self.ran_on(self.folder, "--json", "-")
        self.assertEqual((without.returncode, without.stdout), (2, ""))
        self.assertIn('has no columns "ts_send_ns", "irq_vector", which the table child_orders needs; --mapping tells', without.stderr)
        mapping.write_text("child_orders:\n  columns: {irq_vector: queue}\n")
        wrong = self.ran_on(self.folder, "--json", "-", "--mapping", str(mapping))
        self.assertEqual((wrong.returncode, wrong.stdout), (2, ""))
        self.assertIn('has no column "queue"', wrong.stderr)

    def test_csv_and_text_have_a_line_per_cohort(self):
        orders = [order(n, vector=7 + n % 2) for n in range(20)]
        affinity = [f"h0,{START},7,1,1", f"h0,{START},8,2,1"]
        rows = list(csv.DictReader(io.StringIO(self.ran(orders, affinity, "--csv", "-").stdout)))
        self.assertEqual([(row["vector"], row["drifted"], row["n"]) for row in rows], [("7", "0", "10"), ("8", "1", "10")])
        self.assertEqual([row["status"] for row in rows], ["", "NO_INFERENCE"])
        self.assertTrue(all(None not in row and None not in row.values() for row in rows))
        text = self.ran(orders, affinity).stdout
        self.assertIn("drifted", text)
        self.assertIn("status OK", text)

    def test_what_is_wrong_is_one_sentence(self):
        for affinity, words, sentence in [
                (["h0,1,7,1-,1"], [], 'host_affinity.csv: row 1: column "effective_list"'),
                ([], ["--tau", "1"], '"1" is no share between 0 and 1'),
                ([], ["--outcome", "y"], "--outcome")]:
            ran = self.ran([order(1)], affinity, *words)
            self.assertEqual((ran.returncode in (1, 2), ran.stdout), (True, ""))
            self.assertIn(sentence, ran.stderr)


if __name__ == "__main__":
    unittest.main()
