"""The survey-weighted logit: R's figures, domains, weights, and what is refused.

R version 4.2.2, survey 4.1.1, printed with ten digits; met is sch.wide == "Yes":
    svyglm(met ~ ell + meals + mobility, design = ds, family = quasibinomial(), epsilon = 1e-14)
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.estimators import survey_logit, survey_mean

TERMS = ["ell", "meals", "mobility"]
STRATIFIED = {"weights": "pw", "strata": "stype"}
CLUSTERED = {"weights": "pw", "psu": "dnum"}


def schools(shared_directory, name: str) -> pd.DataFrame:
    frame = pd.read_csv(shared_directory / "answers" / f"{name}.csv")
    return frame.assign(met=(frame["sch.wide"] == "Yes").astype(int))


def printed(result, column: str) -> list[str]:
    """Ten digits are R's, nine of an estimate and seven of its error and p-value are free of its stopping rule."""
    digits = 9 if column == "estimate" else 7
    return [f"{value:.{digits}g}" for value in result.table[column]]


@pytest.fixture(scope="module")
def sample() -> pd.DataFrame:
    """Four strata of five units with eight records each; z has an effect, x has none."""
    draws = np.random.default_rng(20060101)
    frame = pd.DataFrame({"h": np.repeat(range(4), 40), "u": np.tile(np.repeat(range(5), 8), 4)})
    frame = frame.assign(x=draws.normal(size=160), z=draws.integers(0, 2, 160), w=draws.uniform(1, 3, 160))
    p = 1 / (1 + np.exp(1.0 - 1.2 * frame["z"]))
    return frame.assign(y=(draws.uniform(size=160) < p).astype(int))


DESIGN = {"weights": "w", "strata": "h", "psu": "u"}


@pytest.mark.answers
def test_stratified_sample(shared_directory):
    result = survey_logit(schools(shared_directory, "apistrat"), "met", TERMS, **STRATIFIED)
    assert printed(result, "estimate") == ["0.835836525", "-0.00248963575", "-0.00315236511", "0.0608967787"]
    assert printed(result, "std_error") == ["0.4660629", "0.01346695", "0.009386651", "0.03277901"]
    assert printed(result, "p_value") == ["0.0744668", "0.853524", "0.7373583", "0.06471308"]
    assert (result.degrees_of_freedom, result.n_records, result.n_strata) == (194, 200, 3)


@pytest.mark.answers
def test_stratified_sample_of_a_finite_population(shared_directory):
    result = survey_logit(schools(shared_directory, "apistrat"), "met", TERMS, fpc="fpc", **STRATIFIED)
    assert printed(result, "std_error") == ["0.4556209", "0.01325251", "0.009199454", "0.03193458"]


@pytest.mark.answers
def test_cluster_sample(shared_directory):
    result = survey_logit(schools(shared_directory, "apiclus1"), "met", TERMS, **CLUSTERED)
    assert printed(result, "estimate") == ["1.72610017", "0.0400948018", "-0.0207883109", "0.0145803655"]
    assert printed(result, "std_error") == ["0.7081874", "0.01269953", "0.009303397", "0.02608986"]
    assert printed(result, "p_value") == ["0.03297731", "0.009124536", "0.04715451", "0.5874593"]
    assert (result.degrees_of_freedom, result.n_clusters) == (11, 15)


@pytest.mark.answers
def test_domain_keeps_the_design(shared_directory):
    frame = schools(shared_directory, "apistrat")
    result = survey_logit(frame, "met", TERMS, domain=frame["stype"] == "E", **STRATIFIED)
    assert printed(result, "estimate") == ["0.886615159", "-0.00486413162", "0.000525571559", "0.0962123147"]
    assert printed(result, "std_error") == ["0.8069866", "0.02192321", "0.01338692", "0.03290029"]
    clusters = schools(shared_directory, "apiclus1")
    result = survey_logit(clusters, "met", TERMS, domain=clusters["stype"] == "E", **CLUSTERED)
    assert printed(result, "std_error") == ["1.252102", "0.0123939", "0.005546544", "0.05255268"]


def test_without_terms_the_odds_are_those_of_the_mean(sample):
    """The error of a log odds is that of the mean over m (1 − m), for the odds are a smooth function of it."""
    odds = survey_logit(sample, "y", [], **DESIGN).table.iloc[0]
    mean = survey_mean(sample, "y", **DESIGN).table.iloc[0]
    m = mean["estimate"]
    assert odds["estimate"] == pytest.approx(np.log(m / (1 - m)), abs=1e-12)
    assert odds["std_error"] == pytest.approx(mean["std_error"] / (m * (1 - m)), rel=1e-10)


def test_scale_of_weights_does_not_matter(sample):
    large = survey_logit(sample.assign(w=sample["w"] * 1e5), "y", ["x", "z"], **DESIGN)
    pd.testing.assert_frame_equal(large.table, survey_logit(sample, "y", ["x", "z"], **DESIGN).table, rtol=1e-9)


def test_records_without_weight_stay_in_the_design_and_may_lack_values(sample):
    silent = pd.DataFrame({"h": [0, 1], "u": [99, 99], "w": 0.0, "x": np.nan, "z": np.nan, "y": np.nan})
    with_silent = survey_logit(pd.concat([sample, silent]), "y", ["x", "z"], **DESIGN)
    without = survey_logit(sample, "y", ["x", "z"], **DESIGN)
    np.testing.assert_allclose(with_silent.table["estimate"], without.table["estimate"], rtol=1e-10)
    assert (with_silent.n_psus, without.n_psus) == (22, 20)
    assert not np.allclose(with_silent.table["std_error"], without.table["std_error"], rtol=1e-4)


@pytest.mark.parametrize("kind", ["int8", "bool", "Int64", "float32"])
def test_types_of_columns_do_not_matter(sample, kind):
    typed = survey_logit(sample.assign(z=sample["z"].astype(kind)), "y", ["x", "z"], **DESIGN)
    pd.testing.assert_frame_equal(typed.table, survey_logit(sample, "y", ["x", "z"], **DESIGN).table)


@pytest.mark.parametrize(
    ("changes", "status", "message"),
    [
        ({"x": 1.0}, "not_estimable", "x does not vary"),
        ({"x": lambda f: 2 * f["z"] + 1}, "not_estimable", "z is collinear with intercept, x"),
        ({"x": lambda f: np.where(f["y"] == 1, f["z"], 0)}, "not_estimable", "separation: x predicts the outcome of"),
        ({"x": lambda f: f["y"] + f["x"] / 100}, "not_estimable", "separation: x"),
        ({"y": lambda f: (f["x"] + f["z"] > 0.6).astype(int)}, "not_estimable", "separation: x, z"),
        ({"x": lambda f: f["x"].where(f.index > 1)}, "refused", "missing values in x (2 rows)"),
        ({"x": lambda f: f["x"].where(f.index > 1, np.inf)}, "refused", "infinite values in x"),
        ({"y": 0}, "not_estimable", "the outcome never occurs in 160 interviews"),
        ({"w": 0.0}, "not_estimable", "no rows"),
        ({"w": -1.0}, "refused", "negative weights"),
        ({"h": 0, "u": 0}, "not_estimable", "single PSU"),
    ],
)
def test_what_cannot_be_fitted_is_said(sample, changes, status, message):
    result = survey_logit(sample.assign(**changes), "y", ["x", "z"], **DESIGN)
    assert result.status == status
    assert message in result.message
    assert result.table["term"].tolist() == ["intercept", "x", "z"]
    assert result.table.drop(columns=["term", "component"]).isna().all(axis=None)


def test_more_terms_than_degrees_of_freedom_leave_no_limits(sample):
    few = sample[(sample["h"] == 0) & (sample["u"] < 3)]
    result = survey_logit(few, "y", ["x", "z"], **DESIGN)
    assert (result.status, result.degrees_of_freedom) == ("ok", 0)
    assert "no limits" in result.message
    assert result.table[["p_value", "conf_low", "conf_high"]].isna().all(axis=None)


def test_wrong_arguments_raise(sample):
    with pytest.raises(KeyError, match="not in the frame: q"):
        survey_logit(sample, "y", ["q"], **DESIGN)
    with pytest.raises(ValueError, match="values other than 0 and 1"):
        survey_logit(sample.assign(y=2 * sample["y"]), "y", ["x"], **DESIGN)
    with pytest.raises(ValueError, match="more than once"):
        survey_logit(sample, "y", ["x", "x"], **DESIGN)
