#!/usr/bin/env python3
"""holdfast-gateway serve and its clients in two network namespaces that a veth pair joins: 5 streams, 1 M messages, 1 %
of the datagrams lost, clients that join late, a snapshot server that goes and comes back, a re-request server that is
not there. Every client's books must be the server's at the end, by digest, and at every sequence asked for before.

usage: gateway_convergence.py HOLDFAST_GATEWAY
Exit: 0 all as expected, 1 something is not, 77 skipped (the reason is printed).
"""
import time

from gateway_namespaces import ADDRESS, CLIENTS, Program, SERVER, expect, main_of, wait_for_listener

STREAMS, MESSAGES, RATE = 5, 1_000_000, 80_000


class Client(Program):
    def __init__(self, program, kind, stream, *words):
        self.kind, self.stream = kind, stream
        super().__init__(CLIENTS, program, "client", "--group", f"239.97.1.{stream + 1}:4000", "--interface", "hf-c",
                         "--session", f"CONV-{stream:03}", "--snapshot", f"{ADDRESS}:4100", "--json", "--check-digest",
                         *words)


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
    wait_for_listener(server, 4100)
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


if __name__ == "__main__":
    main_of(__doc__, play)
