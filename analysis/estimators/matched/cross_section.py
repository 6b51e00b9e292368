"""Matched difference of an outcome between treated and untreated units of a cross-section."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.estimators.matched.candidates import Candidates, Rule
from analysis.estimators.matched.comparison import compare
from analysis.estimators.matched.covariates import covariate_columns
from analysis.estimators.matched.result import MatchedResult, not_estimated
from analysis.estimators.person_rows import require_columns, require_numeric
from analysis.estimators.result import require_confidence_level
from analysis.estimators.screening import missing_values


def matched_difference(
    frame: pd.DataFrame,
    outcome: str,
    treated: str,
    covariates: Sequence[str],
    *,
    adjust: bool = True,
    exact: Sequence[str] = (),
    cluster: str | None = None,
    ratio: int = 1,
    replace: bool = False,
    caliper: float | None = None,
    order: str = "largest",
    neighbour: str = "nearest",
    score_scale: str = "probability",
    confidence_level: float = 0.95,
) -> MatchedResult:
    """Average effect on the treated from nearest neighbours on the propensity score, as R's MatchIt pairs them.

    covariates   numbers, or categories that become indicators; they make the score and, with `adjust`, an outcome
                 model without treatment interactions on the matched sample
    exact        partners agree in these; they do not enter the score
    cluster      errors are clustered by pair and by this, crossed; by pair alone without it (and by unit with replace)
    others       as in `match_nearest`; score_scale 'probability' or 'log_odds' is what distances are measured in

    Missing values are refused. Raises KeyError for unknown columns, ValueError for a treatment that is not 0/1, an
    outcome that is not numeric, and wrong arguments.
    """
    started = time.perf_counter()
    require_confidence_level(confidence_level)
    needed = [outcome, treated, *covariates, *exact, *([cluster] if cluster else [])]
    require_columns(frame, needed)
    require_numeric(frame, [outcome, treated])
    settings = (treated, ratio, replace, caliper, order, score_scale, adjust, cluster, confidence_level)
    rule = Rule(*settings, neighbour=neighbour, what_informs="")
    fault = missing_values(frame, needed)
    if fault is not None:
        return not_estimated(treated, rule.components, fault.status, fault.message, started)
    is_treated = zero_one(frame, treated)
    candidates = Candidates(
        outcome=frame[outcome].to_numpy(dtype=np.float64),
        is_treated=is_treated,
        columns=covariate_columns(frame, covariates),
        strata=stratum_codes(frame, exact),
        units=np.arange(len(frame)),
        frame_row=np.arange(len(frame)),
        clusters=pd.factorize(frame[cluster])[0] if cluster else None,
    )
    return compare(candidates, rule, started)


def stratum_codes(frame: pd.DataFrame, variables: Sequence[str]) -> np.ndarray:
    """[rows] one integer a combination of the variables' values."""
    codes = np.zeros(len(frame), dtype=np.int64)
    for variable in variables:
        values, levels = pd.factorize(frame[variable], sort=True)
        codes = np.unique(codes * max(len(levels), 1) + values, return_inverse=True)[1]
    return codes


def zero_one(frame: pd.DataFrame, column: str) -> np.ndarray:
    """The column as booleans; raises ValueError when it holds anything but 0 and 1."""
    values = frame[column].to_numpy()
    if not np.isin(values, (0, 1)).all():
        raise ValueError(f"'{column}' holds values other than 0 and 1; choose a 0/1 definition of exposure")
    return values.astype(bool)
