#!/usr/bin/python3
"""holdfast serve against a feed that is not an agent's: serve_test.py PROGRAM SOURCE_DIR."""
import grp
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
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


class Pages(WithFeed):
    def test_everything_that_was_fed_is_served(self):
        self.tell_all()
        self.assertEqual(self.serve.json("/api/v1/host"), self.host.host())
        self.assertEqual(self.serve.json("/api/v1/findings"), self.host.findings())
        self.assertEqual(self.serve.json("/api/v1/status")["hostname"], "md-gw-07")
        self.assertEqual(len(self.serve.json("/api/v1/frame")["vectors"]), 6)
        events = self.serve.json("/api/v1/events")["events"]
        self.assertEqual([event["number"] for event in events], list(range(1, self.host.number + 1)))
        self.assertEqual(self.serve.json("/api/v1/events?after=2&limit=1")["events"], [events[2]])
        frames = self.serve.json(f"/api/v1/frames?since={1_700_000_000 * SECOND + 100 * SECOND}")["frames"]
        self.assertEqual(len(frames), 21)
        self.assertNotIn("vectors", frames[0])
        self.assertLessEqual(len(self.serve.json("/api/v1/frames?limit=10")["frames"]), 10)
        metrics = self.serve.get("/metrics").text
        self.assertIn('holdfast_vam_ratio{reading="effective"}', metrics)
        self.assertIn("\nholdfast_serve_up 1\n", metrics)
        self.assertEqual(self.serve.json("/healthz")["feed"]["connected"], True)

    def test_the_dashboard_comes_with_a_policy_that_lets_it_load_nothing_else(self):
        page = self.serve.get("/")
        self.assertEqual(page.status, 200)
        self.assertIn("</html>", page.text)
        policy = page.headers["Content-Security-Policy"]
        for part in ("default-src 'none'", "script-src 'sha256-", "connect-src 'self'", "frame-ancestors 'none'"):
            self.assertIn(part, policy)
        self.assertNotIn("unsafe", policy)
        self.assertEqual(page.headers["X-Content-Type-Options"], "nosniff")
        self.assertEqual(page.headers["Cache-Control"], "no-store")

    def test_head_has_the_same_head_and_no_body(self):
        head, get = self.serve.get("/", "HEAD"), self.serve.get("/")
        self.assertEqual(head.text, "")
        self.assertEqual(head.headers["Content-Length"], get.headers["Content-Length"])

    def test_other_methods_and_other_pages_are_refused(self):
        for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
            answer = self.serve.get("/api/v1/status", method)
            self.assertEqual((answer.status, answer.headers["Allow"]), (405, "GET, HEAD"), method)
        for page in ("/index.html", "/api/v1/apply", "/..%2f..%2fetc/passwd"):
            self.assertEqual(self.serve.get(page).status, 404, page)

    def test_a_name_of_the_open_web_that_points_here_gets_nothing(self):
        self.assertEqual(self.serve.get("/metrics", Host="rebound.example").status, 421)
        self.assertEqual(self.serve.get("/metrics", Host="localhost:1").status, 200)

    def test_what_is_no_request_gets_a_status_and_the_connection_ends(self):
        for data, status in ((b"\x16\x03\x01\r\n\r\n", 400),
                             (b"GET / HTTP/1.1\r\nX: " + b"y" * 20_000 + b"\r\n\r\n", 431),
                             (b"GET / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc", 413)):
            with self.serve.raw(data) as client:
                answer = read_until(client, b"server\n")
                self.assertTrue(answer.startswith(f"HTTP/1.1 {status} ".encode()), answer)
                self.assertEqual(client.recv(1), b"")

    def test_a_head_that_drips_in_is_cut_off(self):
        with self.serve.raw(b"GET / HTTP/1.1\r\n") as client:
            begun = time.monotonic()
            with self.assertRaises(OSError):
                while time.monotonic() < begun + 15:
                    client.sendall(b"X: y\r\n")
                    time.sleep(.5)
            self.assertGreater(time.monotonic() - begun, 8)


class Streams(WithFeed):
    def test_an_event_reaches_the_stream_at_once_and_is_had_again_by_its_number(self):
        self.tell(1)
        with self.serve.stream() as client:
            self.assertIn(b"text/event-stream", read_until(client, b"event: frame"))
            begun = time.monotonic()
            for at_s in (40, 60, 78):
                self.tell(at_s)
            data = b"\r\n\r\n" + read_until(client, b"id: 3\n")
            self.assertLess(time.monotonic() - begun, 5)
            events = [json.loads(text)["number"] for kind, _, text in blocks(data) if kind == "event"]
            self.assertEqual(events[:2], [1, 2])
        with self.serve.stream(fields={"Last-Event-ID": "1"}) as client:
            data = read_until(client, b"id: 3\nevent: event\ndata: {") + b"\n\n"
            self.assertEqual([number for kind, number, _ in blocks(data) if kind == "event"], ["2", "3"])

    def test_a_hundred_clients_leave_room_for_metrics(self):
        self.tell(1)
        clients = [self.serve.stream() for _ in range(100)]
        answers = [read_until(client, b"\r\n\r\n").split(b" ")[1] for client in clients]
        self.assertEqual(answers.count(b"200"), 48)
        self.assertEqual(answers.count(b"503"), 52)
        for _ in range(5):
            begun = time.monotonic()
            self.assertEqual(self.serve.get("/metrics").status, 200)
            self.assertLess(time.monotonic() - begun, 5)
        self.tell(40)
        streams = [client for client, answer in zip(clients, answers) if answer == b"200"]
        told = [b"event: event" in read_until(client, b"event: event") for client in streams]
        self.assertEqual(told, [True] * 48)
        for client in clients:
            client.close()
        self.assertTrue(soon(lambda: self.streams() == 0))

    def streams(self):
        """How many there are, once those that have gone were written to."""
        self.tell(1)
        return self.serve.metric("holdfast_serve_stream_clients")

    def test_a_client_that_does_not_read_is_dropped_and_starves_nobody(self):
        slow = self.serve.stream(receive_bytes=4096)
        reader = self.serve.stream()
        self.assertTrue(soon(lambda: self.streams() == 2))
        read = threading.Thread(target=lambda: read_until(reader, b"never", 60), daemon=True)
        read.start()
        worst, end = 0, time.monotonic() + 40
        frame = {**self.host.frame(1, 1_700_000_000 * SECOND), "filler": "x" * 200_000}
        while time.monotonic() < end and self.serve.metric("holdfast_serve_slow_clients_total") == 0:
            frame["at_ns"] += SECOND
            self.feed.publish("frame", frame)
            begun = time.monotonic()
            self.assertEqual(self.serve.get("/metrics").status, 200)
            worst = max(worst, time.monotonic() - begun)
        self.assertLess(worst, 5)
        self.assertEqual(self.serve.metric("holdfast_serve_slow_clients_total"), 1)
        self.assertTrue(soon(lambda: self.streams() == 1))
        slow.close()
        reader.close()

    def test_more_than_64_connections_are_turned_away_at_once(self):
        quiet = [self.serve.raw() for _ in range(64)]
        with self.serve.raw(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n") as client:
            self.assertIn(b"503", read_until(client, b"connections\n").split(b"\r\n")[0])
        for client in quiet:
            client.close()
        self.assertTrue(soon(lambda: self.answers()))

    def answers(self):
        try:
            return self.serve.get("/healthz").status == 200
        except (OSError, http.client.HTTPException):
            return False


class Feeds(WithFeed):
    def test_a_feed_that_ends_is_told_and_connected_again(self):
        self.tell_all()
        with self.serve.stream() as client:
            read_until(client, b"event: frame")
            self.feed.close()
            self.assertIn(b'"connected":false', read_until(client, b'"connected":false'))
            self.assertEqual(self.serve.json("/api/v1/host")["hostname"], "md-gw-07")
            before = self.serve.json("/api/v1/events")["events"]
            self.feed = FeedServer(self.path)
            for event in before:
                self.feed.publish("event", event)
            self.assertIn(b'"connected":true', read_until(client, b'"connected":true'))
        self.assertTrue(soon(lambda: self.feed.clients))
        self.tell(160)
        self.assertTrue(soon(lambda: len(self.serve.json("/api/v1/events")["events"]) == len(before) + 1))

    def test_lines_that_are_wrong_are_counted_and_left_out(self):
        self.tell(1)
        too_long = b'{"frame":{"at_ns":1}' + b" " * (9 << 20) + b"}\n"
        for data in (b"nonsense\n", b'{"status":1}\n', b"[" * 100_000 + b"\n", too_long):
            self.feed.raw(data)
        self.feed.publish("host", {"hostname": "after"})
        self.assertTrue(soon(lambda: self.serve.get("/api/v1/host").status == 200))
        self.assertEqual(self.serve.json("/api/v1/host")["hostname"], "after")
        self.assertEqual(self.serve.json("/api/v1/status")["hostname"], "md-gw-07")
        self.feed.close()
        self.assertTrue(soon(lambda: self.serve.metric("holdfast_serve_feed_refused_lines_total") == 4))
        self.feed = FeedServer(self.path)

    def test_memory_stays_bounded_whatever_is_fed(self):
        def resident():
            text = pathlib.Path(f"/proc/{self.serve.process.pid}/status").read_text()
            return int(re.search(r"VmRSS:\s+(\d+)", text)[1])
        if b"__asan_init" in pathlib.Path(PROGRAM).read_bytes():
            self.skipTest("the address sanitizer keeps freed memory")
        filler = "x" * 20_000
        for number in range(1, 6001):
            self.feed.publish("event", {"number": number, "at_ns": number, "from": filler})
        self.assertTrue(soon(lambda: self.serve.json("/api/v1/events?limit=1")["events"][0]["number"] == 6000))
        self.assertLess(resident(), 100_000)


class Bind(unittest.TestCase):
    def refused(self, *words):
        done = subprocess.run([PROGRAM, "serve", "--feed", "/nonexistent", *words], capture_output=True, text=True,
                              timeout=20, env=ENVIRONMENT)
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        return done.stderr

    def test_an_address_that_others_reach_is_refused_in_one_clear_sentence(self):
        for address in ("0.0.0.0:0", "[::]:0", "192.0.2.1:0"):
            self.assertIn(f"--listen {address}: other hosts can reach that address; give --token-file, --tls-cert and "
                          "--tls-key too", self.refused("--listen", address))

    def test_a_port_that_is_taken_is_named(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            self.assertIn(f"127.0.0.1:{port}: Address already in use", self.refused("--listen", f"127.0.0.1:{port}"))

    def test_it_ends_with_the_agent_that_started_it(self):
        script = 'setpriv --pdeathsig TERM "$0" serve --listen 127.0.0.1:0 --feed /nonexistent & wait'
        with subprocess.Popen(["sh", "-c", script, PROGRAM], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              text=True, env=ENVIRONMENT) as agent:
            port = int(re.search(r":(\d+)/$", agent.stdout.readline())[1])
            # Printed when its privileges are given up already.
            with socket.create_connection(("127.0.0.1", port), timeout=5):
                agent.kill()

            def gone():
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=5).close()
                except ConnectionRefusedError:
                    return True
                except ConnectionResetError:  # taken by the kernel, and never accepted: it is ending
                    return False
                return False
            self.assertTrue(soon(gone))

    @unittest.skipUnless(ROOT, "needs root to give it up")
    def test_root_is_no_user_to_become(self):
        self.assertIn("--user root: that is root", self.refused("--listen", "127.0.0.1:0", "--user", "root"))
        self.assertIn("no such user", self.refused("--listen", "127.0.0.1:0", "--user", "nobody-of-that-name"))


class Privileges(WithFeed):
    def status(self):
        text = pathlib.Path(f"/proc/{self.serve.process.pid}/status").read_text()
        return dict(line.split(":\t", 1) for line in text.splitlines())

    def test_nothing_of_root_is_left(self):
        found = self.status()
        self.assertEqual(found["NoNewPrivs"], "1")
        self.assertEqual(found["Seccomp"], "2")
        for kind in ("CapPrm", "CapEff", "CapInh", "CapAmb"):
            self.assertEqual(int(found[kind], 16), 0, kind)
        if ROOT:
            self.assertEqual(found["Uid"].split(), ["65534"] * 4)
            self.assertEqual(found["Gid"].split(), ["65534"] * 4)
            self.assertEqual(found["Groups"].split(), [str(one.gr_gid) for one in grp.getgrall() if
                                                       one.gr_name == "holdfast"])
            self.assertEqual(int(found["CapBnd"], 16), 0)
        limits = pathlib.Path(f"/proc/{self.serve.process.pid}/limits").read_text()
        self.assertRegex(limits, r"Max core file size +0 +0 ")
        self.assertRegex(limits, r"Max open files +256 +256 ")


class Group(WithFeed):
    """The agent's socket is for root and the group holdfast."""

    def setUp(self):
        if not ROOT or subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode:
            self.skipTest("needs root and mount namespaces")
        super().setUp()

    def start(self):
        groups = self.folder / "group"
        others = [line for line in pathlib.Path("/etc/group").read_text().splitlines() if "holdfast:" not in line]
        groups.write_text("\n".join([*others, "holdfast:x:64321:", ""]))
        os.chown(self.path, 0, 64321)
        os.chmod(self.path, 0o660)
        self.before = ["unshare", "-m", "sh", "-c", f'mount --bind {groups} /etc/group && exec "$@"', "sh"]
        super().start()

    def test_the_group_that_the_agent_lets_in_is_kept_and_no_other(self):
        text = pathlib.Path(f"/proc/{self.serve.process.pid}/status").read_text()
        self.assertRegex(text, r"Groups:\s+64321\s*\n")
        self.tell(1)
        self.assertTrue(soon(lambda: self.serve.get("/api/v1/status").status == 200))


class Remote(WithFeed):
    """Another address, reached from a network namespace of its own."""
    token = "0123456789abcdef0123456789abcdef"

    def setUp(self):
        if not ROOT or subprocess.run(["unshare", "-n", "true"], capture_output=True).returncode:
            self.skipTest("needs root and network namespaces")
        super().setUp()

    def start(self):
        certificate, key, token = (str(self.folder / name) for name in ("cert.pem", "key.pem", "token"))
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-days", "2", "-subj", "/CN=md-gw-07", "-addext", "subjectAltName=IP:192.0.2.1", "-keyout", key,
                        "-out", certificate], check=True, capture_output=True)
        pathlib.Path(token).write_text(self.token + "\n")
        os.chmod(token, 0o600)
        self.certificate = certificate
        script = "ip link set lo up && ip address add 192.0.2.1/32 dev lo && echo ready && exec sleep 600"
        self.holder = subprocess.Popen(["unshare", "-n", "sh", "-c", script], stdout=subprocess.PIPE, text=True)
        self.addCleanup(lambda: (self.holder.kill(), self.holder.wait(), self.holder.stdout.close()))
        self.assertEqual(self.holder.stdout.readline(), "ready\n")
        self.inside = ["nsenter", "-t", str(self.holder.pid), "-n"]
        self.words = ("--token-file", token, "--tls-cert", certificate, "--tls-key", key)
        self.listen, self.before = ("192.0.2.1:0",), self.inside
        super().start()

    def curl(self, path, *words):
        done = subprocess.run([*self.inside, "curl", "-sS", "--cacert", self.certificate, "-w", "\n%{http_code}",
                               "--max-time", "10", *words, f"https://192.0.2.1:{self.serve.port}{path}"],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        body, _, status = done.stdout.rpartition("\n")
        return int(status), body

    def test_a_token_and_tls_open_it(self):
        self.tell(1)
        self.assertEqual(self.curl("/metrics")[0], 401)
        self.assertEqual(self.curl("/metrics", "-H", "Authorization: Bearer wrong")[0], 401)
        status, text = self.curl("/metrics", "-H", f"Authorization: Bearer {self.token}")
        self.assertEqual(status, 200)
        self.assertIn("holdfast_serve_up 1", text)
        jar = str(self.folder / "jar")
        self.assertEqual(self.curl(f"/?token={self.token}", "-c", jar)[0], 303)
        self.assertNotIn(self.token, pathlib.Path(jar).read_text())
        status, page = self.curl("/", "-b", jar)
        self.assertEqual(status, 200)
        self.assertIn("</html>", page)
        self.assertEqual(self.curl("/?token=wrong", "-c", jar)[0], 401)

    def test_who_speaks_no_tls_gets_nothing(self):
        address = f"http://192.0.2.1:{self.serve.port}/metrics"
        done = subprocess.run([*self.inside, "curl", "-s", "--max-time", "5", address], capture_output=True, text=True)
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(done.stdout, "")


if __name__ == "__main__":
    unittest.main()
