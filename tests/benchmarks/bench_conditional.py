"""Time of the conditional logit at the size of the full survey, from the frame to the result.

    python tests/benchmarks/bench_conditional.py --persons 354000 --columns 51 --repeats 5

Prints the median and range of the seconds. The panel is that of bench_between_within.py; terms without within
variation are replaced by exposures that vary, so that all of its columns but the intercept are estimated.
"""

from __future__ import annotations

import argparse
import statistics
import time

import numpy as np
import pandas as pd

from analysis.estimators import conditional_logit
from tests.benchmarks.bench_between_within import simulate_panel


def varying_panel(n_persons: int, n_columns: int, seed: int) -> tuple[pd.DataFrame, list[str]]:
    """The simulated panel with `n_columns` - 1 terms that all vary within persons."""
    frame, roles = simulate_panel(n_persons, n_columns, seed)
    terms = [*roles["within"], *roles["unsplit"]]
    rng = np.random.default_rng(seed + 1)
    extra = {f"covariate_{c}": rng.normal(size=len(frame)) for c in range(n_columns - 1 - len(terms))}
    frame = pd.concat([frame[["person", "county", "outcome", *terms]], pd.DataFrame(extra)], axis=1)
    return frame, [*terms, *extra]


def timed(frame: pd.DataFrame, terms: list[str], repeats: int, **options) -> str:
    """Median and range of the seconds of one kind of fit, and what it gave."""
    seconds = []
    for _ in range(repeats):
        started = time.perf_counter()
        result = conditional_logit(frame, "outcome", "person", terms, **options)
        seconds.append(time.perf_counter() - started)
    return (
        f"{statistics.median(seconds):.3f} s ({min(seconds):.3f}-{max(seconds):.3f}) {result.status}: "
        f"{result.n_informative_persons:,} informative persons with "
        f"{result.n_informative_interviews:,} interviews, log-likelihood {result.log_likelihood:.4f} {result.message}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--persons", type=int, default=354_000)
    parser.add_argument("--columns", type=int, default=51)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--firth", action="store_true", help="time one penalised fit with all its profiles too")
    arguments = parser.parse_args()

    small, terms = varying_panel(20_000, arguments.columns, arguments.seed)
    print(f"first call, compilation included: {timed(small, terms, 1, cluster='county')}")
    frame, terms = varying_panel(arguments.persons, arguments.columns, arguments.seed)
    print(f"{len(frame):,} rows x {len(terms)} terms")
    print(f"clustered by county: {timed(frame, terms, arguments.repeats, cluster='county')}")
    print(f"model-based:         {timed(frame, terms, arguments.repeats)}")
    shuffled = frame.sample(frac=1, random_state=arguments.seed, ignore_index=True)
    print(f"rows scattered:      {timed(shuffled, terms, arguments.repeats, cluster='county')}")
    named = frame.assign(person="P" + frame["person"].astype(str))
    print(f"persons as text:     {timed(named, terms, arguments.repeats, cluster='county')}")
    if arguments.firth:
        print(f"Firth's penalty:     {timed(frame, terms, 1, penalty='firth')}")


if __name__ == "__main__":
    main()
