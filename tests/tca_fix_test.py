#!/usr/bin/python3
"""holdfast-tca fix as people run it: tca_fix_test.py PROGRAM SOURCE_DIR. The made orders of `synth --mode raw`, written
as a log of FIX, give the same tables again, and the same accounts."""
import csv
import datetime
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

import jsonschema

PROGRAM, SOURCE = sys.argv.pop(1), pathlib.Path(sys.argv.pop(1))
SECOND = 1_000_000_000


def run(*words, **more):
    return subprocess.run([PROGRAM, *map(str, words)], capture_output=True, timeout=240, **more)


def rows(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def stamp(ns):
    whole = datetime.datetime.fromtimestamp(int(ns) // SECOND, datetime.timezone.utc)
    return f"{whole:%Y%m%d-%H:%M:%S}.{int(ns) % SECOND:09}"


def message(kind, sent, *fields):
    """One message of FIX 4.4; a field without a value is left out."""
    body = "".join(f"{tag}={value}\x01" for tag, value in ((35, kind), (49, "US"), (56, "VENUE"), (52, stamp(sent)), *fields)
                   if value != "")
    text = f"8=FIX.4.4\x019={len(body)}\x01{body}"
    return f"{text}10={sum(text.encode()) % 256:03}\x01"


def order(row):
    return int(row["ts_send_ns"]), message(
        "D", row["ts_send_ns"], (60, stamp(row["ts_decision_ns"])), (11, row["child_id"]), (583, row["parent_id"]),
        (55, row["symbol"]), (54, 1 if row["side"] == "1" else 2), (38, row["qty"]), (44, row["limit_px"]),
        (40, row["ord_type"]), (59, row["tif"]), (100, row["venue"]))


def report(row):
    return int(row["ts_user_ns"]), message(
        "8", row["ts_venue_ns"], (60, stamp(row["ts_venue_ns"])), (17, row["exec_id"]), (11, row["child_id"]),
        (37, row["order_id"]), (150, row["exec_type"]), (39, row["ord_status"]), (32, row["last_qty"]),
        (31, row["last_px"]), (14, row["cum_qty"]), (151, row["leaves_qty"]),
        (851, {"A": 1, "R": 2, "": ""}[row["liquidity"]]), (30, row["last_mkt"]), (12, row["fee"]), (13, 3 if row["fee"] else ""))


class Fix(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.raw = cls.folder / "raw"
        made = run("synth", "--mode", "raw", "--rows", 400, "--seed", 5, "--hosts", 1, "-o", cls.raw)
        assert made.returncode == 0, made.stderr
        cls.children, cls.reports = rows(cls.raw / "child_orders.csv"), rows(cls.raw / "exec_reports.csv")
        cls.host = cls.children[0]["host"]
        said = [*map(order, cls.children), *map(report, cls.reports)]
        cls.messages = sorted(said, key=lambda one: one[0])

    def fix(self, log, *words, status=0):
        path = self.folder / "fix.log"
        path.write_bytes(log if isinstance(log, bytes) else log.encode())
        done = run("fix", path, "--host", self.host, "-o", self.folder / "read", *words)
        self.assertEqual(done.returncode, status, done.stderr.decode() + done.stdout.decode())
        return done

    def log(self, separator="\x01"):
        return "".join(f"{stamp(at)} : {text}\n" for at, text in self.messages).replace("\x01", separator)

    def same(self, name, expected, columns):
        found = {tuple(row[column] for column in columns) for row in rows(self.folder / "read" / name)}
        self.assertEqual(found, {tuple(row[column] for column in columns) for row in expected})

    def test_made_orders_come_back(self):
        for separator in ("\x01", "|", "^A"):
            self.fix(self.log(separator))
            self.same("child_orders.csv", self.children,
                      ("child_id", "parent_id", "symbol", "side", "qty", "limit_px", "ord_type", "tif", "venue",
                       "ts_decision_ns", "ts_send_ns", "host"))
            self.same("exec_reports.csv", self.reports,
                      ("exec_id", "child_id", "order_id", "exec_type", "ord_status", "last_qty", "last_px", "cum_qty",
                       "leaves_qty", "ts_venue_ns", "ts_user_ns", "liquidity", "last_mkt", "fee"))

    def test_the_accounts_are_the_same(self):
        self.fix(self.log())
        found = []
        for folder in (self.raw, self.folder / "read"):
            done = run("account", "--parents", self.raw / "parent_orders.csv", "--children", folder / "child_orders.csv",
                       "--execs", folder / "exec_reports.csv", "--quotes", self.raw / "quotes.csv", "--json", "-")
            self.assertEqual(done.returncode, 0, done.stderr)
            answer = json.loads(done.stdout)
            found.append({key: answer[key] for key in answer if key not in ("inputs", "config")})
        self.assertEqual(found[0], found[1])

    def test_validate_finds_nothing_wrong(self):
        self.fix(self.log())
        names = ("parent_orders", "child_orders", "exec_reports")
        done = run("validate", *(f"{name}={self.folder}/read/{name}.csv" for name in names))
        self.assertEqual(done.returncode, 0, done.stdout.decode() + done.stderr.decode())

    def test_json_holds_its_schema(self):
        answer = json.loads(self.fix(self.log(), "--json", "-").stdout)
        jsonschema.validate(answer, json.loads((SOURCE / "docs/schema/fix.schema.json").read_text()))
        self.assertEqual(answer["children"], len(self.children))
        self.assertEqual(answer["messages"]["all"], len(self.messages))
        self.assertEqual(answer["messages"]["without_log_time"], 0)

    def test_two_logs_are_one(self):
        half = len(self.messages) // 2
        out, back = self.folder / "out.log", self.folder / "in.log"
        out.write_text("".join(text for at, text in self.messages[:half]))
        back.write_text("".join(text for at, text in self.messages[half:]))
        done = run("fix", out, back, "--host", self.host, "-o", self.folder / "read", "--json", "-")
        self.assertEqual(done.returncode, 0, done.stderr)
        answer = json.loads(done.stdout)
        self.assertEqual(answer["messages"]["all"], len(self.messages))
        self.assertEqual(answer["messages"]["without_log_time"], len(self.messages))

    def test_damage_is_refused_with_its_line_or_counted(self):
        lines = self.log().splitlines(keepends=True)
        lines[2] = lines[2].replace("\x0155=", "\x0155=X") if "\x0155=" in lines[2] else lines[2].replace("\x0137=", "\x0137=X")
        read = self.folder / "none"
        (self.folder / "fix.log").write_text("".join(lines))
        words = ("fix", self.folder / "fix.log", "--host", "h", "-o", read)
        done = run(*words)
        self.assertEqual((done.returncode, read.exists()), (1, False))
        self.assertRegex(done.stderr.decode(), r"^holdfast-tca: .*fix\.log: line 3: .*--skip-damaged counts it and goes on\n$")
        done = run(*words, "--skip-damaged")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout.decode(), r"1 +damaged messages, passed over\n  the first: .*line 3: ")

    def test_refusals_leave_nothing(self):
        for text, says in (("no orders here\n", "has no order and no report in FIX"), ("", "empty"),
                           (message("D", SECOND, (11, "C1")), r"line 1: 35=D: Symbol \(55\) is missing")):
            path, read = self.folder / "bad.log", self.folder / "bad"
            path.write_text(text)
            done = run("fix", path, "--host", "h", "-o", read)
            self.assertNotEqual(done.returncode, 0)
            self.assertFalse(read.exists())
            self.assertEqual(done.stderr.count(b"\n"), 1)
            self.assertRegex(done.stderr.decode(), says)


unittest.main()
