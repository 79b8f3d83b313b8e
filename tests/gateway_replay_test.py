#!/usr/bin/python3
"""holdfast-gateway replay as people run it: gateway_replay_test.py PROGRAM SOURCE_DIR. Captures and files are made here, from
the specifications; what replay sends with faults is heard by the program's own client, whose books must be those of a run
without faults. All of it stays on loopback."""
import json
import pathlib
import random
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
LIMIT = 60
NS = 34_200_000_000_000
FAULTS = ["--loss", "5%", "--duplicate", "5%", "--reorder", "5%", "--delay", "5%"]


def market(count):
    """Messages every 100 us: orders, and for a third of them a deletion later."""
    chance, live, out = random.Random(1), [], []
    for number in range(1, count + 1):
        head = struct.pack(">HH6s", 1, 0, (NS + number * 100_000).to_bytes(6, "big"))
        if live and chance.random() < 0.33:
            out.append(b"D" + head + struct.pack(">Q", live.pop(chance.randrange(len(live)))))
        else:
            live.append(number)
            price = 1_000_000 + 100 * chance.randrange(50)
            out.append(b"A" + head + struct.pack(">QcI8sI", number, chance.choice([b"B", b"S"]), 100, b"AAPL    ", price))
    return out


def mold(session, sequence, messages, count=None):
    blocks = b"".join(struct.pack(">H", len(one)) + one for one in messages)
    return session.ljust(10).encode() + struct.pack(">QH", sequence, len(messages) if count is None else count) + blocks


def frame(group, port, payload):
    """Ethernet with an 802.1Q tag, IPv4, UDP."""
    header = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 28 + len(payload), 0, 0, 64, 17, 0, socket.inet_aton("10.0.0.1"),
                         socket.inet_aton(group))
    return bytes(12) + b"\x81\x00\x00\x07\x08\x00" + header + struct.pack(">HHHH", 5000, port, 8 + len(payload), 0) + payload


def capture(packets):
    """pcap with nanoseconds, of (ns, group, port, payload)."""
    out = struct.pack("<IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 65535, 1)
    for at, group, port, payload in packets:
        bytes_ = frame(group, port, payload)
        out += struct.pack("<IIII", 1_700_000_000 + at // 10**9, at % 10**9, len(bytes_), len(bytes_)) + bytes_
    return out


def feed(messages, group="239.1.1.1", session="S1", gap=200_000):
    """Two messages each 200 us, and the end of the session."""
    packets = [(i // 2 * gap, group, 26400, mold(session, i + 1, messages[i:i + 2])) for i in range(0, len(messages), 2)]
    return packets + [(packets[-1][0] + gap, group, 26400, mold(session, len(messages) + 1, [], 0xFFFF))]


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


class Places:
    """Groups and ports of one test."""

    def __init__(self):
        self.port = free_port()
        self.groups = [f"239.78.{line}.{self.port % 250 + 1}:{self.port}" for line in (1, 2)]
        self.answers = f"127.0.0.1:{free_port()}"


def replay(*words, stdin=None):
    return subprocess.run([PROGRAM, "replay", *map(str, words)], input=stdin, capture_output=True, timeout=LIMIT, check=False)


def follow(places, replay_words, lines=1, asks=True):
    """What client and replay say at their ends."""
    second = ["--second-line", places.groups[1]] if lines > 1 else []
    asked = ["--re-request", places.answers] if asks else []
    client = subprocess.Popen([PROGRAM, "client", "--group", places.groups[0], *second, "--interface", "lo", *asked, "--json",
                               "--seconds", str(LIMIT)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        wait_for_member(places, lines)
        done = replay("--group", places.groups[0], *second, "--interface", "lo", *asked, "--json", *replay_words)
        out, err = client.communicate(timeout=LIMIT)
    finally:
        client.kill()
    return json.loads(out), json.loads(done.stdout), err + done.stderr.decode()


def wait_for_member(places, lines):
    """Until the client has joined: the kernel shows its sockets."""
    end = time.monotonic() + LIMIT
    while pathlib.Path("/proc/net/udp").read_text().count(f":{places.port:04X} ") < lines:
        if time.monotonic() > end:
            raise AssertionError("the client does not listen")
        threading.Event().wait(0.01)


class Replay(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def file(self, name, content):
        (self.folder / name).write_bytes(content)
        return self.folder / name

    def day(self, messages):
        return self.file("day.itch", b"".join(struct.pack(">H", len(one)) + one for one in messages) + b"\0\0")

    def pcap(self, packets):
        return self.file("day.pcap", capture(packets))

    def check_accounts(self, summary):
        for line in summary["lines"]:
            self.assertEqual(line["in"] + line["duplicated"], line["sent"] + line["lost"] + line["waiting"], line)

    def digest_of_clean_run(self, path, *words):
        heard, _, told = follow(Places(), [path, "--linger", 2, *words])
        self.assertEqual(heard["delivered"], 4000, told)
        return heard["books"]["digest"]

    def test_a_file_with_faults_ends_in_the_books_of_a_clean_run(self):
        path = self.day(market(4000))
        clean = self.digest_of_clean_run(path)
        heard, sent, told = follow(Places(), [path, "--linger", 2, "--seed", 3, *FAULTS])
        self.assertEqual(heard["books"]["digest"], clean, told)
        self.assertEqual((heard["delivered"], heard["skipped"], heard["ended"]), (4000, 0, True), told)
        self.assertGreater(heard["gaps"], 0)
        self.assertEqual(sent["messages"], 4000)
        self.assertGreater(sent["re_requests"]["answered"], 0)
        self.check_accounts(sent)
        self.assertTrue(all(sent["lines"][0][fault] > 0 for fault in ("lost", "duplicated", "reordered", "delayed")), sent)

    def test_a_capture_with_faults_ends_in_the_books_of_a_clean_run(self):
        path = self.pcap(feed(market(4000)))
        clean = self.digest_of_clean_run(path)
        heard, sent, told = follow(Places(), [path, "--linger", 2, "--speed", "2.5", *FAULTS])
        self.assertEqual((heard["books"]["digest"], heard["delivered"]), (clean, 4000), told)
        self.check_accounts(sent)

    def test_two_lines_lose_other_packets_and_make_up_for_each_other(self):
        path = self.pcap(feed(market(4000)))
        clean = self.digest_of_clean_run(path)
        heard, sent, told = follow(Places(), [path, "--linger", 2, "--loss", "5%,10%", "--reorder", "5%"], lines=2)
        self.assertEqual((heard["books"]["digest"], heard["delivered"]), (clean, 4000), told)
        self.assertGreater(sent["lines"][1]["lost"], sent["lines"][0]["lost"])
        self.check_accounts(sent)

    def test_payloads_are_sent_as_they_were_and_at_their_times(self):
        packets = feed(market(20), gap=20_000_000)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.bind(("127.0.0.1", 0))
            sock.settimeout(LIMIT)
            at = time.monotonic()
            done = replay(self.pcap(packets), "--group", "127.0.0.1:%d" % sock.getsockname()[1], "--speed", "2", "--json")
            took = time.monotonic() - at
            self.assertEqual([sock.recv(2000) for _ in packets], [payload for *_, payload in packets])
        self.assertEqual(done.returncode, 0, done.stderr)
        summary = json.loads(done.stdout)
        self.assertGreaterEqual(took, 0.1)  # ten gaps of 20 ms, twice as fast
        self.assertGreaterEqual(summary["seconds"], 0.1)
        self.assertLessEqual(summary["late_ns"]["p50"], summary["late_ns"]["max"])

    def dry(self, path, *words):
        done = replay(path, "--group", "239.1.1.1:4000", "--dry-run", "--json", *words)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual(done.returncode, 0, done.stderr)
        return lines[:-1], lines[-1]

    def test_a_long_silence_is_shortened_and_all_else_is_sent_as_it_was(self):
        messages = market(6)
        packets = feed(messages)
        late = [(at + (3600 * 10**9 if i >= 2 else 0), *rest) for i, (at, *rest) in enumerate(packets)]
        words = ["--group", "239.1.1.1:4000", "--dry-run"]
        kept = replay(self.pcap(packets), *words).stdout.splitlines()
        begun = time.monotonic()
        summary = json.loads(replay(self.pcap(late), "--max-gap", "0.25", "--interface", "lo", "--json", *words[:2]).stdout)
        self.assertLess(time.monotonic() - begun, 30)
        self.assertEqual(summary["packets"], len(packets))
        self.assertGreaterEqual(summary["seconds"], 0.25)
        self.assertAlmostEqual(summary["shortened_ns"], 3600 * 10**9 - 249_800_000, delta=1000)
        self.assertEqual(len(replay(self.pcap(late), "--max-gap", "0.25", *words).stdout.splitlines()), len(kept) + 1)

    def test_fragments_are_counted_and_told(self):
        pieces = bytearray(capture(feed(market(4))))
        at = pieces.index(struct.pack(">BB", 0x45, 0), 40)  # the first packet's IPv4 header
        pieces[at + 6] = 0x20  # more fragments
        told = replay(self.file("day.pcap", bytes(pieces)), "--group", "239.1.1.1:4000", "--dry-run")
        self.assertEqual(told.returncode, 0, told.stderr)
        self.assertIn(b"day.pcap: 1 fragment of IP packets passed over", told.stderr)

    def test_a_dry_run_shows_a_files_packets_and_repeats_itself(self):
        path = self.day(market(100))
        packets, summary = self.dry(path, "--session", "DAY", "--linger", 0)
        self.assertEqual([(one["session"], one["sequence"], one["messages"]) for one in packets],
                         [("DAY", n, 1) for n in range(1, 101)])
        self.assertEqual([one["due_ns"] for one in packets], [n * 100_000 for n in range(100)])
        self.assertEqual(summary["packets"], 100)
        self.assertEqual(self.dry(path, *FAULTS, "--seed", 9), self.dry(path, *FAULTS, "--seed", 9))
        self.assertNotEqual(self.dry(path, *FAULTS, "--seed", 9)[0], self.dry(path, *FAULTS, "--seed", 10)[0])

    def test_at_the_maximum_speed_packets_are_filled_up_to_the_mtu(self):
        path = self.day(market(1000))
        packets, _ = self.dry(path, "--speed", "max", "--mtu", 500, "--linger", 0)
        self.assertEqual(sum(one["messages"] for one in packets), 1000)
        self.assertTrue(all(500 - 28 - 38 < one["bytes"] <= 500 - 28 for one in packets[:-1]))

    def test_rounds_of_a_file_go_on_in_their_sequence_and_those_of_a_capture_do_not(self):
        packets, summary = self.dry(self.day(market(10)), "--loop", 3, "--linger", 0)
        self.assertEqual([one["sequence"] for one in packets], list(range(1, 31)))
        self.assertEqual(summary["rounds"], 3)
        packets, _ = self.dry(self.pcap(feed(market(4))), "--loop", 0, "--limit", 7)
        self.assertEqual([one["sequence"] for one in packets], [1, 3, 5, 1, 3, 5, 1])

    def test_of_several_streams_one_has_to_be_chosen(self):
        path = self.pcap(sorted(feed(market(10)) + feed(market(10), "239.1.2.1", "S2")))
        done = replay(path, "--group", "239.1.1.1:4000", "--dry-run")
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"239.1.1.1:26400 session S1 (6 packets), 239.1.2.1:26400 session S2 (6 packets)", done.stderr)
        for words in (("--session", "S2"), ("--destination", "239.1.2.1:26400")):
            packets, _ = self.dry(path, *words)
            self.assertEqual({one["session"] for one in packets}, {"S2"})
        piped = replay("-", "--group", "239.1.1.1:4000", "--dry-run", stdin=path.read_bytes())
        self.assertEqual(piped.returncode, 1)
        self.assertIn(b"several streams", piped.stderr)

    def test_what_is_cut_is_not_sent_and_is_told(self):
        whole = capture(feed(market(4)))
        done = replay(self.file("cut.pcap", whole[:-3]), "--group", "239.1.1.1:4000", "--dry-run", "--json")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn(b"a packet is cut off", done.stderr)
        self.assertEqual(json.loads(done.stdout.splitlines()[-1])["packets"], 2)
        done = replay(self.file("cut.itch", self.day(market(4)).read_bytes()[:-5]), "--group", "239.1.1.1:4000", "--dry-run")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn(b"cut off in a message", done.stderr)

    def test_a_signal_ends_it_in_order(self):
        path = self.pcap(feed(market(4), gap=3600 * 10**9))
        for number in (signal.SIGINT, signal.SIGTERM):
            process = subprocess.Popen([PROGRAM, "replay", path, "--group", "127.0.0.1:9", "--json"], stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE)
            self.assertIn(b"replaying to 127.0.0.1:9", process.stderr.readline())
            process.send_signal(number)
            out, err = process.communicate(timeout=LIMIT)
            self.assertEqual((process.returncode, err), (0, b""))
            self.assertLessEqual(json.loads(out)["packets"], 1)

    def test_what_makes_no_sense_is_refused(self):
        path = self.pcap(feed(market(4)))
        for words, said in [(("--group", "239.1.1.1"), b"no address with a port"), (("--speed", "fast"), b"--speed fast"),
                            (("--speed", "0"), b"--speed 0"), (("--loss", "101%"), b"--loss 101%"),
                            (("--loss", "1%,2%"), b"2 shares for 1 line"), (("--session", "ELEVENCHARS"), b"10 characters"),
                            (("--second-interface", "lo"), b"--second-line"), (("--limit", "0"), b"--limit")]:
            group = () if words[0] == "--group" else ("--group", "239.1.1.1:4000")
            done = replay(path, *group, *words)
            self.assertEqual((done.returncode, done.stdout), (2, b""), words)
            self.assertIn(said, done.stderr)
        self.assertEqual(replay("-", "--group", "239.1.1.1:4000", "--loop", 2, stdin=b"").returncode, 2)
        done = replay(self.day(market(4)), "--group", "239.1.1.1:4000", "--destination", "239.1.1.1:1")
        self.assertEqual(done.returncode, 2)
        done = replay(self.folder / "none", "--group", "239.1.1.1:4000")
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"No such file", done.stderr)


if __name__ == "__main__":
    unittest.main()
