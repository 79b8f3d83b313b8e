"""One running guest: QEMU as a child that dies with us, and the agent inside it."""
import ctypes
import dataclasses
import shlex
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from . import folders
from .code_watch import CodeWatch
from .failure import LabError
from .hardware import QEMU
from .qmp import Qmp

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


def die_with_parent():
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


@dataclasses.dataclass
class Outcome:
    code: int
    out: str
    err: str


class Guest:
    """`kernel` and `image` boot it; with `state` (a file of Qmp.save) it goes on from there."""

    def __init__(self, hardware, kernel, image, state=None):
        self.hardware = hardware
        self._folder = tempfile.mkdtemp(prefix="holdfast-lab-")
        self._buffer = b""
        self._qmp, self.code_watch = None, None
        self.transcript = None  # a file that hears every request and its answer
        self.is_silent = False  # it did not answer in time
        self._log = open(f"{self._folder}/qemu.log", "wb")
        words = [QEMU, *hardware.arguments(), "-kernel", str(kernel), "-initrd", str(image),
                 "-append", hardware.command_line(),
                 "-chardev", f"file,id=console,path={self._folder}/console.log", "-serial", "chardev:console",
                 "-chardev", f"socket,id=agent,path={self._folder}/agent,server=on,wait=off",
                 "-device", "virtserialport,bus=serial.0,chardev=agent,name=lab",
                 "-qmp", f"unix:{self._folder}/qmp,server=on,wait=off",
                 "-qmp", f"unix:{self._folder}/watch,server=on,wait=off"]
        if state:
            words += ["-incoming", f"exec:cat {shlex.quote(str(state))}"]
        self._process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log,
                                         preexec_fn=die_with_parent)
        try:
            self._socket = self._connect("agent")
            if state:
                self.qmp.resume()
            else:
                self._line(time.monotonic() + hardware.boot_seconds)  # READY
            self.code_watch = CodeWatch(lambda: self._connect("watch"), self._folder)
        except BaseException:
            self.end()
            raise

    @property
    def pid(self):
        """QEMU's."""
        return self._process.pid

    @property
    def qmp(self):
        if self._qmp is None:
            self._qmp = Qmp(self._connect("qmp"))
        return self._qmp

    def _connect(self, name):
        """QEMU makes its sockets a moment after it starts."""
        while True:
            connection = socket.socket(socket.AF_UNIX)
            try:
                connection.connect(f"{self._folder}/{name}")
                return connection
            except OSError:
                connection.close()
                if self._process.poll() is not None:
                    raise LabError(f"QEMU ended: {self.log('qemu')}") from None
                time.sleep(0.01)

    def log(self, name):
        with open(f"{self._folder}/{name}.log", errors="replace") as file:
            return file.read()

    def _more(self, limit):
        self._socket.settimeout(max(0.05, limit - time.monotonic()))
        try:
            got = self._socket.recv(1 << 16)
        except TimeoutError:
            self.is_silent = True
            raise LabError(f"the guest did not answer in time; its console: {self.log('console')[-600:]}") from None
        except ConnectionResetError:
            got = b""
        if not got:
            raise LabError(f"the guest is gone: {self.log('qemu')} {self.log('console')[-600:]}")
        self._buffer += got

    def _line(self, limit):
        while b"\n" not in self._buffer:
            self._more(limit)
        line, self._buffer = self._buffer.split(b"\n", 1)
        return line.decode()

    def _request(self, header, body, seconds):
        limit = time.monotonic() + seconds
        self._socket.settimeout(seconds)
        self._socket.sendall(header.encode() + b"\n" + body)
        streams = {"OUT": b"", "ERR": b""}
        while True:
            kind, *numbers = self._line(limit).split()
            if kind == "END":
                self._note(header, body, int(numbers[0]), streams)
                return int(numbers[0]), streams["OUT"], streams["ERR"]
            if kind in streams:
                size = int(numbers[0])
                while len(self._buffer) < size:
                    self._more(limit)
                streams[kind] += self._buffer[:size]
                self._buffer = self._buffer[size:]

    def _note(self, header, body, code, streams):
        if self.transcript:
            asked = body.decode(errors="replace") if header.startswith("RUN") else header
            answer = b"".join(streams.values()).decode(errors="replace")
            self.transcript.write(f"$ {asked.strip()}\n{answer}[{code}]\n")

    def run(self, script, seconds=60):
        """A script of sh; what it left in the background goes on."""
        body = script.encode()
        code, out, err = self._request(f"RUN {len(body)}", body, seconds)
        return Outcome(code, out.decode(errors="replace"), err.decode(errors="replace"))

    def sh(self, script, seconds=60):
        """The output of a script that must end with 0."""
        done = self.run(script, seconds)
        if done.code != 0:
            raise LabError(f"in the guest: {script.strip()[:200]!r} ended with {done.code}: {done.err or done.out}")
        return done.out

    def holdfast(self, arguments, seconds=120):
        return self.run(f"holdfast {arguments}", seconds)

    def put(self, path, content):
        body = content if isinstance(content, bytes) else content.encode()
        code, _, _ = self._request(f"PUT {len(body)} {path}", body, 60)
        if code != 0:
            raise LabError(f"cannot write {path} in the guest: errno {code}")

    def get(self, path):
        code, content, _ = self._request(f"GET 0 {path}", b"", 60)
        if code != 0:
            raise LabError(f"cannot read {path} in the guest: errno {code}")
        return content

    def keep_logs(self, name):
        folders.LOGS.mkdir(parents=True, exist_ok=True)
        for log in ("console", "qemu"):
            shutil.copy(f"{self._folder}/{log}.log", folders.LOGS / f"{name}.{log}.log")

    def stop(self):
        """Gives its taps back; its logs stay until end()."""
        if self.code_watch:
            self.code_watch.end()
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()

    def end(self):
        self.stop()
        self._log.close()
        shutil.rmtree(self._folder, ignore_errors=True)
