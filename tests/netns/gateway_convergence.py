#!/usr/bin/env python3
"""holdfast-gateway serve and its clients in two network namespaces that a veth pair joins: 5 streams, 1 M messages, 1 %
of the datagrams lost, clients that join late, a snapshot server that goes and comes back, a re-request server that is
not there. Every client's books must be the server's at the end, by digest, and at every sequence asked for before.

usage: gateway_convergence.py HOLDFAST_GATEWAY
Exit: 0 all as expected, 1 something is not, 77 skipped (the reason is printed).
"""
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time

SKIPPED = 77
SERVER, CLIENTS = (f"hf-gw{end}-{os.getpid()}" for end in "sc")
ADDRESS = "10.97.0.1"
STREAMS, MESSAGES, RATE = 5, 1_000_000, 80_000
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


class Client(Program):
    def __init__(self, program, kind, stream, *words):
        self.kind, self.stream = kind, stream
        super().__init__(CLIENTS, program, "client", "--group", f"239.97.1.{stream + 1}:4000", "--interface", "hf-c",
                         "--session", f"CONV-{stream:03}", "--snapshot", f"{ADDRESS}:4100", "--json", "--check-digest",
                         *words)


def make_network():
    for namespace in (SERVER, CLIENTS):
        run("ip", "netns", "add", namespace)
        run("ip", "-n", namespace, "link", "set", "lo", "up")
    run("ip", "-n", SERVER, "link", "add", "hf-s", "type", "veth", "peer", "name", "hf-c", "netns", CLIENTS)
    for namespace, link, address in ((SERVER, "hf-s", ADDRESS), (CLIENTS, "hf-c", "10.97.0.2")):
        run("ip", "-n", namespace, "address", "add", f"{address}/24", "dev", link)
        run("ip", "-n", namespace, "link", "set", link, "up")


def serve(program, *words):
    return Program(SERVER, program, "serve", "--synth", "--stocks", "200", "--messages", str(MESSAGES), "--rate",
                   f"{RATE}/s", "--streams", str(STREAMS), "--group", "239.97.1.1:4000", "--interface", "hf-s",
                   "--session", "CONV", "--snapshot", f"{ADDRESS}:4100", "--re-request", f"{ADDRESS}:4200", "--loss", "1%",
                   "--idle", "park", "--stream-policy", "block", "--linger", "25", "--json", *words)


def start_clients(program, kind, *words):
    return [Client(program, kind, stream, *words) for stream in range(STREAMS)]


def check(client, ends):
    name = f"stream {client.stream}, {client.kind}"
    status = client.wait()
    seen = client.summary()
    if not seen:
        return expect(f"{name} tells what it saw", False, f"exit {status}: {client.said[-5:]}")
    digests = seen["digests"]
    final = [digest for digest in digests if digest["sequence"] == seen["next_sequence"] - 1]
    counts = (f"{seen['delivered']} delivered, {seen['skipped']} skipped, {seen['gaps']} gaps, "
              f"{seen['re_requests']['messages']} by re-request, recoveries {seen['recoveries']}, {len(digests)} digests")
    expect(f"{name} ends with the server's books: {counts}", status == 0 and seen["ended"] and seen["synchronised"] and
           bool(final) and all(digest.get("equal", True) for digest in digests) and final[-1].get("equal") is True,
           f"exit {status}, digests {digests[-3:]}, {client.said[-5:]}")
    expect(f"{name} accounts for every message", seen["delivered"] + seen["skipped"] == seen["next_sequence"] - 1)
    ends.setdefault(client.stream, set()).add(seen["next_sequence"])
    return seen


def play(program):
    server = serve(program, "--restart-snapshots", "3")
    waiting = time.monotonic() + 10
    while server.process.poll() is None and not re.search(r"4100", run(
            "ip", "netns", "exec", SERVER, "ss", "-Htln").stdout) and time.monotonic() < waiting:
        time.sleep(0.02)
    # Nobody listens at 4999, and nobody has the address 10.97.0.9.
    clients = start_clients(program, "from the start", "--re-request", f"{ADDRESS}:4200", "--digest-every", "20000")
    clients += start_clients(program, "re-request server absent", "--re-request", f"{ADDRESS}:4999")
    time.sleep(MESSAGES / RATE / 3)  # what they are late by
    clients += start_clients(program, "late", "--re-request", f"{ADDRESS}:4200")
    time.sleep(MESSAGES / RATE / 3)
    clients += start_clients(program, "later, no re-requests")
    ends = {}
    seen = [(client.kind, check(client, ends)) for client in clients]
    expect("all clients of a stream end with the same message", all(len(each) == 1 for each in ends.values()), ends)
    total = sum(max(each) - 1 for each in ends.values())
    # Messages of no stock go to every stream.
    expect(f"the streams have the {MESSAGES} messages: {total}", MESSAGES <= total <= MESSAGES + 5000)
    by = lambda kind: [one for its, one in seen if its == kind and one]
    expect("messages came by re-request", all(one["re_requests"]["messages"] > 0 for one in by("from the start")))
    expect("none did without a re-request server",
           all(one["re_requests"]["messages"] == 0 for one in by("re-request server absent")))
    expect("those recovered by snapshots",
           all(one["recoveries"].get("recovered", 0) > 1 for one in by("re-request server absent")))
    expect("clients met the snapshot server while it was away",
           any(one["recoveries"].get("disconnected", 0) + one["recoveries"].get("not_connected", 0) > 0
               for _, one in seen if one))
    status = server.wait()
    expect("the server ends in order", status == 0, f"exit {status}, {server.said[-5:]}")


def main(program):
    for tool in ("ip", "ss"):
        if not shutil.which(tool):
            print(f"no program {tool}")
            return SKIPPED
    if run("ip", "netns", "add", f"{SERVER}x", check=False).returncode != 0:
        print("no network namespaces of one's own")
        return SKIPPED
    run("ip", "netns", "delete", f"{SERVER}x")
    try:
        make_network()
        play(program)
    finally:
        for namespace in (SERVER, CLIENTS):
            run("ip", "netns", "delete", namespace, check=False)
    print(f"{time.monotonic() - started:.0f} s; {len(failures)} wrong" if failures else
          f"{time.monotonic() - started:.0f} s; all as expected")
    return 1 if failures else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    sys.exit(main(os.path.abspath(sys.argv[1])))
