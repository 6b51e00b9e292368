"""Goodman-Bacon (2021): the two-way fixed-effects estimate taken apart into its 2x2 comparisons."""

from __future__ import annotations

import pandas as pd

from analysis.estimators.screening import Fault
from analysis.estimators.staggered.effects import (
    LIBRARY_COLUMNS,
    FitOptions,
    StaggeredEffects,
    effect_rows,
    survey_design,
)
from analysis.estimators.staggered.result import WEIGHT_COLUMNS


def bacon(rows: pd.DataFrame, options: FitOptions) -> StaggeredEffects:
    """Weights and estimates by type of comparison; exact for balanced panels, refused for others."""
    from diff_diff import BaconDecomposition

    fault = _unbalanced(rows)
    if fault is not None:
        return StaggeredEffects(effect_rows("att", ["two_way_fixed_effects"], [float("nan")]), fault=fault)
    fitted = BaconDecomposition(weights="exact").fit(rows, **LIBRARY_COLUMNS, survey_design=survey_design(options))
    comparisons = fitted.to_dataframe()
    by_type = comparisons.assign(product=comparisons["estimate"] * comparisons["weight"]).groupby("comparison_type")
    sums = by_type.agg(weight=("weight", "sum"), product=("product", "sum"), n_comparisons=("weight", "size"))
    order = [name for name in ("treated_vs_never", "earlier_vs_later", "later_vs_earlier") if name in sums.index]
    sums = sums.loc[order]
    weights = sums.assign(estimate=sums["product"] / sums["weight"]).rename_axis("comparison").reset_index()
    table = pd.concat(
        [
            effect_rows("att", ["two_way_fixed_effects"], [fitted.twfe_estimate]),
            effect_rows("comparison", order, weights["estimate"]),
        ],
        ignore_index=True,
    )
    return StaggeredEffects(table, weights=weights[list(WEIGHT_COLUMNS)], comparisons=comparisons)


def _unbalanced(rows: pd.DataFrame) -> Fault | None:
    n_periods = rows["period"].nunique()
    n_short = int((rows.groupby("unit")["period"].nunique() < n_periods).sum())
    if n_short == 0:
        return None
    return Fault(
        "refused",
        f"the decomposition holds for balanced panels, but {n_short:,} of {rows['unit'].nunique():,} units lack some "
        f"of the {n_periods:,} periods; keep complete units or use another method",
    )
