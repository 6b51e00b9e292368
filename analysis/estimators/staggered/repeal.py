"""Treatments that are switched off: found, refused or cut at the first repeal."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.estimators.screening import Fault


def first_repeals(rows: pd.DataFrame) -> pd.Series:
    """First period without treatment after adoption, by unit; units without one are absent.

    rows: unit, period, cohort (0 = never) and treatment; a unit's period counts as treated when any of its rows is.
    """
    cells = rows.groupby(["unit", "period"], sort=False).agg(cohort=("cohort", "first"), treatment=("treatment", "max"))
    cells = cells.reset_index()
    is_repealed = (cells["cohort"] > 0) & (cells["period"] > cells["cohort"]) & (cells["treatment"] <= 0)
    return cells[is_repealed].groupby("unit")["period"].min()


def contradiction(rows: pd.DataFrame) -> Fault | None:
    """Refuse treatment before the cohort's period, treated units without a cohort, and cohorts not treated then."""
    is_before = (rows["treatment"] > 0) & ((rows["cohort"] == 0) | (rows["period"] < rows["cohort"]))
    at_adoption = rows[(rows["cohort"] > 0) & (rows["period"] == rows["cohort"])].groupby("unit")["treatment"].max()
    n_early, n_late = rows.loc[is_before, "unit"].nunique(), int((at_adoption <= 0).sum())
    if n_early + n_late == 0:
        return None
    return Fault(
        "refused",
        f"treatment and cohort contradict each other: {n_early:,} units are treated before their cohort's period or "
        f"without a cohort, {n_late:,} are not treated in it; derive the cohort from the treatment",
    )


def repealed_rows(rows: pd.DataFrame, repeals: pd.Series) -> np.ndarray:
    """Which rows lie at or after their unit's first repeal."""
    return rows["period"].to_numpy() >= rows["unit"].map(repeals).fillna(np.inf).to_numpy(dtype=np.float64)
