#!/usr/bin/env python3
"""Writes hdfe_data.csv: a small market with drift, made from a seed. Standard library only; the file is
committed, so that nobody needs to trust that random.Random stays what it is."""
import csv
import math
import pathlib
import random

HOSTS, SESSIONS, BUCKETS, SYMBOLS, ROWS = 9, 8, 4, 6, 420


def main():
    draw = random.Random(20221104)
    host_effect = [draw.gauss(0, 1) for _ in range(HOSTS)]
    bucket_effect = [draw.gauss(0, 1) for _ in range(SESSIONS * BUCKETS)]
    symbol_effect = [draw.gauss(0, 2) for _ in range(SYMBOLS)]
    drifted = {(h, s): draw.random() for h in range(HOSTS) for s in range(SESSIONS)}
    rows = []
    for index in range(ROWS):
        host, session = draw.randrange(HOSTS), draw.randrange(SESSIONS)
        bucket, symbol = draw.randrange(BUCKETS), draw.randrange(SYMBOLS)
        market = bucket_effect[session * BUCKETS + bucket]
        score = drifted[host, session] + .15 * market + .3 * draw.random()
        d = 1 if score > .75 else 0
        spread, participation = math.exp(.3 * market + draw.gauss(0, .4)), draw.random()
        mediators = [.06 + .45 * d + draw.gauss(0, .15), 12 + 6 * d + draw.gauss(0, 3),
                     28 + 24 * d + draw.gauss(0, 9), 6 + 14 * d + draw.gauss(0, 5)]
        share = sum(t * m for t, m in zip((1.10, .055, .012, .045), mediators))
        base = host_effect[host] + market + symbol_effect[symbol] + .8 * spread + share + .1 * d
        channels = [.5 * base + draw.gauss(0, 1), .3 * base + draw.gauss(0, 1.5) * (1 + .3 * d),
                    .2 * base + draw.gauss(0, .5)]
        rows.append([index, host, session, session * BUCKETS + bucket, symbol, d, spread, participation,
                     100 * (1 + draw.random()), *mediators, *channels])
    # A symbol, a host and a time that nobody else shares: dropping one leaves the next alone.
    rows[17][4] = SYMBOLS
    rows[99][1], rows[99][4] = HOSTS, SYMBOLS + 1
    rows[100][1] = HOSTS
    with open(pathlib.Path(__file__).with_name("hdfe_data.csv"), "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow("row,host,session,bucket,symbol,d,spread,participation,notional,nrs,cache,softirq,causal,"
                        "impact,timing,routing".split(","))
        writer.writerows([f"{value:.9g}" for value in row] for row in rows)


main()
