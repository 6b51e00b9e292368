"""The linear probability model with unit and period effects, and the same without unit effects.

Under effects that differ between cohorts, two-way effects compare treated units with units treated before them
(Goodman-Bacon 2021): see the staggered estimators for what does not.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.estimators.linear.absorption import is_informative
from analysis.estimators.linear.fit import few_treated_clusters, fit_rows, inference_words
from analysis.estimators.linear.result import (
    LinearResult,
    estimates_and_errors,
    no_estimates,
)
from analysis.estimators.linear.rows import LinearRows, count_levels, linear_rows
from analysis.estimators.result import require_confidence_level
from analysis.estimators.screening import Fault


def two_way_effects(
    frame: pd.DataFrame,
    outcome: str,
    terms: Sequence[str],
    unit: str,
    period: str,
    controls: Sequence[str] = (),
    cluster: str | None = None,
    weights: str | None = None,
    confidence_level: float = 0.95,
    absorbed: Sequence[str] = (),
) -> LinearResult:
    """Linear model of the outcome on terms, with an effect of each unit and period.

    frame      one row an interview, any order
    terms      numeric or 0/1 columns, reported with component 'within'; controls the same with 'control'
    absorbed   further columns whose levels have an effect each, not reported (interview number, region × time)
    cluster    level of the CRV1 errors; the unit if not named
    weights    positive analytic weights, any scale

    Rows alone in a level of an effect (units seen once) inform nothing: they are left out, counted and told.
    Missing values are refused; whatever else cannot be fitted gives its status. Raises KeyError for an unknown column,
    ValueError for one that holds no numbers, no terms, or a confidence level outside 0 to 1.
    """
    effects = (unit, period, *absorbed)
    return _fit(frame, outcome, terms, controls, "within", effects, unit, cluster or unit, weights, confidence_level)


def pooled_effects(
    frame: pd.DataFrame,
    outcome: str,
    terms: Sequence[str],
    period: str | None = None,
    controls: Sequence[str] = (),
    cluster: str | None = None,
    weights: str | None = None,
    confidence_level: float = 0.95,
    absorbed: Sequence[str] = (),
) -> LinearResult:
    """The same without unit effects: terms have component 'unsplit', everybody informs them.

    Without a period and absorbed columns the model has an intercept, not reported. Without a cluster errors are
    heteroskedasticity-robust (HC1). Other arguments, statuses and errors (KeyError, ValueError) as in
    `two_way_effects`.
    """
    effects = (*([period] if period else []), *absorbed)
    return _fit(frame, outcome, terms, controls, "unsplit", effects, None, cluster, weights, confidence_level)


def _fit(
    frame: pd.DataFrame,
    outcome: str,
    terms: Sequence[str],
    controls: Sequence[str],
    component: str,
    effects: Sequence[str],
    unit: str | None,
    cluster: str | None,
    weights: str | None,
    confidence_level: float,
) -> LinearResult:
    started = time.perf_counter()
    require_confidence_level(confidence_level)
    if not terms:
        raise ValueError("no terms: name at least one column")
    names = (*terms, *controls)
    labels = [*((term, component) for term in terms), *((term, "control") for term in controls)]
    rows = linear_rows(frame, outcome, names, effects, cluster, weights)
    if rows.fault is not None:
        return LinearResult(**no_estimates(labels, rows.fault, started), n_interviews=len(frame))
    used = rows.of(is_informative(rows.effects)) if effects else rows
    counts = row_counts(rows, used, has_unit=unit is not None)
    if unit is not None and len(used) == 0:
        fitted = Fault("not_estimable", nobody_twice(unit, effects[1:], len(frame)))
    else:
        fitted = fit_rows(used, names, absorbed_words(effects), cluster, len(terms) if cluster else 0)
    if isinstance(fitted, Fault):
        return LinearResult(**no_estimates(labels, fitted, started), **counts)
    fields = estimates_and_errors(
        labels, fitted, confidence_level, inference_words(cluster), cluster is not None, started
    )
    by_term = _term_counts(used, terms, unit is not None)
    notes = [left_out_message(counts, unit), *(few_treated_clusters(by_term) if cluster else [])]
    message = "; ".join(note for note in notes if note)
    return LinearResult(**fields, **counts, message=message, counts=by_term)


def nobody_twice(unit: str, others: Sequence[str], n_interviews: int) -> str:
    """Why no interview informs an effect within units."""
    return f"nobody is seen twice by '{unit}' and {_listing(others)} in {n_interviews:,} interviews"


def row_counts(rows: LinearRows, used: LinearRows, *, has_unit: bool) -> dict[str, float]:
    """Fields of a result that count rows and, by the first effect, units."""
    sizes = np.bincount(rows.effects[0]) if has_unit and len(rows) else np.zeros(0)
    return {
        "n_interviews": len(rows),
        "n_interviews_used": len(used),
        "n_events": float(used.outcomes.sum()),
        "n_units": int((sizes > 0).sum()),
        "n_single_units": int((sizes == 1).sum()),
    }


def left_out_message(counts: dict[str, float], unit: str | None) -> str:
    """What a reader should know about rows left out."""
    n_out = counts["n_interviews"] - counts["n_interviews_used"]
    if not n_out:
        return ""
    message = f"{n_out:,} of {counts['n_interviews']:,} interviews are alone in a level of an effect and left out"
    if not counts["n_single_units"]:
        return message
    return f"{message}: {counts['n_single_units']:,} of {counts['n_units']:,} units by '{unit}' are seen once"


def absorbed_words(effects: Sequence[str]) -> str:
    """The absorbed effects in words."""
    return f"the effects of {_listing(effects)}" if effects else "the intercept"


def _listing(names: Sequence[str]) -> str:
    return " and ".join(names)


def _term_counts(used: LinearRows, terms: Sequence[str], has_unit: bool) -> pd.DataFrame:
    """Who stands behind each term: its units that switch or are ever treated, and clusters ever treated."""
    rows = []
    for term, column in zip(terms, used.columns, strict=False):
        is_treated = column != 0
        row = {"term": term, "n_treated_clusters": count_levels(used.clusters[is_treated])}
        if has_unit:
            units = used.effects[0]
            row |= {
                "n_switching_units": _n_switching(column, units),
                "n_treated_units": count_levels(units[is_treated]),
            }
        rows.append(row)
    return pd.DataFrame(rows)


def _n_switching(column: np.ndarray, units: np.ndarray) -> int:
    """Units whose value differs between rows: compared with the value of one of their rows."""
    value_of = np.zeros(int(units.max()) + 1, dtype=column.dtype)
    value_of[units] = column
    return count_levels(units[column != value_of[units]])
