"""Running the program as people do, and the hosts recorded for it: for the tests that are given PROGRAM SOURCE_DIR."""
import json
import os
import pathlib
import subprocess
import sys

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


def recorded_roots():
    return [str(host / "root") for host in recorded_hosts()]
