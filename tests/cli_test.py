#!/usr/bin/python3
"""The program as people run it: cli_test.py PROGRAM SOURCE_DIR. Real host, captures, bad input."""
import json
import os
import pathlib
import pty
import re
import resource
import shutil
import signal
import subprocess
import tarfile
import tempfile
import unittest

import jsonschema

from cli_run import HOSTS, NOBODY, PROGRAM, SOURCE, recorded_hosts, run, schema


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


    def test_a_capture_that_is_killed_while_it_writes_leaves_nothing_under_its_name(self):
        def limit():  # the kernel ends a process that writes beyond this (SIGXFSZ)
            resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        made = subprocess.run([PROGRAM, "capture", "-o", self.file, "--root", str(HOSTS / "mlx5/root")],
                              capture_output=True, preexec_fn=limit, timeout=60)
        self.assertEqual(made.returncode, -signal.SIGXFSZ)
        self.assertFalse(os.path.exists(self.file))

    def test_a_full_disk_costs_one_sentence_and_leaves_no_file(self):
        small = f"{self.folder.name}/small"
        os.mkdir(small)
        mount = ["unshare", "--mount", "sh", "-c", f'mount -t tmpfs -o size=8k holdfast {small} && "$@"; status=$?; '
                 f"ls -A {small}; exit $status", "sh"]
        probe = subprocess.run([*mount, "true"], capture_output=True, text=True)
        if probe.returncode != 0:
            self.skipTest(f"no private mount: {probe.stderr.strip()}")
        made = subprocess.run([*mount, PROGRAM, "capture", "-o", f"{small}/host.tar.gz", "--root", str(HOSTS / "mlx5/root")],
                              capture_output=True, text=True, timeout=60)
        self.assertEqual(made.returncode, 1, made.stderr)
        self.assertEqual(made.stderr, f"holdfast: {small}/host.tar.gz cannot be written: No space left on device\n")
        self.assertEqual(made.stdout, "", "a file was left over")


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
                self.assertEqual(len(diagnosed), 1, (name, diagnosed))
                self.assertTrue(all(d.get("line", 0) > 0 for d in diagnosed), diagnosed)
                self.assertTrue(any(nic["name"] == "eth0" for nic in host["nics"]))
                path.write_bytes(body)


class HostileNames(unittest.TestCase):
    """A host that tries to reach the terminal through every text that it may choose."""
    EVIL = b"\x1b[7m\xc2\x9b5m\xff\x07"

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = os.fsencode(folder.name) + b"/root"
        shutil.copytree(os.fsencode(HOSTS / "virtio-2cpu/root"), self.root, symlinks=True)
        for path, folders, files in os.walk(self.root, topdown=False):
            for name in folders + files:
                self.spoil(path, name)
        for name in (b"proc/sys/kernel/hostname", b"proc/sys/kernel/osrelease", b"proc/sys/net/core/default_qdisc",
                     b"proc/sys/net/core/rmem_max", b"proc/cmdline", b"sys/kernel/mm/transparent_hugepage/enabled"):
            os.makedirs(os.path.dirname(os.path.join(self.root, name)), exist_ok=True)
            with open(os.path.join(self.root, name), "ab") as file:
                file.write(b"isolcpus=" + self.EVIL + b" [" + self.EVIL + b"]\n")

    def spoil(self, path, name):
        whole, new = os.path.join(path, name), os.path.join(path, name.replace(b"eth0", b"e" + self.EVIL))
        if os.path.islink(whole):
            target = os.readlink(whole).replace(b"eth0", b"e" + self.EVIL).replace(b"virtio_net", b"v" + self.EVIL)
            os.unlink(whole)
            os.symlink(target, new)
            return
        if os.path.isfile(whole) and not name.endswith(b".json"):
            body = pathlib.Path(os.fsdecode(whole)).read_bytes()
            for word in (b"eth0", b"virtio2-input", b"virtio_net", b"ksoftirqd", b"PCI-MSIX", b"(nginx"):
                body = body.replace(word, word[:3] + self.EVIL)
            pathlib.Path(os.fsdecode(whole)).write_bytes(body)
        if new != whole:
            os.rename(whole, new)

    def texts(self, *words):
        ran = subprocess.run([PROGRAM, *words, "--root", self.root], capture_output=True, timeout=60)
        self.assertIn(ran.returncode, (0, 1), ran.stderr)
        return ran.stdout.decode(), ran.stderr.decode()  # strict: what is not UTF-8 fails here

    def test_no_control_character_reaches_the_terminal(self):
        verbs = [["show"], *(["show", noun, "--all"] for noun in ("nics", "vectors", "cpus", "flows", "writers")),
                 ["show", "queues"], ["audit"], ["audit", "--brief"], ["audit", "--profile", "trading"],
                 ["audit", "--profile", "high-pps"], ["show", "--json"], ["audit", "--json"]]
        for verb in verbs:
            with self.subTest(verb):
                for text in self.texts(*verb):
                    self.assertEqual(re.findall("[\0-\x09\x0b-\x1f\x7f-\x9f]", text), [])

    def test_what_they_hold_is_shown_escaped(self):
        self.assertIn("e\\x1b[7m\\xc2\\x9b5m\\xff\\x07", self.texts("show")[0])

    def test_json_of_it_is_valid_and_keeps_its_schema(self):
        for verb, name in (("show", "show"), ("audit", "audit")):
            jsonschema.validate(json.loads(self.texts(verb, "--json")[0]), schema(name))


class Regime(unittest.TestCase):
    CASES = SOURCE / "tests/golden/regime"

    def test_a_tape_is_replayed_to_the_transitions_of_its_case(self):
        for case in sorted(self.CASES.iterdir()):
            played = run("regime", "replay", str(case / "tape.jsonl"))
            self.assertEqual(played.returncode, 0, played.stderr)
            lines = played.stdout.splitlines(keepends=True)
            self.assertEqual("".join(lines[:-1]), (case / "transitions.txt").read_text())
            as_json = json.loads(run("regime", "replay", str(case / "tape.jsonl"), "--json").stdout)
            self.assertEqual(len(as_json["transitions"]), len(lines) - 1)
            self.assertTrue(lines[-1].endswith(f"at the end {as_json['regime']}\n"), lines[-1])

    def test_what_is_no_tape_is_told_with_its_line(self):
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as tape:
            tape.write('{}\n{"at_ns": 1, "vam": "much"}\n')
            tape.flush()
            played = run("regime", "replay", tape.name)
        self.assertEqual((played.returncode, played.stderr),
                         (2, f"holdfast: {tape.name}: line 2: /vam is not a number\n"))
        for path in ("/nowhere.jsonl", "/"):
            played = run("regime", "replay", path)
            self.assertEqual((played.returncode, played.stdout), (1, ""))
            self.assertEqual(len(played.stderr.splitlines()), 1)


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
