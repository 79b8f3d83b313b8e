"""QEMU's own control socket: JSON, a line each way (docs/interop/qmp-spec)."""
import json
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
