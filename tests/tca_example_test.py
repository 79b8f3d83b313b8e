#!/usr/bin/python3
"""docs/tca-example.md against examples/tca/walk.sh: the same commands, and what the page shows of their output is what
they print. tca_example_test.py PROGRAM SOURCE_DIR."""
import math
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

PROGRAM, SOURCE = sys.argv.pop(1), pathlib.Path(sys.argv.pop(1))
PAGE = SOURCE / "docs/tca-example.md"
NUMBER = re.compile(r"(?<![\w.])[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?")
LEFT_OUT = "…"


def steps_of(lines):
    """[(command, [line, …]), …]: a command stands behind "$ ", and goes on in the next line behind a \\."""
    steps, goes_on = [], False
    for line in lines:
        if goes_on:
            steps[-1][0] += " " + line.strip().removesuffix("\\").strip()
        elif line.startswith("$ "):
            steps.append([line[2:].removesuffix("\\").strip(), []])
        elif steps and line.strip():
            steps[-1][1].append(line.rstrip())
        goes_on = (goes_on or line.startswith("$ ")) and line.endswith("\\")
    return steps


def is_alike(shown, printed):
    """The same words, and numbers that differ by 1 % or by one in the third decimal at most: the seed's digits are not
    promised beyond one libm."""
    def words(line):
        return " ".join(NUMBER.sub("#", line).split())
    def is_near(one, other):
        return math.isclose(float(one), float(other), rel_tol=0.01, abs_tol=0 if "e" in one + other else 0.001)
    numbers = [NUMBER.findall(line) for line in (shown, printed)]
    return words(shown) == words(printed) and all(map(is_near, *numbers))


class Example(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as folder:
            ran = subprocess.run([SOURCE / "examples/tca/walk.sh", PROGRAM, pathlib.Path(folder) / "walk"],
                                 capture_output=True, text=True, timeout=500)
        assert ran.returncode == 0, f"walk.sh ended with {ran.returncode}: {ran.stdout[-300:]} {ran.stderr[-300:]}"
        cls.walked = steps_of(ran.stdout.splitlines())
        cls.shown = steps_of(line[4:] for line in PAGE.read_text().splitlines() if line.startswith("    "))

    def test_the_page_has_the_commands_of_the_walk(self):
        self.assertEqual([command for command, _ in self.shown], [command for command, _ in self.walked])

    def test_what_the_page_shows_is_what_the_commands_print(self):
        shown_lines = 0
        for (command, shown), (_, printed) in zip(self.shown, self.walked):
            left = iter(printed)
            for line in shown:
                if line.strip() == LEFT_OUT:
                    continue
                shown_lines += 1
                self.assertTrue(any(is_alike(line, other) for other in left),
                                f"$ {command}\nprints no such line, or not in this order:\n{line}")
        self.assertGreater(shown_lines, 60)

    def test_the_rows_are_those_that_label_proposes(self):
        outputs = dict(map(tuple, self.walked))
        proposed = outputs["holdfast-tca label $ORDERS $TELEMETRY -o labelled"][-1]
        rows = next(command for command in outputs if command.startswith("ROWS="))
        first = next(command for command in outputs if command.startswith("holdfast-tca cdt "))
        self.assertEqual(first.replace("$ROWS", rows.removeprefix("ROWS=").strip('"')), proposed)


class Alike(unittest.TestCase):
    def test_other_words_and_other_numbers_are_told_apart(self):
        line = "  FE_B   2.6850  [2.3488, 3.0212]  p 5.024e-31"
        self.assertTrue(is_alike(line, line))
        self.assertTrue(is_alike(line, line.replace("2.6850", "2.6851")))
        for changed in (line.replace("2.6850", "2.7850"), line.replace("2.6850", "-2.6850"), line.replace("FE_B", "FE_A"),
                        line.replace("e-31", "e-30"), line + " 1"):
            self.assertFalse(is_alike(line, changed), changed)

    def test_a_command_goes_on_behind_a_backslash(self):
        self.assertEqual(steps_of(["$ a b \\", "    -o c", "printed", "$ d"]), [["a b -o c", ["printed"]], ["d", []]])


if __name__ == "__main__":
    unittest.main()
