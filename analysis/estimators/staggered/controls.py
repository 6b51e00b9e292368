"""Whether there is anybody to compare with, and for which periods."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from analysis.estimators.staggered.counts import control_clusters
from analysis.estimators.staggered.sample import StaggeredSample


def with_controls(
    sample: StaggeredSample, control: str, anticipation: int, is_trimmed: bool, fewest: int
) -> StaggeredSample:
    """The sample with controls in every period kept, or the fault that there are none.

    Where every unit is treated in the end, periods from the (anticipated) adoption of the last cohort on have no
    control; they are left out, and the last cohort, untreated in what remains, is coded as never treated, which is
    what it is there. The same is done, cohort by cohort, while fewer than `fewest` control clusters are left: the
    methods fit the periods of one control exactly, so that errors miss the controls' noise. Where no trimming gives
    that many, nothing more is trimmed and a note says so. is_trimmed: False for the decomposition of an estimate that
    uses all periods.
    """
    if sample.fault is not None:
        return sample
    sample = _adopting_later(sample, anticipation)
    cohorts = sample.rows["cohort"]
    if not (cohorts > 0).any():
        return sample.with_fault("not_estimable", _nobody_treated(sample))
    if (cohorts == 0).any():
        is_kept = not is_trimmed or control == "never_treated"
        return _with_clusters(sample) if is_kept else _with_enough_controls(sample, anticipation, fewest)
    if control == "never_treated":
        return sample.with_fault(
            "not_estimable",
            f"no control units: each of {sample.rows['unit'].nunique():,} units is treated in the end; use "
            "control='not_yet_treated'",
        )
    if cohorts.nunique() == 1:
        return sample.with_fault(
            "not_estimable",
            f"no control units: all {sample.rows['unit'].nunique():,} units are treated in the same period "
            f"{cohorts.iloc[0]:g}; treatment and time cannot be told apart",
        )
    if not is_trimmed:
        return _with_clusters(sample)
    trimmed = _without_last_cohort(sample, anticipation, "no unit is never treated")
    return _with_enough_controls(trimmed, anticipation, fewest)


def _with_enough_controls(sample: StaggeredSample, anticipation: int, fewest: int) -> StaggeredSample:
    sample = _with_clusters(sample)
    n_controls = control_clusters(sample.rows)
    if sample.fault is not None or n_controls >= fewest:
        return sample
    said = f"{n_controls:,} control clusters, fewer than {fewest}"
    trimmed = sample
    while trimmed.fault is None and control_clusters(trimmed.rows) < fewest:
        trimmed = _with_clusters(_without_last_cohort(trimmed, anticipation, said))
    if trimmed.fault is None:
        return trimmed
    return replace(sample, notes=(*sample.notes, f"{said}: errors are too small, take them with caution"))


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


def _without_last_cohort(sample: StaggeredSample, anticipation: int, reason: str) -> StaggeredSample:
    rows = sample.rows
    last = int(rows["cohort"].max())
    is_trimmed = (rows["period"] >= last - anticipation).to_numpy()
    n_periods = rows.loc[is_trimmed, "period"].nunique()
    note = (
        f"{reason}: {n_periods:,} periods ({is_trimmed.sum():,} rows) from the adoption of the last "
        f"cohort {last} on are trimmed, and its {rows.loc[rows['cohort'] == last, 'unit'].nunique():,} units serve as "
        "controls until then"
    )
    trimmed = sample.without(is_trimmed, "from the adoption of the last cohort on", note)
    kept = trimmed.rows
    cohorts = np.where(kept["cohort"] == last, 0, kept["cohort"])
    kept = kept.assign(cohort=cohorts)
    trimmed = replace(trimmed, rows=kept)
    if not ((kept["cohort"] > 0) & (kept["period"] >= kept["cohort"])).any():
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
