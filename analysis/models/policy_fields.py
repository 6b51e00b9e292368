"""What stands beside each policy's estimate: who informs it, what it could have found, and whether it is nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from analysis.design.population_design import PopulationDesign
from analysis.inference.equivalence import equivalence_test
from analysis.models.shared_fields import LOG_ODDS
from analysis.power import FEWEST_INFORMATIVE_SWITCHERS, analyse_design, count_exposure
from analysis.specification import Specification


def exposure_counts(design: PopulationDesign) -> dict[str, dict[str, int]]:
    """Switchers, informative switchers, and treated counties and states, by term of exposure."""
    if not len(design.outcomes):
        return {}
    return {
        term: vars(count_exposure(exposure, design.is_informative, design.row_start, design.counties, design.states))
        for term, exposure in design.exposures.items()
    }


def on_scale(odds_ratio: float, scale: str, event_share: float) -> float:
    """The effect an odds ratio is on the estimate's scale; in probability from the share of events."""
    if scale == LOG_ODDS:
        return float(np.log(odds_ratio))
    odds = odds_ratio * event_share / (1 - event_share)
    return odds / (1 + odds) - event_share


def as_odds_ratio(effect: float, scale: str, event_share: float) -> float:
    """The odds ratio an effect on the estimate's scale is; infinite where the probability would pass one."""
    if scale == LOG_ODDS:
        return float(np.exp(effect))
    raised = event_share + effect
    return float(raised / (1 - raised) / (event_share / (1 - event_share))) if raised < 1 else float("inf")


def design_analysis(specification: Specification, std_error: float, scale: str, event_share: float) -> dict[str, float]:
    """mde as an odds ratio, and power, type-S and type-M error at the benchmark, for an error on the scale."""
    benchmark = on_scale(specification.benchmark_odds_ratio, scale, event_share)
    found = analyse_design(std_error, float(np.exp(benchmark)))
    return {**vars(found), "mde": as_odds_ratio(float(np.log(found.mde)), scale, event_share)}


def thin_words(counts: Mapping[str, int]) -> str:
    """Said of an estimate that too few persons inform; empty of others."""
    n_informing = counts["n_informative_switchers"]
    if n_informing >= FEWEST_INFORMATIVE_SWITCHERS:
        return ""
    return f"only {n_informing} persons change both exposure and outcome: no evidence either way"


def equivalence_fields(
    specification: Specification, row: Mapping[str, Any], scale: str, event_share: float
) -> dict[str, float]:
    """p-value that the effect is at least the smallest of interest, either way."""
    smallest = specification.smallest_effect_of_interest
    low, high = (on_scale(ratio, scale, event_share) for ratio in (1 / smallest, smallest))
    tested = equivalence_test(row["estimate"], row["std_error"], low, high)
    return {"p_equivalence": float(tested["p_equivalence"].iloc[0])}
