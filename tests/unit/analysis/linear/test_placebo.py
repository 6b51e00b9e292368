"""Placebo dates: whole histories change places, each draw is an estimate, and the rank is a p-value."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.estimators import placebo_dates, triple_difference
from analysis.estimators.linear.histories import policy_histories, shuffled_counties
from analysis.estimators.linear.rows import linear_rows
from tests.unit.analysis.linear.made_up_panels import policy_panel

LATINO_WHITE = ("group", "latino", "white")
PLACE_AND_TIME = {"county": "county", "half_year": "half_year"}


def full_panel(n_counties: int, effect: float, seed: int) -> pd.DataFrame:
    """Both groups in every county and half-year, two interviews each; one county in two adopts, at its own time."""
    rng = np.random.default_rng(seed)
    cells = itertools.product(range(n_counties), range(6), ("latino", "white"), range(2))
    frame = pd.DataFrame(cells, columns=["county", "half_year", "group", "interview"])
    adoption = np.where(np.arange(n_counties) % 2 == 0, 1 + np.arange(n_counties) // 2 % 5, 99)
    frame["policy"] = (frame["half_year"] >= adoption[frame["county"]]).astype(float)
    frame["state"] = frame["county"] // 2
    frame["y"] = effect * frame["policy"] * (frame["group"] == "latino") + rng.normal(size=len(frame))
    return frame


def test_draws_are_the_estimates_of_all_ways_to_deal_out_histories():
    """Four counties: the 24 orders, each fitted by itself on the panel rewritten, hold every draw."""
    frame = full_panel(4, 0.5, seed=1)
    histories = frame.drop_duplicates(["county", "half_year"]).pivot(
        index="county", columns="half_year", values="policy"
    )
    possible = []
    for order in itertools.permutations(range(4)):
        donors = np.asarray(order)[frame["county"]]
        rewritten = frame.assign(policy=histories.to_numpy()[donors, frame["half_year"]])
        fit = triple_difference(rewritten, "y", ["policy"], *LATINO_WHITE, **PLACE_AND_TIME)
        possible.append(fit.table["estimate"].iloc[0])
    result = placebo_dates(frame, "y", ["policy"], *LATINO_WHITE, **PLACE_AND_TIME, n_draws=400, seed=2)
    draws = result.draws["estimate"].to_numpy()
    assert np.abs(draws[:, None] - np.asarray(possible)).min(axis=1).max() < 1e-7
    assert len(np.unique(draws.round(6))) == len(np.unique(np.round(possible, 6)))
    exact = (np.abs(possible) >= abs(possible[0]) * (1 - 1e-9)).mean()
    assert result.table["p_value"].iloc[0] == pytest.approx(exact, abs=0.08)


def test_the_real_estimate_is_that_of_the_triple_difference():
    panel = policy_panel(700, seed=3)
    arguments = (panel, "y", ["policy", "other"], *LATINO_WHITE)
    placebo = placebo_dates(*arguments, **PLACE_AND_TIME, n_draws=20, weights="weight")
    real = triple_difference(*arguments, **PLACE_AND_TIME, weights="weight")
    np.testing.assert_allclose(placebo.table["estimate"], real.table["estimate"], atol=1e-8)
    assert list(placebo.table["component"]) == ["placebo"] * 2
    assert len(placebo.draws) == 40 and placebo.draws["estimate"].notna().all()


def test_p_value_and_spread_are_those_of_the_draws():
    frame = full_panel(12, 0.3, seed=5)
    result = placebo_dates(frame, "y", ["policy"], *LATINO_WHITE, **PLACE_AND_TIME, n_draws=99)
    row, draws = result.table.iloc[0], result.draws["estimate"]
    assert row["p_value"] == (1 + (draws.abs() >= abs(row["estimate"])).sum()) / 100
    assert row["std_error"] == pytest.approx(draws.std())
    assert np.isnan(row["conf_low"])
    assert "randomisation of whole histories of county, 99 draws" in result.inference


def test_p_values_are_uniform_without_an_effect_and_small_with_one():
    none = [
        placebo_dates(full_panel(10, 0.0, seed), "y", ["policy"], *LATINO_WHITE, **PLACE_AND_TIME, n_draws=39)
        for seed in range(120)
    ]
    p_values = np.array([result.table["p_value"].iloc[0] for result in none])
    assert stats.kstest(p_values - 0.0125, "uniform").pvalue > 0.01
    clear = placebo_dates(full_panel(20, 3.0, 1), "y", ["policy"], *LATINO_WHITE, **PLACE_AND_TIME, n_draws=199)
    assert clear.table["p_value"].iloc[0] == 1 / 200


def test_blocks_take_histories_of_one_other_block():
    counties, blocks = np.arange(7), np.array([0, 0, 0, 1, 1, 2, 2])
    rng = np.random.default_rng(4)
    for _ in range(50):
        donors = shuffled_counties(rng, np.arange(7), counties, blocks)
        sources = [set(blocks[donors[blocks == block]]) for block in range(3)]
        assert all(len(source) == 1 for source in sources)
        assert set().union(*sources) == {0, 1, 2}
        # A block of three that takes from two uses one of them twice; no county is used more often than that.
        assert np.bincount(donors).max() <= 2


def test_states_as_blocks_are_said_and_counted():
    frame = full_panel(12, 0.0, seed=6)
    result = placebo_dates(frame, "y", ["policy"], *LATINO_WHITE, **PLACE_AND_TIME, block="state", n_draws=30)
    assert (result.status, result.n_blocks, result.n_counties) == ("ok", 6, 12)
    assert "blocks by state" in result.inference
    split = placebo_dates(frame, "y", ["policy"], *LATINO_WHITE, **PLACE_AND_TIME, block="half_year", n_draws=30)
    assert split.status == "refused" and "lie in several of 'half_year'" in split.message


def test_half_years_without_interviews_carry_the_exposure_before_them():
    frame = pd.DataFrame(
        {"county": ["a"] * 3 + ["b"] * 2, "time": [5, 1, 2, 4, 3], "y": 0, "policy": [1.0, 0.0, 0.5, 0.25, 0.75]}
    )
    rows = linear_rows(frame, "y", ["policy"], ["county", "time"])
    ranks = np.argsort(np.argsort(pd.unique(frame["time"])))
    histories = policy_histories(rows, 1, ranks)
    np.testing.assert_array_equal(histories.exposures[0, :, 0], [0.0, 0.5, 0.5, 0.5, 1.0])
    np.testing.assert_array_equal(histories.exposures[1, :, 0], [0.75, 0.75, 0.75, 0.25, 0.25])
    assert histories.n_filled_cells == 5


def test_draws_are_the_same_for_a_seed():
    frame = full_panel(12, 0.0, seed=6)
    one, other = (
        placebo_dates(frame, "y", ["policy"], *LATINO_WHITE, **PLACE_AND_TIME, n_draws=10, seed=8) for _ in range(2)
    )
    pd.testing.assert_frame_equal(one.draws, other.draws)


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"policy": 1.0}, "not_estimable", "policy does not vary"),
        ({"y": np.nan}, "refused", "missing values in y"),
        ({"group": "white"}, "not_estimable", "identifies a difference"),
    ],
)
def test_what_cannot_be_fitted_says_so(change, status, words):
    frame = full_panel(4, 0.0, seed=1).assign(**change)
    result = placebo_dates(frame, "y", ["policy"], *LATINO_WHITE, **PLACE_AND_TIME, n_draws=5)
    assert result.status == status
    assert words in result.message
    assert result.table["p_value"].isna().all()


def test_wrong_arguments_raise():
    with pytest.raises(ValueError, match="n_draws"):
        placebo_dates(full_panel(4, 0.0, 1), "y", ["policy"], *LATINO_WHITE, **PLACE_AND_TIME, n_draws=0)
