"""What the tests of serve share: a day's messages, receivers on loopback, the program. Made from the specifications, and by
nothing of the program's own. The tests' command line is PROGRAM SOURCE_DIR."""
import hashlib
import json
import os
import pathlib
import shutil
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
