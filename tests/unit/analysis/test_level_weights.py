"""Survey weights at both levels, and clusters at every level, against repetition and brute force."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from analysis.estimators import between_within_logit, random_intercept_logit
from analysis.estimators.level_weights import levels_of_weights
from analysis.inference import cluster_robust_covariance, sandwich_covariance
from tests.unit.analysis.simulated_panels import person_panel

TERMS = ["x", "z", "wave"]


@pytest.fixture(scope="module")
def panel() -> pd.DataFrame:
    panel = person_panel(300, seed=6)
    rng = np.random.default_rng(4)
    base = rng.gamma(4, 0.25, size=300)[panel["person"]]
    weight = base * rng.uniform(0.5, 1.5, len(panel))
    return panel.assign(weight=weight, person_weight=base, copies=rng.integers(1, 4, len(panel)))


def numbers(result) -> np.ndarray:
    return result.table[["estimate", "std_error"]].to_numpy()


class DensePseudoLikelihood:
    """Scores by person from a dense grid over the intercept, weights at both levels, no line shared with ours."""

    def __init__(self, frame: pd.DataFrame, level_two: np.ndarray, level_one: np.ndarray):
        self.X = np.column_stack([np.ones(len(frame)), frame[TERMS]])
        self.y = frame["y"].to_numpy()
        self.persons = pd.factorize(frame["person"])[0]
        self.level_two, self.level_one = level_two, level_one
        self.u = np.linspace(-9, 9, 601)

    def scores(self, parameters: np.ndarray) -> np.ndarray:
        sigma, n_persons = np.exp(parameters[-1]), self.persons.max() + 1
        probability = expit((self.X @ parameters[:-1])[:, None] + sigma * self.u)
        logs = self.level_one[:, None] * np.log(np.where(self.y[:, None] == 1, probability, 1 - probability))
        joint = np.zeros((n_persons, len(self.u)))
        np.add.at(joint, self.persons, logs)
        density = np.exp(joint - 0.5 * self.u**2)
        posterior = density / density.sum(axis=1, keepdims=True)
        residual = self.level_one[:, None] * (self.y[:, None] - probability) * posterior[self.persons]
        scores = np.zeros((n_persons, len(parameters)))
        np.add.at(scores[:, :-1], self.persons, residual.sum(axis=1)[:, None] * self.X)
        np.add.at(scores[:, -1], self.persons, (residual * sigma * self.u).sum(axis=1))
        return self.level_two[:, None] * scores

    def sandwich(self, parameters: np.ndarray, clusters: np.ndarray) -> np.ndarray:
        """Bread by differences of the score; clusters: one label a person."""
        moves = 1e-4 * np.eye(len(parameters))
        hessian = np.array(
            [(self.scores(parameters + m).sum(axis=0) - self.scores(parameters - m).sum(axis=0)) / 2e-4 for m in moves]
        )
        summed = pd.DataFrame(self.scores(parameters)).groupby(clusters).sum().to_numpy()
        bread, n = np.linalg.inv(hessian), len(summed)
        return bread @ summed.T @ summed @ bread * n / (n - 1)


def by_person(panel: pd.DataFrame, column: str) -> np.ndarray:
    return panel.groupby("person")[column].first().to_numpy()


@pytest.mark.parametrize("scaling", ["none", "size", "effective"])
def test_fractional_weights_reach_the_maximum_of_the_dense_pseudo_likelihood(panel, scaling):
    result = random_intercept_logit(
        panel, "y", "person", TERMS, row_weights="weight", weight_scaling=scaling, points=30
    )
    groups = panel.groupby("person")["weight"]
    factors = {
        "none": 1.0,
        "size": groups.transform("size") / groups.transform("sum"),
        "effective": groups.transform("sum") / groups.transform(lambda w: (w**2).sum()),
    }
    level_two = np.ones(groups.ngroups) if scaling == "none" else groups.mean().to_numpy()
    dense = DensePseudoLikelihood(panel, level_two, (panel["weight"] * factors[scaling]).to_numpy())
    step = result.model_covariance @ dense.scores(result.coefficients).sum(axis=0)
    assert np.abs(step / result.model_errors).max() < 1e-4
    assert result.inference == "cluster-robust by person" and result.n_clusters == groups.ngroups
    expected = dense.sandwich(result.coefficients, np.arange(groups.ngroups))
    np.testing.assert_allclose(result.covariance, expected, rtol=2e-4, atol=1e-7)


@pytest.mark.parametrize("level", ["person", "county", "state"])
def test_clusters_at_every_level_equal_brute_force(panel, level):
    frame = panel.assign(state=panel["county"] // 8)
    result = random_intercept_logit(frame, "y", "person", TERMS, cluster=level, points=30)
    dense = DensePseudoLikelihood(frame, np.ones(frame["person"].nunique()), np.ones(len(frame)))
    expected = dense.sandwich(result.coefficients, by_person(frame, level))
    np.testing.assert_allclose(result.covariance, expected, rtol=2e-4, atol=1e-7)
    assert result.n_clusters == frame[level].nunique() and result.inference == f"cluster-robust by {level}"


def test_clusters_and_weights_at_both_levels_together(panel):
    result = random_intercept_logit(
        panel, "y", "person", TERMS, cluster="county", weights="person_weight", row_weights="copies",
        weight_scaling="none", points=30,
    )  # fmt: skip
    dense = DensePseudoLikelihood(panel, by_person(panel, "person_weight"), panel["copies"].to_numpy(dtype=float))
    expected = dense.sandwich(result.coefficients, by_person(panel, "county"))
    np.testing.assert_allclose(result.covariance, expected, rtol=2e-4, atol=1e-7)


def test_whole_weights_of_rows_are_rows_repeated(panel):
    repeated = panel.loc[panel.index.repeat(panel["copies"])]
    arguments = "y", "person", TERMS
    weighted = random_intercept_logit(panel, *arguments, row_weights="copies", weight_scaling="none")
    by_rows = random_intercept_logit(repeated, *arguments, cluster="person")
    np.testing.assert_allclose(numbers(weighted), numbers(by_rows), rtol=1e-6)
    assert weighted.log_likelihood == pytest.approx(by_rows.log_likelihood, rel=1e-9)


def test_weights_constant_within_persons_are_person_weights_under_both_scalings(panel):
    by_weights = random_intercept_logit(panel, "y", "person", TERMS, weights="person_weight", cluster="person")
    for scaling in ("size", "effective"):
        by_rows = random_intercept_logit(
            panel, "y", "person", TERMS, row_weights="person_weight", weight_scaling=scaling
        )
        np.testing.assert_allclose(numbers(by_rows), numbers(by_weights), rtol=1e-6)


def test_scalings_by_hand():
    """Person of weights 1 and 3: mean 2; size: .5 and 1.5; effective: factor 4 / 10."""
    weights, row_start = np.array([1.0, 3.0, 5.0]), np.array([0, 2, 3])
    level_two, level_one = levels_of_weights(weights, row_start, "size")
    np.testing.assert_allclose(level_two, [2.0, 5.0])
    np.testing.assert_allclose(level_one, [0.5, 1.5, 1.0])
    np.testing.assert_allclose(levels_of_weights(weights, row_start, "effective")[1], [0.4, 1.2, 1.0])
    np.testing.assert_allclose(levels_of_weights(weights, row_start, "none")[0], [1.0, 1.0])


def test_scale_of_weights_matters_only_without_scaling(panel):
    doubled = panel.assign(weight=2 * panel["weight"])
    arguments = {"within": ["x"], "row_weights": "weight"}
    for scaling, is_same in (("size", True), ("effective", True), ("none", False)):
        one = between_within_logit(panel, "y", "person", **arguments, weight_scaling=scaling)
        two = between_within_logit(doubled, "y", "person", **arguments, weight_scaling=scaling)
        # The errors' Hessian stands one negligible step before the maximum, and that step depends on the scale.
        assert np.allclose(numbers(one)[:, 0], numbers(two)[:, 0], rtol=1e-6) == is_same
        assert np.allclose(numbers(one)[:, 1], numbers(two)[:, 1], rtol=1e-3) == is_same


def test_weights_that_cannot_be_used_are_refused_or_raise(panel):
    zero = panel.assign(weight=panel["weight"].where(panel.index > 2, 0.0))
    result = between_within_logit(zero, "y", "person", ["x"], row_weights="weight")
    assert result.status == "refused" and "'weight' are zero, negative or infinite for 3 interviews" in result.message
    missing = panel.assign(weight=panel["weight"].where(panel.index > 2))
    assert "weight (3 rows)" in between_within_logit(missing, "y", "person", ["x"], row_weights="weight").message
    with pytest.raises(ValueError, match="weight_scaling 'mean' is none of none, size, effective"):
        between_within_logit(panel, "y", "person", ["x"], row_weights="weight", weight_scaling="mean")


def test_both_sandwiches_are_one_formula_and_need_two_clusters():
    rng = np.random.default_rng(6)
    bread, scores = np.eye(3) + 0.1, rng.normal(size=(5, 3))
    by_products = sandwich_covariance(bread, scores.T @ scores, 5)
    np.testing.assert_allclose(by_products, bread @ scores.T @ scores @ bread * 5 / 4)
    np.testing.assert_allclose(by_products, cluster_robust_covariance(bread, scores), rtol=1e-12)
    with pytest.raises(ValueError, match="at least two clusters, found 1"):
        sandwich_covariance(bread, scores.T @ scores, 1)
