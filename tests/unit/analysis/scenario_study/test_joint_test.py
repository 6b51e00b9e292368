"""The joint test of one replication against its truths: by hand, by simulation, and what cannot be tested."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2, kstest

from analysis.models.output import PolicyInfluence
from analysis.scenario_study.joint_test import joint_test_of_truth


def influence_of(values: np.ndarray, estimates, labels=None) -> PolicyInfluence:
    terms = tuple((f"p{k}", "within") for k in range(values.shape[1]))
    labels = np.arange(len(values)) if labels is None else np.asarray(labels)
    return PolicyInfluence(terms, np.asarray(estimates, float), labels, values, True)


def test_two_cells_that_share_a_county_by_hand() -> None:
    # Counties 1, 2 and 3; the second group lives in 2, 3 and 4. G / (G - 1) = 4 / 3.
    first = influence_of(np.array([[3.0], [0.0], [3.0]]), [5.0], [1, 2, 3])
    second = influence_of(np.array([[0.0], [3.0], [3.0]]), [1.0], [2, 3, 4])
    test = joint_test_of_truth({"a": first, "b": second}, {("a", "p0"): 1.0, ("b", "p0"): 1.0, ("c", "p0"): 9.0})
    covariance = 4 / 3 * np.array([[18.0, 9.0], [9.0, 18.0]])
    covariance[0, 1] = covariance[1, 0] = 4 / 3 * 9.0  # county 3: 3 x 3
    assert test.chi_square == pytest.approx(np.array([4.0, 0.0]) @ np.linalg.solve(covariance, [4.0, 0.0]))
    assert (test.degrees_of_freedom, test.n_clusters) == (2, 4)
    assert test.p_value == pytest.approx(chi2.sf(test.chi_square, 2)) and test.p_value_f > test.p_value
    assert test.cells.loc[("a", "p0"), "z"] == pytest.approx(4 / np.sqrt(24))
    alone = joint_test_of_truth({"a": first, "b": second}, {("a", "p0"): 1.0, ("b", "p0"): 1.0}, {("b", "p0")})
    assert (alone.degrees_of_freedom, alone.chi_square) == (1, 0.0)


def test_p_values_are_uniform_where_the_truth_is_true_and_small_where_it_is_not() -> None:
    rng = np.random.default_rng(7)
    mix = rng.normal(size=(3, 3))

    def p_value(shift: float) -> float:
        values = rng.normal(size=(400, 3)) @ mix
        influences = {"a": influence_of(values / 400, values.mean(axis=0) + shift)}
        return joint_test_of_truth(influences, {("a", f"p{k}"): 0.0 for k in range(3)}).p_value_f

    assert kstest([p_value(0.0) for _ in range(300)], "uniform").pvalue > 0.01
    assert np.median([p_value(0.5) for _ in range(30)]) < 0.01


def test_what_cannot_be_tested_raises() -> None:
    rng = np.random.default_rng(1)
    one = influence_of(rng.normal(size=(30, 2)), [0.0, 0.0])
    truth = {("a", "p0"): 0.0, ("a", "p1"): 0.0, ("b", "p0"): 0.0}
    with pytest.raises(ValueError, match="no cell has an estimate and a truth"):
        joint_test_of_truth({"a": None}, truth)
    with pytest.raises(ValueError, match="not independent over 30 counties"):
        joint_test_of_truth({"a": one, "b": influence_of(one.influence.sum(axis=1, keepdims=True), [0.0])}, truth)
    with pytest.raises(ValueError, match="2 cells are not independent over 2 counties"):
        joint_test_of_truth({"a": influence_of(rng.normal(size=(2, 2)), [0.0, 0.0])}, truth)
