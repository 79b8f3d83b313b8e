"""A Debian with systemd as a guest: bootstrapped once under build/lab/debian, then booted from memory."""
import os
import shutil
import subprocess
import tempfile
import pathlib

from . import cpio, folders, image, kernel
from .failure import LabError

SUITE = "bookworm"
ROOT = folders.BUILD / "debian"
# systemd of the guest; curl to ask the server.
PACKAGES = ("systemd", "systemd-sysv", "curl", "kmod", "iproute2")
# Half of what a bootstrap has, and nothing that a guest of a minute reads.
LEFT_OUT = ("usr/share/doc", "usr/share/man", "usr/share/locale", "usr/share/info", "var/cache/apt", "var/lib/apt/lists",
            "usr/share/zoneinfo", "usr/lib/x86_64-linux-gnu/gconv", "debootstrap")
AGENT_UNIT = """[Unit]
Description=the lab's agent
After=basic.target
[Service]
ExecStart=/bin/sh -c 'for p in /sys/class/virtio-ports/*; do [ "$(cat $p/name)" = lab ] && exec /sbin/agent /dev/$${p##*/}; done'
KillMode=process
[Install]
WantedBy=multi-user.target
"""
MIRROR = "http://deb.debian.org/debian"


def why_not():
    """Why this machine cannot bootstrap a Debian; None when it can."""
    if ROOT.exists():
        return None
    if os.geteuid() != 0:
        return "only root can bootstrap a Debian: run the lab as root once"
    return None if shutil.which("debootstrap") else "debootstrap is missing: ./dev deps lab installs it"


def prepare():
    """Bootstraps it when it is not there; needs the network, and so comes before the lab's own namespace."""
    if ROOT.exists():
        return
    print(f"lab: bootstrapping Debian {SUITE} with systemd", flush=True)
    half = ROOT.with_suffix(".half")
    shutil.rmtree(half, ignore_errors=True)
    done = subprocess.run(["debootstrap", "--variant=minbase", f"--include={','.join(PACKAGES)}", SUITE, str(half),
                           os.environ.get("HOLDFAST_MIRROR", MIRROR)], capture_output=True, text=True)
    if done.returncode != 0:
        raise LabError(f"debootstrap: {done.stdout.strip()[-300:]} {done.stderr.strip()[-300:]}")
    half.rename(ROOT)


def _strip(root):
    for folder in LEFT_OUT:
        shutil.rmtree(root / folder, ignore_errors=True)


def build(release, package):
    """Writes the initramfs with `package` in /root, not installed; returns its path."""
    target = folders.BUILD / "debian.cpio"
    with tempfile.TemporaryDirectory(dir=folders.BUILD) as folder:
        root = pathlib.Path(folder) / "root"
        shutil.copytree(ROOT, root, symlinks=True, ignore=lambda at, names: [
            name for name in names if str(pathlib.Path(at, name).relative_to(ROOT)) in (*LEFT_OUT, "dev", "proc", "sys")
            or not (pathlib.Path(at, name).is_symlink() or pathlib.Path(at, name).is_dir()
                    or pathlib.Path(at, name).is_file())])
        for name in ("dev", "proc", "sys", "usr/share/man", "usr/share/doc"):
            (root / name).mkdir(parents=True, exist_ok=True)
        shutil.copy(image._compiled("agent"), root / "usr/sbin/agent")
        kernel.copy_modules(release, root / "usr")
        (root / "etc/modules-load.d/lab.conf").write_text("\n".join(kernel.LOADED) + "\n")
        units = root / "etc/systemd/system"
        (units / "lab-agent.service").write_text(AGENT_UNIT)
        wanted = units / "multi-user.target.wants"
        wanted.mkdir(exist_ok=True)
        (wanted / "lab-agent.service").symlink_to("../lab-agent.service")
        for masked in ("serial-getty@ttyS0.service", "getty@tty1.service", "console-getty.service", "apt-daily.timer",
                       "apt-daily-upgrade.timer", "dpkg-db-backup.timer", "e2scrub_all.timer", "fstrim.timer"):
            (units / masked).unlink(missing_ok=True)
            (units / masked).symlink_to("/dev/null")
        (units / "default.target").unlink(missing_ok=True)
        (units / "default.target").symlink_to("/lib/systemd/system/multi-user.target")
        (root / "etc/hostname").write_text("lab\n")
        (root / "init").symlink_to("/lib/systemd/systemd")
        shutil.copy(package, root / "root" / "holdfast.deb")
        target.write_bytes(cpio.archive(root))
    return target
