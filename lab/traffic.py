"""UDP from the host's end of the taps to the guest's NICs, at a steady rate, from a process of its own."""
import argparse
import resource
import socket
import subprocess
import sys
import time

ECHO_PORT = 7777


class Traffic:
    """`with Traffic([nic…], rate=2000): …`. `flows` source ports times `ports` destination ports for each NIC; `burst`
    packets at once."""

    def __init__(self, nics, rate=2000, flows=64, ports=1, seconds=120, burst=1):
        self._words = [sys.executable, "-B", "-m", "lab.traffic", "--rate", str(rate), "--flows", str(flows), "--ports",
                       str(ports), "--seconds", str(seconds), "--burst", str(burst), *(nic.address for nic in nics)]
        self._process = None

    def __enter__(self):
        from .guest import die_with_parent
        self._process = subprocess.Popen(self._words, stdin=subprocess.DEVNULL, preexec_fn=die_with_parent)
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._process.wait()


def _send(addresses, rate, flows, ports, seconds, burst):
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, soft))
    senders = []
    for flow in range(flows):
        sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sender.bind(("", 20000 + flow))
        sender.setblocking(False)
        senders.append(sender)
    targets = [(address, ECHO_PORT + port) for port in range(ports) for address in addresses]
    start = time.monotonic()
    sent = 0
    while time.monotonic() < start + seconds:
        due = (time.monotonic() - start) * rate
        if sent + burst - 1 >= due:
            time.sleep(0.001)
            continue
        for _ in range(max(burst, min(64, int(due - sent) + 1))):
            try:  # every flow to every target, the flow changing fastest
                senders[sent % flows].sendto(b"lab", targets[sent // flows % len(targets)])
            except OSError:  # a full queue, or the guest's "no such port": this one is lost, as on a network
                pass
            sent += 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Send UDP datagrams to the lab's guest.")
    for option in ("rate", "flows", "ports", "seconds", "burst"):
        parser.add_argument(f"--{option}", type=int, required=True)
    parser.add_argument("addresses", nargs="+")
    given = parser.parse_args()
    _send(given.addresses, given.rate, given.flows, given.ports, given.seconds, given.burst)
