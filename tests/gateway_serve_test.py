#!/usr/bin/python3
"""holdfast-gateway serve as people run it: gateway_serve_test.py PROGRAM SOURCE_DIR. Over loopback; the receiver and its
inputs are made here from the specifications, and by nothing of the program's own."""
import hashlib
import http.client
import json
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import unittest

PROGRAM, SOURCE = sys.argv.pop(1), pathlib.Path(sys.argv.pop(1))
NS = 34_200_000_000_000
END = 0xFFFF
# Groups of this run alone: other runs on this machine do not meet ours.
OWN = os.getpid() % 250 + 1


def add_order(locate, reference):
    return b"A" + struct.pack(">HH", locate, 0) + (NS + reference).to_bytes(6, "big") + struct.pack(
        ">QcI8sI", reference, b"B", 100, b"HOLD    ", 10_000)


def system_event(code):
    return b"S" + struct.pack(">HH", 0, 0) + NS.to_bytes(6, "big") + code


def binary_file(messages, end=True):
    return b"".join(struct.pack(">H", len(m)) + m for m in messages) + (b"\0\0" if end else b"")


def a_day(count):
    return [system_event(b"O")] + [add_order(i % 17 + 1, i) for i in range(count)] + [system_event(b"C")]


class Receiver:
    """A member of one group on lo, in a thread: every message in its order, and what was wrong."""

    def __init__(self, group, port):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.setsockopt(socket.SOL_SOCKET, 33, 32 << 20)  # SO_RCVBUFFORCE; without the right a small one
        self.socket.bind((group, port))
        mreqn = socket.inet_aton(group) + socket.inet_aton("0.0.0.0") + struct.pack("=i", socket.if_nametoindex("lo"))
        self.socket.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, mreqn)
        self.socket.settimeout(0.05)
        self.port = self.socket.getsockname()[1]
        self.messages, self.gaps, self.faults, self.sessions = [], [], [], set()
        self.datagrams = self.heartbeats = self.ends = self.longest = 0
        self.next = 1
        self.digest = hashlib.sha256()
        self.stopping = False
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        while True:
            try:
                datagram = self.socket.recv(65536)
            except socket.timeout:
                if self.stopping:
                    return
                continue
            self.take(datagram)

    def take(self, datagram):
        self.datagrams += 1
        self.longest = max(self.longest, len(datagram))
        session, sequence, count = struct.unpack(">10sQH", datagram[:20])
        self.sessions.add(session.decode())
        if sequence > self.next:
            self.gaps.append((self.next, sequence))
        if sequence < self.next:
            self.faults.append(f"sequence {sequence} after {self.next}")
        self.next = sequence
        self.heartbeats += count == 0
        self.ends += count == END
        at = 20
        for _ in range(0 if count == END else count):
            length = struct.unpack_from(">H", datagram, at)[0]
            message = datagram[at + 2:at + 2 + length]
            if len(message) != length:
                self.faults.append("a message is cut")
            self.messages.append(message)
            self.digest.update(message)
            at += 2 + length
            self.next += 1
        if at != len(datagram):
            self.faults.append("bytes behind the last message")

    def finish(self):
        time.sleep(0.1)
        self.stopping = True
        self.thread.join()
        self.socket.close()
        return self


def receivers(streams, third=1):
    first = Receiver(f"239.77.{third}.{OWN}", 0)
    rest = [Receiver(f"239.77.{third}.{OWN + i}", first.port) for i in range(1, streams)]
    return [first] + rest


def group_option(members, third=1):
    return f"239.77.{third}.{OWN}:{members[0].port}"


def serve(*options, stdin=None):
    return subprocess.run([PROGRAM, "serve", "--interface", "lo", "--linger", "0.3", "--json", *options], input=stdin,
                          capture_output=True, timeout=120)


def wait_for(condition, seconds=20):
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            raise AssertionError("it did not come")
        time.sleep(0.01)


class Serving(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory())) if hasattr(
            self, "enterContext") else pathlib.Path(tempfile.mkdtemp())
        self.members = []

    def tearDown(self):
        for member in self.members:
            if member.thread.is_alive():
                member.finish()
        shutil.rmtree(self.folder, ignore_errors=True)

    def join(self, streams, third=1):
        members = receivers(streams, third)
        self.members += members
        return members

    def file(self, text, name="day.itch"):
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    def done(self, outcome, status=0):
        self.assertEqual(outcome.returncode, status, outcome.stderr.decode())
        return json.loads(outcome.stdout) if outcome.stdout else None

    def check_streams(self, members, messages):
        """Each has its share, each message once, in its order, and the end of the session."""
        for i, member in enumerate(members):
            member.finish()
            self.assertEqual(member.faults, [])
            self.assertEqual(member.gaps, [])
            wanted = [m for m in messages if m[1:3] == b"\0\0" or int.from_bytes(m[1:3], "big") % len(members) == i]
            self.assertEqual(len(member.messages), len(wanted))
            self.assertEqual(member.digest.hexdigest(), hashlib.sha256(b"".join(wanted)).hexdigest())
            self.assertEqual(member.next, len(wanted) + 1)
            self.assertGreaterEqual(member.ends, 2)
            self.assertEqual(len(member.sessions), 1)


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
                (["--synth", "--policy", "fifo"], "--policy fifo needs --priority"),
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
