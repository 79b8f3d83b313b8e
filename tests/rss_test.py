#!/usr/bin/python3
"""holdfast rss on recorded hosts: rss_test.py PROGRAM SOURCE_DIR."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

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


if __name__ == "__main__":
    unittest.main()
