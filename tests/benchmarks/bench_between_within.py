"""Time and memory of the between–within logit at the size of the full survey.

    python tests/benchmarks/bench_between_within.py --persons 354000 --columns 51 --repeats 9
    python tests/benchmarks/bench_between_within.py --growth --sizes 10000 354000 3540000

Prints seconds, the ratio to one X.T @ X of a matrix of that shape measured just before, their medians, and peak
memory. Numbers of interviews, event rate and intercept follow the survey: 1–7 interviews, about 1 % events, sd 1.2.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.estimators import between_within_logit

_SHARES_OF_INTERVIEWS = (0.30, 0.22, 0.165, 0.12, 0.085, 0.065, 0.045)
_WITHIN = 15
_PERIODS = 14
_PERSONS_PER_BATCH = 10_000


def simulate_panel(n_persons: int, n_columns: int, seed: int) -> tuple[pd.DataFrame, dict[str, list[str]]]:
    """A panel whose between–within design has `n_columns` columns, intercept included."""
    rng = np.random.default_rng(seed)
    interviews = rng.choice(np.arange(1, 8), size=n_persons, p=_SHARES_OF_INTERVIEWS)
    person = np.repeat(np.arange(n_persons), interviews)
    n_rows = len(person)
    n_person_level = n_columns - 1 - 2 * _WITHIN - (_PERIODS - 1)
    if n_person_level < 0:
        raise ValueError(f"--columns must be at least {1 + 2 * _WITHIN + _PERIODS - 1}, got {n_columns}")
    switched_on = rng.random((n_persons, _WITHIN))[person] + 0.05 * rng.integers(0, 8, n_rows)[:, None] > 0.8
    columns = {f"exposure_{c}": switched_on[:, c].astype(float) for c in range(_WITHIN)}
    columns |= {f"trait_{c}": rng.normal(size=n_persons)[person] for c in range(n_person_level)}
    period = rng.integers(0, _PERIODS, n_rows)
    columns |= {f"period_{c}": (period == c).astype(float) for c in range(1, _PERIODS)}
    frame = pd.DataFrame(columns)
    roles = {
        "within": [name for name in frame if name.startswith("exposure")],
        "between_only": [name for name in frame if name.startswith("trait")],
        "unsplit": [name for name in frame if name.startswith("period")],
    }
    intercept = rng.normal(scale=1.2, size=n_persons)[person]
    predictor = -5.4 + intercept + 0.3 * frame["exposure_0"] - 0.03 * period
    frame["outcome"] = rng.random(n_rows) < 1 / (1 + np.exp(-predictor))
    frame["person"] = person
    frame["county"] = person % 1_000
    return frame, roles


def seconds_of_cross_product(n_rows: int, n_columns: int) -> float:
    """Median of five X.T @ X; the matrix is gone afterwards, so that it does not count as the fit's memory."""
    X = np.random.default_rng(0).normal(size=(n_rows, n_columns))
    times = []
    for _ in range(5):
        started = time.perf_counter()
        X.T @ X
        times.append(time.perf_counter() - started)
    return float(np.median(times))


def batches(n_persons: int, n_columns: int, seed: int) -> Iterator[pd.DataFrame]:
    """The panel a few thousand persons at a time; nothing but the batch is ever in memory."""
    for first in range(0, n_persons, _PERSONS_PER_BATCH):
        frame, _ = simulate_panel(min(_PERSONS_PER_BATCH, n_persons - first), n_columns, seed + first)
        yield frame.assign(person=frame["person"] + first)


def print_growth(sizes: list[int], n_columns: int, seed: int) -> None:
    """Seconds and peak memory of the process by number of persons, smallest first, for a peak never falls."""
    _, roles = simulate_panel(1_000, n_columns, seed)
    for n_persons in sizes:
        started = time.perf_counter()
        n_interviews = sum(len(frame) for frame in batches(n_persons, n_columns, seed))
        simulation = time.perf_counter() - started
        result = between_within_logit(
            lambda n=n_persons: batches(n, n_columns, seed), "outcome", "person", **roles, cluster="county"
        )
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{n_persons:>9,} persons, {n_interviews:>10,} interviews: {result.status}, {result.seconds:.1f} s, "
            f"of which {simulation:.1f} s to make the batches; file {n_interviews * n_columns * 8 / 1e6:,.0f} MB, "
            f"peak memory {peak_mb:,.0f} MB; sigma {result.sigma:.4f} {result.message}",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--persons", type=int, default=354_000)
    parser.add_argument("--columns", type=int, default=51)
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--points", type=int, default=15)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--growth", action="store_true", help="fit record batches of growing number instead")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 354_000, 1_000_000, 3_540_000])
    arguments = parser.parse_args()

    small, roles = simulate_panel(5_000, arguments.columns, arguments.seed)
    started = time.perf_counter()
    between_within_logit(small, "outcome", "person", **roles, cluster="county")
    print(f"first call, compilation included: {time.perf_counter() - started:.1f} s")

    if arguments.growth:
        print_growth(sorted(arguments.sizes), arguments.columns, arguments.seed)
        return

    frame, roles = simulate_panel(arguments.persons, arguments.columns, arguments.seed)
    print(f"{len(frame):,} rows x {arguments.columns} columns")
    before_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    ratios, seconds, references = [], [], []
    for _ in range(arguments.repeats):
        references.append(seconds_of_cross_product(len(frame), arguments.columns))
        result = between_within_logit(frame, "outcome", "person", **roles, cluster="county", points=arguments.points)
        seconds.append(result.seconds)
        ratios.append(result.seconds / references[-1])
        print(
            f"{result.status}: fit {result.seconds:.2f} s = {ratios[-1]:.1f} x X.T @ X of {references[-1]:.3f} s just "
            f"before; sigma {result.sigma:.4f}; log-likelihood {result.log_likelihood:.4f}; {result.points} points "
            f"{result.message}"
        )
    print(
        f"medians: fit {np.median(seconds):.3f} s, X.T @ X {np.median(references):.3f} s, ratio {np.median(ratios):.1f}"
        f" (smallest {min(ratios):.1f}, largest {max(ratios):.1f})"
    )
    # Other work on the processors slows a library's threads far more than ours; the fastest of each met the least.
    print(f"fastest of each: {min(seconds):.3f} s / {min(references):.3f} s = {min(seconds) / min(references):.1f}")
    after_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {after_mb:,.0f} MB, {after_mb - before_mb:,.0f} MB above the frame")


if __name__ == "__main__":
    main()
