"""Debian packages of the guest: downloaded by apt, unpacked under build/lab, never installed."""
import re
import shutil
import subprocess

from . import folders
from .failure import LabError

KERNEL_META = "linux-image-amd64"
# irqbalance with those of its libraries that a machine without it may lack.
PROGRAMS = ("irqbalance", "libnuma1", "libglib2.0-0", "libcap-ng0", "libpcre2-8-0")


def _output(*command):
    done = subprocess.run(command, capture_output=True, text=True, cwd=folders.PACKAGES)
    if done.returncode != 0:
        raise LabError(f"{' '.join(command)}: {done.stderr.strip() or 'failed'}")
    return done.stdout


def _newest_kernel():
    """The package that Debian's kernel meta package names: linux-image-6.1.0-56-amd64."""
    found = re.search(r"Depends: (linux-image-\d\S+)", _output("apt-cache", "depends", KERNEL_META))
    if not found:
        raise LabError(f"apt knows no package {KERNEL_META}: run apt-get update (the lab takes its guest's kernel from "
                       "Debian's packages)")
    return found.group(1)


def unpack():
    """Downloads and unpacks what is not there yet. Returns the kernel's release, "6.1.0-56-amd64"."""
    stamp = folders.UNPACKED / "release"
    if stamp.exists():
        return stamp.read_text().strip()
    for tool in ("apt-get", "apt-cache", "dpkg-deb"):
        if not shutil.which(tool):
            raise LabError(f"{tool} is missing: the guest's kernel comes as a Debian package")
    shutil.rmtree(folders.PACKAGES, ignore_errors=True)
    shutil.rmtree(folders.UNPACKED, ignore_errors=True)
    folders.PACKAGES.mkdir(parents=True)
    folders.UNPACKED.mkdir(parents=True)
    kernel = _newest_kernel()
    print(f"lab: downloading {kernel} and irqbalance", flush=True)
    _output("apt-get", "download", "-qq", kernel, *PROGRAMS)
    for package in sorted(folders.PACKAGES.glob("*.deb")):
        _output("dpkg-deb", "-x", str(package), str(folders.UNPACKED))
    shutil.rmtree(folders.PACKAGES)
    release = kernel.removeprefix("linux-image-")
    stamp.write_text(release + "\n")
    return release
