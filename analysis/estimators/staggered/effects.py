"""What each estimator hands on: rows by component, event times with their covariance, and what was left out."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from analysis.estimators.screening import Fault

LIBRARY_COLUMNS = {"outcome": "outcome", "unit": "unit", "time": "period", "first_treat": "cohort"}
# Said by the notes of the sample, or by HANDLES, in words of this warehouse.
_SAID_ELSEWHERE = ("Unbalanced panel detected", "panel=False uses", "could not be estimated", "weights normalized")


@dataclass(frozen=True)
class FitOptions:
    """How to fit, the same for all estimators; each reads what concerns it.

    is_panel: units followed over time rather than repeated cross-sections; is_clustered: errors by the column
    `cluster`, otherwise by unit; is_weighted: the column `weight` holds weights.
    """

    control: str
    anticipation: int
    base_period: str
    is_panel: bool
    is_clustered: bool
    is_weighted: bool
    covariates: tuple[str, ...] = ()


@dataclass(frozen=True)
class StaggeredEffects:
    """rows: term, component, estimate, std_error without event times, which stand apart for they are pooled.

    event_times: event_time, estimate, std_error, is_reference; covariance: of those that are no reference,
    missing where the library has none. references: event times that leads and lags are measured against.
    """

    rows: pd.DataFrame
    event_times: pd.DataFrame = field(default_factory=pd.DataFrame)
    covariance: pd.DataFrame | None = None
    references: tuple[int, ...] = ()
    weights: pd.DataFrame | None = None
    comparisons: pd.DataFrame | None = None
    notes: tuple[str, ...] = ()
    fault: Fault | None = None


def effect_rows(component: str, terms: list[str], estimates: Any, std_errors: Any = np.nan) -> pd.DataFrame:
    """Rows of one component."""
    columns = {"term": terms, "component": component, "estimate": estimates, "std_error": std_errors}
    return pd.DataFrame(columns).astype({"estimate": np.float64, "std_error": np.float64})


def call_library(fit: Callable[[], StaggeredEffects]) -> StaggeredEffects:
    """Fit with the library's warnings as notes and its refusals as a fault."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            effects = fit()
        except (ValueError, NotImplementedError, np.linalg.LinAlgError) as refusal:
            empty = effect_rows("att", ["simple"], np.nan)
            return StaggeredEffects(empty, fault=Fault("not_estimable", f"the estimator refused: {refusal}"))
    messages = dict.fromkeys(str(w.message) for w in caught if issubclass(w.category, (UserWarning, RuntimeWarning)))
    said = tuple(m for m in messages if not any(known in m for known in _SAID_ELSEWHERE))
    return StaggeredEffects(**{**vars(effects), "notes": (*effects.notes, *said)})


def survey_design(options: FitOptions) -> Any:
    """The library's carrier of weights, None without."""
    if not options.is_weighted:
        return None
    from diff_diff import SurveyDesign

    return SurveyDesign(weights="weight")
