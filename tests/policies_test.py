#!/usr/bin/python3
"""Policies as people write them, check them and plan by them: policies_test.py PROGRAM SOURCE_DIR."""
import json
import os
import pathlib
import re
import tempfile
import unittest

import jsonschema
import yaml

from cli_run import HOSTS, SOURCE, recorded_hosts, recorded_roots, run, schema


class Policies(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def write(self, name, text):
        path = pathlib.Path(self.folder.name) / name
        path.write_text("apiVersion: holdfast/v1\nname: n\n" + text)
        return str(path)

    def test_every_shipped_policy_and_good_case_keeps_the_schema(self):
        files = sorted((SOURCE / "policies").glob("*.yaml"))
        self.assertEqual([file.stem for file in files], ["ena-trading", "high-pps", "trading"])
        files += sorted((SOURCE / "tests/golden/policy").glob("good-*/policy.yaml"))
        for file in files:
            with self.subTest(file):
                jsonschema.validate(yaml.safe_load(file.read_text()), schema("policy"))

    def test_the_schema_refuses_what_the_parser_refuses(self):
        for case in ("keys", "values", "vectors", "rss", "threads", "version"):
            with self.subTest(case), self.assertRaises(jsonschema.ValidationError):
                text = (SOURCE / f"tests/golden/policy/wrong-{case}/policy.yaml").read_text()
                jsonschema.validate(yaml.safe_load(text), schema("policy"))

    def test_shipped_policies_resolve_on_every_recorded_host(self):
        for host in recorded_hosts():
            for profile in ("trading", "high-pps"):
                with self.subTest(f"{profile} on {host.name}"):
                    shown = run("policy", "show", str(SOURCE / f"policies/{profile}.yaml"), "--json",
                                "--root", str(host / "root"))
                    self.assertEqual(shown.returncode, 0, shown.stderr)
                    self.assertTrue(json.loads(shown.stdout)["demands"])

    def test_ena_trading_is_for_hosts_with_ena(self):
        policy = str(SOURCE / "policies/ena-trading.yaml")
        shown = run("policy", "show", policy, "--json", "--root", str(HOSTS / "ena/root"))
        self.assertEqual(shown.returncode, 0, shown.stderr)
        self.assertTrue(any(one["kind"] == "rss_table" for one in json.loads(shown.stdout)["demands"]))
        other = run("policy", "show", policy, "--root", str(HOSTS / "mlx5/root"))
        self.assertEqual(other.returncode, 2)
        self.assertIn("it wants an interface with driver ena, this host has mlx5_core", other.stderr)
        checked = run("policy", "check", policy, "--root", str(HOSTS / "mlx5/root"))
        self.assertEqual(checked.returncode, 0, checked.stderr)
        self.assertIn("it is not for this host", checked.stdout)

    def test_check_says_line_column_value_and_suggestion_for_each_error(self):
        path = self.write("p.yaml", "sysctls: {net.core.somaxconn: 1}\nirqs: {others: 999}\nbusy-poll: 7\n")
        checked = run("policy", "check", path)
        self.assertEqual(checked.returncode, 2)
        self.assertEqual(checked.stderr.splitlines(), [
            f"holdfast: {path}:3:1: key 'sysctls' is not known here; did you mean 'sysctl'?",
            f"holdfast: {path}:5:12: '7' is no value of 'busy-poll', which is auto or {{read: µs, poll: µs}}"])

    def test_a_folder_gives_the_policy_of_this_host_and_refuses_two(self):
        self.write("other.yaml", "match: {hostname: nobody-has-this}\n")
        mine = self.write("mine.yaml", "include: base.yaml\nsysctl: {net.core.somaxconn: 77}\n")
        self.write("base.yaml", "sysctl: {net.core.somaxconn: 66, net.core.busy_read: 1}\n")
        shown = run("policy", "show", self.folder.name, "--json")
        self.assertEqual(shown.returncode, 0, shown.stderr)
        policy = json.loads(shown.stdout)
        self.assertEqual(policy["source"], mine)
        self.assertEqual([(one["name"], one["value"]) for one in policy["demands"]],
                         [("net.core.somaxconn", "77"), ("net.core.busy_read", "1")])
        second = self.write("second.yaml", "")
        refused = run("policy", "show", self.folder.name)
        self.assertEqual(refused.returncode, 2)
        self.assertIn(mine, refused.stderr)
        self.assertIn(second, refused.stderr)

    def test_what_is_no_policy_is_told_in_one_sentence(self):
        for words, told in ((["/nowhere.yaml"], "No such file"), ([self.folder.name], "there is no policy")):
            shown = run("policy", "check", *words)
            self.assertEqual(shown.returncode, 2)
            self.assertIn(told, shown.stderr)
            self.assertEqual(len(shown.stderr.splitlines()), 1)


class ExitStatus(unittest.TestCase):
    """2 is "there are steps to do" for plan alone: no mistake may look like it."""
    def status_of(self, verb, text):
        with tempfile.TemporaryDirectory() as folder:
            policy = os.path.join(folder, "policy.yaml")
            with open(policy, "w") as file:
                file.write("apiVersion: holdfast/v1\nname: n\n" + text)
            return run(verb, policy).returncode

    def test_a_wrong_policy_is_a_failure_of_plan_and_verify(self):
        for verb in ("plan", "verify"):
            self.assertEqual(self.status_of(verb, "chanels: 3\n"), 1)
            self.assertEqual(run(verb, "/nonexistent.yaml").returncode, 1)
        self.assertEqual(run("plan", "--nonesuch").returncode, 1)

    def test_what_the_host_no_longer_has_is_a_difference(self):
        text = "default-smp-affinity: 4095\n"
        self.assertEqual(self.status_of("plan", text), 1)
        self.assertEqual(self.status_of("verify", text), 3)


class FirstPolicies(unittest.TestCase):
    def plan_of(self, root, *options):
        with tempfile.TemporaryDirectory() as folder:
            policy = os.path.join(folder, "policy.yaml")
            written = run("policy", "init", "--root", root, "--output", policy, *options)
            self.assertEqual(written.returncode, 0, written.stderr)
            return run("plan", policy, "--root", root)

    def test_a_policy_made_from_a_host_plans_to_nothing_on_it(self):
        for root in recorded_roots():
            with self.subTest(root=root):
                plan = self.plan_of(root)
                self.assertEqual(plan.returncode, 0, plan.stdout + plan.stderr)
                self.assertIn("nothing to do", plan.stdout)

    def test_a_profile_on_a_host_gives_a_plan_that_refuses_nothing(self):
        for root in recorded_roots():
            for profile in ("trading", "high-pps"):
                with self.subTest(root=root, profile=profile):
                    plan = self.plan_of(root, "--profile", profile)
                    self.assertIn(plan.returncode, (0, 2), plan.stdout + plan.stderr)
                    told = [re.sub(r" \(\S+:\d+:\d+\)$", "", line) for line in plan.stdout.splitlines()
                            if line.startswith("left out")]
                    self.assertEqual(len(told), len(set(told)), told)

    def test_the_fix_of_a_finding_is_a_policy_that_its_host_takes(self):
        seen = set()
        with tempfile.TemporaryDirectory() as folder:
            policy = os.path.join(folder, "fix.yaml")
            for root in recorded_roots():
                audit = run("audit", "--root", root, "--profile", "trading", "--json")
                for finding in json.loads(audit.stdout)["findings"]:
                    fragment = finding["fix"].get("policy", "")
                    if not fragment or finding["rule"] in seen:
                        continue
                    seen.add(finding["rule"])
                    with open(policy, "w") as file:
                        file.write(f"apiVersion: holdfast/v1\nname: fix\n{fragment}\n")
                    check = run("policy", "check", policy, "--root", root)
                    self.assertEqual(check.returncode, 0, fragment + check.stderr)
        self.assertGreater(len(seen), 20)


if __name__ == "__main__":
    unittest.main()
