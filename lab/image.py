"""The guest's file system: busybox, the real tools, irqbalance, the agent and holdfast in an initramfs."""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

from . import cpio, folders, kernel
from .failure import LabError

FOLDERS = ("bin", "sbin", "usr/bin", "usr/sbin", "proc", "sys", "tmp", "run", "root", "etc", "lib", "lib64", "var/lib",
           "var/log")
# Debian's busybox prefers its own applets to PATH, so that these come first in bin/ and dash is the shell.
TOOLS = ("dash", "ethtool", "ip", "taskset", "chrt", "strace", "lscpu", "setpriv", "unshare")
PROGRAMS = (folders.HOLDFAST, folders.GATEWAY)
COMPILER = ("g++-12", "-std=c++20", "-O2", "-static", "-s", "-Wall", "-Wextra", "-Wpedantic", "-Wshadow",
            "-Wconversion", "-Werror")


def missing_tools():
    """Names of the programs that the lab needs of this machine and does not find."""
    needed = ("qemu-system-x86_64", "busybox", "depmod", COMPILER[0], *TOOLS)
    return [tool for tool in needed if not _found(tool)]


def _found(tool):
    return shutil.which(tool, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


def _libraries(program):
    unpacked = [str(folders.UNPACKED / folder) for folder in ("usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu")]
    told = subprocess.run(["ldd", str(program)], capture_output=True, text=True,
                          env={**os.environ, "LD_LIBRARY_PATH": ":".join(unpacked)}).stdout
    lost = re.findall(r"(\S+) => not found", told)
    if lost:
        raise LabError(f"{program} needs {', '.join(lost)}: run ./dev deps lab")
    return re.findall(r"(/\S+\.so\S*)", told)


def _add_program(root, source, name):
    shutil.copy(source, root / "bin" / name)
    for library in _libraries(source):
        inside = pathlib.Path("/" + os.path.relpath(library, folders.UNPACKED)
                              if library.startswith(str(folders.UNPACKED)) else library)
        copy = root / str(inside).lstrip("/")
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(library, copy)


def compiled(name):
    source, program = folders.SOURCE / f"{name}.cc", folders.BUILD / name
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        subprocess.run([*COMPILER, "-o", str(program), str(source)], check=True)
    return program


def _base(release, root):
    for folder in FOLDERS:
        (root / folder).mkdir(parents=True, exist_ok=True)
    shutil.copy(_found("busybox"), root / "bin" / "busybox")
    applets = subprocess.run([_found("busybox"), "--list"], capture_output=True, text=True, check=True).stdout.split()
    for applet in applets:
        if applet not in (*TOOLS, "sh", "busybox"):
            (root / "bin" / applet).symlink_to("busybox")
    for tool in TOOLS:
        _add_program(root, _found(tool), tool)
    (root / "bin" / "sh").symlink_to("dash")
    _add_program(root, folders.UNPACKED / "usr/sbin/irqbalance", "irqbalance")
    for program in ("agent", "udp_echo", "udp_receiver", "kill_at", "affinity_burst", "write_affinity", "watch_features"):
        shutil.copy(compiled(program), root / "sbin" / program)
    shutil.copy(folders.SOURCE / "guest" / "init", root / "init")
    (root / "init").chmod(0o755)
    (root / "etc" / "passwd").write_text("root:x:0:0:root:/root:/bin/sh\n"
                                             "nobody:x:65534:65534:nobody:/:/bin/false\n")
    (root / "etc" / "group").write_text("root:x:0:\nnogroup:x:65534:\n")
    (root / "etc" / "hostname").write_text("lab\n")
    kernel.copy_modules(release, root)


def build(release):
    """Writes the initramfs with the programs of this build; returns its path."""
    for program in PROGRAMS:
        if not program.exists():
            raise LabError(f"{program.relative_to(folders.REPOSITORY)} is not there: run ./dev build")
    target = folders.BUILD / "image.cpio"
    with tempfile.TemporaryDirectory(dir=folders.BUILD) as folder:
        root = pathlib.Path(folder)
        _base(release, root)
        for program in PROGRAMS:
            _add_program(root, program, program.name)
        target.write_bytes(cpio.archive(root))
    return target
