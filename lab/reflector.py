"""`holdfast probe reflect` at the host's end of a guest's tap."""
import subprocess

from . import folders
from .guest import die_with_parent

PORT = 9000


class Reflector:
    """`with Reflector(nic) as peer: …`; `peer.target` is what the guest gives as --peer."""

    def __init__(self, nic):
        self.target = f"10.99.{nic.number}.1:{PORT}"
        self._process = None

    def __enter__(self):
        self._process = subprocess.Popen([folders.HOLDFAST, "probe", "reflect", self.target], stdin=subprocess.DEVNULL,
                                         stdout=subprocess.DEVNULL, preexec_fn=die_with_parent)
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait()
