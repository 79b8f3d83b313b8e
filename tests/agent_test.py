#!/usr/bin/python3
"""holdfast run on this host, which it only reads, and the verbs that speak to it: agent_test.py PROGRAM SOURCE_DIR."""
import json
import math
import os
import pathlib
import signal
import socket
import stat
import struct
import subprocess
import sys
import tempfile
import time
import unittest

import jsonschema

PROGRAM, SOURCE = sys.argv.pop(1), pathlib.Path(sys.argv.pop(1))


def schema(name):
    return json.loads((SOURCE / "docs/schema" / f"{name}.schema.json").read_text())


class AgentCase(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory(prefix="holdfast-agent-")
        self.addCleanup(self.scratch.cleanup)
        self.folder = pathlib.Path(self.scratch.name)
        self.run_folder, self.state = self.folder / "run", self.folder / "state"

    def start(self, *words, inside=()):
        """An agent that has answered; `inside`: the words of a command that starts it elsewhere."""
        agent = subprocess.Popen([*inside, PROGRAM, "run", "--no-serve", "--run-dir", self.run_folder, "--state-dir", self.state,
                                  "--json", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(lambda: (agent.kill(), agent.communicate()))
        end = time.monotonic() + 30
        while self.ask("status").returncode == 1:
            self.assertIsNone(agent.poll(), f"it ended: {agent.poll()}")
            self.assertLess(time.monotonic(), end, "it did not answer in 30 s")
            time.sleep(.05)
        return agent

    def until(self, condition, what, seconds=20):
        """What `condition` gives, as soon as it is something."""
        end = time.monotonic() + seconds
        while not (found := condition()):
            self.assertLess(time.monotonic(), end, f"no {what} in {seconds} s")
            time.sleep(.1)
        return found

    def kept(self, count, kind):
        """The events of the store, when so many of a kind are in it; None before."""
        events = [json.loads(line) for line in self.ask("events", "--json").stdout.splitlines()]
        return events if sum(event["kind"] == kind for event in events) >= count else None

    def ask(self, verb, *words):
        folders = ["--run-dir", self.run_folder]
        if verb == "events":
            folders += ["--state-dir", self.state]
        return subprocess.run([PROGRAM, verb, *folders, *words], capture_output=True, text=True, timeout=60)

    def lines(self, seconds):
        """{key: [value…]} of what the feed says in that time."""
        found = {}
        with socket.socket(socket.AF_UNIX) as feed:
            feed.connect(str(self.run_folder / "feed.sock"))
            feed.settimeout(.2)
            text, end = b"", time.monotonic() + seconds
            while time.monotonic() < end:
                try:
                    text += feed.recv(1 << 20)
                except TimeoutError:
                    pass
        for line in text.split(b"\n")[:-1]:
            (key, value), = json.loads(line).items()
            found.setdefault(key, []).append(value)
        return found


class Talking(AgentCase):
    def test_status_says_what_it_watches_and_fits_its_schema(self):
        self.start()
        told = self.ask("status", "--json")
        self.assertEqual(told.returncode, 0, told.stderr)
        status = json.loads(told.stdout)
        jsonschema.validate(status, schema("status"))
        self.assertEqual(status["mode"], "observe")
        self.assertIn("fanotify", [source["name"] for source in status["sources"]])
        self.assertIn("none: it only observes", self.ask("status").stdout)

    def test_without_an_agent_every_verb_says_so_and_ends_with_1(self):
        for verb, words in (("status", ()), ("pause", ()), ("regime", ("release",))):
            told = self.ask(verb, *words)
            self.assertEqual(told.returncode, 1, verb)
            self.assertIn("no agent runs here", told.stderr)

    def test_a_pause_is_told_and_ended(self):
        self.start()
        self.assertEqual(self.ask("pause", "10m").stdout, "paused for 600 s\n")
        self.assertIn("paused", self.ask("status").stdout)
        self.assertEqual(self.ask("pause", "--end").stdout, "goes on\n")
        self.assertNotIn("paused", self.ask("status").stdout)
        events = self.until(lambda: self.kept(2, "pause"), "two pauses in the store")
        self.assertEqual([event["to"] for event in events if event["kind"] == "pause"], ["on", "off"])
        for event in events:
            jsonschema.validate(event, schema("event"))

    def test_what_was_told_just_before_its_end_is_in_the_store_and_no_number_comes_twice(self):
        agent = self.start()
        self.ask("pause", "10m")
        self.ask("pause", "--end")
        agent.terminate()
        told = [json.loads(line) for line in agent.communicate(timeout=30)[0].splitlines() if line.startswith("{")]
        numbers = [event["number"] for event in told]
        self.assertIn("pause", [event["kind"] for event in told])
        kept = [json.loads(line)["number"] for line in self.ask("events", "--json").stdout.splitlines()]
        self.assertEqual(kept, numbers)

    def test_the_feed_has_every_kind_of_line_and_frames_fit_their_schema(self):
        self.start()
        found = self.lines(3)
        self.assertLessEqual({"status", "host", "findings", "metrics", "frame"}, set(found))
        for frame in found["frame"]:
            jsonschema.validate(frame, schema("frame"))
        self.assertGreater(found["frame"][-1]["own"]["resident_bytes"], 1_000_000)

    def test_only_root_may_open_the_control_socket(self):
        self.start()
        self.assertEqual(stat.S_IMODE(os.stat(self.run_folder / "control.sock").st_mode), 0o600)

    def test_a_line_that_is_no_request_is_refused_and_the_agent_goes_on(self):
        self.start()
        for line in (b"{}\n", b"\xff\n", b'{"verb":"reboot"}\n', b'{"verb":"pause","seconds":-1}\n', b"[" * 5000 + b"\n"):
            with socket.socket(socket.AF_UNIX) as control:
                control.connect(str(self.run_folder / "control.sock"))
                control.settimeout(10)
                control.sendall(line)
                self.assertIn("error", json.loads(control.recv(65536)), line[:40])
        self.assertEqual(self.ask("status").returncode, 0)


class Calibrated(AgentCase):
    FILE = SOURCE / "tests/features/calibration.json"

    def test_the_page_shows_the_uplift_of_the_present_share_and_nothing_where_that_is_not_known(self):
        knots = [{"dose": 0, "uplift_bps": 0}, *json.loads(self.FILE.read_text())["knots"]]
        self.start("--calibration", self.FILE)
        page = (self.run_folder / "features").read_bytes()
        (vam,), (uplift, low) = struct.unpack_from("d", page, 88), struct.unpack_from("dd", page, 136)
        if math.isnan(vam):
            self.assertTrue(math.isnan(uplift) and math.isnan(low))
        else:
            least = max(knot["uplift_bps"] for knot in knots if knot["dose"] <= vam)
            self.assertGreaterEqual(uplift, least - 1e-9)
            self.assertLessEqual(uplift, knots[-1]["uplift_bps"])

    def test_a_calibration_that_is_wrong_is_one_sentence_and_no_agent(self):
        path = self.folder / "calibration.json"
        graded = self.FILE.read_text().replace('"B"', '"E"')
        for text, sentence in (("{", "not JSON"), (graded, "grade"), (None, "ENOENT")):
            path.unlink(missing_ok=True)
            if text is not None:
                path.write_text(text)
            told = subprocess.run([PROGRAM, "run", "--no-serve", "--run-dir", self.run_folder,
                                   "--state-dir", self.state, "--calibration", path], capture_output=True, text=True, timeout=30)
            self.assertEqual(told.returncode, 2, told.stderr)
            self.assertIn(sentence, told.stderr)
            self.assertEqual(told.stderr.count("\n"), 1)


class Living(AgentCase):
    def test_a_second_agent_in_the_same_folder_is_refused(self):
        self.start()
        second = subprocess.run([PROGRAM, "run", "--no-serve", "--run-dir", self.run_folder, "--state-dir", self.state],
                                capture_output=True, text=True, timeout=30)
        self.assertEqual(second.returncode, 1)
        self.assertIn("another holdfast listens there", second.stderr)

    def test_sigterm_ends_it_with_0(self):
        agent = self.start()
        agent.send_signal(signal.SIGTERM)
        self.assertEqual(agent.wait(10), 0)
        self.assertEqual(self.ask("status").returncode, 1)

    def test_after_kill_9_another_starts_and_numbers_go_on(self):
        agent = self.start()
        self.ask("pause", "1m")
        self.until(lambda: self.kept(1, "pause"), "pause in the store")
        agent.kill()
        agent.wait()
        self.start()
        self.assertEqual(self.ask("pause", "1m").returncode, 0)
        numbers = [event["number"] for event in self.until(lambda: self.kept(2, "pause"), "second pause in the store")]
        self.assertEqual(numbers, sorted(set(numbers)))
        self.assertGreaterEqual(len(numbers), 2)

    def test_a_wrong_policy_is_refused_at_the_start_and_later_leaves_the_old_one(self):
        policy = self.folder / "policy.yaml"
        policy.write_text("apiVersion: holdfast/v1\nname: t\nversions: 1\n")
        refused = subprocess.run([PROGRAM, "run", policy, "--no-serve", "--run-dir", self.run_folder, "--state-dir",
                                  self.state], capture_output=True, text=True, timeout=30)
        self.assertEqual(refused.returncode, 2)
        self.assertIn("policy.yaml:3:1", refused.stderr)
        policy.write_text("apiVersion: holdfast/v1\nname: t\nversion: 1\n")
        self.start(policy)
        policy.write_text("apiVersion: holdfast/v1\nname: t\nversion: 2\nnonsense: 1\n")
        status = self.until(lambda: (found := json.loads(self.ask("status", "--json").stdout)).get("policy_error")
                            and found, "error of the policy")
        self.assertIn("nonsense", status["policy_error"])
        self.assertEqual(status["policy_version"], "1")


def no_namespace():
    """Why no network namespace can be made here; empty when one can."""
    tried = subprocess.run(["unshare", "-n", "true"], capture_output=True, text=True)
    return "" if tried.returncode == 0 else tried.stderr.strip()


@unittest.skipIf(no_namespace(), f"no network namespace here: {no_namespace()}")
class ProbeStream(AgentCase):
    """The agent in one network namespace of the test's own, a reflector in another, a veth pair between them."""

    def setUp(self):
        super().setUp()
        self.here, self.there = self.namespace(), self.namespace()
        peer = self.there[2]
        self.ip(self.here, "link", "add", "here", "type", "veth", "peer", "name", "there", "netns", peer)
        for inside, name, address in ((self.here, "here", "10.0.0.1/24"), (self.there, "there", "10.0.0.2/24")):
            self.ip(inside, "address", "add", address, "dev", name)
            self.ip(inside, "link", "set", name, "up")
        self.policy = self.folder / "policy.yaml"
        self.write("probe-stream: {peer: 10.0.0.2:9000}\n")

    def namespace(self):
        """The words that start a command in a new one, which ends with the test."""
        holder = subprocess.Popen(["unshare", "-n", "sh", "-c", "echo; exec sleep 600"], stdout=subprocess.PIPE)
        self.addCleanup(lambda: (holder.kill(), holder.communicate()))
        holder.stdout.readline()
        return ["nsenter", "-t", str(holder.pid), "-n"]

    def ip(self, inside, *words):
        done = subprocess.run([*inside, "ip", *words], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)

    def write(self, text):
        self.policy.write_text("apiVersion: holdfast/v1\nname: probed\n" + text)

    def reflect(self):
        reflector = subprocess.Popen([*self.there, PROGRAM, "probe", "reflect", "10.0.0.2:9000"],
                                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(lambda: (reflector.kill(), reflector.wait()))
        return reflector

    def source(self):
        """The source as status has it; None without."""
        sources = json.loads(self.ask("status", "--json").stdout)["sources"]
        return next((one for one in sources if one["name"] == "probe stream"), None)

    def stands(self):
        return (self.source() or {}).get("state")

    def test_hj95_is_of_round_trips_and_what_they_were_is_exported(self):
        self.reflect()
        self.start(self.policy, inside=self.here)
        found = self.lines(4)
        frame = found["frame"][-1]
        jsonschema.validate(frame, schema("frame"))
        self.assertEqual((frame["jitter"]["source"], frame["jitter"]["clock"]), ("probe", "round trip"))
        self.assertGreater(frame["jitter"]["count"], 100)
        self.assertGreater(frame["jitter"]["hj95_ns"], 1000)
        self.assertLess(frame["jitter"]["hj95_ns"], 10 ** 9)
        self.assertGreater(frame["probe_stream"]["sent"], 200)
        self.assertLess(frame["probe_stream"]["lost"], frame["probe_stream"]["sent"] / 2)
        self.assertRegex(found["metrics"][-1], r"(?m)^holdfast_probe_stream_sent_total \d+$")
        self.assertIn('holdfast_jitter_samples{source="probe",clock="round trip"}', found["metrics"][-1])
        self.assertEqual(self.stands(), "watching")
        self.assertIn("probe stream", self.ask("status").stdout)

    def test_a_peer_that_goes_and_comes_is_told_and_measured_again(self):
        reflector = self.reflect()
        self.start(self.policy, inside=self.here)
        self.until(lambda: (self.source() or {}).get("events", 0) > 100, "delays")
        reflector.kill()
        self.until(lambda: self.stands() == "degraded", "a word of the peer's silence")
        self.assertIn("holdfast probe reflect 10.0.0.2:9000", self.source()["why"])
        self.assertIn("nothing comes back from 10.0.0.2:9000", self.ask("status").stdout)
        self.reflect()
        self.until(lambda: self.stands() == "watching", "the peer again", 30)

    def test_it_lives_through_a_link_that_goes_down_and_through_new_policies(self):
        self.reflect()
        agent = self.start(self.policy, inside=self.here)
        self.until(lambda: (self.source() or {}).get("events", 0) > 100, "delays")
        self.ip(self.here, "link", "set", "here", "down")
        self.until(lambda: self.stands() != "watching", "a word of the link")
        self.ip(self.here, "link", "set", "here", "up")
        self.until(lambda: self.stands() == "watching", "the link again", 30)
        self.write("")
        self.until(lambda: self.source() is None, "the end of the stream")
        self.write("probe-stream: {listen: 10.0.0.1:9000}\n")
        self.until(lambda: self.stands() == "degraded", "the silence at its own address")
        sender = subprocess.Popen([*self.there, PROGRAM, "probe", "send", "10.0.0.1:9000", "--rate", "200", "--seconds",
                                   "60s"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(lambda: (sender.kill(), sender.wait()))
        self.until(lambda: self.stands() == "watching", "packets of the other host")
        frame = self.lines(3)["frame"][-1]
        self.assertEqual((frame["jitter"]["source"], frame["jitter"]["clock"]), ("probe", "software"))
        begun = time.monotonic()
        agent.send_signal(signal.SIGTERM)
        self.assertEqual(agent.wait(10), 0)
        self.assertLess(time.monotonic() - begun, 5)


class Itself(AgentCase):
    def policy(self, text):
        policy = self.folder / "policy.yaml"
        policy.write_text("apiVersion: holdfast/v1\nname: t\nversion: 1\n" + text)
        return policy

    def until(self, condition, seconds=20):
        end = time.monotonic() + seconds
        while not condition():
            self.assertLess(time.monotonic(), end, "it did not come")
            time.sleep(.1)

    def test_it_stays_on_the_policys_housekeeping_cpus_and_so_does_its_server(self):
        allowed = sorted(os.sched_getaffinity(0))
        agent = subprocess.Popen([PROGRAM, "run", self.policy(f"cpus: {{housekeeping: {allowed[0]}}}\n"), "--run-dir",
                                  self.run_folder, "--state-dir", self.state, "--listen", "127.0.0.1:0", "--json"],
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(lambda: (agent.terminate(), agent.communicate()))
        self.until(lambda: os.sched_getaffinity(agent.pid) == {allowed[0]})
        children = pathlib.Path(f"/proc/{agent.pid}/task/{agent.pid}/children").read_text().split()
        for child in children:
            self.until(lambda: os.sched_getaffinity(int(child)) == {allowed[0]})

    def test_without_a_policy_it_stays_where_it_was_started(self):
        agent = self.start()
        time.sleep(1.5)
        self.assertEqual(os.sched_getaffinity(agent.pid), os.sched_getaffinity(0))

    def test_a_clock_is_read_and_what_cannot_be_measured_says_why(self):
        self.start()
        frame = self.lines(3)["frame"][-1]
        self.assertIn("kernel", frame["clocks"][0]["source"])
        sources = {one["name"]: one for one in json.loads(self.ask("status", "--json").stdout)["sources"]}
        self.assertIn(sources["clocks"]["state"], ("watching", "degraded"))
        if sources["cache counters"]["state"] != "watching":
            self.assertTrue(sources["cache counters"]["why"])

    def test_a_canarys_block_is_in_status_frames_and_events(self):
        now = time.time_ns()
        canary = self.folder / "canary.json"
        schedule = {"format": 1, "name": "t", "seed_sha256": "a" * 64, "washout_seconds": 0, "blocks": [
            {"begin_ns": now - 10 ** 9, "end_ns": now + 600 * 10 ** 9, "arm": "control"}]}
        jsonschema.validate(schedule, schema("canary"))
        canary.write_text(json.dumps(schedule))
        self.start("--canary", canary)
        found = self.lines(3)
        self.assertEqual(found["frame"][-1]["canary"], "control 1")
        jsonschema.validate(found["frame"][-1], schema("frame"))
        border, = [event for event in found["event"] if event.get("subject") == "canary"]
        self.assertEqual((border["cause"], border["from"], border["to"]), ("canary", "no block", "control 1"))
        status = json.loads(self.ask("status", "--json").stdout)
        jsonschema.validate(status, schema("status"))
        self.assertEqual(status["canary"], "control 1")
        block, = schedule["blocks"]
        self.assertEqual(status["canary_course"], {"schedule": schedule["name"], "blocks": 1,
                                                   "until_ns": block["end_ns"]})
        self.assertRegex(self.ask("status").stdout, r"canary +control 1 of .*, for \d+ .* more, then no block")

    def test_a_wrong_schedule_is_refused_in_one_sentence(self):
        canary = self.folder / "canary.json"
        for text, said in (("", "not JSON"), ('{"format":2}', "format 1"), ("[]", "not an object")):
            canary.write_text(text)
            refused = subprocess.run([PROGRAM, "run", "--no-serve", "--run-dir", self.run_folder, "--state-dir", self.state,
                                      "--canary", canary], capture_output=True, text=True, timeout=30)
            self.assertEqual((refused.returncode, refused.stderr.count("\n")), (2, 1), refused.stderr)
            self.assertIn(said, refused.stderr)
        refused = subprocess.run([PROGRAM, "run", "--no-serve", "--run-dir", self.run_folder, "--state-dir", self.state,
                                  "--canary", self.folder / "none"], capture_output=True, text=True, timeout=30)
        self.assertEqual(refused.returncode, 2)
        self.assertIn("ENOENT", refused.stderr)


if __name__ == "__main__":
    unittest.main()
