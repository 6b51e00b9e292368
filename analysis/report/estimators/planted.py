"""The effect the twin planted beside an estimate: on the estimate's scale and by its own exposure, or nothing.

Truth in odds ratios is the conditional one of the same people over time. Truth in percentage points is the mean effect
on exposed windows, which linear, matched and staggered estimators are after; the logits' average runs over all windows
and has none, nor has a dose or a share of months.
"""

from __future__ import annotations

from math import exp

import pandas as pd

from analysis.report.estimators import estimate_rows as rows_of
from analysis.report.estimators.estimate_rows import NamedRow
from analysis.report.formatting import is_missing
from analysis.report.provenance import is_true
from analysis.report.specification_roles import registry

LOG_ODDS, POINTS = "log_odds", "percentage_points"
PLANTED_OUTCOME = "has_violent_victimization"
OF_EXPOSED_WINDOWS = ("within", "att", "matched_difference", "adjusted_difference", "triple_difference")
Truths = dict[tuple[str, str, str, str], float]


def planted_effects(planted_truth: pd.DataFrame) -> Truths:
    """Planted values by scale, exposure definition, policy and population."""
    return {
        (row.scale, row.exposure_definition, row.policy, row.population): float(row.value)
        for row in planted_truth.itertuples()
        if not is_missing(row.value)
    }


def planted_ratio(one: NamedRow, truths: Truths) -> float | None:
    """The planted odds ratio of an estimate of the same people over time; None of others."""
    value = _planted(one, LOG_ODDS, truths) if one.row["component"] == "within" else None
    return None if value is None else exp(value)


def planted_points(one: NamedRow, truths: Truths) -> float | None:
    """The planted effect in percentage points of an estimate of exposed windows; None of others.

    A triple difference is of a group against another on whom nothing acts, so the group's own effect is its truth.
    """
    if one.model.is_logit or one.row["component"] not in OF_EXPOSED_WINDOWS or _is_of_a_dose(one):
        return None
    return _planted(one, POINTS, truths)


def _planted(one: NamedRow, scale: str, truths: Truths) -> float | None:
    row = one.row
    if not rows_of.is_estimated(row) or not is_true(row["synthetic_inputs"]):
        return None
    if row.get("outcome", PLANTED_OUTCOME) != PLANTED_OUTCOME:
        return None
    return truths.get((scale, row["exposure_definition"], row["policy"], row["population"]))


def _is_of_a_dose(one: NamedRow) -> bool:
    _, registered = registry().get(one.model.specification_id, (0, None))
    is_triple = registered is not None and registered.estimator == "triple_difference"
    return is_triple and registered.option("dose") != "none"
