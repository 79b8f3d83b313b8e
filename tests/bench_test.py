#!/usr/bin/python3
"""holdfast bench in network namespaces of its own: bench_test.py PROGRAM SOURCE_DIR."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import jsonschema

PROGRAM, SOURCE = sys.argv.pop(1), pathlib.Path(sys.argv.pop(1))
PEER = "10.77.0.2:9000"
POLICY = """\
apiVersion: holdfast/v1
name: bench
version: 1
interfaces:
  - match: {name: left}
    offloads: {gro: on}
    rps: "0"
sysctl: {net.core.somaxconn: 2048}
"""
# A network, a /run and a /sys of its own; a reflector in a second network behind a veth pair.
BED = f"""\
set -e
mount -t tmpfs none /run; mount -t sysfs none /sys; mount -t tmpfs none /var/lib
ip link set lo up
ip netns add other
ip link add left index 7 type veth peer name right netns other
ip addr add 10.77.0.1/24 dev left; ip link set left up
ip -n other addr add 10.77.0.2/24 dev right; ip -n other link set right up
ethtool -K left gro off
ip netns exec other "$0" probe reflect {PEER} >/dev/null &
reflector=$!
trap 'kill $reflector' EXIT
sleep 0.3
set +e
"""
STATE = "cat /proc/sys/net/core/somaxconn /sys/class/net/left/queues/rx-*/rps_cpus; ethtool -k left"


def in_bed(script, *words):
    return subprocess.run(["unshare", "-n", "-m", "bash", "-c", BED + script, PROGRAM, *words], capture_output=True,
                          text=True, timeout=120)


def no_bed():
    """Why there can be none here; empty when there can."""
    tried = subprocess.run(["unshare", "-n", "-m", "bash", "-c", "mount -t tmpfs none /run && ip link add left type veth"],
                           capture_output=True, text=True)
    return "" if tried.returncode == 0 else tried.stderr.strip()


@unittest.skipIf(no_bed(), f"no namespaces: {no_bed()}")
class Bench(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.policy = os.path.join(folder.name, "policy.yaml")
        pathlib.Path(self.policy).write_text(POLICY)

    def bench(self, *options):
        """(done, the state before and after)."""
        script = f"{{ {STATE}; }} >/tmp/$$.before 2>&1; \"$0\" bench \"$@\"; status=$?; {{ {STATE}; }} >/tmp/$$.after 2>&1; " \
                 "echo; echo @@; cat /tmp/$$.before; echo @@; cat /tmp/$$.after; rm /tmp/$$.before /tmp/$$.after; exit $status"
        done = in_bed(script, self.policy, *options)
        self.assertIn("@@", done.stdout, done.stderr)
        done.stdout, before, after = done.stdout.split("\n@@\n")
        return done, before.strip(), after.strip()

    def quick(self, *options):
        return self.bench("--peer", PEER, "--rate", "1000", "--seconds", "250ms", "--wait", "0", *options)

    def test_measures_each_part_and_leaves_everything_as_it_was(self):
        done, before, after = self.quick("--rounds", "2", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(before, after)
        result = json.loads(done.stdout)
        jsonschema.validate(result, json.loads((SOURCE / "docs/schema/bench.schema.json").read_text()))
        names = [layer["layer"] for layer in result["layers"]]
        self.assertEqual(names, ["left rx-gro", "left rps rx-0", "sysctl net.core.somaxconn"])
        for layer in [*result["layers"], result["together"]]:
            self.assertNotEqual(layer["verdict"], "refused", layer)
            for window in layer["off"] + layer["on"]:
                self.assertGreater(window["packets"], 200, layer)
                self.assertGreater(window["p99_ns"], window["p50_ns"])
            self.assertEqual(set(layer["changes"]), {"p50", "p99"}, "P99.9 of 250 packets")

    def test_prints_a_table_that_says_what_was_and_what_came(self):
        done, _, _ = self.quick("--rounds", "2", "--only", "sysctl,rps")
        self.assertEqual(done.returncode, 0, done.stderr)
        for text in ("layer", "P99 µs", "change of P99 (95 %)", "left rps rx-0", "sysctl net.core.somaxconn",
                     "all 2 together", "everything is as it was before"):
            self.assertIn(text, done.stdout)
        self.assertNotIn("rx-gro", done.stdout)

    def test_without_an_answer_it_ends_and_everything_is_as_it_was(self):
        done, before, after = self.bench("--peer", "10.77.0.2:9", "--seconds", "100ms", "--patience", "1s", "--wait", "0")
        self.assertEqual(done.returncode, 1)
        self.assertIn("none came", done.stderr)
        self.assertIn("everything was put back as it was", done.stderr)
        self.assertEqual(before, after)

    def test_a_window_begins_when_packets_come_back(self):
        late = 'ip -n other link set right down; (sleep 1.5; ip -n other link set right up) & "$0" bench "$@"'
        words = (self.policy, "--peer", PEER, "--rounds", "1", "--rate", "1000", "--seconds", "250ms", "--wait", "0",
                 "--only", "sysctl", "--json")
        done = in_bed(late, *words, "--patience", "20s")
        self.assertEqual(done.returncode, 0, done.stderr)
        layer = json.loads(done.stdout)["layers"][0]
        self.assertEqual([window["lost"] for window in layer["off"] + layer["on"]], [0, 0])
        done = in_bed(late, *words, "--patience", "50ms")
        self.assertEqual(done.returncode, 1, "nobody waited")

    def test_of_a_host_that_is_as_demanded_there_is_nothing_to_measure(self):
        done = in_bed('"$0" apply "$1" --quiet --wait 0; "$0" bench "$@"', self.policy, "--peer", PEER)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("there is nothing to measure", done.stdout)


class Words(unittest.TestCase):
    def refused(self, *words):
        done = subprocess.run([PROGRAM, "bench", "none.yaml", *words], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 2, done.stderr)
        return done.stderr

    def test_wants_one_kind_of_traffic(self):
        self.assertIn("--peer ADDRESS:PORT", self.refused())
        self.assertIn("give one of them", self.refused("--peer", PEER, "--listen", PEER))

    def test_says_which_word_is_wrong(self):
        self.assertIn('"10.0.0.2" is no address and port', self.refused("--peer", "10.0.0.2"))
        self.assertIn('--seconds "soon" is not a time', self.refused("--peer", PEER, "--seconds", "soon"))
        self.assertIn("at least 50ms", self.refused("--peer", PEER, "--seconds", "1ms"))
        self.assertIn("telepathy", self.refused("--peer", PEER, "--receiver", "telepathy"))
        self.assertIn("one way of receiving", self.refused("--peer", PEER, "--receiver", "spin,epoll"))


if __name__ == "__main__":
    unittest.main()
