"""The overlap and balance pictures: what their marks stand for, and that they draw."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.report.balance_plot import balance_panel, balance_picture, balance_rows
from analysis.report.overlap_plot import overlap_bins, overlap_panels, overlap_picture


@pytest.fixture
def overlap() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "score": [0.0, 0.1, 0.9, 1.0, 0.0, 0.1, 0.2, 1.0],
            "is_treated": [True, True, True, True, False, False, False, False],
            "weight": [1.0, 1.0, 0.0, 1.0, 0.0, 2.0, 0.0, 1.0],
        }
    )


@pytest.fixture
def balance() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "covariate": ["age", "age", "race", "race"],
            "level": ["", "", "black", "black"],
            "sample": ["before", "after", "before", "after"],
            "std_mean_difference": [-0.2, 0.05, 0.8, -0.3],
        }
    )


def test_bins_are_shares_of_each_group_controls_below_zero(overlap):
    bins = overlap_bins(overlap, n_bins=2).set_index(["sample", "group", "low"])["share"].to_dict()
    assert bins == {
        ("before", "treated", 0.0): 0.5,
        ("before", "treated", 0.5): 0.5,
        ("before", "controls", 0.0): -0.75,
        ("before", "controls", 0.5): -0.25,
        ("after", "treated", 0.0): pytest.approx(2 / 3),
        ("after", "treated", 0.5): pytest.approx(1 / 3),
        ("after", "controls", 0.0): pytest.approx(-2 / 3),
        ("after", "controls", 0.5): pytest.approx(-1 / 3),
    }


def test_overlap_pictures_draw(overlap):
    before, after = overlap_panels(overlap, "propensity score", is_synthetic=True)
    assert "SYNTHETIC" in before and "All candidates" in before and "Matched sample" in after
    assert "var(--accent)" in before and "#0a0a0" not in before
    assert "SYNTHETIC" not in overlap_picture(overlap, "propensity score", is_synthetic=False)


def test_overlap_of_one_score_and_of_nobody(overlap):
    assert overlap_bins(overlap.assign(score=0.3))["share"].abs().tolist() == [1.0] * 4
    assert overlap_bins(overlap.iloc[:0]).empty
    assert len(overlap_panels(overlap.iloc[:0], "propensity score", is_synthetic=False)) == 2


def test_balance_rows_are_absolute_and_sorted(balance):
    rows = balance_rows(balance, {"race": "Race"})
    assert rows["words"].tolist() == ["Race: black", "age"]
    np.testing.assert_array_equal(rows[["before", "after"]], [[0.8, 0.3], [0.2, 0.05]])


def test_balance_pictures_draw_even_with_undefined_differences(balance):
    broken = balance.assign(std_mean_difference=[np.nan, 0.05, np.inf, -0.3])
    assert "race: black" in balance_panel(broken, is_synthetic=False)
    assert "SYNTHETIC" in balance_picture(balance, is_synthetic=True)
