"""From a frame to a result: against closed forms, enumeration and statsmodels, and who is counted."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize

from analysis.estimators import conditional_logit
from tests.unit.analysis.conditional.enumeration import enumerated
from tests.unit.analysis.simulated_panels import person_panel

TERMS = ["x", "wave", "dose"]


@pytest.fixture(scope="module")
def panel() -> pd.DataFrame:
    frame = person_panel(n_persons=300, seed=3)
    return frame.assign(dose=np.random.default_rng(4).normal(size=len(frame)))


@pytest.fixture(scope="module")
def fitted(panel):
    return conditional_logit(panel, "y", "person", TERMS)


def informative(panel: pd.DataFrame) -> pd.DataFrame:
    return panel[panel.groupby("person")["y"].transform("nunique") == 2]


def test_two_interviews_and_one_indicator_are_mcnemar():
    """30 persons with the event when exposed and 12 when not: log odds ratio log(30 / 12), variance 1/30 + 1/12."""
    pairs = pd.DataFrame({"person": np.repeat(np.arange(60), 2), "x": np.tile([0.0, 1.0], 60)})
    pairs["y"] = np.concatenate([np.tile([0, 1], 30), np.tile([1, 0], 12), np.tile([1, 1], 8), np.tile([0, 0], 10)])
    result = conditional_logit(pairs, "y", "person", ["x"])
    assert result.table["estimate"].iloc[0] == pytest.approx(np.log(30 / 12), rel=1e-9)
    assert result.table["std_error"].iloc[0] == pytest.approx(np.sqrt(1 / 30 + 1 / 12), rel=1e-9)
    assert result.log_likelihood == pytest.approx(30 * np.log(30 / 42) + 12 * np.log(12 / 42), rel=1e-12)
    assert result.null_log_likelihood == pytest.approx(42 * np.log(0.5), rel=1e-12)
    assert (result.n_persons, result.n_informative_persons, result.n_single_interview_persons) == (60, 42, 0)


def test_maximum_and_errors_are_those_of_the_enumerated_likelihood(panel, fitted):
    rows = informative(panel)
    arguments = rows[TERMS].to_numpy(), rows["y"].to_numpy(), rows["person"].to_numpy()

    def loss(beta):
        value, score, _, _ = enumerated(*arguments, beta)
        return -value, -score

    search = minimize(loss, np.zeros(3), jac=True, method="BFGS", options={"gtol": 1e-9})
    value, _, information, _ = enumerated(*arguments, search.x)
    np.testing.assert_allclose(fitted.coefficients, search.x, atol=1e-8)
    np.testing.assert_allclose(fitted.covariance, np.linalg.inv(information), rtol=1e-6)
    assert fitted.log_likelihood == pytest.approx(value, abs=1e-10)
    assert fitted.null_log_likelihood == pytest.approx(enumerated(*arguments, np.zeros(3))[0], abs=1e-10)


def test_agrees_with_statsmodels(panel, fitted):
    from statsmodels.discrete.conditional_models import ConditionalLogit

    rows = informative(panel)
    model = ConditionalLogit(rows["y"], rows[TERMS], groups=rows["person"])
    theirs = model.fit(method="newton", tol=1e-12, disp=False)
    np.testing.assert_allclose(fitted.coefficients, theirs.params, atol=1e-7)
    np.testing.assert_allclose(fitted.table["std_error"], theirs.bse, rtol=1e-4)
    assert fitted.log_likelihood == pytest.approx(theirs.llf, abs=1e-8)
    np.testing.assert_allclose(model.score(fitted.coefficients), 0.0, atol=1e-8)


def test_everybody_is_counted(panel, fitted):
    sizes, events = panel.groupby("person")["y"].size(), panel.groupby("person")["y"].sum()
    is_informative = (events > 0) & (events < sizes)
    assert (fitted.n_persons, fitted.n_interviews) == (300, len(panel))
    assert fitted.n_informative_persons == is_informative.sum()
    assert fitted.n_informative_interviews == sizes[is_informative].sum()
    assert fitted.n_single_interview_persons == (sizes == 1).sum() > 30


def test_neither_order_nor_names_of_persons_matter(panel, fitted):
    scattered = panel.sample(frac=1, random_state=1).assign(person=lambda rows: "P" + rows["person"].astype(str))
    result = conditional_logit(scattered, "y", "person", TERMS, cluster="county")
    np.testing.assert_allclose(result.coefficients, fitted.coefficients, atol=1e-9)
    np.testing.assert_allclose(result.model_covariance, fitted.covariance, rtol=1e-6)
    sorted_errors = conditional_logit(panel, "y", "person", TERMS, cluster="county").table["std_error"]
    np.testing.assert_allclose(result.table["std_error"], sorted_errors, rtol=1e-6)


def test_interrupted_but_else_ordered_persons_are_one_person(panel, fitted):
    """The second half of everybody's interviews comes after all first halves: runs of the same person repeat."""
    by_wave = pd.concat([panel[panel["wave"] < 2], panel[panel["wave"] >= 2]], ignore_index=True)
    result = conditional_logit(by_wave, "y", "person", TERMS)
    assert result.n_persons == 300
    np.testing.assert_allclose(result.coefficients, fitted.coefficients, atol=1e-9)


def test_what_is_constant_within_a_person_changes_nothing(panel, fitted):
    moved = panel.assign(dose=panel["dose"] + 50.0 * panel["z"])
    np.testing.assert_allclose(
        conditional_logit(moved, "y", "person", TERMS).coefficients, fitted.coefficients, atol=1e-8
    )


def test_persons_without_variation_inform_nothing(panel, fitted):
    alone = conditional_logit(informative(panel), "y", "person", TERMS)
    np.testing.assert_allclose(alone.coefficients, fitted.coefficients, atol=1e-12)
    assert alone.n_persons == alone.n_informative_persons == fitted.n_informative_persons


def test_clustered_errors_are_the_sandwich_of_enumerated_scores(panel, fitted):
    result = conditional_logit(panel, "y", "person", TERMS, cluster="county")
    rows = informative(panel)
    scores = {
        county: enumerated(own[TERMS].to_numpy(), own["y"].to_numpy(), own["person"].to_numpy(), result.coefficients)[1]
        for county, own in rows.groupby("county")
    }
    expected = np.array([scores[label] for label in result.cluster_labels])
    np.testing.assert_allclose(result.cluster_scores, expected, atol=1e-9)
    meat, n_clusters = expected.T @ expected, len(scores)
    sandwich = fitted.covariance @ meat @ fitted.covariance * n_clusters / (n_clusters - 1)
    np.testing.assert_allclose(result.covariance, sandwich, rtol=1e-6)
    assert (result.inference, result.n_clusters) == ("cluster-robust by county", n_clusters)
    np.testing.assert_allclose(result.model_errors, fitted.table["std_error"], rtol=1e-9)


def test_influence_of_clusters_sums_to_nothing_and_squares_to_the_covariance(panel):
    result = conditional_logit(panel, "y", "person", TERMS, cluster="county")
    np.testing.assert_allclose(result.influence.sum(axis=0), 0.0, atol=1e-9)
    n_clusters = result.n_clusters
    squares = result.influence.T @ result.influence * n_clusters / (n_clusters - 1)
    np.testing.assert_allclose(squares, result.covariance, rtol=1e-9)


def test_without_a_cluster_influence_is_by_informative_person(panel, fitted):
    assert fitted.n_clusters is None and fitted.inference == "model-based"
    assert fitted.cluster_labels.tolist() == informative(panel)["person"].unique().tolist()
    by_person = conditional_logit(panel, "y", "person", TERMS, cluster="person")
    np.testing.assert_allclose(by_person.influence, fitted.influence, atol=1e-12)
    assert by_person.n_clusters == fitted.n_informative_persons


def test_influence_is_the_move_when_a_person_leaves(panel, fitted):
    label = fitted.cluster_labels[7]
    without = conditional_logit(panel[panel["person"] != label], "y", "person", TERMS)
    errors = fitted.table["std_error"].to_numpy()
    moved = (fitted.coefficients - without.coefficients) / errors
    np.testing.assert_allclose(moved, fitted.influence[7] / errors, atol=0.01)
    assert np.abs(moved).max() > 0.05


def test_indicators_and_nullable_columns_are_numbers(panel, fitted):
    typed = panel.assign(
        x=panel["x"].astype(bool),
        wave=panel["wave"].astype("Int64"),
        y=panel["y"].astype("boolean"),
        dose=panel["dose"],
    )
    result = conditional_logit(typed, "y", "person", TERMS)
    np.testing.assert_allclose(result.coefficients, fitted.coefficients, atol=1e-12)


def test_units_do_not_matter(panel, fitted):
    """Dollars far from zero and a share far below one, in the same fit."""
    in_units = panel.assign(dose=1e7 * panel["dose"] + 3e9, wave=1e-7 * panel["wave"])
    coefficients = conditional_logit(in_units, "y", "person", TERMS).coefficients
    np.testing.assert_allclose(coefficients * [1, 1e-7, 1e7], fitted.coefficients, atol=1e-9)
