#!/usr/bin/env python3
"""holdfast-gateway serve --send af_xdp in a network namespace, and its clients in another: a thread and a send queue for
each of three streams, the middle one received by AF_XDP as well. Every client's books must be the server's at the end,
and the sending host's IP must not have seen the datagrams. Then what is refused, in words.

usage: gateway_af_xdp.py HOLDFAST_GATEWAY
Exit: 0 all as expected, 1 something is not, 77 skipped (the reason is printed).
"""
import sys

from gateway_namespaces import ADDRESS, CLIENTS, Program, SERVER, SKIPPED, expect, main_of, run, wait_for_listener

STREAMS, MESSAGES, RATE = 3, 200_000, 40_000


def serve(program, *words):
    return Program(SERVER, program, "serve", "--synth", "--stocks", "60", "--messages", str(MESSAGES), "--rate",
                   f"{RATE}/s", "--streams", str(STREAMS), "--topology", "thread-per-stream", "--group",
                   "239.97.2.1:4000", "--interface", "hf-s", "--session", "XDP", "--idle", "back-off", "--stream-policy",
                   "block", "--send", "af_xdp", "--json", *words)


def client(program, stream, *words):
    return Program(CLIENTS, program, "client", "--group", f"239.97.2.{stream + 1}:4000", "--interface", "hf-c",
                   "--session", f"XDP-{stream:03}", "--snapshot", f"{ADDRESS}:4100", "--re-request", f"{ADDRESS}:4200",
                   "--json", "--check-digest", *words)


def sent_by_ip():
    """UDP datagrams that this namespace's IP was given to send."""
    rows = [line.split() for line in run("ip", "netns", "exec", SERVER, "cat", "/proc/net/snmp").stdout.splitlines()
            if line.startswith("Udp:")]
    return int(rows[1][rows[0].index("OutDatagrams")])


def feed(program):
    before = sent_by_ip()
    server = serve(program, "--snapshot", f"{ADDRESS}:4100", "--re-request", f"{ADDRESS}:4200", "--linger", "5")
    wait_for_listener(server, 4100)
    if server.process.poll() is not None:
        server.wait()
        if any("not permitted" in line or "no AF_XDP" in line for line in server.said):
            print(server.said[-1])
            sys.exit(SKIPPED)
        return expect("the server starts", False, server.said)
    clients = [client(program, stream, *(["--receive", "af_xdp", "--queue", str(stream)] if stream == 1 else []))
               for stream in range(STREAMS)]
    for stream, one in enumerate(clients):
        status = one.wait()
        seen = one.summary()
        by = "AF_XDP" if stream == 1 else "a socket"
        expect(f"stream {stream}, by {by}, ends with the server's books", status == 0 and seen.get("ended") and
               seen["synchronised"] and seen["digests"] and seen["digests"][-1].get("equal") is True,
               f"exit {status}, {seen and seen['digests'][-3:]}, {one.said[-5:]}")
    status = server.wait()
    told = server.summary()
    datagrams = sum(stream["datagrams"] for stream in told["streams"])
    by_ip = sent_by_ip() - before
    expect(f"the server ends in order: {datagrams} datagrams, none refused", status == 0 and datagrams > MESSAGES / 100 and
           told["refused_datagrams"] == 0, f"exit {status}, {server.said[-5:]}")
    # Answers to re-requests go by a socket.
    expect(f"the host's IP sent {by_ip} datagrams meanwhile", by_ip < datagrams / 10)


def refused(program, what, *words):
    server = serve(program, *words)
    status = server.wait()
    expect(f"refused: {what}", status not in (0, None) and any(what in line for line in server.said),
           f"exit {status}, {server.said}")


def play(program):
    feed(program)
    refused(program, "no send queue 3 of hf-s: it has 3, from 0 to 2", "--queue", "1")
    refused(program, "AF_XDP sends at most 1500 by hf-s, whose MTU is 1500: --datagram 1472", "--datagram", "1473")
    refused(program, "the driver of hf-s refuses zero-copy AF_XDP on queue 0", "--zero-copy")


if __name__ == "__main__":
    main_of(__doc__, play, queues=STREAMS)
