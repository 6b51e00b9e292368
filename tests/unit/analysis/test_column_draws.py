"""Imputations laid along the interviews that miss a value."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.design.column_draws import column_draws

HOUSEHOLDS = pd.Series(["a", "a", "b", "c", "b", "d"])
IS_MISSING = np.array([False, True, True, False, True, True])
IMPUTATIONS = pd.DataFrame(
    {"idhh": ["b", "a", "b", "a", "c"], "draw": [1, 2, 2, 1, 1], "income": [3, 7, 4, 6, 14]}
)  # d has none; c tells its income


def test_each_missing_interview_takes_the_draws_of_its_household():
    draws = column_draws("income", IS_MISSING, HOUSEHOLDS, IMPUTATIONS)
    assert draws.n_draws == 2 and draws.rows.tolist() == [1, 2, 4, 5]
    np.testing.assert_array_equal(draws.values, [[6, 3, 3, np.nan], [7, 4, 4, np.nan]])
    assert draws.lacking_rows.tolist() == [5]


def test_a_household_that_some_draw_lacks_is_lacking():
    holed = IMPUTATIONS[~((IMPUTATIONS["idhh"] == "b") & (IMPUTATIONS["draw"] == 2))]
    assert column_draws("income", IS_MISSING, HOUSEHOLDS, holed).lacking_rows.tolist() == [2, 4, 5]
    empty = IMPUTATIONS.assign(income=IMPUTATIONS["income"].where(IMPUTATIONS["idhh"] != "a"))
    assert column_draws("income", IS_MISSING, HOUSEHOLDS, empty).lacking_rows.tolist() == [1, 5]


def test_draws_of_some_interviews_have_their_positions():
    some = column_draws("income", IS_MISSING, HOUSEHOLDS, IMPUTATIONS).of_rows(np.array([0, 3, 4]))
    assert some.rows.tolist() == [2] and some.values.tolist() == [[3.0], [4.0]]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda f: f.drop(columns=["draw", "income"]), "draw, income missing; select"),
        (lambda f: pd.concat([f, f.iloc[:1]]), "1 rows repeat a household and draw"),
        (lambda f: f.assign(draw=[1, 2, 2, 1, None]), "without idhh or draw"),
        (lambda f: f.assign(idhh=["b", "a", "b", "a", None]), "without idhh or draw"),
        (lambda f: f.assign(income=["3", "x", "4", "6", "14"]), "no numbers"),
    ],
)
def test_imputations_of_another_shape_are_refused(change, words):
    with pytest.raises(ValueError, match=words) as raised:
        column_draws("income", IS_MISSING, HOUSEHOLDS, change(IMPUTATIONS))
    assert "income" in str(raised.value)
