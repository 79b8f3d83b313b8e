#!/usr/bin/python3
"""The program as people run it: cli_test.py PROGRAM SOURCE_DIR. Real host, captures, bad input."""
import json
import os
import pathlib
import pty
import re
import subprocess
import sys
import tarfile
import tempfile
import unittest

import jsonschema

PROGRAM, SOURCE = sys.argv.pop(1), pathlib.Path(sys.argv.pop(1))
HOSTS = SOURCE / "tests/hosts"
NOBODY = 65534


def run(*words, user=None, **more):
    def drop():
        if user is not None:
            os.setgroups([])
            os.setresgid(user, user, user)
            os.setresuid(user, user, user)
    return subprocess.run([PROGRAM, *words], capture_output=True, text=True, preexec_fn=drop if user else None,
                          timeout=120, **more)


def schema(name):
    return json.loads((SOURCE / f"docs/schema/{name}.schema.json").read_text())


def recorded_hosts():
    return sorted(path for path in HOSTS.iterdir() if (path / "root/proc").is_dir())


class ThisHost(unittest.TestCase):
    def test_show_prints_an_overview_and_every_noun(self):
        for words in ([], ["nics"], ["vectors"], ["queues"], ["cpus"], ["flows"], ["writers"]):
            shown = run("show", *words)
            self.assertEqual(shown.returncode, 0, shown.stderr)
            self.assertTrue(shown.stdout.strip(), words)

    def test_show_json_keeps_its_schema(self):
        shown = run("show", "--json")
        self.assertEqual(shown.returncode, 0, shown.stderr)
        jsonschema.validate(json.loads(shown.stdout), schema("show"))

    def test_show_agrees_with_proc_about_every_numbered_interrupt(self):
        host = json.loads(run("show", "--json").stdout)
        shown = {vector["irq"]: vector for vector in host["vectors"]}
        rows = pathlib.Path("/proc/interrupts").read_text().splitlines()[1:]
        numbers = {int(row.split(":")[0]) for row in rows if row.split(":")[0].strip().isdigit()}
        self.assertEqual(set(shown), numbers)
        for irq in numbers:
            requested = pathlib.Path(f"/proc/irq/{irq}/smp_affinity_list").read_text().strip()
            self.assertEqual(shown[irq]["requested"], requested)

    def test_audit_keeps_its_schema_and_names_every_rule_from_the_table(self):
        audit = json.loads(run("audit", "--json", "--interval", "100ms", "--profile", "trading").stdout)
        jsonschema.validate(audit, schema("audit"))
        table = json.loads(run("audit", "--list", "--json").stdout)
        jsonschema.validate(table, schema("audit-list"))
        known = {rule["id"] for rule in table["rules"]}
        self.assertLessEqual({finding["rule"] for finding in audit["findings"]}, known)
        self.assertEqual(len(known), len(table["rules"]), "two rows share an id")

    def test_findings_are_worst_first(self):
        order = ["critical", "warning", "advice", "note"]
        found = json.loads(run("audit", "--json", "--interval", "100ms", "--profile", "trading").stdout)["findings"]
        ranks = [order.index(finding["severity"]) for finding in found]
        self.assertEqual(ranks, sorted(ranks))

    def test_an_unprivileged_user_sees_the_host_and_what_was_denied(self):
        if os.getuid() != 0:
            self.skipTest("needs root to become another user")
        shown = run("show", "--json", user=NOBODY)
        self.assertEqual(shown.returncode, 0, shown.stderr)
        host = json.loads(shown.stdout)
        self.assertTrue(host["topology"]["online"])
        jsonschema.validate(host, schema("show"))

    def test_output_has_no_colours_but_on_a_terminal(self):
        self.assertNotIn("\033[", run("show").stdout)
        main, child = pty.openpty()
        environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
        environment.pop("NO_COLOR", None)
        with subprocess.Popen([PROGRAM, "show"], stdout=child, stderr=subprocess.DEVNULL, env=environment) as process:
            os.close(child)
            text = b""
            try:
                while piece := os.read(main, 65536):
                    text += piece
            except OSError:  # EIO: the other end is closed
                pass
            self.assertEqual(process.wait(), 0)
        self.assertIn(b"\033[1m", text)
        for line in re.sub(rb"\033\[\d*m", b"", text).decode().splitlines():
            if not line.startswith("virtio"):
                self.assertLessEqual(len(line.rstrip()), 140)


class Captures(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        os.chmod(self.folder.name, 0o755)
        self.file = f"{self.folder.name}/host.tar.gz"

    def capture(self, *words):
        made = run("capture", "-o", self.file, "--interval", "100ms", *words)
        self.assertEqual(made.returncode, 0, made.stderr)
        os.chmod(self.file, 0o644)

    def both(self, *words, user=None):
        out = []
        for verb in (["show", "--json"], ["show"], ["show", "vectors", "--interval", "1s"], ["audit"], ["audit", "--json"]):
            ran = run(*verb, *words, user=user)
            self.assertEqual(ran.returncode, 0, ran.stderr)
            out.append((ran.stdout, ran.stderr.replace(self.folder.name, "")))
        return out

    def test_a_capture_reads_the_same_for_an_unprivileged_user_and_unpacked(self):
        self.capture()
        here = self.both("--from", self.file)
        if os.getuid() == 0:
            self.assertEqual(self.both("--from", self.file, user=NOBODY), here)
        unpacked = f"{self.folder.name}/unpacked"
        with tarfile.open(self.file) as archive:
            archive.extractall(unpacked)
        subprocess.run(["chmod", "-R", "u+rwX,go+rX", unpacked], check=True)
        self.assertEqual(self.both("--root", unpacked), here)

    def test_every_recorded_host_survives_its_capture(self):
        for host in recorded_hosts():
            with self.subTest(host.name):
                self.capture("--root", str(host / "root"), "--force")
                self.assertEqual(self.both("--from", self.file), self.both("--root", str(host / "root")))

    def test_a_capture_is_not_overwritten_unless_told(self):
        self.capture()
        again = run("capture", "-o", self.file, "--interval", "10ms")
        self.assertEqual(again.returncode, 2)
        self.assertIn("--force", again.stderr)
        self.assertEqual(len(again.stderr.strip().splitlines()), 1)

    def test_a_redacted_capture_holds_no_name_or_address_of_the_host(self):
        self.capture("--redact")
        hostname = os.uname().nodename.encode()
        with tarfile.open(self.file) as archive:
            for member in archive:
                if not member.isfile():
                    continue
                body = archive.extractfile(member).read()
                if len(hostname) > 3:
                    self.assertNotIn(hostname, body, member.name)
                for nic in pathlib.Path("/sys/class/net").iterdir():
                    address = (nic / "address").read_text().strip()
                    if address and address != "00:00:00:00:00:00":
                        self.assertNotIn(address.encode(), body, member.name)

    def test_bad_captures_are_refused_in_one_sentence(self):
        self.capture()
        whole = pathlib.Path(self.file).read_bytes()
        for body in (b"", b"hello", whole[:100], whole[: len(whole) // 2], b"\x1f\x8b" + os.urandom(500)):
            pathlib.Path(self.file).write_bytes(body)
            shown = run("show", "--from", self.file)
            self.assertEqual(shown.returncode, 1, body[:10])
            self.assertEqual(len(shown.stderr.strip().splitlines()), 1, shown.stderr)
            self.assertIn(self.file, shown.stderr)


class BadInput(unittest.TestCase):
    def test_each_mistake_gets_one_sentence_on_standard_error(self):
        for status, words in ((2, ["show", "engines"]), (2, ["fly"]), (2, []), (2, ["show", "nics", "nosuch0"]),
                              (2, ["audit", "--interval", "soon"]), (1, ["show", "--from", "/nonexistent"]),
                              (1, ["show", "--root", "/nonexistent"])):
            ran = run(*words)
            self.assertEqual(ran.returncode, status, (words, ran.stderr))
            self.assertEqual(len(ran.stderr.strip().splitlines()), 1, ran.stderr)
            self.assertTrue(ran.stderr.startswith("holdfast: "))
            self.assertEqual(ran.stdout, "")

    def test_a_full_disk_is_not_success(self):
        if not os.path.exists("/dev/full"):
            self.skipTest("no /dev/full here")
        with open("/dev/full", "w") as full:
            ran = subprocess.run([PROGRAM, "show"], stdout=full, stderr=subprocess.PIPE, text=True)
        self.assertEqual(ran.returncode, 1)
        self.assertIn("could not be written", ran.stderr)

    def test_an_empty_root_gives_an_empty_host_and_no_crash(self):
        with tempfile.TemporaryDirectory() as root:
            shown = run("show", "--root", root)
            self.assertEqual(shown.returncode, 0, shown.stderr)

    def test_binary_files_are_diagnosed_with_file_and_line_and_the_rest_stays(self):
        source = HOSTS / "virtio-2cpu/root"
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(["cp", "-r", source, f"{folder}/root"], check=True)
            for name in ("proc/interrupts", "proc/net/softnet_stat", "proc/softirqs", "proc/stat"):
                path = pathlib.Path(folder, "root", name)
                body = path.read_bytes()
                # Into the middle of the second line, which every one of these parsers needs.
                start = body.index(b"\n") + 1
                cut = (start + body.index(b"\n", start)) // 2
                path.write_bytes(body[:cut] + b"\n\x00\xff\x1b[31m garbage\n" + body[cut:])
                shown = run("show", "--json", "--root", f"{folder}/root")
                self.assertEqual(shown.returncode, 0, shown.stderr)
                host = json.loads(shown.stdout)
                diagnosed = [d for d in host["diagnostics"] + host["counters"]["diagnostics"] if d["path"] == "/" + name]
                self.assertTrue(diagnosed, name)
                self.assertTrue(all(d.get("line", 0) > 0 for d in diagnosed), diagnosed)
                self.assertTrue(any(nic["name"] == "eth0" for nic in host["nics"]))
                path.write_bytes(body)


class Shell(unittest.TestCase):
    def test_bash_completes_verbs_nouns_options_and_values(self):
        script = run("completion", "bash").stdout

        def complete(*words):
            line = script + f"""
COMP_WORDS=({" ".join(repr(word) for word in words)}); COMP_CWORD={len(words) - 1}; _holdfast
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
            return subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=True).stdout.split()
        self.assertEqual(complete("holdfast", "sh"), ["show"])
        self.assertEqual(complete("holdfast", "show", "vec"), ["vectors"])
        self.assertEqual(complete("holdfast", "audit", "--prof"), ["--profile"])
        self.assertEqual(complete("holdfast", "audit", "--profile", "t"), ["trading"])


unittest.main(verbosity=1)
