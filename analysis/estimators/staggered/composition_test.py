"""Do the persons interviewed change with event time? Then so may the outcome, without any effect of the policy.

A repeated cross-section compares persons of before with others of after. Each trait takes the outcome's place in the
same comparison; it cannot be moved by the policy, so what moves is who is interviewed.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analysis.estimators.result import EstimatorResult, require_confidence_level, table_without_estimates
from analysis.estimators.staggered.fit import staggered_did
from analysis.estimators.staggered.leads_test import leads_test
from analysis.estimators.staggered.result import StaggeredResult

JOINT_COLUMNS = (
    "trait", "statistic", "degrees_of_freedom", "denominator_degrees_of_freedom", "p_value", "p_value_holm",
    "status", "message",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class CompositionResult(EstimatorResult):
    """table: one row a trait (component) and event time (term); joint: JOINT_COLUMNS, one row a trait.

    The joint test is of all event times of a trait against the reference; p_value_holm guards against the number of
    traits.
    """

    joint: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(JOINT_COLUMNS)))


def composition_test(
    frame: pd.DataFrame,
    unit: str,
    period: str,
    cohort: str,
    traits: Sequence[str],
    control: str = "not_yet_treated",
    cluster: str | None = None,
    weights: str | None = None,
    confidence_level: float = 0.95,
    fewest_treated_clusters: int = 5,
) -> CompositionResult:
    """Shifts of the traits' means by event time, persons as repeated cross-sections.

    traits: numbers (age, number of interviews) enter as means; texts and categories (sex, group) as the share of each
    value, named 'trait=value'. Other arguments and errors as in `staggered_did`. A trait that cannot be tested keeps
    a row in `joint` with its status; the whole is 'ok' where any trait could be.
    """
    started = time.perf_counter()
    require_confidence_level(confidence_level)
    if not traits:
        raise ValueError("traits must name at least one column")
    absent = [name for name in traits if name not in frame.columns]
    if absent:
        raise KeyError(f"columns not in the frame: {', '.join(absent)}")
    design = {name: frame[name] for name in dict.fromkeys((unit, period, cohort, cluster, weights)) if name}
    results = {}
    for name, values in _numeric_traits(frame, traits):
        trait = f"trait {name}" if name in design else name
        results[name] = staggered_did(
            pd.DataFrame({**design, trait: values}),
            trait,
            unit,
            period,
            cohort,
            control=control,
            cluster=cluster,
            weights=weights,
            sampling="repeated_cross_sections",
            confidence_level=confidence_level,
            fewest_treated_clusters=fewest_treated_clusters,
        )
    return _result(results, started)


def _numeric_traits(frame: pd.DataFrame, traits: Sequence[str]) -> list[tuple[str, pd.Series]]:
    numeric = []
    for name in traits:
        column = frame[name]
        if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
            numeric.append((name, column))
            continue
        for value in sorted(column.dropna().unique(), key=str):
            # A missing value stays missing in every share, so that it is refused rather than counted as no.
            numeric.append((f"{name}={value}", (column == value).astype(float).mask(column.isna())))
    return numeric


def _result(results: dict[str, StaggeredResult], started: float) -> CompositionResult:
    joint = pd.DataFrame([_joint(name, result) for name, result in results.items()], columns=list(JOINT_COLUMNS))
    joint["p_value_holm"] = _holm(joint["p_value"].to_numpy(dtype=np.float64))
    tables = [
        result.table[result.table["component"] == "event_time"].assign(component=name)
        for name, result in results.items()
        if result.status == "ok"
    ]
    any_result = next((r for r in results.values() if r.status == "ok"), next(iter(results.values())))
    failed = joint[joint["status"] != "ok"]
    notes = [f"{row.trait}: {row.message}" for row in failed.itertuples()]
    return CompositionResult(
        table=pd.concat(tables, ignore_index=True) if tables else table_without_estimates([(t, t) for t in results]),
        status=any_result.status,
        message="; ".join([*notes, any_result.message] if any_result.status == "ok" else notes),
        covariance=None,
        seconds=time.perf_counter() - started,
        inference=any_result.inference,
        n_clusters=any_result.n_clusters,
        joint=joint,
    )


def _joint(name: str, result: StaggeredResult) -> tuple[object, ...]:
    if result.status != "ok":
        return (name, np.nan, np.nan, np.nan, np.nan, np.nan, result.status, result.message)
    is_event = (result.table["component"] == "event_time").to_numpy()
    shifts = result.table.loc[is_event, "estimate"].to_numpy()
    covariance = result.covariance[np.ix_(is_event, is_event)]
    tested = leads_test(shifts, covariance, np.ones(len(shifts)), _fewest_clusters(result)).iloc[0]
    status, message = ("ok", "") if np.isfinite(tested["p_value"]) else (_status(tested["message"]), tested["message"])
    freedom = tested["denominator_degrees_of_freedom"]
    return (name, tested["statistic"], len(shifts), freedom, tested["p_value"], np.nan, status, message)


def _fewest_clusters(result: StaggeredResult) -> int:
    """Of the controls, or behind the thinnest event time tested, whichever are fewer."""
    counts, events = result.counts, result.event_times
    controls = int(counts.loc[counts["cohort"] == 0, "n_clusters"].max())
    return min(controls, int(events[events["term"] != ""].groupby("term")["n_treated_clusters"].max().min()))


def _status(message: str) -> str:
    return "refused" if message.startswith("refused") else "not_estimable"


def _holm(p_values: np.ndarray) -> np.ndarray:
    """Holm's step-down p-values; missing ones stay missing and do not count."""
    adjusted = np.full(len(p_values), np.nan)
    known = np.flatnonzero(np.isfinite(p_values))
    order = known[np.argsort(p_values[known])]
    steps = (len(order) - np.arange(len(order))) * p_values[order]
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return adjusted
