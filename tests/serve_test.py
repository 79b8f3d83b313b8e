#!/usr/bin/python3
"""holdfast serve against a feed that is not an agent's: serve_test.py PROGRAM SOURCE_DIR."""
import http.client
import json
import pathlib
import re
import threading
import time
import unittest

from serve_world import FeedServer, PROGRAM, SECOND, WithFeed, blocks, read_until, soon


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


if __name__ == "__main__":
    unittest.main()
