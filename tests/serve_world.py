"""holdfast serve beside a feed that is not an agent's: for the tests that are given PROGRAM SOURCE_DIR."""
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM, SOURCE = sys.argv.pop(1), pathlib.Path(sys.argv.pop(1))
sys.path.insert(0, str(SOURCE / "tests/web"))
from fake_feed import FakeHost, FeedServer, SECOND  # noqa: E402

ROOT = os.getuid() == 0
# A process that is not dumpable, as one that gave up root, cannot be searched for leaks.
ENVIRONMENT = {**os.environ, "ASAN_OPTIONS": "detect_leaks=0:" + os.environ.get("ASAN_OPTIONS", "")}


def soon(what, seconds=10):
    """Waits until what() is true, and says whether it came to be."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(.02)
    return False


class Serve:
    """The program as it runs, on a port of the kernel's choice."""

    def __init__(self, feed, *words, listen=("127.0.0.1:0",), before=()):
        options = [word for address in listen for word in ("--listen", address)]
        command = [*before, PROGRAM, "serve", "--feed", feed, "--state-dir", "/nonexistent", *options, *words]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                        env=ENVIRONMENT)
        self.urls = []
        for _ in listen:
            line = self.process.stdout.readline()
            found = re.match(r"serving (https?)://(.+):(\d+)/$", line)
            if not found:
                raise AssertionError(line + self.process.stderr.read())
            self.urls.append((found[2].strip("[]"), int(found[3])))
        self.address, self.port = self.urls[0]

    def get(self, path, method="GET", timeout=10, **fields):
        connection = http.client.HTTPConnection(self.address, self.port, timeout=timeout)
        try:
            connection.request(method, path, headers=fields)
            answer = connection.getresponse()
            answer.text = answer.read().decode()
            return answer
        finally:
            connection.close()

    def json(self, path):
        answer = self.get(path)
        assert answer.status == 200, (answer.status, answer.text)
        return json.loads(answer.text)

    def metric(self, name):
        return float(re.search(rf"^{name} (\S+)$", self.get("/metrics").text, re.MULTILINE)[1])

    def raw(self, data=b"", receive_bytes=None):
        client = socket.socket()
        if receive_bytes:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        client.settimeout(10)
        client.connect((self.address, self.port))
        client.sendall(data)
        return client

    def stream(self, **more):
        fields = "".join(f"{name}: {value}\r\n" for name, value in more.pop("fields", {}).items())
        return self.raw(f"GET /events HTTP/1.1\r\nHost: localhost\r\n{fields}\r\n".encode(), **more)

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        errors = self.process.communicate(timeout=20)[1]
        return self.process.returncode, errors


def read_until(client, end, seconds=10):
    data, until = b"", time.monotonic() + seconds
    while end not in data and time.monotonic() < until:
        try:
            piece = client.recv(65536)
        except OSError:  # too late, or closed by another thread
            break
        if not piece:
            break
        data += piece
    return data


def blocks(data):
    """The messages of a stream: type, id, text."""
    body = data.split(b"\r\n\r\n", 1)[1].decode()
    for block in body.split("\n\n")[:-1]:
        lines = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        yield lines.get("event"), lines.get("id"), lines.get("data")


class WithFeed(unittest.TestCase):
    words, listen, before = (), ("127.0.0.1:0",), ()

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="holdfast-serve-"))
        self.folder.chmod(0o755)
        self.addCleanup(shutil.rmtree, self.folder)
        self.path = str(self.folder / "feed.sock")
        self.host, self.feed = FakeHost(), FeedServer(self.path)
        self.addCleanup(lambda: self.feed.close())
        self.start()

    def start(self):
        self.serve = Serve(self.path, *self.words, listen=self.listen, before=self.before)
        self.addCleanup(self.finish)
        self.assertTrue(soon(lambda: self.feed.clients))

    def finish(self):
        status, errors = self.serve.end()
        self.assertEqual(status, 0, errors)
        self.assertNotIn("ERROR: ", errors)

    def tell(self, at_s=1):
        """One second of the host; returns its events."""
        at_ns = 1_700_000_000 * SECOND + at_s * SECOND
        events = self.host.turn(at_s, at_ns)
        for event in events:
            self.feed.publish("event", event)
        frame = self.host.frame(at_s, at_ns)
        self.feed.publish("frame", frame)
        self.feed.publish("status", self.host.status(at_ns, at_ns))
        self.feed.publish("metrics", self.host.metrics(frame))
        return events

    def tell_all(self):
        self.feed.publish("host", self.host.host())
        self.feed.publish("findings", self.host.findings())
        for at_s in range(1, 121):
            self.tell(at_s)
        self.assertTrue(soon(lambda: self.serve.json("/api/v1/events")["events"][-1:] and
                             self.serve.get("/api/v1/status").status == 200 and
                             len(self.serve.json("/api/v1/frames")["frames"]) == 120))
