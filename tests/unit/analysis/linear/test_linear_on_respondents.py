"""The linear models on a frame with the columns and types of marts.respondent_periods."""

from __future__ import annotations

import subprocess
import sys

import pandas as pd
import pytest

from analysis.estimators import event_study, placebo_dates, triple_difference, two_way_effects
from tests.unit.analysis.simulated_panels import POLICIES, respondent_panel

OUTCOME, PERSON, TIME = "has_violent_victimization", "idper", "reference_half_year"
LATINO_WHITE = {"group": "population_group", "target": "latino", "reference": "white"}
PLACE_AND_TIME = {"county": "county_fips", "half_year": TIME}


@pytest.fixture(scope="module")
def respondents() -> pd.DataFrame:
    return respondent_panel(4_000, seed=2)


@pytest.mark.parametrize("definition", ["any", "share", "full"])
def test_all_policies_at_once(respondents, definition):
    exposures = [f"exposure_{definition}_{policy}" for policy in POLICIES]
    two_way = two_way_effects(
        respondents, OUTCOME, exposures, PERSON, TIME, cluster="county_fips", absorbed=["interview_number"]
    )
    triple = triple_difference(respondents, OUTCOME, exposures, **LATINO_WHITE, **PLACE_AND_TIME, cluster="state_fips")
    placebo = placebo_dates(
        respondents, OUTCOME, exposures, **LATINO_WHITE, **PLACE_AND_TIME, block="state_fips", n_draws=9
    )
    assert [result.status for result in (two_way, triple, placebo)] == ["ok", "ok", "ok"]
    assert list(two_way.table["term"]) == list(placebo.table["term"]) == exposures
    # Windows of one half-year end in different months, so exposure differs within county and half-year.
    assert list(triple.table["term"]) == [*exposures, *(f"{exposure} (main)" for exposure in exposures)]
    assert two_way.n_clusters == respondents["county_fips"].nunique()


def test_event_times_of_two_policies(respondents):
    half_years = pd.Series(pd.factorize(respondents[TIME], sort=True)[0], index=respondents.index)
    times = {}
    for policy in POLICIES[:2]:
        full = half_years.where(respondents[f"exposure_full_{policy}"])
        respondents[f"since_{policy}"] = half_years - full.groupby(respondents["county_fips"]).transform("min")
        times[policy] = f"since_{policy}"
    result = event_study(respondents, OUTCOME, PERSON, TIME, times, "county_fips", leads=3, lags=3)
    assert result.status == "ok"
    assert set(result.counts["policy"]) == set(POLICIES[:2])
    assert result.joint_test["p_value"].between(0, 1).all()


def test_a_policy_of_few_counties_is_told(respondents):
    few = respondents.assign(rare=respondents["exposure_any_287g_jail"] & (respondents["county_fips"] < "01004"))
    two_way = two_way_effects(few, OUTCOME, ["rare"], PERSON, TIME, cluster="county_fips")
    triple = triple_difference(few, OUTCOME, ["rare"], **LATINO_WHITE, **PLACE_AND_TIME)
    n_treated = few.loc[few["rare"], "county_fips"].nunique()
    assert f"rare rests on {n_treated} treated clusters" in two_way.message
    assert f"rare rests on {n_treated} treated clusters" in triple.message


def test_pyfixest_is_not_loaded_before_a_fit(checkout):
    program = (
        "import sys; from analysis import estimators;"
        "[getattr(estimators, name) for name in ('event_study', 'placebo_dates', 'triple_difference')];"
        "print('pyfixest' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=checkout, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
