"""The same persons before and after: differences from the last unexposed interview, by horizon.

A panel of seven interviews follows nobody for long: the number of persons falls with the horizon, and beyond three
half-years (18 months) few remain. Each horizon compares the treated persons' change with that of persons of counties
not yet treated who were interviewed in the same two half-years.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analysis.estimators.result import EstimatorResult, require_confidence_level, table_without_estimates, tidy_table
from analysis.estimators.screening import Fault
from analysis.estimators.staggered.columns import StaggeredColumns
from analysis.estimators.staggered.person_pairs import PersonPairs, person_pairs
from analysis.estimators.staggered.sample import StaggeredSample, staggered_sample

FARTHEST_RELIABLE_HALF_YEARS = 3
HORIZON_COLUMNS = (
    "horizon", "n_persons", "n_control_persons", "n_treated_clusters", "n_cells", "n_persons_without_control",
    "is_beyond_18_months",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class LongDifferencesResult(EstimatorResult):
    """table: component 'long_difference', one row a horizon; horizons: HORIZON_COLUMNS, who stands behind each.

    n_persons_on_both_sides: treated persons interviewed before adoption and from it on.
    """

    horizons: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(HORIZON_COLUMNS)))
    n_persons_on_both_sides: int = 0


def long_differences(
    frame: pd.DataFrame,
    outcome: str,
    person: str,
    county: str,
    period: str,
    cohort: str,
    cluster: str | None = None,
    confidence_level: float = 0.95,
) -> LongDifferencesResult:
    """Within-person differences by horizon, the event time of the other interview.

    Horizons from 0 on: outcome then minus outcome at the last interview before adoption. Negative ones: an earlier
    interview against that same one, a placebo. Controls: persons of counties that are not treated by the later of the
    two half-years, interviewed in both. The effect of a horizon is the mean over its treated persons; persons without
    any control in their two half-years are counted and left out. Errors are clustered by county (or `cluster`), with
    G - 1 degrees. A horizon with one treated cluster has no standard error.

    frame: one row a person and half-year. cohort: of the county, 0 or missing = never. Raises as `staggered_did`.
    """
    started = time.perf_counter()
    require_confidence_level(confidence_level)
    columns = StaggeredColumns(outcome, person, period, cohort, cluster=cluster or county)
    # Persons first seen after adoption are no switchers; the sample sets them aside and counts them.
    sample = staggered_sample(frame, columns, is_panel=True, on_repeal="refuse")
    if sample.fault is not None:
        return _without(sample.fault, sample, started)
    pairs = person_pairs(sample.rows)
    if not pairs.is_treated.any():
        n_persons = sample.rows["unit"].nunique()
        message = f"none of {n_persons:,} persons is interviewed both before adoption and from it on"
        return _without(Fault("not_estimable", message), sample, started)
    horizons = [_horizon(pairs, h) for h in sorted(np.unique(pairs.horizon[pairs.is_treated]))]
    horizons = [h for h in horizons if h is not None]
    if not horizons:
        message = "no control persons: nobody in untreated counties is interviewed in the same two half-years"
        return _without(Fault("not_estimable", message), sample, started)
    if not pairs.change.any():
        n_persons = len(np.unique(pairs.person))
        message = f"the outcome of each of {n_persons:,} persons compared is the same in all interviews"
        return _without(Fault("not_estimable", message), sample, started)
    if len(np.unique(pairs.cluster)) < 2:
        return _without(Fault("not_estimable", "all persons are in one cluster"), sample, started)
    return _result(pairs, horizons, sample, confidence_level, started)


@dataclass(frozen=True)
class HorizonContrast:
    """Estimate at one horizon, the influence [pairs] of every pair of interviews on it, and HORIZON_COLUMNS."""

    estimate: float
    influence: np.ndarray
    counts: tuple[object, ...]


def _result(
    pairs: PersonPairs,
    horizons: list[HorizonContrast],
    sample: StaggeredSample,
    confidence_level: float,
    started: float,
) -> LongDifferencesResult:
    codes, clusters = pd.factorize(pairs.cluster)
    n_clusters = len(clusters)
    influence = np.column_stack([np.bincount(codes, h.influence, n_clusters) for h in horizons])
    counts = pd.DataFrame([h.counts for h in horizons], columns=list(HORIZON_COLUMNS))
    covariance = n_clusters / (n_clusters - 1) * influence.T @ influence
    std_errors = np.where(counts["n_treated_clusters"] < 2, np.nan, np.sqrt(np.diag(covariance)))
    estimates = np.array([h.estimate for h in horizons])
    terms = [(str(h), "long_difference") for h in counts["horizon"]]
    return LongDifferencesResult(
        table=tidy_table(terms, estimates, std_errors, confidence_level, n_clusters - 1, is_log_odds=False),
        status="ok",
        message="; ".join([*sample.notes, *_notes(counts)]),
        covariance=covariance,
        seconds=time.perf_counter() - started,
        inference=f"robust, clustered, t with {n_clusters - 1:,} degrees",
        n_clusters=n_clusters,
        horizons=counts,
        n_persons_on_both_sides=len(np.unique(pairs.person[pairs.is_treated & (pairs.horizon >= 0)])),
    )


def _horizon(pairs: PersonPairs, horizon: int) -> HorizonContrast | None:
    """The contrast of one horizon, None without controls; horizon and half-years together fix the treated cohort."""
    at_horizon = pairs.is_treated & (pairs.horizon == horizon)
    # Before adoption the cohort itself is still untreated, but nobody is compared with himself.
    is_control = pairs.is_control & (pairs.cohort != pairs.other_period - horizon)
    n_cells = int(pairs.pair.max()) + 1
    n_treated = np.bincount(pairs.pair[at_horizon], minlength=n_cells)
    n_control = np.bincount(pairs.pair[is_control], minlength=n_cells)
    n_treated = np.where(n_control > 0, n_treated, 0)
    n = int(n_treated.sum())
    if n == 0:
        return None
    means = np.bincount(pairs.pair[is_control], pairs.change[is_control], n_cells) / np.maximum(n_control, 1)
    excess = pairs.change - means[pairs.pair]
    is_treated, is_control = at_horizon & (n_treated[pairs.pair] > 0), is_control & (n_treated[pairs.pair] > 0)
    estimate = float(excess[is_treated].sum() / n)
    influence = np.zeros(len(excess))
    influence[is_treated] = (excess[is_treated] - estimate) / n
    cells = pairs.pair[is_control]
    influence[is_control] -= n_treated[cells] / n / n_control[cells] * excess[is_control]
    counts = (
        int(horizon),
        n,
        len(np.unique(pairs.person[is_control])),
        len(np.unique(pairs.cluster[is_treated])),
        int((n_treated > 0).sum()),
        int(at_horizon.sum()) - n,
        abs(int(horizon)) > FARTHEST_RELIABLE_HALF_YEARS,
    )
    return HorizonContrast(estimate, influence, counts)


def _notes(horizons: pd.DataFrame) -> list[str]:
    far = horizons[horizons["is_beyond_18_months"]]
    lone = int(horizons["n_persons_without_control"].sum())
    notes = []
    if len(far):
        n_far, n_all = far["n_persons"].sum(), horizons["n_persons"].sum()
        notes.append(f"{n_far:,} of {n_all:,} differences lie beyond 18 months")
    if lone:
        notes.append(f"{lone:,} differences of treated persons have no control in the same two half-years")
    return notes


def _without(fault: Fault, sample: StaggeredSample, started: float) -> LongDifferencesResult:
    return LongDifferencesResult(
        table=table_without_estimates([("0", "long_difference")]),
        status=fault.status,
        message="; ".join((fault.message, *sample.notes)),
        covariance=None,
        seconds=time.perf_counter() - started,
    )
