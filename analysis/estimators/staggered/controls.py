"""Whether there is anybody to compare with, and for which periods."""

from __future__ import annotations

from dataclasses import replace
from math import ceil

import numpy as np
import pandas as pd

from analysis.estimators.staggered.sample import StaggeredSample

MOST_CONTROLS_ASKED = 1 / 3
"""Share of the clusters: of few, trimming for the sake of controls would leave nobody treated."""


def with_controls(
    sample: StaggeredSample, control: str, anticipation: int, is_trimmed: bool, fewest_clusters: int
) -> StaggeredSample:
    """The sample with controls in every period kept, or the fault that there are none.

    Cohorts are left out of the end until fewest_clusters are untreated in every period kept: the periods from the
    (anticipated) adoption of the first of them on go, and who adopts then or later is coded as never treated, which is
    what it is in what remains. A single control cluster is fitted by its own period effects, so that errors would know
    nothing of its noise. Of a small sample a third is asked for instead, and a sample that never has so many keeps what
    it has; both are told. is_trimmed: False for the
    decomposition of an estimate that uses all periods.
    """
    if sample.fault is not None:
        return sample
    sample = _adopting_later(sample, anticipation)
    cohorts = sample.rows["cohort"]
    if not (cohorts > 0).any():
        return sample.with_fault("not_estimable", _nobody_treated(sample))
    has_never_treated = bool((cohorts == 0).any())
    if not has_never_treated and control == "never_treated":
        return sample.with_fault(
            "not_estimable",
            f"no control units: each of {sample.rows['unit'].nunique():,} units is treated in the end; use "
            "control='not_yet_treated'",
        )
    if not has_never_treated and cohorts.nunique() == 1:
        return sample.with_fault(
            "not_estimable",
            f"no control units: all {sample.rows['unit'].nunique():,} units are treated in the same period "
            f"{cohorts.iloc[0]:g}; treatment and time cannot be told apart",
        )
    if not is_trimmed:
        return _with_clusters(sample)
    if control == "never_treated":
        return _told_if_few(_with_clusters(sample), fewest_clusters)
    return _told_if_few(_with_clusters(_with_enough(sample, anticipation, fewest_clusters)), fewest_clusters)


def _with_enough(sample: StaggeredSample, anticipation: int, fewest_clusters: int) -> StaggeredSample:
    """Trim at the last cohort before which enough clusters are untreated; where there is none, as late as possible."""
    n_needed = min(fewest_clusters, ceil(sample.rows["cluster"].nunique() * MOST_CONTROLS_ASKED))
    first = _first_left_out(sample.rows, n_needed)
    if first is not None:
        trimmed = sample if first == 0 else _without_cohorts(sample, first, anticipation)
        if trimmed.fault is None:
            return trimmed
    has_never_treated = (sample.rows["cohort"] == 0).any()
    last = int(sample.rows["cohort"].max())
    return sample if has_never_treated else _without_cohorts(sample, last, anticipation)


def _first_left_out(rows: pd.DataFrame, fewest_clusters: int) -> int | None:
    """The latest cohort before whose adoption enough clusters are untreated, 0 where they always are, else None."""
    never = set(rows.loc[rows["cohort"] == 0, "cluster"])
    if len(never) >= fewest_clusters:
        return 0
    for cohort in sorted(set(rows["cohort"]) - {0}, reverse=True):
        never |= set(rows.loc[rows["cohort"] == cohort, "cluster"])
        if len(never) >= fewest_clusters:
            return int(cohort)
    return None


def _told_if_few(sample: StaggeredSample, fewest_clusters: int) -> StaggeredSample:
    n_clusters = sample.rows.loc[sample.rows["cohort"] == 0, "cluster"].nunique()
    if sample.fault is not None or n_clusters >= fewest_clusters:
        return sample
    note = f"only {n_clusters:,} clusters stay untreated: errors hold little of their noise and are too small"
    return replace(sample, notes=(*sample.notes, note))


def _adopting_later(sample: StaggeredSample, anticipation: int) -> StaggeredSample:
    rows = sample.rows
    is_later = (rows["cohort"] - anticipation > rows["period"].max()).to_numpy()
    if not is_later.any():
        return sample
    note = f"{rows.loc[is_later, 'unit'].nunique():,} units adopt after the last period and serve as controls"
    rows = rows.assign(cohort=np.where(is_later, 0, rows["cohort"]))
    return replace(sample, rows=rows, notes=(*sample.notes, note))


def _nobody_treated(sample: StaggeredSample) -> str:
    n_units = sample.rows["unit"].nunique()
    early = sum(units for reason, units, _ in sample.set_aside if reason.startswith("treated from"))
    aside = f" ({early:,} treated from their first observation on are set aside)" if early else ""
    return f"no treated unit: none of {n_units:,} units adopts within the periods{aside}"


def _without_cohorts(sample: StaggeredSample, first: int, anticipation: int) -> StaggeredSample:
    """Without the periods from the adoption of a cohort on; it and later ones are controls until then."""
    rows = sample.rows
    is_trimmed = (rows["period"] >= first - anticipation).to_numpy()
    n_periods, n_never = rows.loc[is_trimmed, "period"].nunique(), rows.loc[rows["cohort"] == 0, "unit"].nunique()
    n_later = rows.loc[rows["cohort"] >= first, "unit"].nunique()
    who = "no unit is" if n_never == 0 else f"only {n_never:,} units are"
    note = (
        f"{who} never treated: {n_periods:,} periods ({is_trimmed.sum():,} rows) from the adoption of cohort {first} "
        f"on are trimmed, and {n_later:,} units of it and later ones serve as controls until then"
    )
    trimmed = sample.without(is_trimmed, f"from the adoption of cohort {first} on, for want of controls", note)
    kept = trimmed.rows
    trimmed = replace(trimmed, rows=kept.assign(cohort=np.where(kept["cohort"] >= first, 0, kept["cohort"])))
    if not ((trimmed.rows["cohort"] > 0) & (kept["period"] >= kept["cohort"])).any():
        return trimmed.with_fault(
            "not_estimable", "no treated unit is observed after adoption once periods are trimmed"
        )
    return trimmed


def _with_clusters(sample: StaggeredSample) -> StaggeredSample:
    if sample.fault is not None:
        return sample
    rows = sample.rows
    if not ((rows["cohort"] > 0) & (rows["period"] >= rows["cohort"])).any():
        return sample.with_fault("not_estimable", "no treated unit is observed after its adoption")
    if rows["cluster"].nunique() < 2:
        return sample.with_fault("not_estimable", "all rows are in one cluster; errors need at least two")
    if rows["outcome"].nunique() < 2:
        return sample.with_fault(
            "not_estimable", f"the outcome is {rows['outcome'].iloc[0]:g} in all {len(rows):,} rows"
        )
    return sample
