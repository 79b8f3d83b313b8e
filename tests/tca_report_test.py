#!/usr/bin/python3
"""holdfast-tca report and cells as people run them: tca_report_test.py PROGRAM SOURCE_DIR."""
import csv
import html.parser
import json
import math
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import jsonschema

PROGRAM, SOURCE = sys.argv.pop(1), pathlib.Path(sys.argv.pop(1))
SECTIONS = ["answer", "flow", "estimates", "balance", "tail", "parts", "cells", "grid", "events", "canary", "inputs"]
VOID = {"meta", "br", "link", "img", "input", "hr"}


def run(*words, stdin=None):
    return subprocess.run([PROGRAM, *words], input=stdin, capture_output=True, text=True, timeout=240)


class Page(html.parser.HTMLParser):
    """The figures and texts of each section; complains of elements that are not closed in order."""

    def __init__(self, text):
        super().__init__()
        self.open, self.wrong, self.loads = [], [], []
        self.figures, self.text, self.counts = {}, {}, {}
        self.section, self.value = None, None
        self.feed(text)
        self.close()
        self.wrong += self.open

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag not in VOID:
            self.open.append(tag)
        if tag == "section":
            self.section = attributes["id"]
        if tag == "data":
            self.value = attributes["value"]
        self.counts[self.section, tag] = self.counts.get((self.section, tag), 0) + 1
        self.loads += [(tag, name) for name in ("src", "href", "srcset", "action", "xlink:href") if name in attributes]
        if tag in ("script", "link", "iframe", "object", "embed", "img") or any(name.startswith("on") for name in attributes):
            self.loads.append((tag, ""))

    def handle_startendtag(self, tag, attributes):
        self.counts[self.section, tag] = self.counts.get((self.section, tag), 0) + 1

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)
        if tag == "data":
            self.value = None

    def handle_data(self, text):
        self.text[self.section] = self.text.get(self.section, "") + text
        if self.value is not None:
            self.figures.setdefault(self.section, []).append((float(self.value), text))


def numbers(value):
    """Every number anywhere in a JSON value."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return set()
    if isinstance(value, (int, float)):
        return {float(value)}
    return set().union(*(numbers(one) for one in (value.values() if isinstance(value, dict) else value)), set())


def shown(text):
    """The number that a figure's text shows, and half of its last digit."""
    text = text.replace("−", "-").replace(",", "")
    scale = 0.01 if text.endswith(" %") else 1
    digits = text.removesuffix(" %")
    return float(digits) * scale, 0.5000001 * scale * 10.0 ** -len(digits.partition(".")[2])


EVENTS = {"outcomes": [{"outcome": "jitter_p95_us", "direction": "drift", "cause": None, "status": "OK", "pretrend_p": 0.41,
                        "betas": [{"k": k, "beta": 0.0 if k == -1 else 3.25 + k / 8,
                                   **dict(zip(("se", "low", "high", "band_low", "band_high"),
                                              [None] * 5 if k == -1 else [0.5, 2.25, 4.25, 1.75, 4.75]))}
                                  for k in range(-10, 21)]}]}
CANARY = {"decision": "CONTINUE", "threshold_ln_e": math.log(20),
          "looks": [{"pairs": n, "ln_e_cost": 0.09 * n, "ln_e_hj99": 0.15 * n, "ln_e_completion": 0.11 * n,
                     "cs_low": -1 - 8 / n if n > 3 else None, "cs_high": -1 + 8 / n if n > 3 else None} for n in range(1, 41)]}
GRID = {"grade": "B", "grade_reasons": ["placebos passed"],
        "spec_grid": [{"effects": effects, "pruning": pruning, "estimate": 2.5 + i / 16, "se": 0.125, "low": 2.25, "high": 3.0}
                      for i, (effects, pruning) in enumerate((e, p) for e in ("none", "FE_A", "FE_B") for p in ("none", "cem"))]
        + [{"effects": "FE_B", "pruning": "nn_mahalanobis", "status": "NO_OVERLAP", "threshold": 0.15, "washout_s": 5.0,
            "estimate": None, "se": None, "low": None, "high": None}]}


class Folder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, content):
        path = self.folder / name
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return str(path)

    def report(self, orders, *words):
        """Page, its JSON and what was printed."""
        page, answer = self.folder / "report.html", self.folder / "report.json"
        ran = run("report", "--analysis", "-", "-o", str(page), "--json", str(answer), *words, stdin=orders)
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        answer = json.loads(answer.read_text())
        jsonschema.validate(answer, json.loads((SOURCE / "docs/schema/report.schema.json").read_text()))
        return page.read_text(), answer, ran.stdout


class Report(Folder):
    @classmethod
    def setUpClass(cls):
        cls.orders = run("synth", "--rows", "10000", "--seed", "3", "--hosts", "12", "--missing", "0.01").stdout

    def given(self):
        return ["--events", self.write("events.json", EVENTS), "--canary", self.write("canary.json", CANARY),
                "--sensitivity-json", self.write("sensitivity.json", GRID)]

    def test_is_one_sound_page_that_loads_nothing(self):
        text, _, _ = self.report(self.orders, *self.given())
        page = Page(text)
        self.assertEqual((page.wrong, page.loads), ([], []))
        self.assertEqual([one for one in page.text if one], SECTIONS)
        self.assertEqual(re.findall(r"https?:|url\(|@import|javascript:", text), [])
        self.assertIn("default-src 'none'", text)
        self.assertNotIn("nan", re.sub("[a-z_]*nan[a-z]+", "", text.lower()))
        for section in ("estimates", "balance", "tail", "parts", "cells", "grid", "events", "canary"):
            self.assertGreater(page.counts.get((section, "svg"), 0), 0, section)

    def test_every_figure_stands_in_json_and_is_rounded_as_it_is(self):
        text, answer, _ = self.report(self.orders, *self.given())
        page = Page(text)
        parts = {"flow": ("sample_flow", "flow"), "estimates": ("cdt",), "balance": ("cdt",), "tail": ("tail",),
                 "parts": ("decomposition",), "cells": ("cells",), "grid": ("spec_grid",), "events": ("events",),
                 "canary": ("canary",), "inputs": ("inputs",)}
        for section, names in parts.items():
            known = numbers([answer[name] for name in names])
            self.assertGreater(len(page.figures[section]), 3, section)
            for value, shown_text in page.figures[section]:
                self.assertIn(value, known, (section, shown_text))
                if not shown_text.startswith("<"):
                    number, half = shown(shown_text)
                    self.assertLessEqual(abs(number - value), half, (section, shown_text, value))

    def test_each_verb_says_the_same(self):
        _, answer, _ = self.report(self.orders)
        for verb, member, words in (("cdt", "cdt", []), ("decompose", "decomposition", []), ("cells", "cells", []),
                                    ("tail", "tail", ["--tau", ",".join(str(one["tau"]) for one in answer["tail"]["iw_qte"])])):
            alone = json.loads(run(verb, "--analysis", "-", "--json", "-", *words, stdin=self.orders).stdout)
            shared = {name: alone[name] for name in answer[member] if name in alone}
            self.assertEqual(shared, answer[member], verb)
            self.assertEqual(alone["sample_flow"], answer["sample_flow"])

    def test_says_the_answer_in_one_sentence_everywhere(self):
        text, answer, printed = self.report(self.orders)
        sentence = answer["answer"]["sentence"]
        self.assertEqual(printed, sentence + "\n")
        self.assertIn(sentence, Page(text).text["answer"])
        fe_b = answer["cdt"]["estimates"]["fe_b"]
        deciding = fe_b["inference"][fe_b["deciding"]]
        self.assertEqual(max(one["error"] for one in fe_b["inference"].values()), deciding["error"])
        self.assertIn(f"Drift cost {fe_b['estimate']:.3f} bps per order, 95 % interval {deciding['low']:.3f} to "
                      f"{deciding['high']:.3f}", sentence)
        self.assertIn("grade C", sentence)

    def test_the_grade_of_a_sensitivity_analysis_counts_for_its_own_rows_only(self):
        _, answer, _ = self.report(self.orders, *self.given())
        self.assertEqual(answer["answer"]["grade"], "C")
        self.assertIn("other rows", " ".join(answer["answer"]["caveats"]))
        own = self.write("own.json", {**GRID, "inputs": [{"sha256": answer["inputs"][0]["sha256"]}]})
        _, answer, _ = self.report(self.orders, "--sensitivity-json", own)
        self.assertEqual(answer["answer"]["grade"], "B")
        self.assertIn("placebos passed", " ".join(answer["answer"]["caveats"]))

    def test_what_was_not_given_is_told_with_how_to_get_it(self):
        page = Page(self.report(self.orders)[0])
        for section, verb in (("grid", "sensitivity"), ("events", "events"), ("canary", "canary")):
            self.assertIn(f"holdfast-tca {verb}", page.text[section])
            self.assertNotIn((section, "svg"), page.counts)

    def test_csv_files_say_what_json_says(self):
        _, answer, _ = self.report(self.orders, "--csv", str(self.folder / "tables"))
        read = {path.stem: list(csv.DictReader(path.read_text().splitlines())) for path in (self.folder / "tables").iterdir()}
        self.assertEqual(sorted(read), ["balance", "cells", "decomposition", "estimates", "tail"])
        self.assertEqual([float(row["effect"]) for row in read["tail"]], [one["effect"] for one in answer["tail"]["iw_qte"]])
        cells = [cell for table in answer["cells"]["tables"] for cell in table["cells"]]
        self.assertEqual([(row["cell"], row["shrunk"] and float(row["shrunk"])) for row in read["cells"]],
                         [(cell["cell"], "" if cell["shrunk"] is None else cell["shrunk"]) for cell in cells])

    def test_is_the_same_bytes_for_any_threads(self):
        path = self.write("rows.csv", self.orders)
        pages = [run("report", "--analysis", path, "-o", "-", "--threads", threads).stdout for threads in ("1", "5")]
        self.assertEqual(pages[0], pages[1])
        self.assertTrue(pages[0].startswith("<!doctype html>"))

    def test_rows_without_a_mediator_leave_the_answer_as_it_was(self):
        lines = self.orders.splitlines()
        place = lines[0].split(",").index("nrs")
        gaps = [line if row % 50 or row == 0 else ",".join("" if i == place else one for i, one in enumerate(line.split(",")))
                for row, line in enumerate(lines)]
        whole, holed = self.report(self.orders)[1], self.report("\n".join(gaps) + "\n")[1]
        self.assertEqual(whole["cdt"], holed["cdt"])
        self.assertEqual(holed["decomposition"]["sample_flow"]["dropped"][-1]["column"], "nrs")

    def test_rows_without_mediators_have_no_decomposition_unless_it_is_asked_for(self):
        bare = self.orders.replace("softirq_us", "other", 1)
        text, answer, _ = self.report(bare)
        self.assertIsNone(answer["decomposition"])
        self.assertIn("--mediators", Page(text).text["parts"])
        ran = run("report", "--analysis", "-", "-o", "-", "--mediators", "nrs,softirq_us", stdin=bare)
        self.assertEqual((ran.returncode, ran.stdout), (2, ""))
        self.assertIn('has no column "softirq_us"', ran.stderr)

    def test_without_an_effect_the_sentence_says_so(self):
        orders = run("synth", "--rows", "8000", "--seed", "9", "--hosts", "12", "--effect-scale", "0", "--tail-drifted",
                     "0.015").stdout
        _, answer, _ = self.report(orders)
        self.assertIn("No cost of drift is told from zero", answer["answer"]["sentence"])
        self.assertIn(f"{answer['answer']['mde']:.3f} bps would be found", answer["answer"]["sentence"])

    def test_without_an_estimate_it_is_a_page_that_says_why(self):
        lines = self.orders.splitlines()
        place = lines[0].split(",").index("D")
        for value, status in (("0", "NO_TREATED"), ("1", "NO_CONTROL")):
            orders = "\n".join([lines[0]] + [",".join(value if i == place else one for i, one in enumerate(line.split(",")))
                                             for line in lines[1:]]) + "\n"
            text, answer, _ = self.report(orders)
            self.assertIn("There is no estimate", answer["answer"]["sentence"])
            self.assertIn(status, answer["answer"]["sentence"])
            page = Page(text)
            self.assertEqual(page.wrong, [])
            self.assertIsNone(answer["answer"]["estimate"])
            self.assertEqual(sorted(SECTIONS), sorted(one for one in page.text if one))

    def test_what_stands_in_the_rows_is_no_markup(self):
        text, _, _ = self.report(self.orders.replace("H003", "<script>alert(1)</script>"))
        self.assertNotIn("<script", text)
        self.assertIn("&lt;script&gt;", text)


class Cells(Folder):
    @classmethod
    def setUpClass(cls):
        cls.orders = run("synth", "--rows", "10000", "--seed", "3", "--hosts", "12").stdout

    def cells(self, orders, *words):
        ran = run("cells", "--analysis", "-", "--json", "-", *words, stdin=orders)
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        answer = json.loads(ran.stdout)
        jsonschema.validate(answer, json.loads((SOURCE / "docs/schema/cells.schema.json").read_text()))
        return {table["by"]: table for table in answer["tables"]}

    def test_ranks_by_the_shrunk_value_that_its_formulas_give(self):
        tables = self.cells(self.orders)
        self.assertEqual(list(tables), ["host", "symbol", "session"])
        for table in tables.values():
            cells = [cell for cell in table["cells"] if cell["error"] is not None]
            e, w = [cell["estimate"] for cell in cells], [cell["error"] ** -2 for cell in cells]
            fixed = sum(a * b for a, b in zip(e, w)) / sum(w)
            q = sum(b * (a - fixed) ** 2 for a, b in zip(e, w))
            tau = max(0, (q - len(e) + 1) / (sum(w) - sum(one ** 2 for one in w) / sum(w)))
            spread = table["random_effects"]
            self.assertAlmostEqual(spread["tau_squared"], tau, places=9)
            self.assertAlmostEqual(spread["i_squared"], max(0, (q - len(e) + 1) / q), places=9)
            for cell in cells:
                share = tau / (tau + cell["error"] ** 2)
                self.assertAlmostEqual(cell["shrunk"], spread["mean"] + share * (cell["estimate"] - spread["mean"]), places=9)
                self.assertEqual(cell["discovered"], cell["discovery_share"] <= 0.1)
            self.assertEqual([cell["shrunk"] for cell in cells], sorted((cell["shrunk"] for cell in cells), reverse=True))

    def test_a_cell_of_one_regime_has_a_status_and_stands_last(self):
        lines = self.orders.splitlines()
        names = lines[0].split(",")
        host, drift = names.index("host"), names.index("D")
        changed = [lines[0]]
        for line in lines[1:]:
            fields = line.split(",")
            if fields[host] in ("H001", "H002"):
                fields[drift] = "0" if fields[host] == "H001" else "1"
            changed.append(",".join(fields))
        cells = self.cells("\n".join(changed) + "\n", "--by", "host")["host"]["cells"]
        self.assertEqual([(cell["cell"], cell["status"], cell["estimate"]) for cell in cells[-2:]],
                         [("H001", "NO_TREATED", None), ("H002", "NO_CONTROL", None)])

    def test_combinations_are_cells_too(self):
        table = self.cells(self.orders, "--by", "side:passive")["side:passive"]
        self.assertEqual(sorted(cell["cell"] for cell in table["cells"]), ["-1:0", "-1:1", "1:0", "1:1"])
        self.assertEqual(sum(cell["rows_before_matching"] for cell in table["cells"]), 10000)

    def test_asks_which_cells_when_none_is_usual(self):
        ran = run("cells", "--analysis", "-", "--fe", "venue", "--fe-a", "venue", "--cluster", "bucket", stdin=self.orders)
        self.assertEqual((ran.returncode, ran.stdout), (2, ""))
        self.assertIn("--by", ran.stderr)


class BadInput(Folder):
    def complaint(self, *words, status=1, stdin=None):
        before = sorted(os.listdir(self.folder))
        ran = run("report", "-o", str(self.folder / "page.html"), *words, stdin=stdin)
        self.assertEqual((ran.returncode, ran.stdout), (status, ""), ran.stderr)
        self.assertEqual(len(ran.stderr.splitlines()), 1, ran.stderr)
        self.assertEqual(sorted(os.listdir(self.folder)), before, "nothing is written")
        return ran.stderr.strip().removeprefix("holdfast-tca: ").replace(str(self.folder) + "/", "")

    def test_given_files_are_told_with_the_member_that_is_wrong(self):
        rows = self.write("rows.csv", "D,y\n0,1\n")
        look = CANARY["looks"][0]
        for option, content, sentence in (
                ("--events", '{"outcomes": [', "given.json: is no JSON; is the file cut off?"),
                ("--events", {"events": []}, "given.json: outcomes has to be an array"),
                ("--events", [1], "given.json: outcomes has to be an array"),
                ("--events", {"outcomes": [{"outcome": "x", "status": "OK", "betas": [{"k": 0}]}]},
                 "given.json: outcomes[0].betas[0].beta has to be a number"),
                ("--events", {"outcomes": [{"outcome": "x", "status": "OK", "betas": [{"k": 0, "beta": 1e300}]}]},
                 "given.json: outcomes[0].betas[0].beta is no number up to 1e12"),
                ("--canary", {"looks": []}, "given.json: decision has to be a text"),
                ("--canary", {**CANARY, "looks": [look, {**look, "cs_low": "low"}]},
                 "given.json: looks[1].cs_low is no number up to 1e12"),
                ("--sensitivity-json", {"spec_grid": [{"effects": "FE_B"}]},
                 "given.json: spec_grid[0].pruning has to be a text"),
                ("--sensitivity-json", {"grade_reasons": [1], "spec_grid": []},
                 "given.json: grade_reasons has to be an array of texts"),
                ("--sensitivity-json", "", "given.json: is empty")):
            given = self.write("given.json", content)
            self.assertTrue(self.complaint("--analysis", rows, option, given).startswith(sentence), sentence)

    def test_rows_are_told_as_by_the_other_verbs(self):
        rows = self.write("rows.csv", "D,y\n0,1\n")
        self.assertIn("has no column", self.complaint("--analysis", rows, status=2))
        self.assertIn("cannot be read", self.complaint("--analysis", str(self.folder / "absent.csv")))

    def test_refuses_what_makes_no_sense(self):
        for words in (["--json", "-", "-o", "-"], ["--tau", "2"], ["--events", "-", "--analysis", "-"]):
            ran = run("report", *([] if "-o" in words else ["-o", "x"]),
                      *([] if "--analysis" in words else ["--analysis", "x"]), *words)
            self.assertEqual((ran.returncode, ran.stdout), (2, ""), words)
        self.assertEqual(run("report", "--analysis", "x").returncode, 2)

    def test_a_page_that_cannot_be_written_is_a_failure(self):
        orders = run("synth", "--rows", "2000", "--hosts", "12").stdout
        ran = run("report", "--analysis", "-", "-o", str(self.folder / "no/page.html"), stdin=orders)
        self.assertEqual(ran.returncode, 1)
        self.assertIn("cannot be written", ran.stderr)


BROWSER = shutil.which("chromium")


@unittest.skipUnless(BROWSER, "no chromium")
class Browser(Folder):
    def test_the_page_fits_and_is_drawn(self):
        """Chromium lays it out at 1280 px; what it cannot parse or what it refuses to load would stand in its log."""
        orders = run("synth", "--rows", "5000", "--hosts", "12").stdout
        page = self.folder / "report.html"
        run("report", "--analysis", "-", "-o", str(page), stdin=orders)
        ran = subprocess.run([BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
                              "--disable-component-update", f"--user-data-dir={self.folder}/profile", "--window-size=1280,900",
                              f"--screenshot={self.folder}/page.png", page.as_uri()],
                             capture_output=True, timeout=120)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        image = (self.folder / "page.png").read_bytes()
        self.assertEqual(image[:4], b"\x89PNG")
        self.assertEqual(int.from_bytes(image[16:20], "big"), 1280)
        self.assertGreater(len(image), 20_000, "an empty page is smaller")
        self.assertNotIn(b"Refused to", ran.stderr)


if __name__ == "__main__":
    unittest.main()
