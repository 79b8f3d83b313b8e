#!/usr/bin/env python3
"""Writes panel.csv (host, bin, y) and events.csv (host, bin): nine hosts, 260 bins, some of them missing, and events of
which some have to be dropped. The draws are Python's own Mersenne twister with a fixed seed."""
import math
import pathlib
import random

HOSTS, BINS = 9, 260
HERE = pathlib.Path(__file__).parent
draw = random.Random(8)
# Near the panel's ends, close to each other, at the same time as another host's.
EVENTS = [(0, 60), (0, 150), (1, 60), (1, 100), (2, 5), (2, 131), (3, 90), (3, 200), (4, 170), (5, 110), (5, 250),
          (6, 75), (6, 185), (7, 140)]
MISSING = {(0, 158), (4, 30), (8, 61), (8, 62), (6, 230)}

common = [0.0]
for _ in range(BINS):
    common.append(0.7 * common[-1] + draw.gauss(0, 1))
panel = ["host,bin,y"]
for host in range(HOSTS):
    level = draw.gauss(20, 3)
    for at in range(BINS):
        moved = sum(3 * math.exp(-(at - start) / 9) for who, start in EVENTS if who == host and 0 <= at - start < 40)
        value = level + common[at] + moved + draw.gauss(0, 1.2)
        if (host, at) not in MISSING:
            panel.append(f"{host},{at},{value:.4f}")
(HERE / "panel.csv").write_text("\n".join(panel) + "\n")
(HERE / "events.csv").write_text("host,bin\n" + "".join(f"{host},{at}\n" for host, at in EVENTS))
