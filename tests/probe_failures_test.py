#!/usr/bin/python3
"""holdfast probe when things break, in network namespaces of its own: probe_failures_test.py PROGRAM SOURCE_DIR.

The interface `left` (10.77.0.1) is here, its peer `right` (10.77.0.2) in the network `other`.
"""
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import unittest

HERE, THERE = "10.77.0.1:9000", "10.77.0.2:9000"
RECEIVERS = ("spin", "spin-recvmmsg", "blocking", "epoll", "recvmmsg", "busy-poll", "io_uring", "spin-io_uring",
             "af_xdp", "af_xdp-wait", "af_xdp-generic")
OTHER = ("ip", "netns", "exec", "other")
NOBODY = ("setpriv", "--reuid", "65534", "--clear-groups", "--inh-caps=-all")
IN_BED = "--in-a-bed-of-its-own"


def no_bed():
    """Why there can be none here; empty when there can."""
    script = "mount -t tmpfs none /run && ip link add left type veth"
    tried = subprocess.run(["unshare", "-n", "-m", "bash", "-c", script], capture_output=True, text=True)
    return "" if tried.returncode == 0 else tried.stderr.strip()


if __name__ == "__main__" and sys.argv[1] != IN_BED and not no_bed():
    os.execvp("unshare", ["unshare", "-n", "-m", sys.executable, "-B", __file__, IN_BED, *sys.argv[1:]])
has_bed = sys.argv[1] == IN_BED and bool(sys.argv.pop(1))
PROGRAM, SOURCE = sys.argv.pop(1), sys.argv.pop(1)


def sh(script):
    subprocess.run(["bash", "-ec", script], check=True, capture_output=True, text=True)


def lay_bed():
    # Right has one queue to send by, so that everything comes by left's queue 0.
    sh("ip link add left numrxqueues 2 numtxqueues 2 type veth peer name right numrxqueues 2 numtxqueues 1 netns other;"
       "ip addr add 10.77.0.1/24 dev left; ip link set left up;"
       "ip -n other addr add 10.77.0.2/24 dev right; ip -n other link set right up")
    for words in (["ip", "link", "show", "left"], ["ip", "-n", "other", "link", "show", "right"]):
        until(lambda: "state UP" in subprocess.run(words, capture_output=True, text=True).stdout, "carrier")


def setUpModule():
    if not has_bed:
        raise unittest.SkipTest(f"no namespaces: {no_bed()}")
    sh("mount -t tmpfs none /run; mount -t sysfs none /sys; mount -t bpf none /sys/fs/bpf;"
       "ip link set lo up; ip netns add other; ip -n other link set lo up")
    lay_bed()


def until(true, what):
    end = time.monotonic() + 100
    while not true():
        if time.monotonic() > end:
            raise AssertionError(f"waited 100 s for {what}")
        time.sleep(.02)


def probe(*words, under=(), seconds=120):
    return subprocess.run([*under, PROGRAM, "probe", *words], capture_output=True, text=True, timeout=seconds)


def left():
    """What `ip` says of it: nothing when it is not there."""
    done = subprocess.run(["ip", "-d", "-j", "-s", "link", "show", "left"], capture_output=True, text=True)
    return json.loads(done.stdout)[0] if done.returncode == 0 else None


def came():
    found = left()
    return found["stats64"]["rx"]["packets"] if found else 0


def is_bound(port=9000):
    with open("/proc/net/udp") as table:
        return any(line.split()[1].endswith(f":{port:04X}") for line in table)


class Failures(unittest.TestCase):
    def setUp(self):
        if not left():
            lay_bed()

    def started(self, *words, under=()):
        process = subprocess.Popen([*under, PROGRAM, "probe", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   text=True)
        self.addCleanup(self.ended, process)
        return process

    def ended(self, process):
        if process.poll() is None:
            process.kill()
            process.communicate()
        for pipe in (process.stdout, process.stderr):
            pipe.close()

    def sending(self, *words, seconds="60s", rate="1000"):
        return self.started("send", HERE, "--rate", rate, "--seconds", seconds, *words, under=OTHER)

    def listening(self, *words):
        """A receiver that said that it listens, and nothing else."""
        process = self.started(*words)
        if "--json" in words:
            until(lambda: is_bound() or "xdp" in (left() or {}), "the receiver")
            return process
        line = process.stderr.readline()
        self.assertRegex(line, r"^(listening|reflecting) at 10\.77\.0\.1:9000", words)
        return process

    def busy(self, *words):
        """One that packets come to."""
        process = self.listening(*words)
        before = came()
        until(lambda: came() > before + 100, "packets")
        return process

    def sentence(self, process, status=1, seconds=100):
        """The only one on standard error; the end came by itself, and soon."""
        out, err = (process.stdout, process.stderr) if isinstance(process, subprocess.CompletedProcess) else \
            process.communicate(timeout=seconds)
        self.assertEqual(process.returncode, status, err)
        self.assertEqual(err.count("\n"), 1, err)
        self.assertRegex(err, r"^holdfast: ")
        self.assertIsNone(re.search(r"errno \d|\bE[A-Z]{4,}:|: E[A-Z]{4,}$", err), err)
        self.out = out
        return err

    def nothing_stays(self):
        self.assertLessEqual(set(os.listdir("/sys/fs/bpf")), {"maps.debug", "progs.debug"})  # the kernel's own
        self.assertFalse(is_bound(), "the port is still taken")
        found = left()
        self.assertNotIn("xdp", found or {})
        running = subprocess.run(["pgrep", "-f", f"^{re.escape(PROGRAM)} probe (receive|compare|stages)"],
                                 capture_output=True, text=True).stdout
        self.assertEqual(running, "")

    def works_again(self, receiver, *words):
        sender = self.sending(seconds="60s")
        done = probe("receive", HERE, "--receiver", receiver, "--interface", "left", "--seconds", "200ms", "--json",
                     *words)
        self.ended(sender)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertGreater(json.loads(done.stdout)["received"], 10)


class TheInterfaceGoes(Failures):
    def goes(self, process):
        sh("ip link del left")
        said = self.sentence(process)
        self.assertRegex(said, r"left has gone, \d+\.\d s after this probe began: .* probe again when it is back")
        self.nothing_stays()

    def test_each_receiver_ends_with_one_sentence_and_can_be_had_again(self):
        for receiver in RECEIVERS:
            with self.subTest(receiver):
                self.setUp()
                sender = self.sending()
                words = ["receive", HERE, "--receiver", receiver, "--seconds", "50s"]
                self.goes(self.busy(*words, *(["--interface", "left"] if receiver.startswith("af_xdp") else [])))
                self.assertEqual(self.out, "")
                self.assertIn("right has gone", self.sentence(sender))
                lay_bed()
                self.works_again(receiver)

    def test_before_the_first_packet(self):
        process = self.listening("receive", HERE, "--receiver", "epoll")
        self.goes(process)

    def test_a_comparison_shows_the_receivers_that_were_done(self):
        for receivers, done in (("blocking,spin", False), ("blocking,af_xdp", True)):
            with self.subTest(receivers):
                self.setUp()
                self.sending()
                process = self.started("compare", HERE, "--receivers", receivers, "--rounds", "1", "--seconds", "3s",
                                       "--interface", "left")
                until((lambda: "xdp" in (left() or {})) if done else is_bound, "the receiver")
                self.goes(process)
                self.assertEqual(bool(re.search(r"^ *blocking .*\d", self.out, re.M)), done, self.out)

    def test_stages(self):
        tried = probe("stages", "--selftest", "--seconds", "100ms", "--rate", "100")
        if tried.returncode != 0:
            self.skipTest(tried.stderr)
        self.sending()
        self.goes(self.busy("stages", HERE, "--seconds", "50s"))

    def test_a_round_trip(self):
        reflector = self.started("reflect", THERE, "--json", under=OTHER)
        process = self.started("send", THERE, "--round-trip", "--rate", "1000", "--seconds", "50s")
        before = came()
        until(lambda: came() > before + 300, "answers")
        self.goes(process)
        self.assertIsNone(reflector.poll(), "it listens until it is stopped")


class TheLinkIsDown(Failures):
    def tearDown(self):
        sh("ip link set left up")

    def test_for_a_while_the_result_says_for_how_long(self):
        for receiver in ("blocking", "busy-poll", "spin-io_uring", "af_xdp", "af_xdp-generic"):
            with self.subTest(receiver):
                sender = self.sending()
                process = self.busy("receive", HERE, "--receiver", receiver, "--interface", "left", "--seconds", "4s")
                sh("ip link set left down; sleep .6; ip link set left up")
                out, err = process.communicate(timeout=100)
                self.ended(sender)
                self.assertEqual((process.returncode, err), (0, ""))
                self.assertRegex(" ".join(out.split()),
                                 r"Note: left was down for \d\.\d s meanwhile: what was sent then is lost")

    def test_to_the_end_the_result_says_how_it_comes_up(self):
        for receiver in ("epoll", "af_xdp-wait"):
            with self.subTest(receiver):
                sender = self.sending()
                process = self.busy("receive", HERE, "--receiver", receiver, "--interface", "left", "--seconds", "3s")
                sh("ip link set left down")
                out, err = process.communicate(timeout=100)
                self.ended(sender)
                sh("ip link set left up")
                self.assertEqual((process.returncode, err), (0, ""))
                self.assertIn("Note: left is down, so that nothing comes: ip link set dev left up",
                              " ".join(out.split()))


class ItDoesNotKeepUp(Failures):
    REASONS = ("socket_drops", "device_drops", "ring_full")

    def stopped(self, receiver, *words):
        """What it prints that stood still while 20,000 packets came."""
        sender = self.sending("--size", "1400", rate="20000")
        process = self.busy("receive", HERE, "--receiver", receiver, "--interface", "left", "--seconds", "4s", *words)
        time.sleep(.3)
        process.send_signal(signal.SIGSTOP)
        before = came()
        until(lambda: came() > before + 20_000, "20,000 packets")
        process.send_signal(signal.SIGCONT)
        out, err = process.communicate(timeout=100)
        self.ended(sender)
        self.assertEqual((process.returncode, err), (0, ""))
        self.nothing_stays()
        return out

    def test_losses_have_their_reason(self):
        """Not to the packet: others go on sending when the receiver has looked for the last time. That they add up when
        both ends are known is shown by probe_test.py, with a million."""
        for receiver in ("blocking", "spin-recvmmsg", "epoll", "io_uring", "af_xdp", "af_xdp-wait", "af_xdp-generic"):
            with self.subTest(receiver):
                result = json.loads(self.stopped(receiver, "--json"))
                self.assertGreater(result["lost"], 5000, result)
                self.assertGreater(sum(result[reason] for reason in self.REASONS), 5000, result)
                where = "ring was full|no frame for" if "af_xdp" in receiver else "The socket dropped"
                self.assertRegex(" ".join(result["spoilt"]), where)

    def test_the_text_says_where_they_went(self):
        for receiver, where in (("recvmmsg", r"Spoilt: .* The socket dropped [0-9,]+: its receive buffer was full"),
                                ("af_xdp", r"Spoilt: .*(The receiver's ring was full|AF_XDP had no frame)")):
            with self.subTest(receiver):
                self.assertRegex(" ".join(self.stopped(receiver).split()), where)


class Refused(Failures):
    def refused(self, *words, under=(), status=1):
        """In --json and without it: the same sentence."""
        said = self.sentence(probe(*words, under=under), status)
        self.assertEqual(self.sentence(probe(*words, "--json", under=under), status), said)
        self.assertEqual(self.out, "")
        self.nothing_stays()
        return said

    def nobody(self, *words):
        tried = probe("--help", under=NOBODY)
        if tried.returncode != 0:
            self.skipTest(f"another user may not run the program here: {tried.stderr}")
        return self.refused(*words, under=NOBODY)

    def test_what_another_user_may_not(self):
        for receiver in ("af_xdp", "af_xdp-wait", "af_xdp-generic"):
            said = self.nobody("receive", HERE, "--receiver", receiver, "--interface", "left")
            self.assertIn("AF_XDP is not permitted, for lack of CAP_NET_RAW", said)
            self.assertIn("run as root", said)
        self.assertIn("BPF needs CAP_BPF and CAP_PERFMON: run as root", self.nobody("stages", HERE))
        for verb in ("compare", "stages"):
            self.assertIn("CAP_SYS_ADMIN: run it as root", self.nobody(verb, "--selftest"))
        low = "10.77.0.1:80"
        for words in (("receive", low), ("reflect", low), ("receive", low, "--receiver", "io_uring")):
            self.assertIn(f"udp {low}: a port so low takes CAP_NET_BIND_SERVICE", self.nobody(*words))

    def test_busy_polling_beyond_the_limit(self):
        script = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).setsockopt(1, 46, 5000)"
        if subprocess.run([*NOBODY, sys.executable, "-c", script], capture_output=True).returncode == 0:
            self.skipTest("this kernel lets everybody busy-poll")
        said = self.nobody("receive", HERE, "--receiver", "busy-poll", "--busy-poll", "5000")
        self.assertIn("SO_BUSY_POLL takes CAP_NET_ADMIN", said)

    def test_packet_memory_beyond_the_limit(self):
        caps = "+net_admin,+net_raw,+bpf,+perfmon"
        under = ("bash", "-c", 'ulimit -l 64; exec "$@"', "-", "setpriv", "--reuid", "65534", "--clear-groups",
                 f"--inh-caps={caps}", f"--ambient-caps={caps}")
        said = self.refused("receive", HERE, "--receiver", "af_xdp", "--interface", "left", under=under)
        self.assertIn("8388608 bytes of packet memory are beyond the memory lock limit of 65536 bytes", said)
        self.assertIn("ulimit -l 8192", said)
        self.works_again("af_xdp")

    def test_a_queue_that_does_not_exist(self):
        for receiver in ("af_xdp", "af_xdp-wait", "af_xdp-generic"):
            for queue in ("2", "99", "4294967295"):
                said = self.refused("receive", HERE, "--receiver", receiver, "--interface", "left", "--queue", queue)
                self.assertIn(f"no receive queue {queue} of left: it has 2, from 0 to 1", said)
        said = self.sentence(probe("compare", HERE, "--receivers", "af_xdp", "--interface", "left", "--queue", "2"))
        self.assertIn("no receive queue 2 of left", said)
        self.refused("receive", HERE, "--receiver", "af_xdp", "--queue", "-1", status=2)

    def test_an_interface_that_does_not_exist(self):
        for words in (("receive", HERE), ("receive", HERE, "--receiver", "af_xdp"), ("stages", HERE), ("send", THERE),
                      ("receive", "239.1.1.1:9000")):
            said = self.refused(*words, "--interface", "nosuch7")
            self.assertIn("no interface nosuch7 (ip -br link shows those there are)", said)
        self.assertIn("--interface NAME", self.refused("receive", HERE, "--receiver", "af_xdp", status=2))

    def test_an_address_that_is_not_ours(self):
        for words in (("receive",), ("reflect",), ("stages",), ("receive", "--receiver", "io_uring")):
            said = self.refused(words[0], THERE, *words[1:])
            self.assertIn(f"udp {THERE}: no interface here has this address (ip -br address shows", said)
        self.assertIn("no interface here has this address", self.sentence(probe("compare", THERE, "--rounds", "1")))
        self.assertIn("there is no route to it", self.refused("send", "10.99.0.1:9000"))

    def test_a_port_in_use(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
            taken.bind(("10.77.0.1", 9007))
            for words in (("receive",), ("reflect",), ("stages",), ("receive", "--receiver", "io_uring")):
                said = self.refused(words[0], "10.77.0.1:9007", *words[1:])
                self.assertIn("udp 10.77.0.1:9007: another socket has this port (ss -ulnp 'sport = :9007'", said)

    def test_a_queue_or_an_interface_that_is_taken(self):
        self.sending()
        words = ("receive", HERE, "--receiver", "af_xdp", "--interface", "left")
        first = self.busy(*words, "--seconds", "50s")
        self.assertIn("left has an XDP program already (id ", self.sentence(probe(*words)))
        first.terminate()
        self.assertEqual(first.wait(60), 0)
        self.nothing_stays()
        self.works_again("af_xdp")

    def test_stopped_before_a_packet_came(self):
        process = self.listening("receive", HERE)
        process.terminate()
        self.assertIn(f"stopped before a probe packet came to {HERE}", self.sentence(process))

    def test_packets_of_another_queue_are_told(self):
        self.sending()
        process = self.busy("receive", HERE, "--receiver", "af_xdp", "--interface", "left", "--queue", "1")
        process.terminate()
        self.assertRegex(self.sentence(process),
                         r"\d+ came by another queue of left than 1 \(--queue; holdfast rss where\)")

    def test_a_sender_that_nobody_listens_to_says_so(self):
        done = probe("send", "127.0.0.1:9", "--rate", "100", "--seconds", "200ms")
        self.assertRegex(done.stdout, r"the kernel refused \d+, the last as nobody listens there")


if __name__ == "__main__":
    unittest.main()
