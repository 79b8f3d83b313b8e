#!/usr/bin/python3
"""holdfast rss on recorded hosts: rss_test.py PROGRAM SOURCE_DIR."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import jsonschema

PROGRAM, SOURCE = sys.argv.pop(1), pathlib.Path(sys.argv.pop(1))
FEEDS = """\
udp 10.1.1.1:5000 to 239.1.1.1:30001  rate 120000  name feed-a
udp 10.1.1.2:5000 to 239.1.1.2:30002  rate 80000
udp 10.1.1.3:5000 to 239.1.1.3:30003
udp 10.1.1.4:5000 to 239.1.1.4:30004
tcp 10.1.1.7:443 to 10.0.0.1:40022    rest
"""


def run(host, *words, text=None):
    return subprocess.run([PROGRAM, "rss", *words, "--root", str(SOURCE / f"tests/hosts/{host}/root")],
                          capture_output=True, text=True, input=text, timeout=60)


def in_network(script, before="true"):
    """In a network namespace of its own: one0 and two0 (veth of one queue and two; two0 hears far0), down0."""
    script = ("mount -t sysfs sysfs /sys && ip link add one0 type veth peer name lone0 && ip link set one0 up && "
              "ip link add two0 address 02:00:00:00:00:01 numrxqueues 2 numtxqueues 2 type veth peer name far0 "
              "numrxqueues 2 numtxqueues 2 && ip link add down0 numrxqueues 2 numtxqueues 2 type veth peer name off0 && "
              "sysctl -qw net.ipv6.conf.all.disable_ipv6=1 && ip link set far0 up && ip link set two0 up && "
              f"{before} && {script}")
    made = subprocess.run(["unshare", "-n", "-m", "mount", "-t", "sysfs", "sysfs", "/sys"], capture_output=True)
    if made.returncode != 0:
        raise unittest.SkipTest("no network namespace is to be had")
    return subprocess.run(["unshare", "-n", "-m", "sh", "-c", script], capture_output=True, text=True, timeout=60)


class Rss(unittest.TestCase):
    def done(self, *words, **more):
        done = run(*words, **more)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_where_names_queue_vector_cpu_and_bucket(self):
        flows = json.loads(self.done("virtio-rss", "where", "--flows", "-", "--json", text=FEEDS))["flows"]
        host = json.loads(subprocess.run([PROGRAM, "show", "--json", "--root", str(SOURCE / "tests/hosts/virtio-rss/root")],
                                         capture_output=True, text=True, timeout=60).stdout)
        nic = next(nic for nic in host["nics"] if nic["name"] == "eth0")
        self.assertEqual(len(flows), 5)
        self.assertEqual(flows[0]["name"], "feed-a")
        for flow in flows:
            table = nic["rss"][0]["indirection"]
            self.assertEqual(flow["bucket"], flow["hash"] % len(table))
            self.assertEqual(flow["queue"], table[flow["bucket"]])
            vector = next(one for one in host["vectors"] if one["irq"] == flow["irq"])
            self.assertIn(flow["queue"], vector["rx_queues"])

    def test_a_capture_is_a_list_of_flows(self):
        capture = str(SOURCE / "fuzz/corpus/pcap/two_flows")
        flows = json.loads(self.done("virtio-rss", "where", "--pcap", capture, "--interface", "eth0", "--json"))["flows"]
        self.assertEqual(sorted(flow["flow"] for flow in flows), ["udp 10.0.0.1:5000 to 10.0.0.2:80",
                                                                  "udp 10.0.0.2:5000 to 10.0.0.1:80",
                                                                  "udp 10.0.0.3:5000 to 10.0.0.2:90"])
        refused = run("virtio-rss", "where", "--pcap", str(SOURCE / "README.md"), "--interface", "eth0")
        self.assertEqual(refused.returncode, 2)
        self.assertIn("neither pcap nor pcapng", refused.stderr)
        refused = run("virtio-rss", "where", "--pcap", capture, "--flows", "-", text="")
        self.assertIn("only one", refused.stderr)

    def test_a_solution_is_a_policy_that_this_host_takes_and_that_holds(self):
        for host, interface in (("virtio-rss", "eth0"), ("mlx5", "enp1s0f0np0"), ("ice", "lan0")):
            solved = self.done(host, "solve", "--queues", "2", "--flows", "-", "--interface", interface, text=FEEDS)
            with tempfile.NamedTemporaryFile("w", suffix=".yaml") as policy:
                policy.write(solved)
                policy.flush()
                plan = subprocess.run([PROGRAM, "plan", policy.name, "--json", "--root",
                                       str(SOURCE / f"tests/hosts/{host}/root")], capture_output=True, text=True, timeout=60)
                self.assertEqual(plan.returncode, 2, plan.stderr)
                kinds = {step["object"]["kind"] for step in json.loads(plan.stdout)["steps"]}
                self.assertIn("rss_table", kinds)
            answer = json.loads(self.done(host, "solve", "--queues", "2", "--flows", "-", "--interface", interface,
                                          "--json", text=FEEDS))
            self.assertTrue(answer["best"])
            queues = [flow["queue"] for flow in answer["flows"] if not flow["rest"]]
            self.assertEqual(sorted(queues), [0, 0, 1, 1])
            self.assertNotEqual(queues[0], queues[1])  # the two that are fastest
            self.assertTrue(all(flow.get("queue", 9) > 1 for flow in answer["flows"] if flow["rest"]))

    def test_a_symmetric_key_lets_no_directions_part(self):
        answer = json.loads(self.done("virtio-rss", "solve", "--queues", "2", "--flows", "-", "--symmetric", "--json",
                                      text=FEEDS))
        self.assertEqual(answer["by"], "key")
        words = answer["key"].split(":")
        self.assertEqual({tuple(words[i:i + 2]) for i in range(0, len(words), 2)}, {tuple(words[:2])})

    def test_collisions_compare_what_is_with_what_would_be(self):
        nics = json.loads(self.done("virtio-rss", "collisions", "--flows", "-", "--json", text=FEEDS))["nics"]
        self.assertEqual([nic["flows"] for nic in nics], [5])
        self.assertEqual(nics[0]["expected"]["any"], 1)  # five flows on four queues
        self.assertGreaterEqual(nics[0]["actual"]["sharing"], 2)

    def test_asymmetric_tells_both_queues(self):
        flows = json.loads(self.done("virtio-rss", "asymmetric", "--flows", "-", "--json", text=FEEDS))["flows"]
        for flow in flows:
            self.assertEqual(flow["parts"], flow["queue"] != flow["queue_back"])
        self.assertTrue(any(flow["parts"] for flow in flows))

    def test_what_is_wrong_is_said_in_one_sentence(self):
        for words, text, sentence in (
                (("where", "udp 10.0.0.1"), None, "\"udp 10.0.0.1\" is no flow, which is \"udp 10.0.0.9:5000 to"),
                (("where", "--flows", "/nonexistent"), None, "/nonexistent: No such file or directory"),
                (("where", "--flows", "-"), "udp x\n", "-: line 1: \"udp x\" is no flow"),
                (("where", "--interface", "eth9"), None, "there is no interface \"eth9\"; there are "),
                (("solve", "--flows", "-"), FEEDS, "--queues is missing"),
                (("solve", "--flows", "-", "--queues", "3-1"), FEEDS, "--queues \"3-1\" is neither a number of queues"),
                (("solve", "--flows", "-", "--queues", "9"), FEEDS, "there is no queue 4: eth0 has 4 receive queues"),
                (("solve", "--flows", "-", "--queues", "2", "--by", "rules"), FEEDS,
                 "eth0 (virtio_net) takes no receive classification rules")):
            done = run("virtio-rss", *words, text=text)
            self.assertNotEqual(done.returncode, 0, words)
            self.assertIn(sentence, done.stderr)
            self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)

    def test_verify_with_one_queue_or_nothing_to_watch_says_so(self):
        for interface, code, sentence in (
                ("nonexistent0", 2, "there is no interface \"nonexistent0\"; there are "),
                ("one0", 0, "one0 has one receive queue: every packet comes on it, and there is nothing to verify"),
                ("two0", 1, "two0: no packet came in the watch, so nothing is verified"),
                ("down0", 1, "down0 is down and receives nothing; ip link set down0 up")):
            done = in_network(f"{PROGRAM} rss verify --interface {interface} --seconds 0.3")
            self.assertEqual(done.returncode, code, done.stdout + done.stderr)
            self.assertIn(sentence, done.stdout + done.stderr)
            self.assertEqual(len((done.stdout + done.stderr).splitlines()), 1, done.stdout + done.stderr)

    def test_verify_judges_nothing_where_the_driver_shows_no_table(self):
        done = in_network(f"(sleep 0.7; {PROGRAM} rss verify --send 10.77.0.1 --flows 20 --packets 4) & "
                          f"{PROGRAM} rss verify --interface two0 --seconds 1.5 --json; code=$?; wait; exit $code",
                          before="ip addr add 10.77.0.2/24 dev far0; ip neigh add 10.77.0.1 lladdr 02:00:00:00:00:01 "
                                 "dev far0")
        self.assertEqual(done.returncode, 1, done.stderr)
        sent, _, told = done.stdout.partition("\n")
        if not sent.startswith("sent"):
            told, sent = done.stdout.rsplit("\nsent", 1)
        watch = json.loads(told)
        jsonschema.validate(watch, json.loads((SOURCE / "docs/schema/rss-verify.schema.json").read_text()))
        self.assertEqual(watch["outcome"], "not_judged")
        self.assertEqual(watch["flows"], 20)
        self.assertIn({"reason": "the driver shows no RSS context 0, neither a key nor a table", "packets": 80}, watch["not_judged"])
        self.assertEqual(watch["right"] + watch["elsewhere"], 0)

    def test_verify_needs_the_right_to_look(self):
        if os.geteuid() != 0:
            self.skipTest("another user is asked for by root only")
        # Inside, nobody but the owner of the namespace has CAP_NET_RAW.
        done = in_network(f"setpriv --reuid 65534 --clear-groups --bounding-set -all --inh-caps -all {PROGRAM} rss verify "
                          "--interface two0 --seconds 0.3")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("watching what two0 receives takes CAP_NET_RAW: run it as root", done.stderr)

    def test_verify_send_says_what_it_sent_and_what_is_wrong(self):
        sent = subprocess.run([PROGRAM, "rss", "verify", "--send", "127.0.0.1:9", "--flows", "3", "--packets", "2"],
                              capture_output=True, text=True, timeout=60)
        self.assertRegex(sent.stdout, r"^sent 6 UDP packets of 3 flows to 127.0.0.1:9 in 0.0 s, from ports \d+ to \d+$")
        for words, sentence in ((("--send", "eth0"), "--send \"eth0\" is no address"),
                                (("--send", "10.0.0.1", "--flows", "flows.txt"), "--flows \"flows.txt\" is no number"),
                                (("--flows", "x"), "rss verify judges the flows that come in; leave flows,")):
            done = subprocess.run([PROGRAM, "rss", "verify", *words], capture_output=True, text=True, timeout=60)
            self.assertEqual(done.returncode, 2, words)
            self.assertIn(sentence, done.stderr)


if __name__ == "__main__":
    unittest.main()
