"""What the tests of holdfast-gateway in two network namespaces share: the namespaces, a veth pair between them, programs
in them, and what was expected."""
import json
import os
import shutil
import subprocess
import sys
import threading
import time

SKIPPED = 77
SERVER, CLIENTS = (f"hf-gw{end}-{os.getpid()}" for end in "sc")
ADDRESS = "10.97.0.1"
LIMIT = 55
failures = []
started = time.monotonic()


def run(*command, check=True):
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"})
    if check and done.returncode != 0:
        raise SystemExit(f"{' '.join(command)}: exit {done.returncode}: {done.stderr.strip()}")
    return done


def expect(what, is_so, otherwise=""):
    if not is_so:
        failures.append(what)
    print(f"{'ok' if is_so else 'WRONG'}: {what}{'' if is_so else f': {otherwise}'}")


class Program:
    """holdfast-gateway in a namespace; what it says on standard error, line by line."""

    def __init__(self, namespace, *command):
        self.process = subprocess.Popen(["ip", "netns", "exec", namespace, *command], stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)
        self.said = []
        self.out = ""
        self.readers = [threading.Thread(target=self.listen), threading.Thread(target=self.read)]
        for reader in self.readers:
            reader.start()

    def listen(self):
        for line in self.process.stderr:
            self.said.append(line.rstrip("\n"))

    def read(self):
        self.out = self.process.stdout.read()

    def wait(self):
        """Its exit status; None when it had to be ended."""
        try:
            status = self.process.wait(max(1, started + LIMIT - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            status = None
        for reader in self.readers:
            reader.join()
        self.process.stdout.close()
        self.process.stderr.close()
        return status

    def summary(self):
        return json.loads(self.out) if self.out.strip() else {}


def make_network(queues=1):
    for namespace in (SERVER, CLIENTS):
        run("ip", "netns", "add", namespace)
        run("ip", "-n", namespace, "link", "set", "lo", "up")
    many = ("numtxqueues", str(queues), "numrxqueues", str(queues))
    run("ip", "-n", SERVER, "link", "add", "hf-s", *many, "type", "veth", "peer", "name", "hf-c", *many, "netns", CLIENTS)
    for namespace, link, address in ((SERVER, "hf-s", ADDRESS), (CLIENTS, "hf-c", "10.97.0.2")):
        run("ip", "-n", namespace, "address", "add", f"{address}/24", "dev", link)
        run("ip", "-n", namespace, "link", "set", link, "up")


def wait_for_listener(server, port):
    """Until `server` listens for TCP there, or has ended."""
    until = time.monotonic() + 10
    while server.process.poll() is None and time.monotonic() < until:
        if f":{port} " in run("ip", "netns", "exec", SERVER, "ss", "-Htln").stdout:
            return
        time.sleep(0.02)


def main_of(usage, play, queues=1):
    """Runs play(program) on the network, and is the test's exit."""
    if len(sys.argv) != 2:
        raise SystemExit(usage)
    for tool in ("ip", "ss"):
        if not shutil.which(tool):
            print(f"no program {tool}")
            sys.exit(SKIPPED)
    if run("ip", "netns", "add", f"{SERVER}x", check=False).returncode != 0:
        print("no network namespaces of one's own")
        sys.exit(SKIPPED)
    run("ip", "netns", "delete", f"{SERVER}x")
    try:
        make_network(queues)
        play(os.path.abspath(sys.argv[1]))
    finally:
        for namespace in (SERVER, CLIENTS):
            run("ip", "netns", "delete", namespace, check=False)
    print(f"{time.monotonic() - started:.0f} s; {len(failures)} wrong" if failures else
          f"{time.monotonic() - started:.0f} s; all as expected")
    sys.exit(1 if failures else 0)
