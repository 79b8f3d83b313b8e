"""`holdfast probe reflect` at the host's end of a guest's tap."""
import subprocess

from . import folders
from .failure import LabError
from .guest import die_with_parent

PORT = 9000


class Reflector:
    """`with Reflector(nic) as peer: …`; `peer.target` is what the guest gives as --peer."""

    def __init__(self, nic):
        self.address = f"10.99.{nic.number}.1"
        self.target = f"{self.address}:{PORT}"
        self._process = None

    def __enter__(self):
        self._process = subprocess.Popen([folders.HOLDFAST, "probe", "reflect", self.target], stdin=subprocess.DEVNULL,
                                         stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                                         preexec_fn=die_with_parent)
        said = self._process.stderr.readline()
        if not said.startswith("reflecting at"):
            self._process.kill()
            raise LabError(f"no reflector at {self.target}: {said.strip()}")
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait()
