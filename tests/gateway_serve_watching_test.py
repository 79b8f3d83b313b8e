#!/usr/bin/python3
"""holdfast-gateway serve, what is seen of it while it runs: gateway_serve_watching_test.py PROGRAM SOURCE_DIR. Over
loopback."""
import http.client
import os
import pty
import re
import select
import shutil
import signal
import socket
import subprocess
import time
import unittest

from gateway_serve_bed import OWN, PROGRAM, Serving, serve


class TestWatching(Serving):
    def start(self, *options, **popen):
        child = subprocess.Popen([PROGRAM, "serve", "--synth", "--rate", "20000/s", "--interface", "lo", "--streams", "2",
                                  "--group", f"239.77.1.{OWN}:4999", "--linger", "0.1", *options],
                                 stderr=subprocess.PIPE, **popen)
        self.addCleanup(child.stderr.close)
        self.addCleanup(child.wait)
        self.addCleanup(child.kill)
        return child

    def test_metrics_are_what_prometheus_reads_and_survive_bad_clients(self):
        child = self.start("--metrics", "127.0.0.1:0", stdout=subprocess.DEVNULL)
        port = None
        while port is None:
            found = re.search(rb"metrics at http://127.0.0.1:(\d+)/metrics", child.stderr.readline())
            port = int(found[1]) if found else None
        hostile = [socket.create_connection(("127.0.0.1", port)) for _ in range(5)]
        for i, client in enumerate(hostile):
            client.sendall(b"x" * (i * 2000))
        time.sleep(0.3)

        def get(path):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

        self.assertEqual(get("/")[0], 404)
        status, text = get("/metrics")
        self.assertEqual(status, 200)
        value = dict(re.findall(r"^(\S+) (\S+)$", text, re.M))
        self.assertGreater(float(value["holdfast_gateway_source_messages_total"]), 0)
        self.assertIn('holdfast_gateway_reader_largest_batch_events{ring="events",reader="snapshot"}', value)
        self.assertIn('holdfast_gateway_thread_involuntary_switches_total{thread="hf-delta"}', value)
        self.assertIn('holdfast_gateway_stream_lost_messages_total{stream="1"}', value)
        if shutil.which("promtool"):
            check = subprocess.run(["promtool", "check", "metrics"], input=text.encode(), capture_output=True)
            self.assertEqual(check.returncode, 0, check.stdout + check.stderr)
        child.send_signal(signal.SIGTERM)
        self.assertEqual(child.wait(20), 0)
        for client in hostile:
            client.close()

    def test_the_live_view_draws_rings_threads_and_streams_and_gives_the_screen_back(self):
        master, slave = pty.openpty()
        child = self.start("--live", stdout=slave)
        os.close(slave)
        text = b""
        until = time.monotonic() + 20
        while text.count(b"\033[H") < 3 and time.monotonic() < until:
            if select.select([master], [], [], 1)[0]:
                text += os.read(master, 65536)
        child.send_signal(signal.SIGINT)
        while True:
            try:
                piece = os.read(master, 65536)
            except OSError:
                break
            if not piece:
                break
            text += piece
        os.close(master)
        self.assertEqual(child.wait(20), 0)
        screen = text.decode(errors="replace")
        for word in ("largest batch", "application", "snapshot", "hf-delta", "preempted"):
            self.assertIn(word, screen)
        self.assertIn("\033[?1049h", screen)
        self.assertIn("\033[?1049l", screen)

    def test_log_lines_wait_until_the_screen_is_given_back(self):
        master, slave = pty.openpty()
        child = subprocess.Popen([PROGRAM, "serve", "--synth", "--rate", "20000/s", "--interface", "lo", "--group",
                                  f"239.77.1.{OWN}:4998", "--linger", "0", "--live", "--max-batch-limit", "1"],
                                 stdout=slave, stderr=slave)
        self.addCleanup(child.wait)
        self.addCleanup(child.kill)
        os.close(slave)
        text, is_stopped, until = b"", False, time.monotonic() + 60
        while time.monotonic() < until:
            if not is_stopped and b"alert: " in text and text.count(b"\033[H") >= 3:
                child.send_signal(signal.SIGINT)
                is_stopped = True
            try:
                piece = os.read(master, 65536) if select.select([master], [], [], 1)[0] else b""
            except OSError:
                break
            text += piece
        os.close(master)
        self.assertEqual(child.wait(20), 5)  # over the limit
        screen, behind = text.split(b"\033[?1049h")[1].split(b"\033[?1049l")
        self.assertIn(b"alert: ", screen)  # in a line of its own
        self.assertNotIn(b"holdfast-gateway: ", screen)
        self.assertIn(b"holdfast-gateway: alert: ", behind)


class TestPlacement(Serving):
    """The pinned thread where a policy has it."""

    def serve(self, threads, *options, topology="single-pinned"):
        policy = self.file("apiVersion: holdfast/v1\nname: gateway\nthreads:\n" + threads, "policy.yaml")
        return serve("--synth", "--messages", "20000", "--group", f"239.77.1.{OWN}:4996", "--topology", topology,
                     "--idle", "park", "--policy", policy, *options)

    def test_cpu_and_class_are_the_policys(self):
        cpu = max(os.sched_getaffinity(0))
        summary = self.done(self.serve(f"  - {{name: hf-delta, match: {{exe: /opt/none}}, cpus: {cpu}}}\n"
                                       "  - {name: other, match: {exe: /opt/none}, cpus: 0}\n"))
        cpus = {thread["thread"]: thread["cpus"] for thread in summary["threads"]}
        self.assertEqual(cpus["hf-delta"], str(cpu))
        summary = self.done(self.serve(f"  - {{name: sender, match: {{exe: /opt/none}}, cpus: {cpu}, policy: fifo, "
                                       "priority: 5}\n", "--thread", "sender"))
        self.assertEqual({thread["thread"]: thread["cpus"] for thread in summary["threads"]}["hf-delta"], str(cpu))

    def test_what_the_policy_does_not_say_is_refused_in_one_sentence(self):
        for threads, options, sentence in (
                ("  - {name: reader, match: {exe: /opt/none}, cpus: 0}\n", [],
                 'policy.yaml names no thread "hf-delta"; it has "reader"'),
                ("  - {name: hf-delta, match: {exe: /opt/none}, policy: fifo, priority: 5}\n", [],
                 'thread "hf-delta" is to run on any CPU; a pinned thread has one CPU'),
                ("  - {name: hf-delta, match: {exe: /opt/none}, cpus: 0}\n", ["--thread", "x"],
                 'names no thread "x"'),
                ("  - {name: hf-delta, match: {exe: /opt/none}, cpus: nosuch}\n", [], "policy.yaml:4:")):
            outcome = self.serve(threads, *options)
            self.assertIn(outcome.returncode, (1, 2), threads)
            told = outcome.stderr.decode()
            self.assertIn(sentence, told)
            self.assertEqual(told.count("\n"), 1, told)
        self.assertIn("is of --topology single-pinned", self.serve(
            "  - {name: hf-delta, match: {exe: /opt/none}, cpus: 0}\n", topology="single").stderr.decode())


if __name__ == "__main__":
    unittest.main(verbosity=2)
