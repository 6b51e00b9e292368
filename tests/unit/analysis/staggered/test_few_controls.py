"""Periods in which hardly anybody is untreated: their errors would know nothing of the controls' noise."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.estimators import staggered_did
from analysis.scenario_study.replications import binomial_band

COLUMNS = ("y", "unit", "period", "cohort")
N_PERIODS = 8


def panel(seed: int, cohorts: list[int]) -> pd.DataFrame:
    """Noise alone: a level a unit and a shock a unit and period."""
    rng = np.random.default_rng(seed)
    unit, period = np.repeat(np.arange(len(cohorts)), N_PERIODS), np.tile(np.arange(1, N_PERIODS + 1), len(cohorts))
    y = rng.normal(size=len(cohorts))[unit] + rng.normal(size=len(unit))
    return pd.DataFrame({"unit": unit, "period": period, "cohort": np.asarray(cohorts)[unit], "y": y})


def p_values(frame: pd.DataFrame, method: str, **arguments) -> tuple[float, float]:
    found = staggered_did(frame, *COLUMNS, method, **arguments)
    table = found.table.set_index(["component", "term"])
    return table.loc[("att", "simple"), "p_value"], found.leads_test["p_value"].iloc[0]


@pytest.mark.parametrize("method", ["callaway_santanna", "sun_abraham", "imputation"])
def test_one_county_that_adopts_last_is_no_control_group(method):
    """Of nulls at 5 %: with the last county alone for two periods most are rejected, else as many as should be."""
    cohorts = [4] * 12 + [5] * 12 + [6] * 20 + [8]
    found = np.array([p_values(panel(seed, cohorts), method) for seed in range(30)])
    assert ((found < 0.05).sum(axis=0) <= binomial_band(30, 0.05)[1]).all()
    alone = np.array([p_values(panel(seed, cohorts), method, fewest_control_clusters=1) for seed in range(8)])
    assert (alone[:, 0] < 0.05).sum() > binomial_band(8, 0.05)[1]


def test_later_cohorts_serve_as_controls_together_until_the_first_of_them_adopts():
    frame = panel(1, [4] * 12 + [6] * 19 + [7])
    found = staggered_did(frame, *COLUMNS)
    by_hand = frame[frame["period"] < 6].assign(cohort=lambda f: f["cohort"].where(f["cohort"] < 6, 0))
    pd.testing.assert_frame_equal(found.table, staggered_did(by_hand, *COLUMNS).table)
    assert "3 periods (96 rows) from the adoption of cohort 6 on are trimmed, and 20 units" in found.message
    assert found.set_aside["n_rows"].tolist() == [96]


def test_few_who_are_never_treated_are_joined_by_those_who_adopt_late():
    cohorts = [0] * 3 + [4] * 20 + [7] * 17
    found = staggered_did(panel(2, cohorts), *COLUMNS)
    assert "only 3 units are never treated: 2 periods (80 rows) from the adoption of cohort 7" in found.message
    enough = staggered_did(panel(2, cohorts), *COLUMNS, fewest_control_clusters=3)
    assert enough.set_aside.empty and "trimmed" not in enough.message


def test_where_there_are_never_enough_it_is_told():
    found = staggered_did(panel(3, [0] * 3 + [4] * 9), *COLUMNS)
    assert found.status == "ok" and "only 3 clusters stay untreated: errors hold little" in found.message
    never = staggered_did(panel(3, [0] * 3 + [4] * 20 + [7] * 17), *COLUMNS, control="never_treated")
    assert "only 3 clusters stay untreated" in never.message and never.set_aside.empty
    with pytest.raises(ValueError, match="fewest_control_clusters must be at least 1"):
        staggered_did(panel(3, [0, 4]), *COLUMNS, fewest_control_clusters=0)
