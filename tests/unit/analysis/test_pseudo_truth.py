"""Pseudo-true values: exact weights, the same estimator, and the answers one can know in advance."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit, logit

from analysis.estimators import between_within_logit
from analysis.pseudo_truth import outcome_patterns, pattern_probabilities, pseudo_true_values, six_month_probability


def switching_design(n_persons: int = 400, n_occasions: int = 3, seed: int = 0) -> pd.DataFrame:
    """Exposure on or off for whole reference periods, switching on once for some."""
    rng = np.random.default_rng(seed)
    person = np.repeat(np.arange(n_persons), n_occasions)
    occasion = np.tile(np.arange(n_occasions), n_persons)
    first_exposed = rng.integers(0, n_occasions + 2, size=n_persons)[person]
    return pd.DataFrame({"person": person, "occasion": occasion, "policy": (occasion >= first_exposed).astype(float)})


def monthly_log_odds(design: pd.DataFrame, effect: float, level: float = -7.0) -> np.ndarray:
    return np.repeat((level + effect * design["policy"].to_numpy())[:, None], 6, axis=1)


def value_of(truth: pd.DataFrame, term: str) -> float:
    return float(truth.set_index("term").loc[term, "value"])


def test_patterns_are_all_or_those_with_few_events():
    assert len(outcome_patterns(3)) == 8 and len(outcome_patterns(4)) == 16
    seven = outcome_patterns(7)
    assert len(seven) == 1 + 7 + 21 + 35 and seven.sum(axis=1).max() == 3
    assert len(np.unique(seven, axis=0)) == len(seven)


def test_pattern_probabilities_are_exact():
    rng = np.random.default_rng(3)
    hazards = rng.normal(-3, 0.5, size=(5, 3, 6))
    patterns = outcome_patterns(3)
    ours = pattern_probabilities(hazards, patterns, 1.2)
    u = np.linspace(-10, 10, 8_001)
    density = np.exp(-0.5 * u**2) / np.sqrt(2 * np.pi)
    p = six_month_probability(hazards.reshape(-1, 6), 1.2 * u).reshape(5, 3, -1)
    for j, pattern in enumerate(patterns):
        joint = np.where(pattern[:, None] == 1, p, 1 - p).prod(axis=1)
        np.testing.assert_allclose(ours[:, j], np.trapezoid(joint * density, u), rtol=1e-6)
    np.testing.assert_allclose(ours.sum(axis=1), 1.0, rtol=1e-12)


def test_six_month_probability_of_six_equal_months():
    p = six_month_probability(np.full((1, 6), -4.0), np.array([0.0, 1.0]))
    np.testing.assert_allclose(p[0], 1 - (1 - expit(np.array([-4.0, -3.0]))) ** 6)


def test_no_effect_is_zero():
    design = switching_design()
    time = pd.get_dummies(design["occasion"], prefix="occasion", drop_first=True)
    truth = pseudo_true_values(design["person"], monthly_log_odds(design, 0.0), 1.2, design[["policy"]], time)
    assert abs(value_of(truth, "policy")) < 1e-6
    assert truth["term"].tolist() == ["policy", "occasion_1", "occasion_2"]
    assert truth.attrs["left_out_probability"] == pytest.approx(0, abs=1e-12)


def test_whole_window_effect_is_about_the_planted_one():
    """Slightly above it: the next test says why. The rarer the event, the closer."""
    design, effect = switching_design(), 0.3

    def pseudo_true(level: float) -> float:
        hazards = monthly_log_odds(design, effect, level)
        return value_of(pseudo_true_values(design["person"], hazards, 1.2, design[["policy"]]), "policy")

    common, rare = pseudo_true(-7.0), pseudo_true(-10.0)
    assert 0 < rare - effect < common - effect < 0.01


def test_six_month_odds_grow_faster_than_monthly_odds():
    """With monthly odds o the six-month odds are (1 + o)^6 - 1, more than 6 o, and ever more as o grows.

    So a planted monthly log odds ratio comes out a little larger on six months.
    """

    def six_month_logit(monthly: float) -> float:
        return float(logit(six_month_probability(np.full((1, 6), monthly), np.zeros(1))[0, 0]))

    assert six_month_logit(-4.0) == pytest.approx(np.log((1 + np.exp(-4.0)) ** 6 - 1))
    assert 0.3 < six_month_logit(-4.0 + 0.3) - six_month_logit(-4.0) < 0.32


def test_partly_exposed_windows_attenuate_any():
    design = switching_design(n_occasions=2)
    hazards = np.full((len(design), 6), -7.0)
    hazards[:, 3:] += 0.5 * design["policy"].to_numpy()[:, None]
    truth = pseudo_true_values(design["person"], hazards, 1.2, design[["policy"]])
    assert 0.2 < value_of(truth, "policy") < 0.35


def test_equals_the_estimator_on_the_expanded_frame():
    """Persons written out pattern by pattern with their probability as weight give the same coefficients."""
    design = switching_design(n_persons=30)
    hazards = monthly_log_odds(design, 0.8, -3.0) + 0.1 * design["occasion"].to_numpy()[:, None]
    truth = pseudo_true_values(design["person"], hazards, 1.0, design[["policy"]], design[["occasion"]])
    patterns = outcome_patterns(3)
    weights = pattern_probabilities(hazards.reshape(30, 3, 6), patterns, 1.0)
    copies = [
        design.assign(
            y=np.tile(pattern, 30),
            weight=np.repeat(weights[:, j], 3),
            copy=design["person"] * 100 + j,
        )
        for j, pattern in enumerate(patterns)
    ]
    expanded = between_within_logit(pd.concat(copies), "y", "copy", ["policy"], unsplit=["occasion"], weights="weight")
    table = expanded.table.set_index(["component", "term"])
    assert value_of(truth, "policy") == pytest.approx(table.loc[("within", "policy"), "estimate"], abs=1e-6)
    assert value_of(truth, "occasion") == pytest.approx(table.loc[("unsplit", "occasion"), "estimate"], abs=1e-6)
    assert truth.attrs["between"]["policy"] == pytest.approx(table.loc[("between", "policy"), "estimate"], abs=1e-6)
    assert truth.attrs["sigma"] == pytest.approx(expanded.sigma, abs=1e-6)


def test_identical_persons_are_counted_once_and_order_does_not_matter():
    design = switching_design(n_persons=200)
    hazards = monthly_log_odds(design, 0.5)
    truth = pseudo_true_values(design["person"], hazards, 1.2, design[["policy"]])
    assert truth.attrs["n_patterns"] == 4 * 8  # four histories of exposure
    order = np.random.default_rng(1).permutation(len(design))
    shuffled = design.iloc[order]
    again = pseudo_true_values(shuffled["person"].to_numpy(), hazards[order], 1.2, shuffled[["policy"]])
    assert value_of(again, "policy") == pytest.approx(value_of(truth, "policy"), abs=1e-8)


def test_mixed_lengths_report_what_is_left_out():
    parts = [switching_design(50, n, seed=n).assign(person=lambda f, n=n: f["person"] + 1_000 * n) for n in (1, 2, 6)]
    design = pd.concat(parts, ignore_index=True)
    truth = pseudo_true_values(design["person"], monthly_log_odds(design, 0.3, -5.0), 1.2, design[["policy"]])
    assert 0 < truth.attrs["left_out_probability"] < 0.01
    assert value_of(truth, "policy") == pytest.approx(0.3, abs=0.03)


def test_unidentified_terms_have_no_value_and_a_reason():
    design = switching_design().assign(absent=0.0)
    truth = pseudo_true_values(design["person"], monthly_log_odds(design, 0.3), 1.2, design[["policy", "absent"]])
    assert np.isnan(value_of(truth, "absent")) and np.isfinite(value_of(truth, "policy"))
    assert ("absent", "within") in truth.attrs["left_out"]


def test_wrong_shapes_raise():
    design = switching_design(10)
    with pytest.raises(ValueError, match="six months"):
        pseudo_true_values(design["person"], np.zeros((30, 5)), 1.2, design[["policy"]])
    with pytest.raises(ValueError, match="'policy' has missing values"):
        pseudo_true_values(design["person"], monthly_log_odds(design, 0), 1.2, design[["policy"]].assign(policy=np.nan))
