#!/usr/bin/python3
"""The systemd units of packaging/, as far as they can be judged without a systemd (the lab's 13_package runs them):
units_test.py SOURCE_DIR."""
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

SOURCE = pathlib.Path(sys.argv.pop(1)).resolve()
UNITS = SOURCE / "packaging/systemd"
# Each makes systemd mount a procfs for the service (or makes the one it has read-only): the agent would be blind.
BLINDING = ("ProtectProc", "ProcSubset", "ProtectKernelTunables", "ProtectControlGroups", "RootDirectory", "RootImage",
            "MountAPIVFS", "PrivateNetwork", "PrivateUsers")
MOST_EXPOSED = {"holdfast-agent.service": 3.7, "holdfast-serve.service": 1.0}


def settings(name):
    found = {}
    for line in (UNITS / name).read_text().splitlines():
        if "=" in line and not line.startswith("#"):
            key, value = line.split("=", 1)
            found.setdefault(key, []).append(value)
    return found


class Units(unittest.TestCase):
    def test_nothing_blinds_the_agent(self):
        agent = settings("holdfast-agent.service")
        for key in BLINDING:
            self.assertNotIn(key, agent)
        self.assertNotIn("/proc", " ".join(agent.get("ReadOnlyPaths", []) + agent.get("InaccessiblePaths", [])))

    def test_the_agent_has_no_internet_socket_and_serve_no_capability(self):
        agent, serve = settings("holdfast-agent.service"), settings("holdfast-serve.service")
        self.assertEqual(agent["RestrictAddressFamilies"], ["AF_UNIX AF_NETLINK"])
        self.assertIn("--no-serve", agent["ExecStart"][0])
        self.assertEqual(serve["CapabilityBoundingSet"], [""])
        self.assertEqual(serve["DynamicUser"], ["yes"])

    @unittest.skipUnless(shutil.which("systemd-analyze"), "needs systemd-analyze (Debian's package systemd)")
    def test_exposure_stays_below_its_bound(self):
        for name, most in MOST_EXPOSED.items():
            done = subprocess.run(["systemd-analyze", "security", "--offline=true", "--no-pager", UNITS / name],
                                  capture_output=True, text=True, timeout=60)
            found = re.search(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
            self.assertTrue(found, done.stdout + done.stderr)
            self.assertLessEqual(float(found[1]), most, name)

    def test_every_kind_of_event_has_an_entry_of_the_catalogue(self):
        text = (SOURCE / "packaging/journald/holdfast.catalog").read_text()
        kinds = re.search(r"enum class EventKind \{(.*?)\n\};", (SOURCE / "src/model/event.h").read_text(),
                          re.DOTALL)[1]
        count = len(re.findall(r"^  \w+,", kinds, re.MULTILINE))
        prefix = re.search(r'"([0-9a-f]{28})\{:04x\}"', (SOURCE / "src/agent/journal_entry.cc").read_text())[1]
        self.assertEqual(re.findall(r"^-- (\w+)$", text, re.MULTILINE),
                         [f"{prefix}{number:04x}" for number in range(count)])
        fields = set(re.findall(r'"(HOLDFAST_\w+)"', (SOURCE / "src/agent/journal_entry.cc").read_text()))
        self.assertLessEqual(set(re.findall(r"@(\w+)@", text)), fields)

    def test_every_unit_that_another_names_is_there(self):
        ours = {path.name for path in UNITS.iterdir()}
        for path in UNITS.iterdir():
            for name in re.findall(r"holdfast-[a-z]+(?:@\w*)?\.(?:service|target)", path.read_text()):
                self.assertIn(re.sub(r"@\w+", "@", name), ours, path.name)

    def test_every_file_that_the_package_says_is_configuration_is_installed(self):
        installed = (SOURCE / "cmake/HoldfastPackage.cmake").read_text()
        for path in (SOURCE / "packaging/debian/conffiles").read_text().split():
            self.assertIn(str(pathlib.Path(path).parent), installed)

    def test_the_maintainers_scripts_are_sound_and_name_units_that_are_there(self):
        for name in ("postinst", "prerm", "postrm"):
            script = SOURCE / "packaging/debian" / name
            self.assertEqual(subprocess.run(["sh", "-n", script]).returncode, 0)
            for unit in re.findall(r"holdfast-\w+\.service", script.read_text()):
                self.assertTrue((UNITS / unit).exists(), unit)


if __name__ == "__main__":
    unittest.main()
