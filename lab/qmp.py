"""QEMU's own control socket: JSON, a line each way (docs/interop/qmp-spec)."""
import json
import re
import time

from .failure import LabError


class Qmp:
    def __init__(self, connection):
        self._connection = connection
        connection.settimeout(30)
        self._lines = connection.makefile("rw")
        self._lines.readline()  # the greeting
        self.execute("qmp_capabilities")

    def execute(self, command, **arguments):
        self._lines.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
        self._lines.flush()
        while True:
            answer = json.loads(self._lines.readline())
            if "error" in answer:
                raise LabError(f"QEMU refuses {command}: {answer['error']['desc']}")
            if "return" in answer:
                return answer["return"]

    def monitor(self, cpu, line):
        """What QEMU's monitor for people answers to `line`, about that CPU."""
        return self.execute("human-monitor-command", **{"command-line": line, "cpu-index": cpu})

    def registers(self, cpu):
        """{name: value} of the 64-bit ones, of IDT's base and of HLT, which is 1 of a CPU that sleeps."""
        told = self.monitor(cpu, "info registers")
        found = re.findall(r"\b(?:(R[A-Z0-9]{2}|IDT)= *([0-9a-f]{16})|(HLT)=([01]))", told)
        return {wide or flag: int(value or bit, 16) for wide, value, flag, bit in found}

    def memory(self, cpu, address, form):
        """Numbers at that address as the CPU sees it; `form` as in "96gx"; empty where nothing can be read."""
        told = self.monitor(cpu, f"x /{form} 0x{address:x}")
        return [int(word, 16) for line in told.splitlines() for word in line.partition(":")[2].split()
                if word.startswith("0x")]

    def close(self):
        self._lines.close()
        self._connection.close()

    def save(self, path):
        """Stops the guest and writes its whole state into a file."""
        self.execute("stop")
        self.execute("migrate-set-parameters", **{"max-bandwidth": 10**10})
        self.execute("migrate", uri=f"exec:cat > {path}")
        self._until(lambda: self.execute("query-migrate").get("status"), "completed", "failed")

    def resume(self):
        """After QEMU was started with -incoming: once all is read, lets the guest run."""
        self._until(lambda: "waiting" if self.execute("query-status")["status"] == "inmigrate" else "there", "there")
        self.execute("cont")

    @staticmethod
    def _until(state, *ends):
        limit = time.monotonic() + 60
        while state() not in ends:
            if time.monotonic() > limit:
                raise LabError("QEMU did not finish a migration within a minute")
            time.sleep(0.01)
        if state() == "failed":
            raise LabError("QEMU could not write the state of a guest")
