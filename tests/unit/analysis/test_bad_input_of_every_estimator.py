"""One table of bad inputs by estimators: what each says, and that no table ever holds a huge odds ratio.

Where a fault does not concern an estimator (a linear model has no separation, a mean needs no treated group), the
expectation is 'ok'; each such cell is meant.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from analysis import estimators
from analysis.estimators.result import TABLE_COLUMNS

LARGEST_ODDS_RATIO = 1e3
COHORTS = (0, 0, 0, 0, 3, 3, 4, 4, 5, 5, 6, 6)
TERMS = ["policy", "z"]
GROUPS = ("group", "latino", "white")
PLACE_AND_TIME = {"county": "county", "half_year": "half_year"}
CELL = ("y", "county", "half_year", "cohort")
OK = ("ok", "")


def persons_in_counties(n_persons: int = 900, seed: int = 5) -> pd.DataFrame:
    """Persons with one to five interviews in 24 counties of which two thirds adopt a policy; z moves the outcome."""
    rng = np.random.default_rng(seed)
    n_seen = rng.integers(1, 6, n_persons)
    person = np.repeat(np.arange(n_persons), n_seen)
    number = np.arange(len(person)) - np.repeat(np.cumsum(n_seen) - n_seen, n_seen) + 1
    half_year = rng.integers(1, 5, n_persons)[person] + number - 1
    county = rng.integers(0, 24, n_persons)[person]
    cohort = np.resize(COHORTS, 24)[county]
    policy = ((cohort > 0) & (half_year >= cohort)).astype(float)
    frame = pd.DataFrame(
        {
            "person": person,
            "county": county,
            "cluster": county,
            "number": number,
            "half_year": half_year,
            "group": rng.choice(["latino", "white"], n_persons)[person],
            "cohort": cohort,
            "policy": policy,
            "since": np.where(cohort > 0, half_year - cohort, np.nan),
            "z": rng.normal(size=len(person)).round(2),
            "weight": rng.uniform(1, 3, len(person)),
        }
    )
    predictor = -0.6 + 0.4 * policy + 0.3 * frame["z"] + rng.normal(size=n_persons)[person]
    return frame.assign(y=(rng.random(len(frame)) < 1 / (1 + np.exp(-predictor))).astype(float))


def county_means(frame: pd.DataFrame) -> pd.DataFrame:
    """A balanced panel of counties, half-years 2 to 6 counted from 1; a missing value stays missing."""
    means = frame.groupby(["county", "half_year"])[["y", "z", "cohort", "cluster"]].agg(lambda v: v.mean(skipna=False))
    panel = means.reset_index()
    panel = panel[panel["half_year"].between(2, 6)]
    return panel.assign(half_year=panel["half_year"] - 1, cohort=(panel["cohort"] - 1).clip(lower=0))


def both_within(frame: pd.DataFrame, **o):
    return estimators.compare_within_estimates(
        estimators.between_within_logit(frame, "y", "person", TERMS, cluster="cluster"),
        estimators.conditional_logit(frame, "y", "person", TERMS, cluster="cluster"),
        **o,
    )


def staggered(method: str, **options) -> Callable:
    return lambda f, **o: estimators.staggered_did(county_means(f), *CELL, method=method, **options, **o)


ESTIMATORS: dict[str, Callable] = {
    "between_within_logit": lambda f, **o: estimators.between_within_logit(
        f, "y", "person", TERMS, cluster="cluster", **o
    ),
    "random_intercept_logit": lambda f, **o: estimators.random_intercept_logit(
        f, "y", "person", TERMS, cluster="cluster", **o
    ),
    "conditional_logit": lambda f, **o: estimators.conditional_logit(f, "y", "person", TERMS, cluster="cluster", **o),
    "compare_within_estimates": both_within,
    "pooled_logit": lambda f, **o: estimators.pooled_logit(f, "y", TERMS, cluster="cluster", **o),
    "gee_logit": lambda f, **o: estimators.gee_logit(f, "y", "cluster", TERMS, **o),
    "survey_logit": lambda f, **o: estimators.survey_logit(f, "y", TERMS, "weight", psu="cluster", **o),
    "survey_total": lambda f, **o: estimators.survey_total(f, ["y", "z"], "weight", psu="cluster", **o),
    "survey_mean": lambda f, **o: estimators.survey_mean(f, ["y", "z"], "weight", psu="cluster", **o),
    "survey_ratio": lambda f, **o: estimators.survey_ratio(f, "z", "y", "weight", psu="cluster", **o),
    "two_way_effects": lambda f, **o: estimators.two_way_effects(
        f, "y", TERMS, "person", "half_year", cluster="cluster", **o
    ),
    "pooled_effects": lambda f, **o: estimators.pooled_effects(f, "y", TERMS, "half_year", cluster="cluster", **o),
    "event_study": lambda f, **o: estimators.event_study(
        f, "y", "person", "half_year", "since", "cluster", leads=2, lags=2, controls=["z"], **o
    ),
    "triple_difference": lambda f, **o: estimators.triple_difference(
        f, "y", ["policy"], *GROUPS, **PLACE_AND_TIME, controls=["z"], cluster="cluster", **o
    ),
    "placebo_dates": lambda f, **o: estimators.placebo_dates(
        f, "y", ["policy"], *GROUPS, **PLACE_AND_TIME, n_draws=9, **o
    ),
    "callaway_santanna": lambda f, **o: estimators.staggered_did(
        f, *CELL, sampling="repeated_cross_sections", cluster="cluster", covariates=["z"], **o
    ),
    "sun_abraham": staggered("sun_abraham", cluster="cluster", covariates=["z"]),
    "imputation": staggered("imputation", cluster="cluster", covariates=["z"]),
    "bacon": staggered("bacon"),
    "long_differences": lambda f, **o: estimators.long_differences(
        f, "y", "person", "county", "half_year", "cohort", cluster="cluster", **o
    ),
    "composition_test": lambda f, **o: estimators.composition_test(
        f, "county", "half_year", "cohort", ["z", "group"], cluster="cluster", **o
    ),
    "matched_did": lambda f, **o: estimators.matched_did(
        f, "y", "person", "number", "policy", calendar="half_year", covariates=["z"], cluster="cluster", **o
    ),
    "matched_difference": lambda f, **o: estimators.matched_difference(f, "y", "policy", ["z"], cluster="cluster", **o),
}
ALL = tuple(ESTIMATORS)
LOGITS = ALL[:7]
OF_RECORDS = ("survey_total", "survey_mean", "survey_ratio")
REGRESSIONS = ("two_way_effects", "pooled_effects", "event_study", "triple_difference")
STAGGERED = ("callaway_santanna", "sun_abraham", "imputation", "bacon")
WITHOUT_TERMS = ("placebo_dates", "bacon", "long_differences")  # z is no argument of these


def says(words: str, *names: str, status: str = "not_estimable") -> dict[str, tuple[str, str]]:
    return dict.fromkeys(names, (status, words))


def meant(*names: str) -> dict[str, tuple[str, str]]:
    return dict.fromkeys(names, OK)


def lacking(column: str) -> Callable:
    return lambda f: f.assign(**{column: f[column].where(~f.index.isin([3, 50, 200]))})


FAULTS: dict[str, tuple[Callable, dict[str, tuple[str, str]]]] = {
    "separation": (
        lambda f: f.assign(y=f["y"].where(f["policy"] == 0, 0.0)),
        says("separation: policy", *LOGITS)
        | says("fit: separation: policy", "compare_within_estimates")
        | meant(*OF_RECORDS, *REGRESSIONS, "placebo_dates", *STAGGERED, *ALL[-4:]),
    ),
    "constant column": (
        lambda f: f.assign(z=1.0),
        says("z does not vary", *LOGITS, *REGRESSIONS)
        | says("z (within) does not vary within any person", "between_within_logit", "compare_within_estimates")
        | says("z is constant", *STAGGERED[:3])
        | says("z is the same for all persons who can be matched", "matched_did", "matched_difference")
        | meant("survey_total", "survey_ratio", *WITHOUT_TERMS)
        | says("an error of zero for z mean", "survey_mean", status="ok")
        | says("z: the outcome is 1 in all 2,640 rows", "composition_test", status="ok"),
    ),
    "collinear terms": (
        lambda f: f.assign(z=2 * f["policy"] + 1),
        says("z is collinear with intercept, policy", "random_intercept_logit", *LOGITS[4:])
        | says("z (within) is collinear with policy (within)", "between_within_logit", "compare_within_estimates")
        | says("z is collinear with policy within persons", "conditional_logit")
        | says("z is collinear with policy given", "two_way_effects", "pooled_effects")
        | says("z is collinear with 0, 1, ≥2 given", "event_study")
        | says("z is determined by the county × half-year", "triple_difference")
        | says("rows not yet treated: it follows from the treatment", *STAGGERED[:3])
        | says("z is the same for all persons who can be matched", "matched_did")
        | says("separation in the propensity score: z", "matched_difference")
        | meant(*OF_RECORDS, *WITHOUT_TERMS, "composition_test"),
    ),
    "group without treated": (
        lambda f: f.assign(policy=0.0, cohort=0, since=np.nan),
        says("policy does not vary", *LOGITS, *REGRESSIONS, "placebo_dates")
        | says("policy (within) does not vary within any person", "between_within_logit", "compare_within_estimates")
        | says("no treated unit: since has no event time in 2,456 interviews", "event_study")
        | says("no treated unit: none of 24 units adopts", *STAGGERED, "composition_test")
        | says("none of 900 persons is interviewed both before adoption and from it on", "long_differences")
        | says("nobody is treated by 'policy' among 900 persons", "matched_did")
        | says("nobody is treated by 'policy' among 2,640 persons", "matched_difference")
        | meant(*OF_RECORDS),
    ),
    "missing outcome": (
        lacking("y"),
        says("missing values in y (3 rows)", *ALL, status="refused")
        | says("column 'y' is missing or infinite in 3 of the records", *OF_RECORDS, status="refused")
        | meant("composition_test"),  # which has traits in the outcome's place
    ),
    "missing term": (
        lacking("z"),
        says("missing values in z (3 rows)", *ALL, status="refused")
        | says("column 'z' is missing or infinite in 3 of the records", *OF_RECORDS, status="refused")
        | says("z: missing values in z (3 rows)", "composition_test", status="ok")  # the other traits stand
        | meant(*WITHOUT_TERMS),
    ),
    "missing cluster": (
        lacking("cluster"),
        says("missing values in cluster (3 rows)", *ALL, status="refused")
        | says("column 'cluster' is missing or infinite in 3", "survey_logit", *OF_RECORDS, status="refused")
        | meant("placebo_dates", "bacon"),  # which take none
    ),
    "one interview each": (
        lambda f: f.drop_duplicates("person"),
        says("nobody is interviewed twice", "between_within_logit", "random_intercept_logit")
        | says("of 900 persons 900 have one interview", "conditional_logit", "compare_within_estimates")
        | says("nobody is seen twice by 'person' and half_year in 900", "two_way_effects", "event_study")
        | says("is interviewed both before adoption and from it on", "long_differences")
        | says("nobody is treated by 'policy' among 900 persons", "matched_did")
        | meant("pooled_logit", "gee_logit", "survey_logit", *OF_RECORDS, "pooled_effects", "triple_difference")
        | meant("placebo_dates", *STAGGERED, "composition_test", "matched_difference"),
    ),
    "zero events": (
        lambda f: f.assign(y=0.0),
        says("the outcome never occurs in 2,640 interviews", *LOGITS, *REGRESSIONS, "placebo_dates")
        | says("no informative person: of 900 persons", "conditional_logit")
        | says("the outcome never occurs in 2,456 interviews", "two_way_effects", "event_study")
        | says("the outcome is 0 in all 2,640 rows", "callaway_santanna")
        | says("the outcome is 0 in all 120 rows", *STAGGERED[1:])
        | says("persons compared is the same in all interviews", "long_differences")
        | says("no outcome change in 247 pairs", "matched_did")
        | says("the outcome is 0 for all 769 treated and their controls", "matched_difference")
        | says("an error of zero for y total", "survey_total", status="ok")
        | says("an error of zero for y mean", "survey_mean", status="ok")
        | says("the ratio has a denominator of zero: z / y", "survey_ratio")
        | meant("composition_test"),
    ),
    "one cluster": (
        lambda f: f.assign(cluster=1),
        says("only one cluster by cluster", *ALL)
        | says("the design is a single PSU", "survey_logit", *OF_RECORDS)
        | says("all rows are in one cluster; errors need at least two", *STAGGERED, "composition_test")
        | says("all persons are in one cluster", "long_differences")
        | says("the matched sample lies in one cluster of 'cluster'", "matched_did", "matched_difference")
        | meant("placebo_dates", "bacon"),
    ),
    "no rows": (
        lambda f: f.iloc[:0],
        says("no rows", *ALL)
        | says("of 0 persons", "conditional_logit")
        | says("the frame has no rows", "survey_logit", *OF_RECORDS, status="refused")
        | says("no interviews", "pooled_effects", "triple_difference", "placebo_dates")
        | says("nobody is seen twice by 'person'", "two_way_effects", "event_study")
        | says("nobody is treated by 'policy' among 0 persons", "matched_did", "matched_difference"),
    ),
}


@pytest.fixture(scope="module")
def panel() -> pd.DataFrame:
    return persons_in_counties()


def assert_sane(result) -> None:
    """Columns and terms stand whatever the data; no fit, no number; a fit, no absurd number."""
    table = result.table
    assert tuple(table.columns) == TABLE_COLUMNS and len(table) > 0
    assert not (table["odds_ratio"] > LARGEST_ODDS_RATIO).any()
    assert not (table["odds_ratio"] < 1 / LARGEST_ODDS_RATIO).any()
    if result.status != "ok":
        assert table[list(TABLE_COLUMNS[2:])].isna().all(axis=None)
        assert result.covariance is None and result.message


@pytest.mark.parametrize("name", ESTIMATORS)
def test_the_panel_itself_can_be_estimated(panel, name):
    result = ESTIMATORS[name](panel)
    assert result.status == "ok" and result.table["estimate"].notna().all()
    assert_sane(result)


@pytest.mark.parametrize("name", ESTIMATORS)
@pytest.mark.parametrize("fault", FAULTS)
def test_bad_input_gives_a_status_and_names_what_is_wrong(panel, name, fault):
    change, expected = FAULTS[fault]
    status, words = expected[name]
    result = ESTIMATORS[name](change(panel))
    assert (result.status, words in result.message) == (status, True), result.message
    assert_sane(result)


def test_the_table_holds_each_public_estimator():
    """What returns a result with a table, and a cell for each of them and each fault."""
    in_parts = {"staggered_did": set(STAGGERED)}
    rows = {name for name in ALL if name not in STAGGERED} | set(in_parts)
    no_estimators = {
        "adoption_cohorts", "event_study_frame", "exposure_by_event_time", "match_nearest", "null_model",
        "pairs_at_last_unexposed", "sensitivity_to_violations",
    }  # fmt: skip
    functions = {name for name in estimators.__all__ if name.islower()}
    assert functions - no_estimators == rows
    assert all(set(expected) == set(ALL) for _, expected in FAULTS.values())


@pytest.mark.parametrize("name", [name for name in ALL if name != "placebo_dates"])
@pytest.mark.parametrize("level", [95, 0.0])
def test_a_confidence_level_that_is_no_share_raises(panel, name, level):
    with pytest.raises(ValueError, match=r"confidence_level must lie between 0 and 1"):
        ESTIMATORS[name](panel, confidence_level=level)


@pytest.mark.parametrize("name", [name for name in ALL if name not in STAGGERED[1:]])
def test_an_unknown_column_raises_and_is_named(panel, name):
    with pytest.raises(KeyError, match=r"columns not in the frame: .*[yz]"):
        ESTIMATORS[name](panel.drop(columns=["y", "z"]))


@pytest.mark.parametrize("fault", ["separation", "constant column", "collinear terms", "group without treated"])
def test_terms_at_fault_can_be_left_out_and_the_rest_fitted(panel, fault):
    """faulty_terms is enough to go on with: without them the between–within logit has estimates."""
    frame = FAULTS[fault][0](panel)
    failed = estimators.between_within_logit(frame, "y", "person", TERMS)
    kept = [term for term in TERMS if term not in {faulty for faulty, _ in failed.faulty_terms}]
    assert len(kept) == 1
    assert estimators.between_within_logit(frame, "y", "person", kept).status == "ok"
