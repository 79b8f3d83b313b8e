#!/usr/bin/env python3
"""Writes rows.csv: 600 labelled orders on which ask_r.R and the C++ tests of src/cdt both work. The draws are Python's
own Mersenne twister with a fixed seed; numbers are written with all their digits."""
import math
import pathlib
import random

ROWS = 600
draw = random.Random(20261122)


def row(number):
    host, session, venue, side = draw.randrange(8), draw.randrange(5), draw.randrange(3), draw.randrange(2)
    load = draw.gauss(0, 1)
    treated = int(draw.random() < 1 / (1 + math.exp(0.9 - 0.8 * load - 0.15 * (host - 4))))
    spread = math.exp(0.9 + 0.3 * load + 0.35 * draw.gauss(0, 1))
    vol = math.exp(1.6 + 0.5 * load + 0.3 * draw.gauss(0, 1))
    participation = 0.02 + 0.1 * draw.random()
    lots = 1 + draw.randrange(6)  # few values: ties
    noise = draw.gauss(0, 1) / math.sqrt(sum(draw.gauss(0, 1) ** 2 for _ in range(5)) / 5)
    cost = (1 + 0.4 * spread + 0.2 * vol + 0.5 * host + 0.3 * session + 1.5 * treated
            + (0.8 + 0.5 * treated) * math.sqrt(vol) * noise)
    return [number, treated, host, session, venue, side, spread, vol, participation, lots, cost]


with open(pathlib.Path(__file__).with_name("rows.csv"), "w") as out:
    out.write("id,d,host,session,venue,side,spread,vol,participation,lots,y\n")
    for number in range(ROWS):
        out.write(",".join(repr(value) for value in row(number)) + "\n")
