#!/usr/bin/python3
"""holdfast-gateway serve, how it ends and what it refuses: gateway_serve_ends_test.py PROGRAM SOURCE_DIR. Over loopback."""
import json
import signal
import socket
import struct
import subprocess
import unittest

from gateway_serve_bed import END, OWN, PROGRAM, Serving, a_day, binary_file, group_option, serve, wait_for


class TestEnds(Serving):
    def test_a_signal_ends_it_with_the_end_of_the_session(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            members = self.join(2)
            with subprocess.Popen([PROGRAM, "serve", "--synth", "--rate", "20000/s", "--interface", "lo", "--streams",
                                   "2", "--group", group_option(members), "--linger", "0.3", "--json"],
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
                wait_for(lambda: all(len(m.messages) > 100 for m in members))
                child.send_signal(number)
                out, err = child.communicate(timeout=20)
                self.assertEqual(child.returncode, 0, err)
            summary = json.loads(out)
            for member, stream in zip(members, summary["streams"]):
                member.finish()
                self.assertGreaterEqual(member.ends, 2)
                self.assertEqual(member.next, stream["next_sequence"])

    def test_malformed_messages_are_counted_told_once_and_passed_over(self):
        good = a_day(100)
        bad = [b"?what", b"A" + bytes(20), b"x", b"A", b"S" * 70] * 3
        members = self.join(1)
        outcome = serve(self.file(binary_file(good[:50] + bad + good[50:])), "--group", group_option(members),
                        "--stream-policy", "block")
        summary = self.done(outcome)
        self.check_streams(members, good)
        self.assertEqual(summary["malformed"], {"unknown_type": 6, "wrong_length": 9})
        told = [line for line in outcome.stderr.decode().splitlines() if "of the source" in line]
        self.assertEqual(len(told), 2, told)
        self.assertIn("message 51 of the source, 5 bytes, is of type '?'", told[0])
        self.assertIn("message 52 of the source is of type A and has 21 bytes, not 36", told[1])

    def test_a_file_that_is_cut_is_served_as_far_as_it_goes_and_told(self):
        messages = a_day(100)
        members = self.join(1)
        outcome = serve(self.file(binary_file(messages, end=False)[:-5]), "--group", group_option(members),
                        "--stream-policy", "block")
        self.done(outcome, 1)
        self.assertIn("day.itch: cut off in a message, of which 9 bytes are there", outcome.stderr.decode())
        self.check_streams(members, messages[:-1])

    def test_a_batch_beyond_the_limit_is_alerted_and_judged(self):
        members = self.join(1)
        path = self.file(binary_file(a_day(50_000)))
        outcome = serve(path, "--group", group_option(members), "--max-batch-limit", "1")
        summary = self.done(outcome, 5)
        self.assertEqual(summary["exit_status"], 5)
        self.assertRegex(outcome.stderr.decode(), r"alert: \w+ found \d+ events waiting at once; the limit is 1")
        self.done(serve(path, "--group", group_option(members), "--max-batch-limit", "100000000"))

    def test_mistakes_are_refused_with_their_place_and_a_remedy(self):
        for options, sentence in (
                ([], "what is to be served?"),
                (["--synth", "--ring", "1000"], "--ring 1000: expected a power of two"),
                (["--synth", "--group", "10.0.0.1:1"], "--group 10.0.0.1:1: expected a multicast group"),
                (["--synth", "--topology", "single-pinned"], "--topology single-pinned needs --cpu"),
                (["--synth", "--topology", "single-pinned", "--cpu", "8000"], "--cpu 8000: the CPUs that are online"),
                (["--synth", "--scheduling", "fifo"], "--scheduling fifo needs --priority"),
                (["--synth", "--rate", "fast"], "--rate fast: expected messages a second"),
                (["--synth", "--loss", "120%"], "--loss 120%: expected a share"),
                (["--synth", "--interface", "nosuch7"], "no interface nosuch7"),
                (["--synth", "--streams", "40", "--topology", "thread-per-stream"], "41 consumers, and 32 are the most"),
                (["--synth", "--config", self.file("streams: 2\nrnig: 5\n", "g.yaml")], "g.yaml:2:1: key 'rnig'"),
                (["--synth", "--live"], "--live: standard output is no terminal"),
                (["/nosuch/file"], "/nosuch/file: No such file")):
            outcome = subprocess.run([PROGRAM, "serve", *options], capture_output=True, timeout=30)
            self.assertIn(outcome.returncode, (1, 2), options)
            self.assertIn(sentence, outcome.stderr.decode(), options)

    def test_it_warns_of_threads_without_cpus_and_of_what_production_has_otherwise(self):
        profile = self.file("streams: 14\nring: 8192\ntopology: thread-per-stream\nstocks: 8000\nrate: 560000\n",
                            "production.yaml")
        outcome = serve("--synth", "--messages", "100", "--streams", "2", "--profile", profile)
        self.done(outcome)
        told = outcome.stderr.decode()
        self.assertIn("warning: 2 streams here, in production (", told)
        self.assertIn("warning: the topology here is single, in production (", told)
        outcome = subprocess.run(["taskset", "-c", "0", PROGRAM, "serve", "--synth", "--messages", "10", "--interface",
                                  "lo", "--linger", "0"], capture_output=True, timeout=60)
        self.assertIn("warning: 4 threads", outcome.stderr.decode())
        self.assertIn("have 1 CPU to run on (0)", outcome.stderr.decode())


class TestEnding(Serving):
    def test_a_signal_while_the_end_is_told_ends_it_at_once(self):
        group = f"239.77.3.{OWN}"
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as member:
            member.bind((group, 0))
            way = socket.inet_aton(group) + socket.inet_aton("0.0.0.0") + struct.pack("=i", socket.if_nametoindex("lo"))
            member.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, way)
            member.settimeout(30)
            child = subprocess.Popen([PROGRAM, "serve", "--synth", "--messages", "10", "--interface", "lo", "--group",
                                      "%s:%d" % member.getsockname(), "--linger", "3000", "--snapshot", "127.0.0.1:0"],
                                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            self.addCleanup(child.wait)
            self.addCleanup(child.kill)
            while struct.unpack(">H", member.recv(65536)[18:20])[0] != END:
                pass
            child.send_signal(signal.SIGTERM)
            self.assertEqual(child.wait(20), 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
