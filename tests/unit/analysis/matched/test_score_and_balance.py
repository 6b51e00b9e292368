"""The propensity score against statsmodels' GLM, and balance against hand-computed numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from analysis.estimators import matched_difference
from analysis.estimators.matched.balance import balance_frame, effective_size
from analysis.estimators.matched.covariates import WHOLE, CovariateColumn, covariate_columns, regressors
from analysis.estimators.matched.score import propensity_score


def people(n: int = 400, seed: int = 2) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "income": rng.gamma(2, 20_000, n),
            "is_male": rng.random(n) < 0.5,
            "region": rng.choice(["south", "north", "west"], n),
        }
    )
    log_odds = frame["income"] / 40_000 - 1.5 + 0.5 * (frame["region"] == "west")
    frame["treated"] = (rng.random(n) < 1 / (1 + np.exp(-log_odds))).astype(int)
    return frame.assign(y=frame["income"] / 10_000 + rng.normal(size=n))


def test_score_is_the_binomial_glm_with_categories_as_indicators():
    frame = people()
    columns = regressors(covariate_columns(frame, ["income", "is_male", "region"]))
    assert list(columns) == ["income", "is_male", "region=south", "region=west"]
    X = sm.add_constant(np.column_stack(list(columns.values())))
    expected = sm.GLM(frame["treated"], X, family=sm.families.Binomial()).fit(tol=1e-12).fittedvalues
    found = propensity_score(columns, frame["treated"].to_numpy() == 1)
    assert found.fault is None
    np.testing.assert_allclose(found.probability, expected, rtol=1e-7)


def test_equal_rows_have_equal_scores_to_the_last_bit():
    frame = people(301)
    twice = pd.concat([frame, frame.iloc[::-1]], ignore_index=True)
    columns = regressors(covariate_columns(twice, ["income", "is_male", "region"]))
    found = propensity_score(columns, twice["treated"].to_numpy() == 1).probability
    assert (found[:301] == found[301:][::-1]).all()


def test_design_columns_that_others_determine_are_left_out():
    frame = people()
    columns = {"income": frame["income"].to_numpy()}
    is_west = (frame["region"] == "west").to_numpy(dtype=float)
    treated = frame["treated"].to_numpy() == 1
    once = propensity_score(columns, treated, {"region=west": is_west})
    twice = propensity_score(columns, treated, {"region=west": is_west, "zone=west": is_west})
    assert once.names == twice.names == ("intercept", "income", "region=west")
    np.testing.assert_allclose(once.probability, twice.probability, rtol=1e-12)


def test_without_covariates_everybody_has_the_share_of_treated():
    assert propensity_score({}, np.array([True, False, False, False])).probability.tolist() == [0.25] * 4


def test_separation_by_two_numbers_together_names_both():
    rng = np.random.default_rng(4)
    a, b = rng.normal(size=(2, 300))
    found = propensity_score({"a": a, "b": b, "c": rng.normal(size=300)}, a + b > 0.3)
    assert found.fault.status == "not_estimable"
    assert [found.names[c] for c in found.fault.columns] == ["a", "b"]
    assert "separation in the propensity score: a, b tells" in found.fault.message


def test_balance_by_hand():
    """Treated 2, 4, 6 (sd 2), controls 0, 2, 10, of which the last two are matched, the 10 twice."""
    values = np.array([2.0, 4.0, 6.0, 0.0, 2.0, 10.0])
    is_treated = np.arange(6) < 3
    weights = np.array([1.0, 1.0, 1.0, 0.0, 1.0, 2.0])
    before, after = balance_frame([CovariateColumn("x", WHOLE, values)], is_treated, weights).to_dict("records")
    assert (before["mean_treated"], before["mean_control"], before["std_mean_difference"]) == (4, 4, 0)
    assert before["variance_ratio"] == pytest.approx(4 / 28)
    assert after["mean_control"] == pytest.approx(22 / 3)
    assert after["std_mean_difference"] == pytest.approx((4 - 22 / 3) / 2)
    weighted = (1 * (2 - 22 / 3) ** 2 + 2 * (10 - 22 / 3) ** 2) / (3 - 5 / 3)
    assert after["variance_ratio"] == pytest.approx(4 / weighted)
    assert effective_size(weights[~is_treated]) == pytest.approx(9 / 5)


def test_balance_of_an_indicator_uses_its_binomial_deviation():
    values = np.array([1.0, 1.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0])
    row = balance_frame([CovariateColumn("x", "a", values)], np.arange(8) < 4, np.ones(8)).iloc[0]
    assert row["std_mean_difference"] == pytest.approx((0.75 - 0.25) / np.sqrt(0.75 * 0.25))
    assert np.isnan(row["variance_ratio"])


def test_exact_partners_and_lost_treated_are_counted():
    frame = people()
    found = matched_difference(frame, "y", "treated", ["income"], exact=["region", "is_male"], caliper=0.05)
    pairs = found.pairs
    for name in ("region", "is_male"):
        assert (frame[name].to_numpy()[pairs["treated_row"]] == frame[name].to_numpy()[pairs["control_row"]]).all()
    assert found.lost["n_treated"].sum() == found.n_treated - found.n_treated_matched > 0
    assert found.share_treated_kept == found.n_treated_matched / frame["treated"].sum()
    assert f"{found.lost['n_treated'].sum():,} of {found.n_treated:,} treated are not matched" in found.message
    assert (np.abs(pairs["score_treated"] - pairs["score_control"]) <= found.caliper_width).all()


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"treated": 2}, ValueError),
        ({"y": "a"}, ValueError),
    ],
)
def test_wrong_columns_raise(changes, error):
    with pytest.raises(error):
        matched_difference(people(50).assign(**changes), "y", "treated", ["income"])
