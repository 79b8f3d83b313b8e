#!/usr/bin/python3
"""holdfast-gateway serve, what arrives of it: gateway_serve_test.py PROGRAM SOURCE_DIR. Over loopback."""
import subprocess
import sys
import unittest

from gateway_serve_bed import OWN, PROGRAM, Serving, a_day, binary_file, group_option, serve, wait_for


class TestStreams(Serving):
    def test_a_file_arrives_whole_on_every_stream_and_line(self):
        messages = a_day(20_000)
        path = self.file(binary_file(messages))
        members, second = self.join(3), self.join(3, third=2)
        summary = self.done(serve(path, "--streams", "3", "--group", group_option(members), "--second-line",
                                  group_option(second, 2), "--stream-policy", "block", "--rate", "100000/s"))
        self.check_streams(members, messages)
        self.check_streams(second, messages)
        self.assertEqual([m.sessions for m in members], [m.sessions for m in second])
        self.assertEqual(summary["messages"], 20_002)
        self.assertEqual(summary["lost"], 0)
        self.assertEqual([s["messages"] for s in summary["streams"]], [len(m.messages) for m in members])
        self.assertEqual({s["session"] for s in summary["streams"]}, set.union(*(m.sessions for m in members)))
        self.assertLessEqual(max(m.longest for m in members), 1472)
        for stream in summary["streams"]:
            self.assertRegex(stream["digest"], "^[0-9a-f]{16}$")

    def test_each_topology_and_idle_strategy_sends_the_same(self):
        messages = a_day(3_000)
        path = self.file(binary_file(messages))
        for topology in (["thread-per-stream"], ["single"], ["single-pinned", "--cpu", "0"]):
            for idle in ("spin", "yield", "back-off", "park"):
                with self.subTest(topology=topology, idle=idle):
                    members = self.join(2)
                    self.done(serve(path, "--streams", "2", "--group", group_option(members), "--stream-policy", "block",
                                    "--rate", "50000/s", "--topology", *topology, "--idle", idle))
                    self.check_streams(members, messages)

    def test_standard_input_is_served_as_it_comes_with_heartbeats_in_between(self):
        messages = a_day(10)
        members = self.join(2)
        with subprocess.Popen([PROGRAM, "serve", "-", "--interface", "lo", "--streams", "2", "--group",
                               group_option(members), "--linger", "0.3", "--idle", "park"], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
            child.stdin.write(binary_file(messages[:7], end=False))
            child.stdin.flush()
            wait_for(lambda: sum(len(m.messages) for m in members) >= 8)
            wait_for(lambda: all(m.heartbeats >= 2 for m in members))
            child.stdin.write(binary_file(messages[7:]))
            child.communicate(timeout=20)
            self.assertEqual(child.returncode, 0)
        self.check_streams(members, messages)

    def test_datagrams_are_as_short_as_they_are_asked_to_be(self):
        messages = a_day(2_000)
        members = self.join(1)
        self.done(serve(self.file(binary_file(messages)), "--group", group_option(members), "--stream-policy", "block",
                        "--datagram", "100"))
        self.check_streams(members, messages)
        self.assertLessEqual(members[0].longest, 100)

    def test_what_loss_leaves_out_is_missing_and_counted(self):
        messages = a_day(20_000)
        members = self.join(1)
        summary = self.done(serve(self.file(binary_file(messages)), "--group", group_option(members), "--stream-policy",
                                  "block", "--loss", "20%", "--rate", "200000/s", "--datagram", "400"))
        member = members[0].finish()
        stream = summary["streams"][0]
        self.assertGreater(stream["left_out_datagrams"], 0.1 * stream["datagrams"])
        self.assertEqual(member.datagrams, stream["datagrams"] - stream["left_out_datagrams"])
        self.assertGreater(len(member.gaps), 0)
        self.assertEqual(len(member.messages) + sum(end - first for first, end in member.gaps), len(messages))

    def test_what_a_ring_loses_is_a_gap_that_is_told_with_its_sequences(self):
        members = self.join(4)
        # The delta thread shares its CPU with others that never rest: it stands still for milliseconds.
        hogs = [subprocess.Popen(["taskset", "-c", "0", sys.executable, "-c", "while True: pass"]) for _ in range(2)]
        try:
            outcome = serve("--synth", "--messages", "300000", "--streams", "4", "--group", group_option(members),
                            "--ring", "64", "--topology", "single-pinned", "--cpu", "0")
        finally:
            for hog in hogs:
                hog.kill()
                hog.wait()
        summary = self.done(outcome)
        for member, stream in zip(members, summary["streams"]):
            member.finish()
            self.assertEqual(member.faults, [])
            self.assertEqual(stream["messages"] + stream["lost"], stream["next_sequence"] - 1)
        self.assertGreater(summary["lost"], 0)
        self.assertRegex(outcome.stderr.decode(), r"stream \d lost [\d]+ messages.*sequences|stream \d lost \d+ messages in")

    def test_a_file_says_what_differs_between_streams(self):
        messages = a_day(5_000)
        members = self.join(2)
        groups = [f"239.77.1.{OWN + i}:{members[0].port}" for i in range(2)]
        config = self.file(f"""streams:
  - {{name: few, group: "{groups[0]}", books: "3,5-6", ring: 1024, policy: block}}
  - {{name: rest, group: "{groups[1]}", policy: block}}
""", "gateway.yaml")
        summary = self.done(serve(self.file(binary_file(messages)), "--config", config))
        few, rest = (m.finish() for m in members)
        locates = [{int.from_bytes(m[1:3], "big") for m in member.messages} for member in (few, rest)]
        self.assertEqual(locates[0], {0, 3, 5, 6})
        self.assertEqual(locates[1], set(range(18)) - {3, 5, 6})
        self.assertEqual([r["capacity"] for r in summary["rings"]], [8192, 1024, 8192])
        self.assertEqual([s["stream"] for s in summary["streams"]], ["few", "rest"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
