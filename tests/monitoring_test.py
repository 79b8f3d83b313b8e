#!/usr/bin/python3
"""What packaging/ has for Prometheus and Grafana, against a real agent, server and Prometheus: monitoring_test.py
PROGRAM SOURCE_DIR."""
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.parse
import urllib.request

import yaml

PROGRAM, SOURCE = sys.argv.pop(1), pathlib.Path(sys.argv.pop(1)).resolve()
RULES = SOURCE / "packaging/prometheus/holdfast.rules.yml"
DASHBOARD = SOURCE / "packaging/grafana/holdfast.json"
NAME = re.compile(r"(?<![\w:])holdfast_\w+")
PROMETHEUS = shutil.which("prometheus") and shutil.which("promtool")
ENVIRONMENT = {**os.environ, "ASAN_OPTIONS": "detect_leaks=0:" + os.environ.get("ASAN_OPTIONS", "")}


def rules():
    return [rule for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]]


def exported():
    """Every name that may be at /metrics: the registry's page, and what serve says of itself."""
    names = set(re.findall(r"^### (holdfast_\w+)$", (SOURCE / "docs/metrics.md").read_text(), re.MULTILINE))
    return names | set(re.findall(r'"(holdfast_serve_\w+)"', (SOURCE / "src/serve/serve_metrics.cc").read_text()))


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def within(seconds, what, ask):
    """The first true answer."""
    end = time.monotonic() + seconds
    while True:
        answer = ask()
        if answer:
            return answer
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {seconds} s")
        time.sleep(.2)


class Texts(unittest.TestCase):
    def expressions(self):
        """(where, PromQL) of both files."""
        for rule in rules():
            yield rule.get("alert") or rule["record"], rule["expr"]
        dashboard = json.loads(DASHBOARD.read_text())
        for panel in dashboard["panels"]:
            for target in panel.get("targets", ()):
                yield panel["title"], target["expr"]
        for variable in dashboard["templating"]["list"]:
            yield variable["name"], variable.get("definition", "")

    def test_every_figure_that_a_rule_or_a_panel_uses_is_exported(self):
        names, used = exported(), set()
        for where, expression in self.expressions():
            for name in NAME.findall(re.sub(r'"[^"]*"', '""', expression)):
                self.assertIn(name, names, where)
                used.add(name)
        self.assertGreater(len(used), 30)

    def test_every_panel_says_something_and_has_a_place_of_its_own(self):
        panels = json.loads(DASHBOARD.read_text())["panels"]
        taken = set()
        for panel in panels:
            self.assertTrue(panel["type"] == "row" or panel["targets"], panel["title"])
            place = panel["gridPos"]
            for cell in ((x, y) for x in range(place["x"], place["x"] + place["w"])
                         for y in range(place["y"], place["y"] + place["h"])):
                self.assertNotIn(cell, taken, panel["title"])
                taken.add(cell)
            self.assertLessEqual(place["x"] + place["w"], 24, panel["title"])

    def test_every_alert_says_which_verb_to_use(self):
        verbs = {page.name.removeprefix("holdfast-").removesuffix(".1.scd")
                 for page in (SOURCE / "docs/man").glob("holdfast-*.1.scd")}
        alerts = [rule for rule in rules() if "alert" in rule]
        self.assertGreater(len(alerts), 15)
        for alert in alerts:
            notes = alert["annotations"]
            self.assertEqual(set(notes), {"summary", "description", "runbook"}, alert["alert"])
            self.assertIn("{{ $labels.instance }}", notes["summary"], alert["alert"])
            named = re.findall(r"`holdfast (\w+)", notes["runbook"])
            self.assertTrue(named, alert["alert"])
            self.assertLessEqual(set(named), verbs, alert["alert"])
            self.assertIn(alert["labels"]["severity"], ("warning", "critical"))

    def test_every_alert_has_a_host_where_it_fires_and_one_where_it_nearly_does(self):
        cases = yaml.safe_load((SOURCE / "tests/monitoring/rules_test.yml").read_text())["tests"]
        tried = {case["name"] for case in cases if "alert_rule_test" in case}
        self.assertEqual(tried, {rule["alert"] for rule in rules() if "alert" in rule})
        for case in cases:
            if "alert_rule_test" in case:
                hosts = {re.search(r'instance="(\w+)"', one["series"])[1] for one in case["input_series"]}
                self.assertEqual(hosts, {"bad", "nearly"}, case["name"])


@unittest.skipUnless(PROMETHEUS, "needs Debian's package prometheus")
class Promtool(unittest.TestCase):
    def promtool(self, *words, given=None):
        done = subprocess.run(["promtool", *map(str, words)], input=given, capture_output=True, text=True, timeout=120)
        self.assertEqual((done.returncode, done.stderr.strip()), (0, ""), done.stdout)

    def test_the_rules_are_sound(self):
        self.promtool("check", "rules", RULES)

    def test_each_alert_fires_when_it_should_and_only_then(self):
        self.promtool("test", "rules", SOURCE / "tests/monitoring/rules_test.yml")


@unittest.skipUnless(PROMETHEUS, "needs Debian's package prometheus")
class Scraped(unittest.TestCase):
    """An agent on this host, which it only reads; its server; a Prometheus that scrapes it."""

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="holdfast-monitoring-")))
        cls.folder.chmod(0o755)
        folders = ("--run-dir", cls.folder / "run", "--state-dir", cls.folder / "state")
        cls.start(PROGRAM, "run", "--no-serve", "--no-store", *folders)
        cls.port, cls.api = free_port(), free_port()
        within(60, "the agent's feed", (cls.folder / "run/feed.sock").exists)
        cls.start(PROGRAM, "serve", "--feed", cls.folder / "run/feed.sock", "--state-dir", "/nonexistent", "--listen",
                  f"127.0.0.1:{cls.port}")
        (cls.folder / "prometheus.yml").write_text(json.dumps({
            "global": {"scrape_interval": "1s", "evaluation_interval": "1s"}, "rule_files": [str(RULES)],
            "scrape_configs": [{"job_name": "holdfast", "static_configs": [{"targets": [f"127.0.0.1:{cls.port}"]}]}]}))
        cls.start("prometheus", f"--config.file={cls.folder}/prometheus.yml", f"--storage.tsdb.path={cls.folder}/data",
                  f"--web.listen-address=127.0.0.1:{cls.api}")

    @classmethod
    def start(cls, *words):
        process = subprocess.Popen(list(map(str, words)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   env=ENVIRONMENT)
        cls.addClassCleanup(lambda: (process.terminate(), process.wait(30)))

    def text(self):
        def ask():
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics", timeout=10) as answer:
                    text = answer.read().decode()
            except OSError:
                return None
            return text if "\nholdfast_regime " in text else None
        return within(60, "the agent's figures", ask)

    def query(self, expression):
        words = urllib.parse.urlencode({"query": expression})
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.api}/api/v1/query?{words}", timeout=10) as answer:
                return json.load(answer)["data"]["result"]
        except OSError:
            return []

    def test_promtool_finds_nothing_wrong_with_the_figures(self):
        done = subprocess.run(["promtool", "check", "metrics"], input=self.text(), capture_output=True, text=True,
                              timeout=60)
        self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""))

    def test_what_is_exported_is_what_the_docs_name(self):
        names = set(re.findall(r"^# TYPE (\w+) ", self.text(), re.MULTILINE))
        self.assertLessEqual(names, exported())
        self.assertGreater(len(names), 30)

    def test_prometheus_scrapes_it_and_has_the_same_figures(self):
        self.text()
        up = within(60, "the target is up", lambda: self.query('up{job="holdfast"} == 1'))
        self.assertEqual(up[0]["metric"]["instance"], f"127.0.0.1:{self.port}")
        regime = within(30, "the regime", lambda: self.query("holdfast_regime"))
        self.assertEqual(regime[0]["value"][1], "0")
        version = within(30, "the version", lambda: self.query("holdfast_build_info"))
        self.assertIn(version[0]["metric"]["version"],
                      subprocess.run([PROGRAM, "--version"], capture_output=True, text=True).stdout)
        with urllib.request.urlopen(f"http://127.0.0.1:{self.api}/api/v1/rules", timeout=10) as answer:
            groups = json.load(answer)["data"]["groups"]
        health = {rule["name"]: rule["health"] for group in groups for rule in group["rules"]}
        self.assertEqual({name for name, one in health.items() if one == "err"}, set())
        self.assertEqual(len(health), len(rules()))
        within(60, "a recording rule's figure", lambda: self.query("instance:holdfast_repairs:increase15m"))


if __name__ == "__main__":
    unittest.main()
