"""Published answers, to the digits that are printed.

Where a last digit differs, the printed search stopped a hair below the maximum; a dense grid, which shares
nothing with our quadrature, shows that ours is the maximum.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.estimators import between_within_logit, random_intercept_logit
from tests.unit.analysis.dense_quadrature import dense_log_likelihood_and_score

pytestmark = pytest.mark.answers

ONE_IN_THE_FIFTH_DECIMAL = 1.01e-5
TEEN_WITHIN = ["mother", "spouse", "inschool", "hours"]
TEEN_PERSON = ["black", "age"]
TEEN_WAVES = ["wave_2", "wave_3", "wave_4", "wave_5"]
BACTERIA_TERMS = ["drug", "drug_plus", "after_week_2"]
BACTERIA_PRINTED = np.array([3.57904, -1.36895, -0.78912, -1.62686, 1.30431])


def printed(values, digits: int) -> list[str]:
    return [f"{value:.{digits}f}" for value in values]


@pytest.fixture(scope="module")
def teen_poverty(shared_directory: Path) -> pd.DataFrame:
    panel = pd.read_csv(shared_directory / "answers" / "teen_poverty_long.csv")
    waves = pd.get_dummies(panel["t"], prefix="wave", dtype=float).iloc[:, 1:]
    return pd.concat([panel, waves], axis=1)


@pytest.fixture(scope="module")
def teen_result(teen_poverty):
    return between_within_logit(teen_poverty, "pov", "id", TEEN_WITHIN, TEEN_PERSON, TEEN_WAVES)


@pytest.fixture(scope="module")
def bacteria(shared_directory: Path) -> pd.DataFrame:
    panel = pd.read_csv(shared_directory / "answers" / "bacteria.csv")
    return panel.assign(
        present=(panel["y"] == "y").astype(int),
        drug=(panel["trt"] == "drug").astype(int),
        drug_plus=(panel["trt"] == "drug+").astype(int),
        after_week_2=(panel["week"] > 2).astype(int),
    )


@pytest.fixture(scope="module")
def bacteria_result(bacteria):
    return random_intercept_logit(bacteria, "present", "ID", BACTERIA_TERMS, points=25)


def test_teen_poverty_between_within(teen_result):
    table = teen_result.table.set_index(["component", "term"])
    within, between = table.loc["within"], table.loc["between"].loc[TEEN_WITHIN]
    assert printed(within["std_error"], 5) == ["0.15832", "0.17948", "0.11290", "0.00321"]
    assert printed([teen_result.sigma], 6) == ["1.117506"]
    assert printed([teen_result.log_likelihood], 3) == ["-3363.536"]
    assert (teen_result.status, teen_result.n_persons, teen_result.n_interviews) == ("ok", 1151, 5755)
    expected_within, expected_between = [0.59387, -0.80678, 0.27538, -0.02101], [1.07960, -2.14671, -1.36229, -0.04681]
    np.testing.assert_allclose(within["estimate"], expected_within, atol=ONE_IN_THE_FIFTH_DECIMAL)
    np.testing.assert_allclose(between["estimate"], expected_between, atol=ONE_IN_THE_FIFTH_DECIMAL)


def test_teen_poverty_is_at_the_exact_maximum(teen_poverty, teen_result):
    """One Newton step by the dense grid moves no estimate in the sixth decimal, so 0.59388 is the fifth."""
    means = teen_poverty.groupby("id")[TEEN_WITHIN].transform("mean")
    blocks = [teen_poverty[TEEN_WITHIN] - means, means, teen_poverty[TEEN_PERSON + TEEN_WAVES]]
    X = np.column_stack([np.ones(len(means)), *blocks])
    value, score = dense_log_likelihood_and_score(
        X,
        teen_poverty["pov"].to_numpy(),
        pd.factorize(teen_poverty["id"])[0],
        teen_result.table["estimate"].to_numpy()[:-1],
        np.log(teen_result.sigma),
        grid_points=1_001,
    )
    step = teen_result.covariance @ score
    assert np.abs(step[1:9]).max() < 5e-7
    assert value == pytest.approx(teen_result.log_likelihood, abs=1e-5)
    assert printed(teen_result.table["estimate"].iloc[1:3], 6) == ["0.593876", "-0.806786"]


def test_bacteria_at_25_points(bacteria_result):
    estimates = bacteria_result.table["estimate"]
    assert printed(bacteria_result.table["std_error"].iloc[:-1], 3) == ["0.701", "0.694", "0.700", "0.482"]
    assert printed([bacteria_result.log_likelihood], 5) == ["-95.89706"]
    assert printed(estimates.iloc[1:2], 5) == ["-1.36895"]
    np.testing.assert_allclose(estimates, BACTERIA_PRINTED, atol=3 * ONE_IN_THE_FIFTH_DECIMAL)


def test_bacteria_printed_point_lies_below_ours(bacteria, bacteria_result):
    """By two in the ninth decimal of the log-likelihood: a search without derivatives cannot see that."""
    X = np.column_stack([np.ones(len(bacteria)), bacteria[BACTERIA_TERMS]])
    arguments = X, bacteria["present"].to_numpy(), pd.factorize(bacteria["ID"])[0]
    estimates = bacteria_result.table["estimate"].to_numpy()
    ours, _ = dense_log_likelihood_and_score(*arguments, estimates[:-1], np.log(estimates[-1]))
    theirs, _ = dense_log_likelihood_and_score(*arguments, BACTERIA_PRINTED[:-1], np.log(BACTERIA_PRINTED[-1]))
    assert 0 < ours - theirs < 1e-8
    assert ours == pytest.approx(bacteria_result.log_likelihood, abs=1e-7)


def test_laplace_is_not_what_we_give(bacteria, bacteria_result):
    """The Laplace value, -96.13072, is a quarter of a unit off; asking for it is refused."""
    refused = random_intercept_logit(bacteria, "present", "ID", BACTERIA_TERMS, points=1)
    assert refused.status == "refused"
    assert bacteria_result.log_likelihood + 96.13072 > 0.2
