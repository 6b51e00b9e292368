"""Replications: the files' own design, outcomes of the same law, and a fresh draw for every number."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.models.county_histories import county_histories
from orchestration.twin.effects_on_the_exposed import six_month_chance
from orchestration.twin.hazards import MALE, OWNER, PARTED, SINGLE
from orchestration.twin.policies import invent_policies
from orchestration.twin.policy_months import active_shares
from orchestration.twin.replication import Replications, draw_replications, replication_seed
from orchestration.twin.settings import RealInputs
from orchestration.twin.survey import conduct_survey
from tests.unit.twin.tiny import SEED, TINY, WrittenTwin


@pytest.fixture(scope="module")
def replications() -> Replications:
    return draw_replications("null", TINY.n_persons, SEED, scale="small", size=TINY)


def test_a_panel_has_the_persons_and_interviews_of_the_files(
    replications: Replications, tiny_twin: WrittenTwin
) -> None:
    panel = replications.panel(0)
    assert (panel["idper"].nunique(), len(panel)) == tuple(
        tiny_twin.manifest.counts[count] for count in ("persons", "interviews")
    )
    assert panel["idper"].is_monotonic_increasing
    assert not panel.duplicated(["idper", "interview_month"]).any()
    person = tiny_twin.survey("ncvs_person")
    answered = person[person["V3011"].isin(["1", "2", "3", "4"])]
    by_month = answered.groupby(answered["V3027"] + "-" + answered["V3025"].str.zfill(2)).size()
    ours = panel.groupby(panel["interview_month"].dt.strftime("%Y-%m")).size()
    assert ours.to_dict() == by_month.to_dict()
    area = tiny_twin.survey("ncvs_area")
    assert set(panel["county_fips"]) <= set(area["COUNTY_FIPS"])


def test_columns_are_those_estimators_read(replications: Replications) -> None:
    panel = replications.panel(0)
    policies = ("secure_communities", "287g_jail", "287g_task_force", "anti_detainer")
    for definition in ("any", "share", "full"):
        assert {f"exposure_{definition}_{policy}" for policy in policies} <= set(panel)
    assert not panel.isna().any(axis=None)
    first = panel["interview_month"] - pd.DateOffset(months=3)
    half = first.dt.year.astype(str) + np.where(first.dt.month <= 6, "H1", "H2")
    assert (panel["reference_half_year"] == half).all()
    assert (panel["person_weight"] > 0).all() and panel["interview_number"].between(1, 7).all()
    assert (panel["state_fips"] == panel["county_fips"].str[:2]).all()


def test_numbers_repeat_and_differ(replications: Replications) -> None:
    first, again, other = (replications.panel(number)["has_violent_victimization"] for number in (3, 3, 4))
    assert first.equals(again)
    # Events are rare: two independent panels share few, a repeated stream would share all.
    assert (first & other).sum() < 0.2 * first.sum()
    assert len({replication_seed(SEED, number) for number in range(1_000)}) == 1_000


def test_histories_of_counties_are_those_the_exposures_were_read_off(replications: Replications) -> None:
    activity, panel = replications.county_activity, replications.panel(0)
    assert not activity.duplicated(["policy", "county_fips", "month_start"]).any()
    months = pd.DatetimeIndex(np.sort(panel["interview_month"].unique()))
    counties = sorted(panel["county_fips"].unique())
    for policy in ("secure_communities", "287g_jail"):
        for definition in ("any", "share", "full"):
            whole = county_histories(activity, policy, definition, counties, months)
            row = pd.Index(counties).get_indexer(panel["county_fips"])
            column = months.get_indexer(panel["interview_month"])
            ours = panel[f"exposure_{definition}_{policy}"].to_numpy()
            assert whole.values[row, column] == pytest.approx(ours), (policy, definition)


def test_owners_and_the_divorced_are_as_much_at_risk_as_the_hazard_says(replications: Replications) -> None:
    design = replications.design
    fixed = pd.Series(replications.plan.log_odds[replications.order].mean(axis=1))
    regressors = design[["is_homeowner", "is_divorced_or_separated", "is_male", "is_never_married"]].astype(float)
    age = design["age_years"]
    others = pd.DataFrame({"one": 1.0, "young": np.minimum(age - 25, 0), "old": np.maximum(age - 25, 0)})
    level = pd.get_dummies(design["population_group"] + design["interview_month"].dt.year.astype(str)).iloc[:, 1:]
    number = pd.get_dummies(design["interview_number"], prefix="number").iloc[:, 1:]
    columns = pd.concat([regressors, others, level, number], axis=1).astype(float)
    # Owners live in other tracts than renters; within a tract its disadvantage is the same for all.
    within = [frame - frame.groupby(design["tract_geoid"]).transform("mean") for frame in (columns, fixed)]
    found = np.linalg.lstsq(within[0].to_numpy(), within[1].to_numpy(), rcond=None)[0]
    assert found[:4] == pytest.approx([OWNER, PARTED, MALE, SINGLE], abs=0.01)


def test_outcomes_have_the_chance_the_hazard_gives_them(replications: Replications) -> None:
    plan, n = replications.plan, 150
    chance = np.where(plan.interviews.is_complete, six_month_chance(plan.log_odds), 0.0)
    told = [
        replications.panel(number).groupby("population_group")["has_violent_victimization"].sum() for number in range(n)
    ]
    drawn = pd.DataFrame(told)
    for position, group in enumerate(("latino", "white", "black", "other")):
        expected = chance[plan.group == position].sum()
        assert drawn[group].mean() == pytest.approx(expected, abs=4 * drawn[group].std() / np.sqrt(n))


def test_the_files_are_one_draw_from_the_same_law(
    tracts: pd.DataFrame, sampled: pd.DataFrame, people: pd.DataFrame, replications: Replications
) -> None:
    policies = invent_policies(people, sampled["county_fips"], RealInputs(), SEED)
    shares = active_shares(policies.spells, sampled["county_fips"].to_numpy())
    survey = conduct_survey(tracts, sampled, shares, TINY.n_persons, "null", SEED)
    assert np.array_equal(survey.log_odds, replications.plan.log_odds)
    assert np.array_equal(survey.weight, replications.plan.weight)
    counts = [replications.panel(number)["has_violent_victimization"].sum() for number in range(100)]
    assert abs(survey.has_event.sum() - np.mean(counts)) < 4 * np.std(counts)


def test_who_has_left_is_in_no_panel() -> None:
    leaving = draw_replications("informative_attrition", TINY.n_persons, SEED, scale="small", size=TINY)
    held = int(leaving.plan.interviews.is_complete.sum())
    sizes = [len(leaving.panel(number)) for number in range(20)]
    assert max(sizes) <= held and min(sizes) < held
    by_year = leaving.panel(0).groupby(leaving.panel(0)["interview_month"].dt.year)["person_weight"].sum()
    whole = leaving.design.assign(weight=leaving.plan.weight[leaving.order])
    planned = whole.groupby(whole["interview_month"].dt.year)["weight"].sum()
    assert by_year.to_numpy() == pytest.approx(planned.to_numpy(), rel=1e-6), "who stays stands for the population"


def test_six_month_chance_is_the_integral_over_intercepts() -> None:
    log_odds = np.array([[-5.0, -5.5, -6.0, -5.2, -5.1, -4.9], [-3.0] * 6])
    u = np.linspace(-10, 10, 20_001)
    density = np.exp(-0.5 * u**2) / np.sqrt(2 * np.pi)
    nothing = np.prod(1 / (1 + np.exp(log_odds[:, :, None] + 1.2 * u)), axis=1)
    expected = np.trapezoid((1 - nothing) * density, u, axis=1)
    assert six_month_chance(log_odds) == pytest.approx(expected, rel=1e-6)
