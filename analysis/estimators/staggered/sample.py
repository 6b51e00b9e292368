"""The rows an estimate of staggered adoption rests on, and what was left out of them and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.estimators.person_rows import require_columns, require_numeric
from analysis.estimators.screening import Fault, missing_values
from analysis.estimators.staggered.columns import StaggeredColumns, repeated_or_changing, uncountable_periods
from analysis.estimators.staggered.repeal import contradiction, first_repeals, repealed_rows
from analysis.estimators.staggered.result import SET_ASIDE_COLUMNS


@dataclass(frozen=True)
class StaggeredSample:
    """Rows under standard names, or the fault that forbids a fit.

    rows       unit, period, cohort (0 = never treated), outcome, cluster, weight, treatment, covariate_0 …
    set_aside  (reason, units, rows) left out; notes: what a reader should know
    """

    rows: pd.DataFrame
    set_aside: tuple[tuple[str, int, int], ...] = ()
    notes: tuple[str, ...] = ()
    fault: Fault | None = None

    def with_fault(self, status: str, message: str) -> StaggeredSample:
        """The same sample, not fit for a fit."""
        return replace(self, fault=Fault(status, message))

    def without(self, is_left_out: np.ndarray, reason: str, note: str = "") -> StaggeredSample:
        """The sample without some rows, counted under their reason."""
        if not is_left_out.any():
            return self
        left_out = self.rows[is_left_out]
        entry = (reason, left_out["unit"].nunique(), len(left_out))
        notes = (*self.notes, note) if note else self.notes
        return replace(self, rows=self.rows[~is_left_out], set_aside=(*self.set_aside, entry), notes=notes)

    def set_aside_frame(self) -> pd.DataFrame:
        """`set_aside` as a frame."""
        return pd.DataFrame(list(self.set_aside), columns=list(SET_ASIDE_COLUMNS))


def staggered_sample(frame: pd.DataFrame, columns: StaggeredColumns, is_panel: bool, on_repeal: str) -> StaggeredSample:
    """Read the frame, refuse what contradicts itself, and set aside units treated from their first observation.

    Raises KeyError for an unknown column and ValueError for one that is not numeric.
    """
    require_columns(frame, [*columns.complete, columns.cohort])
    require_numeric(frame, columns.numeric)
    fault = missing_values(frame, columns.complete)
    if fault is None and len(frame) == 0:
        fault = Fault("not_estimable", "no rows")
    if fault is not None:
        return StaggeredSample(pd.DataFrame({"unit": frame[columns.unit]}), fault=fault)
    sample = StaggeredSample(_standard_rows(frame, columns))
    fault = uncountable_periods(sample.rows, columns) or repeated_or_changing(sample.rows, columns, is_panel)
    if fault is None and columns.treatment:
        fault = contradiction(sample.rows)
    if fault is not None:
        return replace(sample, fault=fault)
    return _without_early(_absorbing(_whole_numbers(sample), columns, on_repeal))


def _standard_rows(frame: pd.DataFrame, columns: StaggeredColumns) -> pd.DataFrame:
    """Standard names keep the caller's from colliding with those the library gives its own columns."""
    cohorts = frame[columns.cohort].to_numpy(dtype=np.float64, na_value=np.nan)
    rows = {
        "unit": pd.factorize(frame[columns.unit])[0],
        "period": frame[columns.period].to_numpy(dtype=np.float64),
        "cohort": np.where(np.isfinite(cohorts), cohorts, 0.0),
        "outcome": frame[columns.outcome].to_numpy(dtype=np.float64),
        "cluster": pd.factorize(frame[columns.cluster or columns.unit])[0],
        "weight": frame[columns.weights].to_numpy(dtype=np.float64) if columns.weights else np.ones(len(frame)),
    }
    if columns.treatment:
        rows["treatment"] = frame[columns.treatment].to_numpy(dtype=np.float64)
    for position, name in enumerate(columns.covariates):
        rows[f"covariate_{position}"] = frame[name].to_numpy(dtype=np.float64)
    return pd.DataFrame(rows)


def _whole_numbers(sample: StaggeredSample) -> StaggeredSample:
    return replace(sample, rows=sample.rows.astype({"period": np.int64, "cohort": np.int64}))


def _absorbing(sample: StaggeredSample, columns: StaggeredColumns, on_repeal: str) -> StaggeredSample:
    if not columns.treatment:
        return sample
    repeals = first_repeals(sample.rows)
    if repeals.empty:
        return sample
    if on_repeal == "refuse":
        return sample.with_fault(
            "refused",
            f"'{columns.treatment}' is not absorbing: it is switched off in {len(repeals):,} units, first in period "
            f"{repeals.min():g}; cut them at their first repeal with on_repeal='cut', or leave them out",
        )
    is_after = repealed_rows(sample.rows, repeals)
    kept = 1 - is_after.mean()
    note = f"{len(repeals):,} units are cut at their first repeal; {kept:.1%} of the observations are kept"
    return sample.without(is_after, "at or after the first repeal", note)


def _without_early(sample: StaggeredSample) -> StaggeredSample:
    """Without a period before treatment there is nothing to compare with, so these units are set aside."""
    if sample.fault is not None:
        return sample
    rows = sample.rows
    first = rows.groupby("unit", sort=False)["period"].transform("min")
    is_early = ((rows["cohort"] > 0) & (rows["cohort"] <= first)).to_numpy()
    n_units = rows.loc[is_early, "unit"].nunique()
    note = f"{n_units:,} units are treated from their first observation on and are set aside"
    return sample.without(is_early, "treated from the first observation on", note)


def covariate_names(rows: pd.DataFrame) -> Sequence[str]:
    """Standard names of the covariates."""
    return [name for name in rows.columns if name.startswith("covariate_")]
