#!/usr/bin/python3
"""The two ways in which drifts are told to others: hooks_test.py PROGRAM SOURCE_DIR.

`serve --webhook` against receivers that are slow, fail and hang; `run --on-event` with programs that do."""
import http.server
import json
import os
import pathlib
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.request

PROGRAM, SOURCE = sys.argv.pop(1), pathlib.Path(sys.argv.pop(1)).resolve()
sys.path.insert(0, str(SOURCE / "tests/web"))
from fake_feed import FeedServer  # noqa: E402

ENVIRONMENT = {**os.environ, "ASAN_OPTIONS": "detect_leaks=0:" + os.environ.get("ASAN_OPTIONS", "")}
IN_NAMESPACE = os.getuid() == 0 and subprocess.run(["unshare", "-n", "-m", "true"], capture_output=True).returncode == 0


def soon(what, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(.05)
    return False


def drift(number):
    now = time.time_ns()
    return {"number": number, "at_ns": now, "seen_ns": now, "kind": "change", "subject": "eth0 rx 0 (irq 38)",
            "from": "2", "to": "0", "wanted": "2", "cause": "writer", "evidence": "seen", "count": 1, "exact": True}


class Receiver:
    """Whom events are posted to; `answer(n)` gives the status of the nth request, and may take its time."""

    def __init__(self, answer=lambda number: 200, tls=None, address="127.0.0.1"):
        self.got, self.fields = [], []
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append((self.path, json.loads(body)))
                receiver.fields.append(dict(self.headers))
                self.send_response(answer(len(receiver.got)))
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer((address, 0), Handler)
        self.server.daemon_threads = True
        self.server.block_on_close = False
        if tls:
            self.server.socket = tls.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def numbers(self):
        return [event["number"] for _, event in self.got]


class Webhook(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="holdfast-hooks-"))
        self.folder.chmod(0o755)
        self.addCleanup(shutil.rmtree, self.folder)
        self.feed = FeedServer(str(self.folder / "feed.sock"))
        self.addCleanup(self.feed.close)

    def serve(self, url, *words, before=()):
        process = subprocess.Popen([*before, PROGRAM, "serve", "--feed", self.feed_path(), "--state-dir", "/nonexistent",
                                    "--listen", "127.0.0.1:0", "--webhook", url, *words], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True, env=ENVIRONMENT)
        self.addCleanup(lambda: (process.terminate(), process.communicate(timeout=20)))
        line = process.stdout.readline()
        found = re.search(r":(\d+)/$", line)
        self.assertTrue(found, line or process.poll())
        self.port = int(found[1])
        self.assertTrue(soon(lambda: self.feed.clients))

    def feed_path(self):
        return str(self.folder / "feed.sock")

    def receiver(self, *words, **more):
        receiver = Receiver(*words, **more)
        self.addCleanup(receiver.server.shutdown)
        return receiver

    def count(self, outcome):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics", timeout=5) as answer:
            text = answer.read().decode()
        return int(re.search(rf"^holdfast_serve_webhook_{outcome}_total (\d+)$", text, re.MULTILINE)[1])

    def state(self):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
            return json.load(answer)["webhook"]

    def test_a_drift_is_posted_as_json_and_what_is_not_urgent_is_not(self):
        receiver = self.receiver()
        self.serve(f"http://127.0.0.1:{receiver.port}/a?b=c")
        for event in (drift(1), {**drift(2), "to": "2"}, {**drift(3), "kind": "policy"},
                      {**drift(4), "kind": "regime", "to": "AFFINITY_WARN"}, {**drift(5), "kind": "yield"}):
            self.feed.publish("event", event)
        self.assertTrue(soon(lambda: len(receiver.got) == 3), receiver.got)
        self.assertEqual(receiver.numbers(), [1, 4, 5])
        self.assertEqual(receiver.got[0][0], "/a?b=c")
        self.assertEqual(receiver.got[0][1]["subject"], "eth0 rx 0 (irq 38)")
        self.assertEqual(receiver.fields[0]["Content-Type"], "application/json")
        self.assertTrue(soon(lambda: self.count("delivered") == 3))

    def test_what_happened_before_it_started_is_not_told_again(self):
        receiver = self.receiver()
        self.serve(f"http://127.0.0.1:{receiver.port}/")
        self.feed.publish("event", {**drift(1), "seen_ns": time.time_ns() - 60 * 10**9})
        self.feed.publish("event", drift(2))
        self.assertTrue(soon(lambda: receiver.got))
        self.assertEqual(receiver.numbers(), [2])

    def test_one_that_fails_is_tried_again_after_growing_gaps(self):
        at = []
        receiver = self.receiver(lambda number: at.append(time.monotonic()) or (500 if number < 3 else 204))
        self.serve(f"http://127.0.0.1:{receiver.port}/")
        self.feed.publish("event", drift(1))
        self.assertTrue(soon(lambda: self.count("delivered") == 1, 30))
        self.assertEqual(receiver.numbers(), [1, 1, 1])
        self.assertGreater(at[1] - at[0], .9)
        self.assertGreater(at[2] - at[1], 3.9)

    def test_one_that_is_slow_or_hangs_holds_nothing_up_and_the_queue_is_bounded(self):
        gone = threading.Event()
        self.addCleanup(gone.set)
        receiver = self.receiver(lambda number: gone.wait(120) and 200)
        self.serve(f"http://127.0.0.1:{receiver.port}/")
        for number in range(1, 201):
            self.feed.publish("event", drift(number))
        self.assertTrue(soon(lambda: self.count("dropped") >= 135), "the queue has no bound")
        begun = time.monotonic()
        for _ in range(10):
            self.count("delivered")
        self.assertLess(time.monotonic() - begun, 5)
        # It gives the first one up for now, and goes on with another.
        self.assertTrue(soon(lambda: len(receiver.got) >= 2, 40))
        self.assertEqual(self.count("delivered"), 0)

    @unittest.skipUnless(IN_NAMESPACE, "needs root and mount namespaces")
    def test_a_name_is_looked_up_again_after_a_failure(self):
        # A Debian without a network's set-up has no /etc/hosts to mount over: all of /etc is a copy.
        etc = self.folder / "etc"
        subprocess.run(["cp", "-a", "/etc", etc], check=True)
        hosts = etc / "hosts"
        hosts.write_text("127.0.0.1 hook.test\n")  # where nobody listens
        hosts.chmod(0o644)
        receiver = self.receiver(address="127.0.0.2")
        self.serve(f"http://hook.test:{receiver.port}/", before=(
            "unshare", "-m", "sh", "-c", f'mount --bind {etc} /etc && exec "$@"', "sh"))
        self.feed.publish("event", drift(1))
        self.assertTrue(soon(lambda: self.state()["retries"] == 1), self.state())
        self.assertEqual(self.state()["complaint"], "Connection refused")
        hosts.write_text("127.0.0.2 hook.test\n")
        self.assertTrue(soon(lambda: self.count("delivered") == 1, 40), self.state())
        self.assertEqual(receiver.numbers(), [1])
        self.assertNotIn("complaint", self.state())

    def certificate(self, name):
        certificate, key = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-days", "2", "-subj", f"/CN={name}", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out",
                        certificate], check=True, capture_output=True)
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate, key)
        return str(certificate), tls

    def test_https_is_believed_by_the_certificate_that_was_named_and_no_other(self):
        certificate, tls = self.certificate("hooks")
        other, _ = self.certificate("other")
        for number, (trusted, delivered) in enumerate(((certificate, True), (other, False)), 1):
            receiver = self.receiver(tls=tls)
            self.serve(f"https://127.0.0.1:{receiver.port}/", "--webhook-ca", trusted)
            self.feed.publish("event", drift(number))
            self.assertEqual(soon(lambda: receiver.got, 20 if delivered else 3), delivered)
            self.feed.clients.clear()

    def test_an_address_that_is_none_is_refused_at_the_start(self):
        for url, sentence in (("ftp://a/", "neither http nor https"), ("http://a.invalid/", "a.invalid")):
            done = subprocess.run([PROGRAM, "serve", "--feed", self.feed_path(), "--listen", "127.0.0.1:0",
                                   "--webhook", url], capture_output=True, text=True, timeout=60,
                                  env=ENVIRONMENT)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(sentence, done.stderr)


@unittest.skipUnless(IN_NAMESPACE, "needs root and network namespaces")
class OnEvent(unittest.TestCase):
    """In a network namespace of its own, whose net.core.somaxconn is its own too."""

    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="holdfast-hooks-")
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        (self.folder / "policy.yaml").write_text("apiVersion: holdfast/v1\nname: t\nversion: 1\n"
                                                 "sysctl: {net.core.somaxconn: 1024}\n")

    def start(self, script):
        hook = self.folder / "hook"
        hook.write_text(f"#!/bin/sh\ncd {self.folder}\n{script}\n")
        hook.chmod(0o755)
        # Its own sysctl first, so that the hook hears of the change and not of the start.
        words = ["unshare", "-n", "sh", "-c",
                 'echo 1024 >/proc/sys/net/core/somaxconn; exec "$@"', "sh", PROGRAM, "run",
                 self.folder / "policy.yaml", "--no-serve", "--no-store", "--quiet", "--run-dir", self.folder / "run",
                 "--on-event", hook]
        self.agent = subprocess.Popen(words, env=ENVIRONMENT)
        self.addCleanup(lambda: (self.agent.terminate(), self.agent.wait(20)))
        self.assertTrue(soon(lambda: self.status() is not None, 40))
        subprocess.run(["nsenter", "-t", str(self.agent.pid), "-n", "sh", "-c",
                        "echo 77 >/proc/sys/net/core/somaxconn"], check=True)

    def status(self):
        done = subprocess.run([PROGRAM, "status", "--json", "--run-dir", self.folder / "run"], capture_output=True,
                              text=True, timeout=20)
        return json.loads(done.stdout) if done.returncode in (0, 3) and done.stdout else None

    def hooks(self, what):
        return self.status()["hooks"][what]

    def test_the_program_gets_each_drift(self):
        self.start("cat >>got")
        self.assertTrue(soon(lambda: self.hooks("delivered") >= 1, 60), self.status())
        event = json.loads((self.folder / "got").read_text().splitlines()[0])
        self.assertEqual((event["kind"], event["to"], event["wanted"]), ("change", "77", "1024"))

    def test_one_that_hangs_is_killed_with_its_children_and_the_agent_goes_on(self):
        self.start("trap '' TERM; sleep 1000 & echo $! >child; wait; sleep 1000")
        self.assertTrue(soon(lambda: (self.folder / "child").exists(), 60), self.status())
        begun = time.monotonic()
        self.status()
        self.assertLess(time.monotonic() - begun, 5)
        child = (self.folder / "child").read_text().strip()
        self.assertTrue(soon(lambda: self.hooks("retries") >= 1, 40), self.status())
        self.assertTrue(soon(lambda: not pathlib.Path(f"/proc/{child}").exists()
                             or "State:\tZ" in pathlib.Path(f"/proc/{child}/status").read_text()))

    def test_what_is_no_program_is_refused_at_the_start(self):
        done = subprocess.run([PROGRAM, "run", "--no-serve", "--no-store", "--run-dir", self.folder / "run",
                               "--on-event", "hook"], capture_output=True, text=True, timeout=30)
        self.assertEqual(done.returncode, 2)
        self.assertIn("--on-event hook", done.stderr)


if __name__ == "__main__":
    unittest.main()
