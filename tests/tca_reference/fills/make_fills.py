#!/usr/bin/env python3
"""Writes fills.csv: 160 passive orders in two groups, with the second in which each ended and how (0 at the end of all,
1 filled, 2 cancelled); times are rounded, so that some are equal. Python's own Mersenne twister with a fixed seed."""
import pathlib
import random

draw = random.Random(31)
rows = ["group,seconds,end"]
for number in range(160):
    group = number % 2
    ends = [(draw.expovariate(0.5 - 0.2 * group), 1), (draw.expovariate(0.3), 2), (draw.uniform(1, 9), 0)]
    seconds, end = min(ends)
    rows.append(f"{group},{round(seconds, 1)},{end}")
(pathlib.Path(__file__).parent / "fills.csv").write_text("\n".join(rows) + "\n")
