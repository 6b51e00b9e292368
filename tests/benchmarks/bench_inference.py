"""Time of bootstraps and permutations at the size of the survey's counties.

    python tests/benchmarks/bench_inference.py --clusters 1000 --parameters 51 --months 120 --draws 9999

Prints seconds of the score wild bootstrap, the wild cluster bootstrap with its interval, the fast randomisation of
counties and of state blocks, and the jackknife.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import numpy as np

from analysis.inference.assignment_designs import block_assignment, free_assignment
from analysis.inference.cluster_bootstrap import wild_cluster_bootstrap
from analysis.inference.histories import CountyHistories
from analysis.inference.score_bootstrap import score_wild_bootstrap
from analysis.inference.score_permutation import score_randomization
from analysis.inference.small_samples import jackknife_covariance

N_STATES = 49
ROWS_A_CLUSTER = 50


def print_seconds(what: str, repeats: int, run: Callable[[], object]) -> None:
    """Print the median time of the repeats."""
    seconds = []
    for _ in range(repeats):
        started = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - started)
    print(f"{what:<52} {np.median(seconds):6.2f} s ({min(seconds):.2f}-{max(seconds):.2f})")


def staggered_histories(n_counties: int, n_months: int, rng: np.random.Generator) -> tuple[CountyHistories, dict]:
    """Two thirds of a state's counties switch on in its modal month, the others within a year after; states."""
    states = np.sort(rng.integers(0, N_STATES, size=n_counties))
    delays = np.where(rng.random(n_counties) < 0.66, 0, rng.integers(1, 13, size=n_counties))
    onsets = rng.integers(30, n_months - 20, size=N_STATES)[states] + delays
    values = np.clip((np.arange(n_months) - onsets[:, None] + 1) / 6, 0, 1)
    counties = np.array([f"{c:05d}" for c in range(n_counties)])
    histories = CountyHistories("exposure_share", counties, np.arange(n_months), values)
    return histories, dict(zip(counties, states.astype(str), strict=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clusters", type=int, default=1_000)
    parser.add_argument("--parameters", type=int, default=51)
    parser.add_argument("--months", type=int, default=120)
    parser.add_argument("--draws", type=int, default=9_999)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    rng, draws = np.random.default_rng(arguments.seed), arguments.draws
    shape = (arguments.clusters, arguments.parameters)
    print(f"{draws:,} draws, {shape[0]:,} clusters x {shape[1]} parameters, {arguments.months} months")

    scores = rng.normal(size=shape)
    scores[:, 1:] -= scores[:, 1:].mean(axis=0)
    bread = np.eye(shape[1]) / shape[0]
    print_seconds(
        "score wild bootstrap", arguments.repeats, lambda: score_wild_bootstrap(scores, bread, 0, n_draws=draws)
    )

    clusters = np.repeat(np.arange(shape[0]), ROWS_A_CLUSTER)
    X = rng.normal(size=(len(clusters), shape[1]))
    y = rng.normal(size=len(clusters))
    print_seconds(
        f"wild cluster bootstrap with interval, {len(y):,} rows",
        arguments.repeats,
        lambda: wild_cluster_bootstrap(y, X, clusters, n_draws=draws),
    )

    histories, states = staggered_histories(shape[0], arguments.months, rng)
    residuals = rng.normal(size=histories.values.shape)
    information = np.ones_like(residuals)
    for what, design in (
        ("randomisation of counties", free_assignment(histories)),
        (f"randomisation of {N_STATES} state blocks", block_assignment(histories, states)),
    ):
        print_seconds(
            what, arguments.repeats, lambda d=design: score_randomization(residuals, {"policy": d}, n_draws=draws)
        )
        print_seconds(
            f"{what}, studentised",
            arguments.repeats,
            lambda d=design: score_randomization(residuals, {"policy": d}, draws, information_sums=information),
        )

    by_cluster = X.reshape(shape[0], ROWS_A_CLUSTER, shape[1])
    products = np.einsum("gri,grj->gij", by_cluster, by_cluster)
    print_seconds("jackknife (CV3)", arguments.repeats, lambda: jackknife_covariance(products, scores))


if __name__ == "__main__":
    main()
