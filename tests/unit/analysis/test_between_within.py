"""The between–within logit: what it recovers, what it is invariant to, and what it says when it cannot."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.estimators import between_within_logit, random_intercept_logit
from tests.unit.analysis.simulated_panels import person_panel

ROLES = {"within": ["x"], "between_only": ["z"], "unsplit": ["wave"]}


@pytest.fixture(scope="module")
def panel() -> pd.DataFrame:
    return person_panel()


@pytest.fixture(scope="module")
def fitted(panel):
    return between_within_logit(panel, "y", "person", **ROLES)


def numbers(result) -> np.ndarray:
    return result.table[["estimate", "std_error", "conf_low", "conf_high"]].to_numpy()


def test_labels_and_counts(panel, fitted):
    assert fitted.status == "ok" and fitted.message == ""
    assert list(zip(fitted.table["term"], fitted.table["component"], strict=True)) == [
        ("intercept", "control"),
        ("x", "within"),
        ("x", "between"),
        ("z", "between"),
        ("wave", "unsplit"),
        ("person_intercept_sd", "random_intercept"),
    ]
    assert fitted.n_interviews == len(panel) and fitted.n_persons == panel["person"].nunique()
    assert fitted.covariance.shape == (6, 6)


def test_recovers_planted_coefficients():
    result = between_within_logit(person_panel(12_000, seed=5), "y", "person", **ROLES, cluster="county")
    truth = {("x", "within"): 0.7, ("x", "between"): 1.0, ("z", "between"): 0.3, ("wave", "unsplit"): -0.1}
    for row in result.table.itertuples():
        if (row.term, row.component) in truth:
            assert abs(row.estimate - truth[row.term, row.component]) < 3.5 * row.std_error
    assert result.sigma == pytest.approx(1.0, abs=0.1)
    assert result.n_clusters == 40 and result.inference == "cluster-robust by county"


def test_row_order_does_not_matter(panel, fitted):
    shuffled = panel.sample(frac=1.0, random_state=7)
    again = between_within_logit(shuffled, "y", "person", **ROLES)
    np.testing.assert_allclose(numbers(again), numbers(fitted), rtol=1e-7)


def test_weights_equal_replication(panel):
    weighted = panel.assign(weight=1 + panel["person"] % 3)
    copies = [
        panel[panel["person"] % 3 >= copy].assign(person=lambda f, c=copy: f["person"] + c * 10_000)
        for copy in range(3)
    ]
    by_weight = between_within_logit(weighted, "y", "person", **ROLES, weights="weight")
    by_copies = between_within_logit(pd.concat(copies), "y", "person", **ROLES)
    np.testing.assert_allclose(numbers(by_weight), numbers(by_copies), rtol=1e-6)
    assert by_weight.log_likelihood == pytest.approx(by_copies.log_likelihood, rel=1e-10)


def test_cluster_errors_are_the_sandwich_of_person_scores(panel):
    clustered = between_within_logit(panel, "y", "person", **ROLES, cluster="county")
    by_person = between_within_logit(panel, "y", "person", **ROLES, cluster="person")
    model = between_within_logit(panel, "y", "person", **ROLES)
    # Threads may add the same terms in another order.
    np.testing.assert_allclose(clustered.table["estimate"], model.table["estimate"], rtol=1e-12)
    np.testing.assert_allclose(clustered.model_covariance, model.covariance)
    # With independent persons, a sandwich by person estimates the model's own covariance.
    ratio = by_person.table["std_error"] / model.table["std_error"]
    assert ratio.between(0.8, 1.25).all()
    assert clustered.n_clusters == 40


def test_start_from_a_subsample_ends_at_the_same_maximum(monkeypatch):
    panel = person_panel(4_000, seed=9)
    plain = between_within_logit(panel, "y", "person", **ROLES)
    monkeypatch.setattr("analysis.estimators.random_intercept.ascent._PERSONS_OF_FULL_START", 1_000)
    warmed = between_within_logit(panel, "y", "person", **ROLES)
    np.testing.assert_allclose(numbers(warmed), numbers(plain), rtol=1e-5)


def test_between_within_is_a_random_intercept_logit_of_means_and_deviations(panel, fitted):
    mean = panel.groupby("person")["x"].transform("mean")
    frame = panel.assign(mean=mean, deviation=panel["x"] - mean)
    plain = random_intercept_logit(frame, "y", "person", ["deviation", "mean", "z", "wave"])
    np.testing.assert_allclose(plain.table["estimate"], fitted.table["estimate"], rtol=1e-6)


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        (lambda f: f.assign(y=0), "not_estimable", "never occurs"),
        (lambda f: f.assign(y=1), "not_estimable", "occurs in each"),
        (lambda f: f.assign(x=f["person"] % 2), "not_estimable", "x (within) does not vary within any person"),
        (lambda f: f.assign(z=3.5), "not_estimable", "z (between) is the same for all persons"),
        (lambda f: f.assign(z=f["wave"] * 2.0 + 1), "not_estimable", "wave is collinear with"),
        (lambda f: f.assign(x=f["x"].where(f.index != 3)), "refused", "x (1 rows)"),
        (lambda f: f.drop_duplicates("person"), "not_estimable", "nobody is interviewed twice"),
    ],
)
def test_impossible_data_are_a_status_with_a_reason(panel, change, status, words):
    result = between_within_logit(change(panel), "y", "person", **ROLES)
    assert result.status == status
    assert words in result.message
    assert result.table["estimate"].isna().all() and len(result.table) == 6


def test_separation_names_the_term_and_prints_no_odds_ratio(panel):
    rare = (panel.index % 50 == 0).astype(float)
    frame = panel.assign(rare=rare, y=panel["y"].where(rare == 0, 0))
    result = between_within_logit(frame, "y", "person", ["x"], unsplit=["wave", "rare"])
    assert result.status == "not_estimable"
    assert result.message.startswith("separation: rare predicts")
    assert result.faulty_terms == (("rare", "unsplit"),)
    assert result.table["odds_ratio"].isna().all()


def test_a_rare_term_with_events_on_both_sides_is_not_called_separated(panel):
    rare = (panel.index % 200 == 0).astype(float)
    frame = panel.assign(rare=rare)
    frame.loc[frame.index[::200], "y"] = [1, *[0] * (len(frame.index[::200]) - 1)]
    result = between_within_logit(frame, "y", "person", ["x"], unsplit=["wave", "rare"])
    assert result.status == "ok"


def test_no_variance_between_persons_is_said():
    panel = person_panel(800, seed=2, sigma=0.0, most_interviews=3)
    panel["y"] = (np.arange(len(panel)) % 3 == 0).astype(int)
    result = between_within_logit(panel, "y", "person", ["x"])
    assert result.status == "ok" and result.sigma < 0.01
    assert "no variance" in result.message
    last = result.table.iloc[-1]
    assert np.isnan(last["std_error"]) and np.isfinite(result.table["std_error"].iloc[:-1]).all()


def test_fewer_than_five_points_are_refused(panel):
    result = between_within_logit(panel, "y", "person", ["x"], points=4)
    assert result.status == "refused" and "at least 5" in result.message


def test_points_are_doubled_until_they_no_longer_matter():
    panel = person_panel(400, seed=4, sigma=3.0)
    result = between_within_logit(panel, "y", "person", ["x"], points=5)
    fine = between_within_logit(panel, "y", "person", ["x"], points=40)
    assert result.status == "ok" and result.points > 5
    assert result.log_likelihood == pytest.approx(fine.log_likelihood, abs=0.02)


def test_weights_and_clusters_must_be_constant_within_a_person(panel):
    frame = panel.assign(moving=np.arange(len(panel)) % 7 + 1)
    for role in ("cluster", "weights"):
        result = between_within_logit(frame, "y", "person", ["x"], **{role: "moving"})
        assert result.status == "refused" and "'moving' must be constant within a person" in result.message


def test_wrong_arguments_raise(panel):
    with pytest.raises(KeyError, match="missing_column"):
        between_within_logit(panel, "y", "person", ["missing_column"])
    with pytest.raises(ValueError, match=r"'label'.*numeric"):
        between_within_logit(panel.assign(label="a"), "y", "person", ["label"])
    with pytest.raises(ValueError, match="'wave' holds values other than 0 and 1"):
        between_within_logit(panel, "wave", "person", ["x"])
