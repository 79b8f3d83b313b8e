"""A network namespace of the lab's own, and in it the taps that the guests' NICs are joined to.

Nothing of it has a name outside of this process and its children, so that it ends with them.
"""
import ctypes
import os
import subprocess

from .failure import LabError

CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
_libc = ctypes.CDLL(None, use_errno=True)


def _unshare(flags):
    if _libc.unshare(flags) != 0:
        reason = os.strerror(ctypes.get_errno())
        raise LabError(f"cannot make a network namespace of the lab's own: {reason} (run it as root, or allow "
                       "user namespaces: sysctl kernel.unprivileged_userns_clone=1)")


def enter_own_namespace():
    """From here on, this process and its children are in their own namespace. One thread, once."""
    if not os.access("/dev/net/tun", os.R_OK | os.W_OK):
        raise LabError("/dev/net/tun cannot be opened: load the tun module (modprobe tun), or run the lab as root")
    if os.geteuid() == 0:
        _unshare(CLONE_NEWNET)
    else:
        user, group = os.geteuid(), os.getegid()
        _unshare(CLONE_NEWUSER | CLONE_NEWNET)
        for name, text in (("setgroups", "deny"), ("uid_map", f"0 {user} 1"), ("gid_map", f"0 {group} 1")):
            with open(f"/proc/self/{name}", "w") as file:
                file.write(text)
    _ip("link", "set", "lo", "up")


def _ip(*words):
    done = subprocess.run(["ip", *words], capture_output=True, text=True)
    if done.returncode != 0:
        raise LabError(f"ip {' '.join(words)}: {done.stderr.strip()}")


def add_taps(hardware):
    """One tap for each NIC: tapN with 10.99.N.1/24, of several queues where the NIC's model has them."""
    for nic in hardware.nics:
        name = f"tap{nic.number}"
        several = ("multi_queue",) if nic.tap_queues > 1 else ()
        _ip("tuntap", "add", "dev", name, "mode", "tap", *several)
        _ip("addr", "add", f"10.99.{nic.number}.1/24", "dev", name)
        _ip("link", "set", name, "up")


def remove_taps(hardware):
    for nic in hardware.nics:
        _ip("link", "del", f"tap{nic.number}")
