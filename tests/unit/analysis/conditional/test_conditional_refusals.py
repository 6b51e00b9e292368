"""Data that cannot be fitted give a result that names term, count and remedy; wrong arguments raise."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.estimators import conditional_logit
from analysis.estimators.conditional.informative import informative_persons
from analysis.estimators.conditional.separation import separating_direction
from analysis.estimators.conditional.within_design import within_design
from tests.unit.analysis.simulated_panels import person_panel


@pytest.fixture
def panel() -> pd.DataFrame:
    frame = person_panel(n_persons=300, seed=3)
    return frame.assign(is_informative=frame.groupby("person")["y"].transform("nunique") == 2)


def assert_names(result, status: str, terms: list[str], words: str) -> None:
    assert (result.status, [term for term, _ in result.faulty_terms]) == (status, terms)
    assert words in result.message
    assert result.table["estimate"].isna().all() and result.covariance is None and result.influence is None
    assert result.n_persons == 300


def test_terms_constant_within_persons_are_named(panel):
    late = panel.assign(late=np.where(panel["is_informative"], 1.0, panel["wave"]))
    result = conditional_logit(late, "y", "person", ["x", "z", "late"])
    assert_names(result, "not_estimable", ["z", "late"], "z does not vary within any of the ")
    assert f"{result.n_informative_persons:,} persons whose outcome varies" in result.message
    assert result.faulty_terms[0] == ("z", "within")


def test_a_term_collinear_within_persons_is_named(panel):
    result = conditional_logit(
        panel.assign(copied=2 * panel["x"] - panel["wave"] + 3 * panel["z"]), "y", "person", ["x", "wave", "copied"]
    )
    assert_names(result, "not_estimable", ["copied"], "copied is collinear with x, wave within persons")


def rare(panel: pd.DataFrame, n_persons: int) -> pd.Series:
    """1 in the interviews with an event of some informative persons, else 0."""
    chosen = panel.loc[panel["is_informative"], "person"].unique()[:n_persons]
    return (panel["person"].isin(chosen) & (panel["y"] == 1)).astype(float)


def test_a_separating_indicator_is_named_with_its_persons_and_the_remedy(panel):
    result = conditional_logit(panel.assign(rare=rare(panel, 6)), "y", "person", ["x", "rare"])
    assert_names(result, "not_estimable", ["rare"], "separation: rare tells interviews")
    assert "in 6 informative persons" in result.message and "penalty='firth'" in result.message


def test_an_indicator_of_interviews_without_events_separates_too(panel):
    result = conditional_logit(panel.assign(rare=-rare(panel, 6), wave=panel["wave"]), "y", "person", ["wave", "rare"])
    assert_names(result, "not_estimable", ["rare"], "separation: rare tells interviews")


def test_terms_that_separate_only_together_are_found_by_the_runaway(panel):
    """Neither of the two orders events alone; their difference does."""
    noise = np.random.default_rng(8).normal(size=len(panel))
    together = panel.assign(first=rare(panel, 9) + noise, second=noise)
    result = conditional_logit(together, "y", "person", ["x", "first", "second"])
    assert_names(result, "not_estimable", ["first", "second"], "separation: first, second tell")
    assert "9 informative persons" in result.message
    assert conditional_logit(together, "y", "person", ["x", "first"]).status == "ok"


def test_a_handful_of_persons_and_as_many_terms_separate_by_a_certificate(panel):
    """The search creeps along several directions at once and ends nowhere; a linear programme says why."""
    few = panel[panel["person"].isin(panel.loc[panel["is_informative"], "person"].unique()[:5])]
    terms = [f"noise_{c}" for c in range(6)]
    noise = np.random.default_rng(1).normal(size=(len(few), 6))
    few = pd.concat([few, pd.DataFrame(noise, columns=terms, index=few.index)], axis=1)
    result = conditional_logit(few, "y", "person", terms)
    assert result.status == "not_estimable" and result.message.startswith("separation: noise_0")
    assert len(result.faulty_terms) > 1


def test_no_direction_separates_what_has_a_maximum(panel):
    informative = informative_persons(panel, "y", "person")
    design = within_design(panel, informative, ["x", "wave"], "person", None)
    np.testing.assert_array_equal(separating_direction(design), [0.0, 0.0])
    separated = within_design(panel.assign(x=panel["y"] + 2.0), informative, ["x", "wave"], "person", None)
    movement = separated.regressors @ separating_direction(separated)
    person, is_event = (
        np.repeat(np.arange(len(separated.row_start) - 1), np.diff(separated.row_start)),
        separated.outcomes == 1,
    )
    lowest = pd.Series(movement[is_event]).groupby(person[is_event]).min()
    highest = pd.Series(movement[~is_event]).groupby(person[~is_event]).max()
    assert (lowest > highest - 1e-9).all() and (lowest > highest + 0.1).any()


def test_a_term_whose_events_overlap_once_is_fitted(panel):
    values = rare(panel, 6)
    other = panel.index[panel["is_informative"] & (panel["y"] == 0) & (values == 0)][-1]
    values[other] = 1.0
    result = conditional_logit(panel.assign(rare=values), "y", "person", ["x", "rare"])
    assert result.status == "ok" and 1 < result.coefficients[1] < 6


def test_nobody_informative(panel):
    first = panel.groupby("person")["wave"].transform("size").eq(1) | (panel["person"] % 2 == 0)
    result = conditional_logit(panel.assign(y=first.astype(int)), "y", "person", ["x"])
    n_single = int((panel.groupby("person").size() == 1).sum())
    assert_names(result, "not_estimable", [], "no informative person: of 300 persons")
    assert f"{n_single} have one interview and {300 - n_single} the same outcome in all" in result.message
    assert result.n_single_interview_persons == n_single and np.isnan(result.null_log_likelihood)


def test_no_rows():
    empty = pd.DataFrame({"y": [0], "person": [1], "x": [1.0]}).iloc[:0]
    result = conditional_logit(empty, "y", "person", ["x"])
    assert (result.status, result.n_persons, result.n_interviews) == ("not_estimable", 0, 0)


@pytest.mark.parametrize("column", ["x", "county"])
def test_missing_values_of_informative_persons_are_refused(panel, column):
    holed = panel.assign(**{column: panel[column].mask(panel["is_informative"] & (panel["wave"] == 1))})
    result = conditional_logit(holed, "y", "person", ["x"], cluster="county")
    n_missing = int((panel["is_informative"] & (panel["wave"] == 1)).sum())
    assert_names(result, "refused", [], f"missing values in {column} ({n_missing} rows)")


def test_missing_terms_of_others_are_not_looked_at(panel):
    holed = panel.assign(x=panel["x"].where(panel["is_informative"]))
    whole = conditional_logit(panel, "y", "person", ["x"])
    assert conditional_logit(holed, "y", "person", ["x"]).coefficients == pytest.approx(whole.coefficients)


@pytest.mark.parametrize("column", ["y", "person"])
def test_missing_outcomes_and_persons_are_refused_everywhere(panel, column):
    holed = panel.astype({column: float})
    holed.loc[[5, 9], column] = np.nan
    result = conditional_logit(holed, "y", "person", ["x"])
    assert result.status == "refused" and f"missing values in {column} (2 rows)" in result.message


def test_infinite_values_are_refused(panel):
    result = conditional_logit(panel.assign(x=panel["x"].replace(1.0, np.inf)), "y", "person", ["wave", "x"])
    assert_names(result, "refused", ["x"], "infinite values in x")


def test_one_cluster_gives_no_sandwich(panel):
    result = conditional_logit(panel.assign(county=1), "y", "person", ["x"], cluster="county")
    assert_names(result, "not_estimable", [], "only one cluster by county")


def test_a_cluster_that_changes_within_persons_is_refused(panel):
    result = conditional_logit(panel, "y", "person", ["x"], cluster="wave")
    assert_names(result, "refused", [], "'wave' must be constant within a person")


def test_wrong_arguments_raise(panel):
    with pytest.raises(KeyError, match="absent"):
        conditional_logit(panel, "y", "person", ["absent"])
    with pytest.raises(ValueError, match="values other than 0 and 1"):
        conditional_logit(panel.assign(y=panel["y"] + 1), "y", "person", ["x"])
    with pytest.raises(ValueError, match="make it numeric"):
        conditional_logit(panel.assign(x="a"), "y", "person", ["x"])
    with pytest.raises(ValueError, match="each once"):
        conditional_logit(panel, "y", "person", ["x", "x"])
    with pytest.raises(ValueError, match="each once"):
        conditional_logit(panel, "y", "person", [])
    with pytest.raises(ValueError, match="penalty"):
        conditional_logit(panel, "y", "person", ["x"], penalty="ridge")
