"""Seconds of staggered adoption at the size of the full survey: cells, interviews, and differences within persons.

    python tests/benchmarks/bench_staggered.py --persons 354000 --counties 1000 --half-years 20 --repeats 3

Numbers of interviews and event rate follow the survey (1-7 interviews, about 1 % events); the counties adopt at random
half-years, one in four never. Prints the median and range of the seconds, and the peak memory of the process.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from analysis.estimators import (
    adoption_cohorts,
    composition_test,
    long_differences,
    sensitivity_to_violations,
    staggered_did,
)

_SHARES_OF_INTERVIEWS = (0.30, 0.22, 0.165, 0.12, 0.085, 0.065, 0.045)
_SHARE_NEVER = 0.25


def simulate_interviews(n_persons: int, n_counties: int, n_half_years: int, seed: int) -> pd.DataFrame:
    """Interviews of persons in consecutive half-years, exposed from their county's adoption on."""
    rng = np.random.default_rng(seed)
    n_interviews = rng.choice(np.arange(1, 8), size=n_persons, p=_SHARES_OF_INTERVIEWS)
    person = np.repeat(np.arange(n_persons), n_interviews)
    number = np.arange(len(person)) - np.repeat(np.cumsum(n_interviews) - n_interviews, n_interviews)
    # Late enough that the last of seven interviews falls into the last half-year.
    half_year = rng.integers(1, n_half_years - 5, n_persons)[person] + number
    county = rng.integers(n_counties, size=n_persons)[person]
    adoption = rng.integers(4, n_half_years + 1, n_counties)
    adoption = np.where(rng.random(n_counties) < _SHARE_NEVER, n_half_years + 9, adoption)
    frame = pd.DataFrame({"person": person, "county": county, "half_year": half_year, "number": number + 1})
    adopted = adoption[county]
    return frame.assign(
        any=(half_year >= adopted).astype(np.int8),
        full=(half_year > adopted).astype(np.int8),
        age=rng.integers(12, 90, len(frame)),
        outcome=(rng.random(len(frame)) < 0.01).astype(np.float64),
    )


def report(what: str, call: Callable[[], object], n_repeats: int) -> object:
    """Run and print a line of figures; returns the last answer."""
    seconds = []
    for _ in range(n_repeats):
        started = time.perf_counter()
        answer = call()
        seconds.append(time.perf_counter() - started)
    print(f"{what:<52} {statistics.median(seconds):6.2f} s ({min(seconds):.2f}-{max(seconds):.2f})")
    return answer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=354_000)
    parser.add_argument("--counties", type=int, default=1_000)
    parser.add_argument("--half-years", type=int, default=20)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    frame = simulate_interviews(options.persons, options.counties, options.half_years, seed=1)
    print(f"{len(frame):,} interviews, {options.counties:,} counties, {options.half_years} half-years")
    exposure = ("county", "half_year", "full", "any")
    cohorts = report("cohorts from interviews", lambda: adoption_cohorts(frame, *exposure), options.repeats)
    frame = frame.merge(cohorts[["county", "cohort"]], on="county")
    columns = ("outcome", "county", "half_year", "cohort")
    result = report(
        "Callaway-Sant'Anna, interviews as cross-sections",
        lambda: staggered_did(frame, *columns, sampling="repeated_cross_sections"),
        options.repeats,
    )
    print(f"    {result.status}: {result.message}")
    cells = frame.groupby(["county", "half_year", "cohort"], as_index=False).agg(outcome=("outcome", "mean"))
    n_periods = cells.groupby("county")["half_year"].transform("size")
    balanced = cells[n_periods == cells["half_year"].nunique()]
    print(f"    {len(balanced):,} cells in counties seen in every half-year")
    for method in ("callaway_santanna", "sun_abraham", "imputation", "bacon"):
        fitted = report(
            f"{method}, cells as a panel", lambda m=method: staggered_did(balanced, *columns, method=m), options.repeats
        )
        print(f"    {fitted.status}: {fitted.message[:100]}")
    report("bounds, relative magnitudes", lambda: sensitivity_to_violations(result), options.repeats)
    report(
        "composition test of two traits",
        lambda: composition_test(frame, *columns[1:], traits=["age", "number"]),
        options.repeats,
    )
    differences = report(
        "long differences within persons",
        lambda: long_differences(frame, "outcome", "person", *columns[1:]),
        options.repeats,
    )
    print(differences.horizons.to_string(index=False))
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")


if __name__ == "__main__":
    main()
