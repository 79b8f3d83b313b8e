#!/usr/bin/python3
"""holdfast-gateway client as people run it: gateway_client_test.py PROGRAM SOURCE_DIR. The feed, the re-request server and the
snapshot server are made here, from the specifications; at the end the program's own serve is the other side. All of it
stays on loopback."""
import json
import pathlib
import re
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
HEARTBEAT, END = 0, 0xFFFF
LIMIT = 60


def order(number):
    """AddOrder of TotalView-ITCH 5.0."""
    return struct.pack(">cHH6sQcI8sI", b"A", 1, 0, number.to_bytes(6, "big"), number, b"B", 100, b"AAPL    ", 1_000_000)


def free_port(kind):
    with socket.socket(socket.AF_INET, kind) as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


class Feed:
    """A stream on one or two groups, and the messages of it: message n adds order n."""

    def __init__(self, lines=1, session="TEST"):
        self.session = session.ljust(10).encode()
        self.port = free_port(socket.SOCK_DGRAM)
        self.groups = [f"239.77.{2 + line}.{self.port % 250 + 1}" for line in range(lines)]
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("127.0.0.1"))
        self.sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_LOOP, 1)

    def raw(self, data, line=0):
        self.sock.sendto(data, (self.groups[line], self.port))

    def header(self, sequence, count):
        return self.session + struct.pack(">QH", sequence, count)

    def packet(self, first, count):
        blocks = [order(n) for n in range(first, first + count)]
        return self.header(first, count) + b"".join(struct.pack(">H", len(one)) + one for one in blocks)

    def send(self, first, count, line=0):
        self.raw(self.packet(first, count), line)

    def mark(self, sequence, count, line=0):
        self.raw(self.header(sequence, count), line)


class Client:
    """The program, with what it tells, line by line."""

    def __init__(self, feed, *words):
        second = ["--second-line", f"{feed.groups[1]}:{feed.port}"] if len(feed.groups) > 1 else []
        command = [PROGRAM, "client", "--group", f"{feed.groups[0]}:{feed.port}", "--interface", "lo", *second, *words]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.told = []
        self.has_told = threading.Condition()
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stderr:
            with self.has_told:
                self.told.append(line.rstrip("\n").removeprefix("holdfast-gateway: client: "))
                self.has_told.notify_all()

    def wait_for(self, pattern, meanwhile=lambda: None):
        end = time.monotonic() + LIMIT
        while True:
            is_over = not self.reader.is_alive() or time.monotonic() > end
            if any(re.search(pattern, line) for line in self.told):
                return
            if is_over:
                raise AssertionError(f"{pattern!r} was not told: {self.told}")
            meanwhile()
            with self.has_told:
                self.has_told.wait(0.02)

    def finish(self):
        out = self.process.stdout.read()
        status = self.process.wait(LIMIT)
        self.reader.join(LIMIT)
        self.process.stdout.close()
        self.process.stderr.close()
        return status, out

    def summary(self):
        status, out = self.finish()
        return status, json.loads(out)


class ReRequests:
    """Answers every request of messages that it has."""

    def __init__(self, feed):
        self.feed, self.requests = feed, []
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.bind(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.sock.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            request, asker = self.sock.recvfrom(100)
            session, sequence, count = struct.unpack(">10sQH", request)
            self.requests.append((session.decode().strip(), sequence, count))
            self.sock.sendto(self.feed.packet(sequence, min(count, 30)), asker)


class Snapshots:
    """Gives all orders up to `last`, then the sequence behind it; answers digests with `digest`."""

    def __init__(self, feed, last, digest=0x1234, refuse=0):
        self.feed, self.last, self.digest, self.refuse, self.logins = feed, last, digest, refuse, []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    @staticmethod
    def packet(kind, payload=b""):
        return struct.pack(">Hc", len(payload) + 1, kind) + payload

    def serve(self):
        while True:
            connection, _ = self.listener.accept()
            threading.Thread(target=self.talk, args=(connection,), daemon=True).start()

    def talk(self, connection):
        stream = connection.makefile("rb")
        while header := stream.read(3):
            length, kind = struct.unpack(">Hc", header)
            payload = stream.read(length - 1)
            if kind == b"L":
                self.logins.append((payload[:6], payload[6:16], payload[16:26], payload[26:46]))
                if len(self.logins) <= self.refuse:
                    connection.sendall(self.packet(b"J", b"A"))
                    break
                connection.sendall(self.packet(b"A", self.feed.session.strip().rjust(10) + b"1".rjust(20)))
                image = b"".join(self.packet(b"S", order(n)) for n in range(1, self.last + 1))
                connection.sendall(image + self.packet(b"S", b"G%020d" % (self.last + 1)))
            elif kind == b"U":
                answer = b"%016x" % self.digest
                connection.sendall(self.packet(b"U", payload + answer))
            elif kind == b"O":
                break
        stream.close()
        connection.close()


def binary_file(path):
    data, messages = path.read_bytes(), []
    while data:
        length = struct.unpack(">H", data[:2])[0]
        messages.append(data[2:2 + length])
        data = data[2 + length:]
    assert messages.pop() == b""
    return messages


class Following(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = pathlib.Path(folder.name) / "seen.itch"

    def begin(self, client, feed):
        client.wait_for("^synchronised at 1", lambda: feed.mark(1, HEARTBEAT))

    def test_messages_are_written_as_they_came_until_the_session_s_end(self):
        feed = Feed()
        client = Client(feed, "--write", str(self.file), "--json")
        self.begin(client, feed)
        for first in range(1, 101, 10):
            feed.send(first, 10)
        client.wait_for("end of session", lambda: feed.mark(101, END))
        status, seen = client.summary()
        self.assertEqual(status, 0, client.told)
        self.assertEqual(binary_file(self.file), [order(n) for n in range(1, 101)])
        self.assertEqual((seen["session"], seen["delivered"], seen["skipped"], seen["gaps"]), ("TEST", 100, 0, 0))
        self.assertEqual(seen["books"]["orders"], 100)

    def test_each_line_fills_what_the_other_lost(self):
        feed = Feed(lines=2)
        client = Client(feed, "--json", "--write", str(self.file))
        self.begin(client, feed)
        for n in range(1, 201):
            for line in range(2):
                if n % 7 != 3 * line:
                    feed.send(n, 1, line)
        client.wait_for("end of session", lambda: feed.mark(201, END))
        status, seen = client.summary()
        self.assertEqual(status, 0, client.told)
        self.assertEqual(binary_file(self.file), [order(n) for n in range(1, 201)])
        self.assertEqual(seen["re_requests"]["requests"], 0)
        self.assertEqual(sum(line["first"] for line in seen["lines"]), 200)
        self.assertGreater(seen["lines"][0]["missing"], 20)
        self.assertGreater(sum(line["duplicates"] for line in seen["lines"]), 100)

    def test_a_gap_is_asked_for_and_filled(self):
        feed = Feed()
        server = ReRequests(feed)
        client = Client(feed, "--re-request", server.address, "--json")
        self.begin(client, feed)
        feed.send(1, 5)
        feed.send(106, 5)
        client.wait_for(r"^gap: 100 messages are missing from 6 on")
        client.wait_for("end of session", lambda: feed.mark(111, END))
        status, seen = client.summary()
        self.assertEqual(status, 0, client.told)
        self.assertEqual(server.requests[0], ("TEST", 6, 100))
        self.assertEqual(seen["re_requests"]["messages"], 100)
        self.assertEqual(seen["delivered"], 110)

    def test_who_joins_late_takes_a_snapshot_again_and_again_until_it_is_given(self):
        feed = Feed()
        server = Snapshots(feed, last=1000, refuse=2)
        client = Client(feed, "--snapshot", server.address, "--username", "me", "--password", "secret", "--json",
                        "--messages", "3")
        client.wait_for("^synchronised at 1001", lambda: feed.mark(1001, HEARTBEAT))
        feed.send(1001, 3)
        status, seen = client.summary()
        self.assertEqual(status, 0, client.told)
        self.assertEqual(server.logins[0], (b"me    ", b"secret    ", b"      TEST", b"1".rjust(20)))
        self.assertEqual(seen["recoveries"], {"recovered": 1, "rejected": 2})
        self.assertEqual(seen["skipped_ranges"], [{"first": 1, "end": 1001}])
        self.assertEqual(seen["books"]["orders"], 1003)

    def test_who_joins_late_may_ask_for_everything(self):
        feed = Feed()
        server = ReRequests(feed)
        client = Client(feed, "--re-request", server.address, "--join-by-re-request", "--write", str(self.file))
        client.wait_for("end of session", lambda: feed.mark(501, END))
        status, out = client.finish()
        self.assertEqual(status, 0, client.told)
        self.assertIn("500 messages delivered, 0 skipped", out)
        self.assertEqual(binary_file(self.file), [order(n) for n in range(1, 501)])

    def test_books_that_are_not_the_server_s_are_told_with_status_4(self):
        feed = Feed()
        server = Snapshots(feed, last=0)
        client = Client(feed, "--snapshot", server.address, "--check-digest", "--json")
        self.begin(client, feed)
        feed.send(1, 2)
        client.wait_for("end of session", lambda: feed.mark(3, END))
        status, seen = client.summary()
        self.assertEqual(status, 4, client.told)
        digest = seen["digests"][0]
        self.assertEqual((digest["sequence"], digest["theirs"], digest["equal"]), (2, "0000000000001234", False))
        self.assertIn("holdfast-gateway: client: the books are not those of the server",
                      ["holdfast-gateway: client: " + line for line in client.told])

    def test_what_is_malformed_is_counted_and_the_stream_goes_on(self):
        feed = Feed()
        client = Client(feed, "--json", "--messages", "3")
        self.begin(client, feed)
        feed.raw(b"")
        feed.raw(b"short")
        feed.raw(feed.packet(1, 2)[:-1])
        feed.raw(feed.packet(1, 2) + b"x")
        feed.raw(b"OTHER     " + struct.pack(">QH", 1, 0))
        feed.raw(feed.header(0, 0))
        feed.raw(feed.header(1, 2) + struct.pack(">H", 3) + b"zzz" + struct.pack(">H", 2) + b"A!")
        feed.send(3, 1)
        status, seen = client.summary()
        self.assertEqual(status, 0, client.told)
        self.assertEqual(seen["packet_faults"],
                         {"no_header": 2, "cut_block": 1, "spare_bytes": 1, "bad_sequence": 1, "other_session": 1})
        self.assertEqual(seen["books"]["fates"], {"applied": 1, "unknown_type": 1, "wrong_length": 1})

    def test_a_signal_ends_it_in_order(self):
        feed = Feed()
        client = Client(feed, "--write", str(self.file))
        self.begin(client, feed)
        feed.send(1, 1)
        feed.send(3, 1)
        client.wait_for("^gap")
        client.process.send_signal(signal.SIGINT)
        status, out = client.finish()
        self.assertEqual(status, 0, client.told)
        self.assertIn("books: stale", out)
        self.assertEqual(binary_file(self.file), [order(1)])

    def test_a_spinning_client_sees_the_same(self):
        feed = Feed()
        client = Client(feed, "--receive", "busy-poll", "--json")
        try:
            self.begin(client, feed)
        except AssertionError as failure:
            if "SO_BUSY_POLL" in str(failure):
                self.skipTest(str(failure))
            raise
        feed.send(1, 10)
        client.wait_for("end of session", lambda: feed.mark(11, END))
        status, seen = client.summary()
        self.assertEqual((status, seen["delivered"]), (0, 10), client.told)


class BesideServe(unittest.TestCase):
    def serve(self, *words):
        ports = {kind: free_port(kind) for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM)}
        group = free_port(socket.SOCK_DGRAM)
        number = group % 250 + 1
        self.lines = [f"239.77.5.{number}:{group}", f"239.77.6.{number}:{group}"]
        self.snapshot = f"127.0.0.1:{ports[socket.SOCK_STREAM]}"
        self.requests = f"127.0.0.1:{ports[socket.SOCK_DGRAM]}"
        command = [PROGRAM, "serve", "--synth", "--stocks", "20", "--interface", "lo", "--second-interface", "lo",
                   "--idle", "park", "--group", self.lines[0], "--second-line", self.lines[1], "--snapshot", self.snapshot,
                   "--re-request", self.requests, "--linger", "20", *words]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.addCleanup(server.stderr.close)
        self.addCleanup(server.wait, LIMIT)
        self.addCleanup(server.kill)
        for line in server.stderr:
            if "re-requests at" in line:
                return
        self.fail("serve did not begin")

    def client(self, *words):
        ran = subprocess.run([PROGRAM, "client", "--group", self.lines[0], "--interface", "lo", "--json", "--check-digest",
                              "--snapshot", self.snapshot, "--seconds", "40", *words], capture_output=True, text=True, timeout=LIMIT)
        return ran.returncode, json.loads(ran.stdout or "{}"), ran.stderr

    def test_the_books_are_the_server_s_after_losses_and_a_late_join(self):
        self.serve("--messages", "60000", "--rate", "40000/s", "--loss", "2%")
        status, seen, told = self.client("--re-request", self.requests, "--digest-every", "10000")
        self.assertEqual(status, 0, told)
        self.assertTrue(seen["ended"])
        self.assertGreater(seen["gaps"], 0)
        self.assertEqual(seen["delivered"] + seen["skipped"], seen["next_sequence"] - 1)
        self.assertGreaterEqual(len(seen["digests"]), 2)
        self.assertTrue(all(digest["equal"] for digest in seen["digests"]), seen["digests"])

    def test_without_a_re_request_server_snapshots_fill_what_was_lost(self):
        self.serve("--messages", "20000", "--rate", "20000/s", "--loss", "1%")
        status, seen, told = self.client()
        self.assertEqual(status, 0, told)
        self.assertEqual(seen["delivered"] + seen["skipped"], seen["next_sequence"] - 1)
        self.assertTrue(all(digest["equal"] for digest in seen["digests"]), seen["digests"])


class CommandLine(unittest.TestCase):
    def test_what_makes_no_sense_is_refused_in_a_sentence(self):
        for words, said in ((["--group", "x"], "no address with a port"),
                            ([], "--group is required"),
                            (["--group", "239.1.1.1:4", "--session", "longer than ten"], "more than 10 characters"),
                            (["--group", "239.1.1.1:4", "--check-digest"], "--snapshot"),
                            (["--group", "239.1.1.1:4", "--receive", "pigeon"], "pigeon"),
                            (["--group", "239.1.1.1:4", "--second-line", "239.1.1.2:4", "--receive", "af_xdp"],
                             "--second-interface")):
            ran = subprocess.run([PROGRAM, "client", *words], capture_output=True, text=True, timeout=LIMIT)
            self.assertEqual(ran.returncode, 2, ran.stderr)
            self.assertIn(said, ran.stderr)

    def test_an_interface_that_is_none_and_a_file_that_cannot_be_are_told(self):
        for words, said in ((["--interface", "nolink"], "nolink"), (["--write", "/nofolder/file"], "/nofolder/file")):
            ran = subprocess.run([PROGRAM, "client", "--group", "239.77.1.1:4000", *words], capture_output=True, text=True,
                                 timeout=LIMIT)
            self.assertEqual(ran.returncode, 1, ran.stderr)
            self.assertIn(said, ran.stderr)

    def test_every_option_stands_in_the_manual(self):
        ran = subprocess.run([PROGRAM, "client", "--help"], capture_output=True, text=True, timeout=LIMIT)
        manual = (SOURCE / "docs/man/holdfast-gateway-client.1.scd").read_text()
        options = set(re.findall(r"--[a-z-]+", ran.stdout))
        self.assertGreater(len(options), 15)
        for option in options:
            self.assertIn(f"*{option}*", manual)


if __name__ == "__main__":
    unittest.main()
