"""Time and memory of the linear models at the size of the full survey, beside plain pyfixest.

    python tests/benchmarks/bench_linear.py --persons 450000

Each model runs in a process of its own. 450,000 persons who could be seen, 388,000 of them within the period, give
1,023,000 interviews: 1–7 a person, 1,500 counties of unequal size, 24 half-years, four policies, 1.2 % events.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd

_SHARES_OF_INTERVIEWS = (0.30, 0.22, 0.165, 0.12, 0.085, 0.065, 0.045)
_SHARES_ADOPTING = (1.0, 0.05, 0.03, 0.02)
_POLICIES = [f"policy_{p}" for p in range(4)]
_GROUPS = {"group": "group", "target": "latino", "reference": "white"}
_PLACE_AND_TIME = {"county": "county", "half_year": "half_year"}
_LEADS, _LAGS = 5, 6


def simulate_panel(n_persons: int, n_counties: int = 1_500, n_half_years: int = 24, seed: int = 1) -> pd.DataFrame:
    """One row an interview within the period."""
    rng = np.random.default_rng(seed)
    n_seen = rng.choice(np.arange(1, 8), size=n_persons, p=_SHARES_OF_INTERVIEWS)
    person = np.repeat(np.arange(n_persons), n_seen)
    number = np.arange(len(person)) - np.repeat(np.cumsum(n_seen) - n_seen, n_seen)
    half_year = rng.integers(-6, n_half_years, n_persons)[person] + number
    size = rng.gamma(0.5, 1, n_counties)
    county = rng.choice(n_counties, size=n_persons, p=size / size.sum())[person]
    groups = rng.choice(["latino", "white", "black", "other"], size=n_persons, p=[0.15, 0.65, 0.13, 0.07])
    columns = {"person": person, "half_year": half_year, "county": county, "group": groups[person], "number": number}
    for policy, share in zip(_POLICIES, _SHARES_ADOPTING, strict=True):
        adopts = rng.random(n_counties) < share
        adoption = np.where(adopts, rng.integers(8, n_half_years, n_counties), np.inf)[county]
        columns[policy] = (half_year >= adoption).astype(float)
        columns[f"since_{policy}"] = np.where(np.isfinite(adoption), half_year - adoption, np.nan)
    columns["noncitizen_pct"] = rng.gamma(2, 4, n_persons)[person]
    columns["y"] = (rng.random(len(person)) < 0.012 + 0.002 * columns[_POLICIES[0]]).astype(float)
    frame = pd.DataFrame(columns)
    return frame[(half_year >= 0) & (half_year < n_half_years)].reset_index(drop=True)


def own_model(name: str, frame: pd.DataFrame) -> Callable[[], object]:
    """A model of ours, ready to run."""
    from analysis import estimators

    person = (frame, "y", _POLICIES, "person", "half_year")
    triple = {**_GROUPS, **_PLACE_AND_TIME}
    times = {policy: f"since_{policy}" for policy in _POLICIES}
    return {
        "two-way": lambda: estimators.two_way_effects(*person, cluster="county"),
        "two-way, interview number": lambda: estimators.two_way_effects(*person, cluster="county", absorbed=["number"]),
        "event study, 4 policies": lambda: estimators.event_study(
            frame, "y", "person", "half_year", times, "county", leads=_LEADS, lags=_LAGS
        ),
        "triple difference": lambda: estimators.triple_difference(frame, "y", _POLICIES, **triple),
        "triple difference, control": lambda: estimators.triple_difference(
            frame, "y", _POLICIES, **triple, controls=["number"]
        ),
        "dose": lambda: estimators.triple_difference(frame, "y", _POLICIES, **_PLACE_AND_TIME, dose="noncitizen_pct"),
        "999 placebo dates": lambda: estimators.placebo_dates(frame, "y", _POLICIES, **triple, n_draws=999),
    }[name]


def pyfixest_model(name: str, frame: pd.DataFrame) -> Callable[[], object] | None:
    """The same by `feols` as its defaults are, the frame prepared beforehand; None where it has no such model."""
    import pyfixest

    if name in ("dose", "999 placebo dates"):
        return None
    terms, effects = list(_POLICIES), "person + half_year"
    if name == "two-way, interview number":
        effects += " + number"
    if name == "event study, 4 policies":
        terms = []
        for policy in _POLICIES:
            since = frame[f"since_{policy}"].clip(-_LEADS, _LAGS)
            for n, event_time in enumerate(e for e in range(-_LEADS, _LAGS + 1) if e != -1):
                frame[f"{policy}_{n}"] = (since == event_time).astype(float)
                terms.append(f"{policy}_{n}")
    if name.startswith("triple"):
        frame = frame[frame["group"].isin(["latino", "white"])].copy()
        is_target = (frame["group"] == "latino").astype(int)
        for policy in _POLICIES:
            frame[policy] *= is_target
        frame["cell"] = frame["county"] * 100 + frame["half_year"]
        frame["group_county"] = frame["county"] * 2 + is_target
        frame["group_time"] = frame["half_year"] * 2 + is_target
        effects = "cell + group_county + group_time"
        terms += ["number"] if name.endswith("control") else []
    formula = f"y ~ {' + '.join(terms)} | {effects}"
    return lambda: pyfixest.feols(formula, frame, vcov={"CRV1": "county"})


MODELS = (
    "two-way", "two-way, interview number", "event study, 4 policies", "triple difference",
    "triple difference, control", "dose", "999 placebo dates",
)  # fmt: skip


def measure(name: str, by: str, n_persons: int) -> dict[str, object]:
    """Seconds of a first and a second run in this process, and its peak memory, the frame included."""
    warnings.simplefilter("ignore")
    frame = simulate_panel(n_persons)
    model = own_model(name, frame) if by == "own" else pyfixest_model(name, frame)
    if model is None:
        return {"seconds": None}
    seconds = []
    for _ in range(2):
        started = time.perf_counter()
        fitted = model()
        seconds.append(time.perf_counter() - started)
    estimate = float(fitted.table["estimate"].iloc[0] if by == "own" else fitted.coef().iloc[0])
    peak_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    return {"seconds": seconds, "peak_gb": peak_gb, "estimate": estimate, "rows": len(frame)}


def in_own_process(name: str, by: str, n_persons: int) -> dict[str, object]:
    command = [sys.executable, __file__, "--persons", str(n_persons), "--model", name, "--by", by]
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(answer.stdout.splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--persons", type=int, default=450_000)
    parser.add_argument("--model", choices=MODELS)
    parser.add_argument("--by", choices=("own", "pyfixest"), default="own")
    arguments = parser.parse_args()
    if arguments.model:
        print(json.dumps(measure(arguments.model, arguments.by, arguments.persons)))
        return
    for name in MODELS:
        words = []
        for by in ("own", "pyfixest"):
            run = in_own_process(name, by, arguments.persons)
            if run["seconds"] is None:
                words.append(f"{by}: no such model")
                continue
            first, second = run["seconds"]
            words.append(f"{by} {first:5.1f} s, again {second:5.1f} s, {run['peak_gb']:.1f} GB, {run['estimate']:.7f}")
        print(f"{name:<27} {' | '.join(words)}", flush=True)


if __name__ == "__main__":
    main()
