"""Results of ours and of statsmodels in the form in which fits are compared."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from analysis.estimators import EstimatorResult
from tests.benchmarks.peers.agreement import Fit

_COMPONENTS_IN_NAMES = ("within", "between")


def own_fit(result: EstimatorResult, *, has_components: bool = True, seconds: float | None = None) -> Fit:
    """Terms named term_component where a term may stand twice; no table where there are no estimates."""
    table = result.table
    if result.status != "ok":
        return Fit("own", result.seconds, None, result.message)
    names = table["term"]
    if has_components:
        names = names + np.where(table["component"].isin(_COMPONENTS_IN_NAMES), "_" + table["component"], "")
    indexed = table.set_index(names.to_numpy())[["estimate", "std_error"]]
    return Fit("own", result.seconds if seconds is None else seconds, indexed)


def fit_of(program: str, seconds: float, terms: Sequence[str], estimates, std_errors) -> Fit:
    """A fit from bare arrays."""
    table = pd.DataFrame({"estimate": np.asarray(estimates), "std_error": np.asarray(std_errors)}, index=list(terms))
    return Fit(program, seconds, table)


def timed(job: Callable[[], object]) -> tuple[object, float]:
    """What the job gives, and its seconds."""
    started = time.perf_counter()
    given = job()
    return given, time.perf_counter() - started
