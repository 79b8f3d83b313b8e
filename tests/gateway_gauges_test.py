#!/usr/bin/python3
"""A gateway's gauges in an agent's store: gateway_gauges_test.py GATEWAY AGENT. The agent only reads this host; the
gateway sends over loopback."""
import json
import os
import pathlib
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time
import unittest

GATEWAY, AGENT = sys.argv.pop(1), sys.argv.pop(1)
TABLES = ("gateway_rings", "gateway_readers", "gateway_threads")


def until(condition, what, seconds=30):
    end = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > end:
            raise AssertionError(f"no {what} in {seconds} s")
        time.sleep(.05)
    return found


class Gauges(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory(prefix="holdfast-gauges-")
        self.addCleanup(self.scratch.cleanup)
        self.folder = pathlib.Path(self.scratch.name)
        self.gauges = self.folder / "gateway.json"

    def start(self, *words):
        child = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.addCleanup(lambda: (child.kill(), child.communicate()))
        return child

    def start_gateway(self, *options, rate="20000/s"):
        group = f"239.77.4.{os.getpid() % 250 + 1}:4997"
        return self.start(GATEWAY, "serve", "--synth", "--rate", rate, "--interface", "lo", "--group", group,
                          "--streams", "2", "--session", "GAUGE", "--idle", "park", "--linger", "0", "--gauges",
                          self.gauges, *options)

    def start_agent(self):
        return self.start(AGENT, "run", "--no-serve", "--no-bpf", "--run-dir", self.folder / "run", "--state-dir",
                          self.folder / "state", "--gateway-gauges", self.gauges)

    def rows(self, sql):
        try:
            with sqlite3.connect(f"file:{self.folder}/state/holdfast.db?mode=ro", uri=True) as store:
                return store.execute(sql).fetchall()
        except sqlite3.OperationalError:
            return []

    def source(self):
        told = subprocess.run([AGENT, "status", "--json", "--run-dir", self.folder / "run"], capture_output=True)
        sources = json.loads(told.stdout)["sources"] if told.returncode == 0 else []
        return next((one for one in sources if one["name"] == f"gateway {self.gauges}"), None)

    def test_the_file_is_the_summary_so_far_and_is_replaced_each_second(self):
        gateway = self.start_gateway()
        first = until(lambda: self.gauges.exists() and json.loads(self.gauges.read_text()), "file")
        self.assertNotIn("exit_status", first)
        self.assertEqual(stat.S_IMODE(self.gauges.stat().st_mode), 0o644)
        later = until(lambda: (now := json.loads(self.gauges.read_text()))["seconds"] > 1 and now, "newer file")
        self.assertGreater(later["messages"], first["messages"])
        gateway.send_signal(signal.SIGTERM)
        self.assertEqual(gateway.wait(30), 0)
        self.assertEqual(os.listdir(self.folder), ["gateway.json"])

    def test_a_file_that_cannot_be_written_is_told_before_anything_is_sent(self):
        told = subprocess.run([GATEWAY, "serve", "--synth", "--messages", "1", "--interface", "lo", "--gauges",
                               self.folder / "missing/gauges"], capture_output=True, timeout=30)
        self.assertEqual(told.returncode, 1)
        self.assertIn("missing/gauges cannot be written", told.stderr.decode())

    def test_rings_readers_and_threads_of_a_gateway_are_rows_of_the_agents_store(self):
        self.start_agent()
        gateway = self.start_gateway()
        for table in TABLES:
            # A row of each, and another one with the next fifth reading.
            until(lambda: self.rows(f"SELECT count(DISTINCT ts_ns) FROM {table}") >= [(2,)], f"two times in {table}")
        self.assertEqual(self.source()["state"], "watching")
        self.assertEqual(self.rows("SELECT DISTINCT gateway FROM gateway_rings"), [(str(self.gauges),)])
        self.assertEqual({row[0] for row in self.rows("SELECT DISTINCT ring || ' ' || reader FROM gateway_readers")},
                         {"application application", "events delta", "events snapshot"})
        self.assertLessEqual({"hf-source", "hf-application", "hf-delta", "hf-snapshot"},
                             {row[0] for row in self.rows("SELECT thread FROM gateway_threads")})
        self.assertTrue(self.rows("SELECT 1 FROM gateway_readers WHERE largest_batch > 0 AND events > 10000"))
        self.assertTrue(self.rows("SELECT 1 FROM gateway_threads WHERE involuntary_switches IS NOT NULL"))
        gateway.kill()
        until(lambda: self.source()["state"] == "absent", "absence of a killed gateway")

    def test_what_a_ring_lost_is_kept_with_its_sequences(self):
        self.start_agent()
        until(self.source, "agent")
        # The delta thread shares its CPU with others that never rest: it stands still for milliseconds.
        for _ in range(2):
            self.start("taskset", "-c", "0", sys.executable, "-c", "while True: pass")
        self.start_gateway("--ring", "64", "--topology", "single-pinned", "--cpu", "0", rate="max")
        lost = until(lambda: self.rows("SELECT session, first_sequence, last_sequence FROM gateway_lost"), "lost range")
        for session, first, last in lost:
            self.assertIn(session, ("GAUGE-000", "GAUGE-001"))
            self.assertLessEqual(first, last)
        self.assertTrue(until(lambda: self.rows("SELECT 1 FROM gateway_readers WHERE lost > 0 AND lost_ranges > 0"),
                              "lost messages"))

    def test_a_file_of_somebody_else_is_told_and_harms_nothing(self):
        agent = self.start_agent()
        self.gauges.write_text('{"seconds": 1, "rings": "none"}')
        source = until(lambda: (one := self.source()) and one["state"] == "degraded" and one, "word of the file")
        self.assertIn("/rings is not", source["why"])
        self.gauges.unlink()
        os.mkfifo(self.gauges)
        until(lambda: "cannot be read" in self.source()["why"], "word of the pipe")
        self.assertIsNone(agent.poll())


if __name__ == "__main__":
    unittest.main(verbosity=2)
