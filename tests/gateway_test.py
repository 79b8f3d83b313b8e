#!/usr/bin/python3
"""holdfast-gateway as people run it, its streams, manual and completions: gateway_test.py PROGRAM SOURCE_DIR."""
import os
import pathlib
import pty
import re
import select
import subprocess
import time
import unittest

from gateway_decode_bed import ALL, Gateway, LENGTHS, MESSAGES, PROGRAM, SOURCE, binary_file, encode


class Streams(Gateway):
    def test_a_reader_that_leaves_ends_it_quietly(self):
        pathlib.Path(self.file).write_bytes(binary_file([encode("A")] * 100_000))
        with subprocess.Popen([PROGRAM, "decode", self.file], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            process.stdout.readline()
            process.stdout.close()
            self.assertEqual(process.stderr.read(), b"")
            self.assertEqual(process.wait(timeout=60), 0)

    def test_a_full_disk_is_not_success(self):
        pathlib.Path(self.file).write_bytes(binary_file(ALL))
        with open("/dev/full", "w") as full:
            ran = subprocess.run([PROGRAM, "decode", self.file], stdout=full, stderr=subprocess.PIPE, text=True)
        self.assertEqual(ran.returncode, 1)
        self.assertIn("could not be written", ran.stderr)

    def test_a_live_input_is_shown_as_it_comes(self):
        with subprocess.Popen([PROGRAM, "decode", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            process.stdin.write(binary_file(ALL[:2], end=False))
            process.stdin.flush()
            self.assertTrue(select.select([process.stdout], [], [], 30)[0], "the first lines are held back")
            process.stdin.write(binary_file(ALL[2:]))
            process.stdin.close()
            self.assertEqual(len(process.stdout.read().splitlines()), 23)
            self.assertEqual(process.wait(timeout=60), 0)

    def test_memory_does_not_grow_with_the_input(self):
        piece = binary_file([encode("A")] * 20_000, end=False)  # 0.76 MB
        def peak(times):
            with subprocess.Popen([PROGRAM, "decode", "-", "--type", "S"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
                for _ in range(times):
                    process.stdin.write(piece)
                process.stdin.flush()
                time.sleep(0.2)
                status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
                process.stdin.close()
                process.wait(timeout=60)
            return int(re.search(r"VmHWM:\s+(\d+)", status)[1])
        self.assertLess(peak(100), peak(1) + 4096, "kB")

    def test_progress_is_drawn_on_a_terminal_and_taken_back(self):
        main, child = pty.openpty()
        with subprocess.Popen([PROGRAM, "decode", "-"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=child) as process:
            os.close(child)
            process.stdin.write(binary_file(ALL, end=False))
            process.stdin.flush()
            time.sleep(1.5)
            process.stdin.write(binary_file(ALL))
            process.stdin.close()
            self.assertEqual(process.wait(timeout=60), 0)
        text = b""
        try:
            while piece := os.read(main, 65536):
                text += piece
        except OSError:  # EIO: the other end is closed
            pass
        self.assertIn(b"M messages", text)
        self.assertTrue(text.endswith(b"\r\033[K"), text)


class Manual(unittest.TestCase):
    def test_help_and_version_are_there_and_every_option_stands_in_the_manual(self):
        version = subprocess.run([PROGRAM, "--version"], capture_output=True, text=True, timeout=60)
        self.assertRegex(version.stdout, r"^holdfast-gateway \d+\.\d+\.\d+\n$")
        for words, page in ((["--help"], "holdfast-gateway"), (["decode", "--help"], "holdfast-gateway-decode"),
                            (["serve", "--help"], "holdfast-gateway-serve"), (["client", "--help"], "holdfast-gateway-client"),
                            (["replay", "--help"], "holdfast-gateway-replay"),
                            (["experiment", "--help"], "holdfast-gateway-experiment")):
            ran = subprocess.run([PROGRAM, *words], capture_output=True, text=True, timeout=60)
            self.assertEqual(ran.returncode, 0, ran.stderr)
            manual = (SOURCE / f"docs/man/{page}.1.scd").read_text()
            options = set(re.findall(r"--[a-z-]+", ran.stdout))
            self.assertGreater(len(options), 1)
            for option in options:
                self.assertIn(f"*{option}*", manual, page)

    def test_the_table_of_docs_itch_is_the_specification_s(self):
        rows = re.findall(r"^\| `(\w)` \| [^|]+ \| (\d+) \| (.+) \|$", (SOURCE / "docs/itch.md").read_text(), re.MULTILINE)
        self.assertEqual([(kind, int(length), re.findall(r"`(\w+)`", fields)) for kind, length, fields in rows],
                         [(kind, LENGTHS[kind], [name for name, _, _ in MESSAGES[kind]]) for kind in MESSAGES])

    def test_completions_name_every_option_and_are_taken_by_bash(self):
        for shell in ("bash", "zsh"):
            script = subprocess.run([PROGRAM, "completion", shell], capture_output=True, text=True, timeout=60).stdout
            for word in ("decode", "--format", "--port", "--stock", "serve", "--max-batch-limit", "client", "--check-digest"):
                self.assertIn(word, script)
            if shell == "bash":
                self.assertEqual(subprocess.run(["bash", "-n"], input=script, text=True, timeout=60).returncode, 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
