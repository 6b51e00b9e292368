"""The same estimates with errors by county, by state or from the model alone, from one pass's influence of counties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.design.population_design import PopulationDesign
from analysis.estimators.result import tidy_table
from analysis.power import varies_within_person


@dataclass(frozen=True)
class EffectEstimates:
    """Effects of one model with what their errors are made of.

    terms            (term, component) pairs
    estimates        [effects]; model_errors [effects] from the information alone, NaN where an estimator has none
    influence        [counties, effects] or None; counties: [counties] codes as in the design
    between_draws    [effects] variance the imputations add, zero without any
    is_log_odds      scale of the estimates
    """

    terms: tuple[tuple[str, str], ...]
    estimates: np.ndarray
    model_errors: np.ndarray
    influence: np.ndarray | None
    counties: np.ndarray | None
    between_draws: np.ndarray
    is_log_odds: bool = True


def state_of_county(design: PopulationDesign) -> np.ndarray:
    """[county codes] code of the state of each county of the design; -1 for codes not in it."""
    states = np.full(int(design.counties.max(initial=0)) + 1, -1)
    states[design.counties] = design.states
    return states


def summed_by_state(values: np.ndarray, counties: np.ndarray, design: PopulationDesign) -> np.ndarray:
    """[states, k] sums of [counties, k] values; counties: [counties] codes as in the design."""
    codes = np.unique(state_of_county(design)[counties], return_inverse=True)[1]
    summed = np.zeros((int(codes.max()) + 1, values.shape[1]))
    np.add.at(summed, codes, values)
    return summed


def influence_by(level: str, effects: EffectEstimates, design: PopulationDesign) -> np.ndarray:
    """[clusters, effects] influence of counties, or of states, which is the sum of their counties'."""
    if level == "county":
        return effects.influence
    return summed_by_state(effects.influence, effects.counties, design)


def errors_by(level: str, effects: EffectEstimates, design: PopulationDesign) -> tuple[np.ndarray, int | None]:
    """[effects] standard errors at a level and the number of clusters; NaN where the model has none."""
    if level == "model":
        return np.sqrt(effects.model_errors**2 + effects.between_draws), None
    influence = influence_by(level, effects, design)
    n_clusters = len(influence)
    if n_clusters < 2:
        return np.full(len(effects.estimates), np.nan), n_clusters
    variances = (influence**2).sum(axis=0) * n_clusters / (n_clusters - 1)
    return np.sqrt(variances + effects.between_draws), n_clusters


def level_table(
    level: str, effects: EffectEstimates, design: PopulationDesign, confidence_level: float
) -> pd.DataFrame:
    """One row an effect with its error, p-value and interval at a level, and the clusters it rests on."""
    errors, n_clusters = errors_by(level, effects, design)
    freedom = np.inf if n_clusters is None else n_clusters - 1
    table = tidy_table(
        effects.terms, effects.estimates, errors, confidence_level, freedom, is_log_odds=effects.is_log_odds
    )
    return table.assign(n_clusters=n_clusters)


def switchers_by_cluster(level: str, exposure: np.ndarray, design: PopulationDesign) -> np.ndarray:
    """[codes] informative switchers of each county or state."""
    codes = (design.counties if level == "county" else design.states)[design.row_start[:-1]]
    is_informing = varies_within_person(exposure, design.row_start) & design.is_informative
    return np.bincount(codes[is_informing], minlength=1)


def treated_clusters(level: str, exposure: np.ndarray, design: PopulationDesign) -> int:
    """Counties or states with an exposed interview."""
    codes: Sequence[int] | np.ndarray = design.counties if level == "county" else design.states
    return len(np.unique(codes[exposure > 0]))
