"""p-values adjusted for being many, within the families the registry names."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.inference.bootstrap_weights import bootstrap_weights
from analysis.inference.multiple_testing import adjust_p_values, romano_wolf
from analysis.models.output import ModelOutput
from analysis.results.estimates import EFFECT_COMPONENTS
from analysis.specification import Specification

N_DRAWS = 4_999


def with_adjusted_p_values(
    estimates: pd.DataFrame, outputs: Mapping[tuple[Specification, str], ModelOutput]
) -> pd.DataFrame:
    """results.estimates with p_holm of every effect and p_romano_wolf where counties' influence is known.

    Families are those of the registry, by default one a specification: its policies and populations together.
    """
    is_tested = estimates["component"].isin(EFFECT_COMPONENTS) & (estimates["status"] == "ok")
    effects = estimates[is_tested & estimates["p_value"].notna()]
    if effects.empty:
        return estimates
    adjusted = estimates.copy()
    holm = adjust_p_values(effects.assign(family=effects["family"].astype(str)), "family")["adjusted_p_value"]
    adjusted.loc[effects.index, "p_holm"] = holm
    for _, family in effects.groupby("family", sort=False):
        known = _romano_wolf(family, outputs)
        adjusted.loc[known.index, "p_romano_wolf"] = known
    return adjusted


def _romano_wolf(family: pd.DataFrame, outputs: Mapping[tuple[Specification, str], ModelOutput]) -> pd.Series:
    """By row, from weights drawn for counties that all rows of a draw share."""
    by_name = {(specification.name, population): output for (specification, population), output in outputs.items()}
    columns: dict[object, pd.Series] = {}
    for row in family.itertuples():
        influence = by_name[(row.specification, row.population)].influence
        if influence is not None and (row.term, row.component) in influence.terms:
            position = influence.terms.index((row.term, row.component))
            columns[row.Index] = pd.Series(influence.influence[:, position], index=influence.labels)
    if not columns:
        return pd.Series(dtype="float64")
    table = pd.DataFrame(columns).fillna(0.0)
    values = table.to_numpy()
    n_clusters = len(values)
    errors = np.sqrt((values**2).sum(axis=0) * n_clusters / max(n_clusters - 1, 1))
    drawn = np.concatenate(
        [weights @ values for weights in bootstrap_weights(n_clusters, N_DRAWS, "auto", 1).batches()]
    )
    statistics = family.loc[table.columns, "estimate"].to_numpy(dtype=float) / errors
    return pd.Series(romano_wolf(statistics, drawn / errors), index=table.columns)
