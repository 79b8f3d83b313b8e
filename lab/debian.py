"""A Debian with systemd as a guest: bootstrapped once under build/lab/debian, then booted from memory."""
import os
import pathlib
import shutil
import subprocess
import tempfile

from . import cpio, folders, image, kernel, packages
from .failure import LabError

SUITE = "bookworm"
ROOT = folders.BUILD / "debian"
# systemd of the guest; curl to ask the server.
PACKAGES = ("systemd", "systemd-sysv", "curl", "kmod", "iproute2")
# Half of what a bootstrap has, and nothing that a guest of a minute reads.
LEFT_OUT = ("usr/share/doc", "usr/share/man", "usr/share/locale", "usr/share/info", "var/cache/apt",
            "var/lib/apt/lists", "usr/share/zoneinfo", "usr/lib/x86_64-linux-gnu/gconv", "debootstrap")
AGENT_UNIT = r"""[Unit]
Description=the lab's agent
After=basic.target
[Service]
ExecStart=/bin/sh -c 'for p in /sys/class/virtio-ports/*; do \
  [ "$(cat $p/name)" = lab ] && exec /sbin/agent /dev/$${p##*/}; done'
KillMode=process
[Install]
WantedBy=multi-user.target
"""
MASKED = ("serial-getty@ttyS0.service", "getty@tty1.service", "console-getty.service", "apt-daily.timer",
          "apt-daily-upgrade.timer", "dpkg-db-backup.timer")


def why_not():
    """Why this machine cannot bootstrap a Debian; None when it can."""
    if ROOT.exists():
        return None
    if os.geteuid() != 0:
        return "only root can bootstrap a Debian: run the lab as root once"
    return None if shutil.which("debootstrap") else "debootstrap is missing: ./dev deps lab installs it"


def _mirror():
    """Where this machine's apt has the suite from; HOLDFAST_MIRROR before that."""
    chosen = os.environ.get("HOLDFAST_MIRROR")
    if chosen:
        return chosen
    told = subprocess.run(["apt-get", "indextargets", "--format", "$(SITE)", "Identifier: Packages", f"Codename: {SUITE}"],
                          capture_output=True, text=True).stdout.split()
    if not told:
        raise LabError(f"apt knows no source of Debian {SUITE}: set HOLDFAST_MIRROR to one")
    return told[0]


def prepare():
    """Bootstraps it when it is not there; needs the network, and so comes before the lab's own namespace."""
    if ROOT.exists():
        return
    print(f"lab: bootstrapping Debian {SUITE} with systemd", flush=True)
    half = ROOT.with_suffix(".half")
    shutil.rmtree(half, ignore_errors=True)
    done = subprocess.run(["debootstrap", "--variant=minbase", f"--include={','.join(PACKAGES)}", SUITE, str(half),
                           _mirror()], capture_output=True, text=True)
    if done.returncode != 0:
        raise LabError(f"debootstrap: {done.stdout.strip()[-300:]} {done.stderr.strip()[-300:]}")
    half.rename(ROOT)


def _package():
    found = sorted(folders.HOLDFAST.parent.glob("holdfast_*.deb"), key=lambda path: path.stat().st_mtime)
    if not found:
        raise LabError("build/holdfast_*.deb is not there: run ./dev package")
    return found[-1]


def _left_out(at, names):
    """What copytree leaves out: LEFT_OUT, mount points, and what is no file, folder or link."""
    def is_wanted(path):
        return path.is_symlink() or path.is_dir() or path.is_file()
    return [name for name in names if str(pathlib.Path(at, name).relative_to(ROOT)) in (*LEFT_OUT, "dev", "proc", "sys")
            or not is_wanted(pathlib.Path(at, name))]


def _set_up(root):
    """Boots to the lab's agent, and asks for no terminal, which the guest does not have."""
    (root / "etc/modules-load.d/lab.conf").write_text("\n".join(kernel.LOADED) + "\n")
    (root / "etc/hostname").write_text("lab\n")
    units = root / "etc/systemd/system"
    (units / "lab-agent.service").write_text(AGENT_UNIT)
    (units / "multi-user.target.wants").mkdir(exist_ok=True)
    (units / "multi-user.target.wants/lab-agent.service").symlink_to("../lab-agent.service")
    for name in MASKED:
        (units / name).unlink(missing_ok=True)
        (units / name).symlink_to("/dev/null")
    (units / "default.target").unlink(missing_ok=True)
    (units / "default.target").symlink_to("/lib/systemd/system/multi-user.target")
    (root / "init").symlink_to("/lib/systemd/systemd")


def build():
    """Writes the initramfs with this build's package in /root, not installed; returns its path."""
    target = folders.BUILD / "debian.cpio"
    with tempfile.TemporaryDirectory(dir=folders.BUILD) as folder:
        root = pathlib.Path(folder) / "root"
        shutil.copytree(ROOT, root, symlinks=True, ignore=_left_out)
        for name in ("dev", "proc", "sys", "usr/share/man", "usr/share/doc"):
            (root / name).mkdir(parents=True, exist_ok=True)
        shutil.copy(image.compiled("agent"), root / "usr/sbin/agent")
        kernel.copy_modules(packages.unpack(), root / "usr")
        _set_up(root)
        shutil.copy(_package(), root / "root" / "holdfast.deb")
        target.write_bytes(cpio.archive(root))
    return target
