"""Whether the covariates can take their place in a fit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.estimators.screening import Fault, collinear_column, constant_columns


def covariate_fault(rows: pd.DataFrame, names: Sequence[str], is_regression: bool) -> Fault | None:
    """Covariates that are constant, collinear, or, in a regression, constant within units or periods.

    rows: covariate_0 … in the order of `names`, unit and period.
    """
    if not names:
        return None
    columns = [f"covariate_{position}" for position in range(len(names))]
    values = rows[columns].to_numpy()
    fault = constant_columns(values.std(axis=0), names, ["is constant"] * len(names))
    fault = fault or _known_from_treatment(rows, columns, names)
    if fault is not None:
        return fault
    if is_regression:
        return _absorbed(rows, columns, names)
    return _collinear(values, names)


def _known_from_treatment(rows: pd.DataFrame, columns: Sequence[str], names: Sequence[str]) -> Fault | None:
    """Counterfactuals are made of rows not yet treated: what is constant there follows from the treatment."""
    is_untreated = (rows["cohort"] == 0) | (rows["period"] < rows["cohort"])
    untreated = rows.loc[is_untreated, columns].to_numpy()
    reason = f"is constant in all {len(untreated):,} rows not yet treated: it follows from the treatment; leave it out"
    return constant_columns(untreated.std(axis=0), names, [reason] * len(names)) if len(untreated) else None


def _absorbed(rows: pd.DataFrame, columns: Sequence[str], names: Sequence[str]) -> Fault | None:
    for effect, remedy in (("unit", "; 'callaway_santanna' takes it"), ("period", "; leave it out")):
        within = rows[columns].to_numpy() - rows.groupby(effect)[columns].transform("mean").to_numpy()
        reason = f"is constant within a {effect}, so the {effect} effects absorb it{remedy}"
        fault = constant_columns(within.std(axis=0), names, [reason] * len(names)) or _collinear(within, names)
        if fault is not None:
            return fault
    return None


def _collinear(values: np.ndarray, names: Sequence[str]) -> Fault | None:
    scaled = (values - values.mean(axis=0)) / values.std(axis=0)
    design = np.column_stack([np.ones(len(scaled)), scaled])
    return collinear_column(design.T @ design, ["the intercept", *names])
