#!/usr/bin/python3
"""holdfast probe over loopback and over the veth pair of its own: probe_test.py PROGRAM SOURCE_DIR."""
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest

import jsonschema

PROGRAM, SOURCE = sys.argv.pop(1), pathlib.Path(sys.argv.pop(1))
SOCKETS = ("spin", "spin-recvmmsg", "blocking", "epoll", "recvmmsg", "busy-poll")


def probe(*words, seconds=60):
    return subprocess.run([PROGRAM, "probe", *words], capture_output=True, text=True, timeout=seconds)


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def no_namespace():
    """Why no network namespace can be made here; empty when one can."""
    tried = subprocess.run(["unshare", "-n", "true"], capture_output=True, text=True)
    return "" if tried.returncode == 0 else tried.stderr.strip()


def accounted(test, result):
    """Each packet that was sent is received or lost, and each that came is of this run."""
    test.assertEqual(result["received"] + result["lost"], result["sent"], result)
    test.assertEqual(result["duplicated"], 0, result)


class Loopback(unittest.TestCase):
    def received(self, receiver, *options):
        port = free_port()
        # The kernel begins to stamp from a work queue (net_enable_timestamp), which two threads that spin may starve.
        command = [PROGRAM, "probe", "receive", f"127.0.0.1:{port}", "--receiver", receiver, "--seconds", "1500ms"]
        command.append("--json")
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            sent = probe("send", f"127.0.0.1:{port}", "--rate", "2000", "--seconds", "3s", "--json", *options)
            out, err = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 0, err)
        self.assertEqual(sent.returncode, 0, sent.stderr)
        return json.loads(out), json.loads(sent.stdout)

    def test_every_socket_receives_what_another_process_sends(self):
        for receiver in SOCKETS:
            with self.subTest(receiver):
                result, sent = self.received(receiver)
                self.assertEqual(sent["sent"], 6000)
                self.assertGreater(result["received"], 100)
                delays = {one["of"]: one for one in result["delays"]}
                self.assertGreater(delays["kernel to user"]["count"], 0)
                self.assertGreater(delays["sender to user"]["percentiles"][0]["ns"], 0)

    def test_a_round_trip_comes_back(self):
        there, here = free_port(), free_port()
        with subprocess.Popen([PROGRAM, "probe", "reflect", f"127.0.0.1:{there}", "--reply-port", str(here), "--json"],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as reflector:
            done = probe("send", f"127.0.0.1:{there}", "--round-trip", "--reply-port", str(here), "--rate", "500",
                         "--seconds", "500ms", "--receiver", "blocking", "--json")
            reflector.terminate()
            out, _ = reflector.communicate(timeout=10)
        self.assertEqual(done.returncode, 0, done.stderr)
        result = json.loads(done.stdout)
        accounted(self, result)
        delays = {one["of"] for one in result["delays"]}
        self.assertIn("round trip", delays)
        self.assertNotIn("sender to user", delays)
        self.assertGreaterEqual(json.loads(out)["reflected"], result["received"])

    def test_nobody_there_is_one_sentence(self):
        done = probe("send", f"127.0.0.1:{free_port()}", "--round-trip", "--rate", "100", "--seconds", "200ms",
                     "--reply-port", str(free_port()))
        self.assertEqual(done.returncode, 1)
        self.assertIn("nothing of 20 packets came back", done.stderr)


class Refusals(unittest.TestCase):
    def refused(self, *words, status=2):
        done = probe(*words)
        self.assertEqual(done.returncode, status, done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        return done.stderr

    def test_what_cannot_be_is_one_sentence(self):
        self.assertIn("\"spinn\" is no way of receiving; there are spin,",
                      self.refused("receive", "127.0.0.1:1", "--receiver", "spinn"))
        self.assertIn("\"localhost\" is no address and port", self.refused("send", "localhost"))
        self.assertIn("--selftest", self.refused("compare"))
        self.assertIn("leave the address out", self.refused("compare", "--selftest", "127.0.0.1:9"))
        self.assertIn("\"soon\" is not a time", self.refused("send", "127.0.0.1:9", "--seconds", "soon"))
        self.assertIn("af_xdp takes packets before the stack",
                      self.refused("stages", "--selftest", "--receiver", "af_xdp"))
        self.assertIn("--log has no place for stages", self.refused("stages", "--selftest", "--log", "/dev/null"))
        self.assertIn("--selftest goes with compare and stages only", self.refused("receive", "--selftest"))

    def test_an_address_in_use_is_named(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
            taken.bind(("127.0.0.1", 0))
            address = "127.0.0.1:%d" % taken.getsockname()[1]
            said = probe("receive", address, "--json")
            self.assertEqual(said.returncode, 1, said.stderr)
            self.assertIn(address, said.stderr)

    def test_a_cpu_that_is_not_ours_is_named(self):
        said = probe("receive", f"127.0.0.1:{free_port()}", "--cpu", "8000", "--json")
        self.assertNotEqual(said.returncode, 0)
        self.assertIn("CPU 8000", said.stderr)


@unittest.skipIf(no_namespace(), f"no network namespace here: {no_namespace()}")
class Selftest(unittest.TestCase):
    def compared(self, *options):
        done = probe("compare", "--selftest", "--seconds", "300ms", "--rate", "20000", "--json", *options, seconds=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)["receivers"]

    def test_every_way_of_receiving_is_there_or_says_why_not(self):
        receivers = self.compared("--rounds", "1")
        self.assertEqual([one["name"] for one in receivers][:2], ["spin", "spin-recvmmsg"])
        self.assertEqual(len(receivers), 12)
        for receiver in receivers:
            with self.subTest(receiver["name"]):
                if receiver["name"] == "af_xdp-zero-copy":
                    self.assertIn("zero", receiver["absent"])
                    continue
                self.assertNotIn("absent", receiver)
                (result,) = receiver["rounds"]
                self.assertEqual(result["sent"], 6000)
                accounted(self, result)

    def test_of_a_million_packets_every_loss_has_its_reason(self):
        done = probe("compare", "--selftest", "--rounds", "1", "--seconds", "10s", "--rate", "100000", "--receivers",
                     "spin-recvmmsg,spin-io_uring,af_xdp", "--json", seconds=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        for receiver in json.loads(done.stdout)["receivers"]:
            with self.subTest(receiver["name"]):
                (result,) = receiver["rounds"]
                self.assertEqual(result["sent"], 1_000_000)
                accounted(self, result)
                reasons = ("sender_refused", "interface_drops", "socket_drops", "device_drops", "ring_full")
                self.assertEqual(result["lost"], sum(result[reason] for reason in reasons), result)

    def test_rounds_are_interleaved_and_files_are_written(self):
        with tempfile.TemporaryDirectory() as folder:
            log, page = os.path.join(folder, "probe.hlog"), os.path.join(folder, "probe.html")
            receivers = self.compared("--rounds", "2", "--receivers", "spin,blocking", "--log", log, "--report", page)
            self.assertEqual([len(one["rounds"]) for one in receivers], [2, 2])
            tags = [line.split(",")[0] for line in open(log) if line.startswith("Tag=")]
            self.assertEqual(tags, ["Tag=spin", "Tag=blocking"] * 2)
            self.assertIn("<svg", open(page).read())
            again = probe("compare", "--selftest", "--seconds", "100ms", "--rounds", "1", "--receivers", "spin",
                          "--log", log)
            self.assertEqual(again.returncode, 2)
            self.assertIn("--force", again.stderr)

    @unittest.skipUnless(shutil.which("sockperf"), "needs sockperf (Debian's package)")
    def test_sockperf_stands_beside_the_receivers(self):
        words = ("--seconds", "1s", "--rounds", "2", "--receivers", "blocking", "--rate", "1000")
        done = probe("compare", "--selftest", *words, "--json", seconds=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        told = json.loads(done.stdout)
        jsonschema.validate(told, json.loads((SOURCE / "docs/schema/probe-compare.schema.json").read_text()))
        beside = told["sockperf"]
        self.assertNotIn("absent", beside)
        self.assertEqual([one["delays"][0]["of"] for one in beside["rounds"]], ["half a round trip"] * 2)
        figures = {one["p"]: one["median_ns"] for one in beside["figures"][0]["percentiles"]}
        self.assertLessEqual({0.5, 0.9, 0.99, 0.999, 1}, set(figures))
        self.assertTrue(500 < figures[.5] <= figures[.99] <= figures[1] < 1e9, figures)
        text = probe("compare", "--selftest", *words, seconds=120).stdout
        self.assertIn("sockperf, half a round trip", text)
        self.assertIn("by its client's clock", text)

    def test_without_sockperf_a_line_says_how_to_have_it(self):
        done = subprocess.run([PROGRAM, "probe", "compare", "--selftest", "--seconds", "100ms", "--rounds", "1",
                               "--receivers", "blocking"], capture_output=True, text=True, timeout=60,
                              env={**os.environ, "PATH": "/nowhere"})
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("apt-get install sockperf", done.stdout)
        self.assertNotIn("half a round trip", done.stdout)

    @unittest.skipUnless(shutil.which("sockperf"), "needs sockperf (Debian's package)")
    def test_an_interruption_ends_sockperf_with_it(self):
        with subprocess.Popen([PROGRAM, "probe", "compare", "--selftest", "--seconds", "4s", "--rounds", "1", "--receivers",
                               "blocking", "--rate", "1000"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            end = time.monotonic() + 60
            while not (children := pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()):
                self.assertLess(time.monotonic(), end, "sockperf was not started")
                time.sleep(.05)
            time.sleep(.5)
            process.terminate()
            self.assertEqual(process.wait(10), 1)
            for child in children:
                self.assertFalse(pathlib.Path(f"/proc/{child}").exists(), f"sockperf {child} stayed behind")

    def test_nothing_stays_behind(self):
        before = subprocess.run(["ip", "-o", "link"], capture_output=True, text=True).stdout
        self.compared("--rounds", "1", "--receivers", "spin,af_xdp")
        self.assertEqual(subprocess.run(["ip", "-o", "link"], capture_output=True, text=True).stdout, before)


def no_bpf():
    """Why packets cannot be followed here; empty when they can, and when it fails for no such reason."""
    tried = probe("stages", "--selftest", "--seconds", "100ms", "--rate", "100", "--json")
    reasons = ("CAP_", "no BTF", "no bpf(2)", "packets cannot be followed: this kernel", "CONFIG_NET_NS")
    return tried.stderr.strip() if any(reason in tried.stderr for reason in reasons) else ""


@unittest.skipIf(no_bpf(), f"packets cannot be followed here: {no_bpf()}")
class Stages(unittest.TestCase):
    def staged(self, receiver, *options):
        done = probe("stages", "--selftest", "--receiver", receiver, "--seconds", "1s", "--rate", "2000", "--json",
                     *options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def woken(self, stages):
        return sum(one["delays"]["count"] for one in stages["stages"] if one["stage"] == "wake")

    def test_every_packet_is_followed_from_end_to_end(self):
        stages = self.staged("blocking")
        self.assertEqual(stages["sent"], 2000)
        self.assertEqual(stages["followed"], stages["received"], stages)
        self.assertEqual(stages["untraced"] + stages["records_lost"] + stages["unreadable"], 0, stages)
        self.assertEqual(sum(one["count"] for one in stages["beginnings"]), stages["followed"])
        self.assertEqual(stages["whole"]["count"], stages["followed"])
        self.assertEqual(sum(one["delays"]["negative"] for one in stages["stages"]), 0, stages)
        # Each packet leaves each place that it came to, but for the last.
        came, left = {}, {}
        for one in stages["stages"]:
            came[one["to"]] = came.get(one["to"], 0) + one["delays"]["count"]
            left[one["from"]] = left.get(one["from"], 0) + one["delays"]["count"]
        for one in stages["beginnings"]:
            came[one["at"]] = came.get(one["at"], 0) + one["count"]
        self.assertEqual(came.pop("user"), stages["followed"])
        self.assertEqual(came, left)

    def test_a_thread_that_waits_is_woken_and_one_that_spins_is_not(self):
        blocking, spinning = self.staged("blocking"), self.staged("spin")
        if any("wake-up is not seen" in note or "copy is not seen" in note for note in blocking["notes"]):
            self.skipTest(str(blocking["notes"]))
        self.assertGreater(self.woken(blocking), 0.5 * blocking["followed"], blocking)
        self.assertEqual(self.woken(spinning), 0, spinning)

    def test_every_receiver_of_sockets_has_its_stages(self):
        for receiver in ("epoll", "recvmmsg", "busy-poll", "spin-recvmmsg", "io_uring", "spin-io_uring"):
            with self.subTest(receiver):
                stages = self.staged(receiver)
                self.assertGreater(stages["followed"], 0.9 * stages["received"], stages)
                self.assertLess(stages["unread"], 0.05 * stages["followed"], stages)

    def test_the_table_has_a_row_for_each_stage_and_says_what_costs_most(self):
        with tempfile.TemporaryDirectory() as folder:
            page = os.path.join(folder, "stages.html")
            done = probe("stages", "--selftest", "--seconds", "500ms", "--rate", "2000", "--report", page)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("<svg", open(page).read())
        for word in ("softirq", "driver", "stack", "return", "whole", "costs most at P99"):
            self.assertIn(word, done.stdout)

    def test_what_another_process_sends_is_followed(self):
        address = f"127.0.0.1:{free_port()}"
        command = [PROGRAM, "probe", "stages", address, "--seconds", "500ms", "--json"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            probe("send", address, "--rate", "1000", "--seconds", "3s", "--json")
            out, err = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 0, err)
        stages = json.loads(out)
        self.assertGreater(stages["followed"], 100)
        self.assertLess(stages["untraced"], 10, stages)

    def test_without_the_privilege_it_is_one_sentence(self):
        if os.geteuid() != 0:
            self.skipTest("needs root to give it up")
        done = subprocess.run(["setpriv", "--reuid", "65534", "--clear-groups", "--inh-caps=-all", PROGRAM, "probe",
                               "stages", "127.0.0.1:9"], capture_output=True, text=True, timeout=30)
        if "Permission denied" in done.stderr and "exec" in done.stderr:
            self.skipTest("the program may not be run by another user here")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("BPF needs CAP_BPF", done.stderr)


if __name__ == "__main__":
    unittest.main()
