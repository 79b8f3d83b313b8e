#!/usr/bin/python3
"""What estimators make of generated orders: tca_synth_check.py PROGRAM SEEDS [OPTION OF synth…]. The table of
docs/tca-synth.md. Needs numpy; shares no code with the program's own estimators, so that either would show the other's
mistakes."""
import json
import subprocess
import sys
import tempfile

import numpy as np

COVARIATES = ("spread_bps", "vol_bps", "participation", "log_adv", "lit_share", "md_rate", "side", "passive")
CUTS = {"spread_bps": (.25, .5, .75), "vol_bps": (.25, .5, .75), "participation": (.25, .5, .75),
        "log_adv": (1 / 3, 2 / 3), "lit_share": (1 / 3, 2 / 3)}
T_975 = 1.98  # 119 degrees of freedom


def load(program, words):
    with tempfile.NamedTemporaryFile() as truth:
        rows = subprocess.run([program, "synth", "--threads", "1", "--truth", truth.name, *words],
                              capture_output=True, check=True, text=True).stdout.splitlines()
        effect = json.load(open(truth.name))["effect_on_the_drifted"]
    columns = zip(rows[0].split(","), zip(*(row.split(",") for row in rows[1:])))
    return {name: np.array(values) for name, values in columns}, effect


def codes(values):
    return np.unique(values, return_inverse=True)[1]


def without_means(matrix, group):
    counts = np.bincount(group)
    sums = np.stack([np.bincount(group, column) for column in matrix.T], axis=1)
    return matrix - (sums / counts[:, None])[group]


def fixed_effects(y, d, x, nested_free, first, others, clusters):
    """Coefficient of d, its CR1 error, and d's residual. `nested_free`: levels that no cluster holds."""
    dummies = [np.eye(group.max() + 1)[group][:, 1:] for group in others]
    all_columns = without_means(np.column_stack([y, d, x, *dummies]), first)
    y, d, rest = all_columns[:, 0], all_columns[:, 1], all_columns[:, 2:]
    solved = np.linalg.pinv(rest.T @ rest, rcond=1e-12) @ rest.T
    d, y = d - rest @ (solved @ d), y - rest @ (solved @ y)
    estimate = d @ y / (d @ d)
    scores = np.bincount(clusters, d * (y - estimate * d))
    g, n, k = clusters.max() + 1, len(y), 1 + x.shape[1] + nested_free
    variance = g / (g - 1) * (n - 1) / (n - k) * (scores @ scores) / (d @ d) ** 2
    return estimate, np.sqrt(variance), d


def quantile(y, weights, level):
    order = np.argsort(y, kind="stable")
    share = np.maximum.accumulate(np.cumsum(weights[order])) / weights.sum()
    return y[order][np.searchsorted(share, level - 1e-12)]


def strata_of(column, passive):
    strata = passive.astype(int)
    for name, cuts in CUTS.items():
        strata = strata * 4 + np.searchsorted(np.quantile(column(name), cuts), column(name), side="right")
    return codes(strata)


def estimates(program, words):
    rows, truth = load(program, words)

    def column(name):
        return rows[name].astype(float)

    y, d = column("y"), column("D")
    x = np.column_stack([column(name) for name in COVARIATES] + [np.log(column("notional_usd"))])
    x = (x - x.mean(0)) / x.std(0)
    strata = strata_of(column, column("passive"))
    drifted, aligned = np.bincount(strata, d), np.bincount(strata, 1 - d)
    both = (drifted > 0) & (aligned > 0)
    difference = np.bincount(strata, d * y) / np.maximum(drifted, 1) - \
        np.bincount(strata, (1 - d) * y) / np.maximum(aligned, 1)
    kept = both[strata]
    weights = np.where(d == 1, 1.0, (drifted / np.maximum(aligned, 1))[strata])
    host, session, symbol = (codes(rows[name][kept]) for name in ("host", "session", "symbol"))
    time = codes(session * 13 + column("bucket")[kept].astype(int))
    clusters = codes(host * 10_000 + session)
    y, d, weights = y[kept], d[kept], weights[kept]
    fe_a = fixed_effects(y, d, x[kept], 1, session, [host], clusters)
    fe_b = fixed_effects(y, d, x[kept], time.max() + symbol.max(), time, [host, symbol], clusters)
    p95 = truth["qtt"]["p95"]["effect_bps"]
    satt, expected = truth["satt_bps"], truth["expected_satt_bps"]
    return {
        "SATT": satt,
        "naive": column("y")[column("D") == 1].mean() - column("y")[column("D") == 0].mean() - satt,
        "matched": (drifted * difference)[both].sum() / drifted[both].sum() - satt,
        "FE_A": fe_a[0] - satt,
        "FE_B": fe_b[0] - satt,
        "FE_B - expected": fe_b[0] - expected,
        "standard error of FE_B": fe_b[1],
        "FE_A's interval holds expected": abs(fe_a[0] - expected) < T_975 * fe_a[1],
        "FE_B's interval holds expected": abs(fe_b[0] - expected) < T_975 * fe_b[1],
        "FE_B's interval holds SATT": abs(fe_b[0] - satt) < T_975 * fe_b[1],
        "IW-QTE p95": quantile(y[d == 1], fe_b[2][d == 1], .95) - quantile(y[d == 0], -fe_b[2][d == 0], .95) - p95,
        "matched p95": quantile(y[d == 1], weights[d == 1], .95) - quantile(y[d == 0], weights[d == 0], .95) - p95,
    }


def main():
    program, seeds, words = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
    draws = [estimates(program, ["--seed", str(seed), *words]) for seed in range(1, seeds + 1)]
    for name in draws[0]:
        values = np.array([draw[name] for draw in draws], dtype=float)
        print(f"{name:32s} {values.mean():8.3f}   sd {values.std(ddof=1):6.3f}   "
              f"MC error {values.std(ddof=1) / np.sqrt(seeds):.3f}")


main()
