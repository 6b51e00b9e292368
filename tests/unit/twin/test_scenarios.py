"""Each scenario plants the mechanism it names, and nothing else; null and paper stay as they are."""

from __future__ import annotations

import datetime as dt
from functools import partial

import numpy as np
import pandas as pd
import pytest

from orchestration.cli.options import Scenario as ScenarioOption
from orchestration.twin import RealInputs, TwinSettings, write_twin
from orchestration.twin.counties import Counties
from orchestration.twin.doses import (
    LONGEST_GROWTH_YEARS,
    LONGEST_MISDATING,
    RISE_MONTHS,
    SHORTEST_MISDATING,
    county_doses,
    first_months,
    months_in_force,
    neighbor_shares,
    true_shares,
)
from orchestration.twin.incidents import draw_events
from orchestration.twin.policies import Policies, invent_policies
from orchestration.twin.policy_months import active_shares
from orchestration.twin.random_streams import random_stream
from orchestration.twin.scenarios import SCENARIOS, Scenario, scenario_descriptions
from orchestration.twin.survey import Plan, conduct_survey, plan_survey
from orchestration.twin.truth import planted_truth
from orchestration.twin.victimization import Outcomes, draw_outcomes
from orchestration.twin.write import shares_of_neighbors
from tests.unit.twin.tiny import SEED, TINY, WrittenTwin

SECURE_COMMUNITIES = "secure_communities"
WITHOUT_EFFECT = ("null", "confounded_rollout", "panel_fatigue", "informative_attrition", "reporting_shift")


@pytest.fixture(scope="module")
def policies(people: pd.DataFrame, sampled: pd.DataFrame) -> Policies:
    return invent_policies(people, sampled["county_fips"], RealInputs(), SEED)


@pytest.fixture(scope="module")
def shares(policies: Policies, sampled: pd.DataFrame) -> dict[str, np.ndarray]:
    return active_shares(policies.spells, sampled["county_fips"].to_numpy())


@pytest.fixture(scope="module")
def plans(
    tracts: pd.DataFrame, sampled: pd.DataFrame, policies: Policies, shares: dict[str, np.ndarray], counties: Counties
) -> dict[str, Plan]:
    return {
        name: plan_survey(
            tracts, sampled, shares, TINY.n_persons, name, SEED, shares_of_neighbors(name, policies, sampled, counties)
        )
        for name in SCENARIOS
    }


def outcomes_of(plan: Plan, scenario: str, number: int) -> Outcomes:
    intercept = np.random.default_rng(number).normal(0, 1.2, len(plan.persons))
    streams = partial(random_stream, SEED + number)
    exposures = plan.exposures_in_truth
    return draw_outcomes(
        plan.log_odds, intercept, plan.interviews, plan.group, exposures, SCENARIOS[scenario], streams
    )  # fmt: skip


def test_every_scenario_says_what_it_does() -> None:
    assert list(SCENARIOS)[:2] == ["paper", "null"] and len(SCENARIOS) == 9
    assert all(f"{name}: {scenario.description}" in scenario_descriptions() for name, scenario in SCENARIOS.items())
    assert {name for name, scenario in SCENARIOS.items() if not scenario.has_effect} == set(WITHOUT_EFFECT)


def test_the_help_of_commands_lists_every_scenario() -> None:
    (option,) = ScenarioOption.__metadata__
    assert scenario_descriptions() in option.help


def test_null_and_paper_tell_every_event_of_everybody(
    tracts: pd.DataFrame, sampled: pd.DataFrame, shares: dict[str, np.ndarray], plans: dict[str, Plan]
) -> None:
    for name in ("null", "paper"):
        survey = conduct_survey(tracts, sampled, shares, TINY.n_persons, name, SEED)
        intercept = survey.persons["intercept"].to_numpy()[survey.interviews.person][:, None]
        events = draw_events(survey.log_odds + intercept, random_stream(SEED, "victimization"))
        assert np.array_equal(survey.has_event, (events & survey.interviews.is_complete[:, None]).any(axis=1))
        assert np.array_equal(survey.weight, plans[name].weight)
    assert plans["null"].doses == ()
    planted = {dose.policy: dose for dose in plans["paper"].doses}
    assert set(planted) == {SECURE_COMMUNITIES, "287g_task_force"}
    for policy, dose in planted.items():
        assert dose.log_odds == pytest.approx(np.log({SECURE_COMMUNITIES: 1.9}.get(policy, 2.2)))
        assert np.array_equal(dose.amount, plans["paper"].exposures[policy])


def test_latino_risk_rises_most_where_the_rollout_is_early(
    plans: dict[str, Plan], shares: dict[str, np.ndarray]
) -> None:
    (rise,) = county_doses(SCENARIOS["confounded_rollout"], shares, {})
    assert rise.policy is None
    onset = first_months(shares[SECURE_COMMUNITIES])
    at_the_end = rise.amount[:, -1]
    assert np.corrcoef(onset, at_the_end)[0, 1] < -0.9
    first = onset.argmin()
    months = onset[first] + np.array([-RISE_MONTHS // 2, 0, RISE_MONTHS // 2])
    assert rise.amount[first, months] / at_the_end[first] == pytest.approx([0, 0.5, 1])
    assert at_the_end[onset.argmin()] > 0.9 and at_the_end[onset.argmax()] < 0.2
    confounded, null = plans["confounded_rollout"], plans["null"]
    latino = confounded.group == 0
    assert np.array_equal(confounded.log_odds[~latino], null.log_odds[~latino])
    # Beyond the levels of years, windows of early counties rise against those of late ones.
    added = (confounded.log_odds - null.log_odds).mean(axis=1)
    is_early, is_late = (onset[confounded.county] <= np.quantile(onset, q) for q in (0.3, 0.7))
    recent = latino & (confounded.interviews.month >= 2012 * 12)
    assert added[recent & is_early].mean() - added[recent & ~is_late].mean() > 0.5


def test_ever_less_is_told_from_interview_to_interview(plans: dict[str, Plan]) -> None:
    def log_rate_ratio(scenario: str) -> float:
        plan = plans[scenario]
        number = plan.interviews.household_interview[:, None] * np.ones((1, 6))
        told = sum(outcomes_of(plan, scenario, n).told for n in range(40))
        return float(np.log(told[number >= 5].mean() / told[number == 2].mean()))

    # Three and more interviews later; about 700 events each side in the sum, so four standard errors are about 0.3.
    planted = SCENARIOS["panel_fatigue"].per_later_interview - SCENARIOS["null"].per_later_interview
    assert log_rate_ratio("panel_fatigue") - log_rate_ratio("null") == pytest.approx(3.8 * planted, abs=0.35)


def test_latino_victims_under_the_policy_are_not_interviewed_again(plans: dict[str, Plan]) -> None:
    plan, interviews = plans["informative_attrition"], plans["informative_attrition"].interviews
    is_exposed = (plan.exposures[SECURE_COMMUNITIES] > 0).any(axis=1) & (plan.group == 0)
    pairs = pd.DataFrame({"person": interviews.person, "month": interviews.month, "row": np.arange(len(plan.group))})
    follows = pairs.merge(pairs.assign(month=pairs["month"] - 6), on=["person", "month"], suffixes=("", "_next"))
    row, following = follows["row"].to_numpy(), follows["row_next"].to_numpy()
    gone, returned, elsewhere = 0, 0, 0
    for number in range(60):
        outcomes = outcomes_of(plan, "informative_attrition", number)
        assert not outcomes.told[outcomes.has_left].any()
        is_victim = outcomes.told.any(axis=1)[row]
        gone += (is_victim & is_exposed[row] & outcomes.has_left[following]).sum()
        returned += (is_victim & is_exposed[row] & ~outcomes.has_left[following]).sum()
        earlier_under_policy = is_exposed[row]
        elsewhere += (is_victim & ~earlier_under_policy & outcomes.has_left[following]).sum()
    chance = SCENARIOS["informative_attrition"].chance_of_leaving[SECURE_COMMUNITIES]
    assert gone + returned > 100 and elsewhere == 0
    assert gone / (gone + returned) == pytest.approx(chance, abs=4 * np.sqrt(chance * (1 - chance) / (gone + returned)))


def test_the_policy_halves_what_latinos_tell_and_nothing_that_happens(plans: dict[str, Plan]) -> None:
    plan = plans["reporting_shift"]
    assert np.array_equal(plan.log_odds, plans["null"].log_odds)
    share = plan.exposures[SECURE_COMMUNITIES]
    is_latino = (plan.group == 0)[:, None]
    happened, told = 0, 0
    for number in range(60):
        events, kept = (outcomes_of(plan, name, number).told for name in ("null", "reporting_shift"))
        assert np.array_equal(events & ~(is_latino & (share > 0)), kept & ~(is_latino & (share > 0)))
        under_policy = is_latino & (share >= 1)
        happened, told = happened + (events & under_policy).sum(), told + (kept & under_policy).sum()
    chance = SCENARIOS["reporting_shift"].chance_of_telling[SECURE_COMMUNITIES]
    assert happened > 300
    assert told / happened == pytest.approx(chance, abs=4 * np.sqrt(chance * (1 - chance) / happened))


def test_growth_starts_at_adoption_and_stops() -> None:
    share = np.zeros((2, 60))
    share[0, 10] = 0.5
    share[0, 11:] = 1.0
    assert first_months(share).tolist() == [10, 60]
    assert months_in_force(share)[0, [0, 10, 11, 22]].tolist() == [0, 0, 1, 12] and not months_in_force(share)[1].any()
    scenario = Scenario("grows", per_year_in_force={"p": 0.6})
    (dose,) = county_doses(scenario, {"p": share}, {})
    assert (dose.policy, dose.log_odds) == ("p", 0.6)
    assert dose.amount[0, [10, 16, 22, 59]].tolist() == [0, 0.5, 1.0, LONGEST_GROWTH_YEARS]


def test_half_years_in_force_count_from_adoption(plans: dict[str, Plan]) -> None:
    plan = plans["dynamic"]
    half_years = plan.half_years_in_force[SECURE_COMMUNITIES]
    share = plan.exposures[SECURE_COMMUNITIES]
    assert np.array_equal(half_years == -1, ~(share > 0).any(axis=1))
    started_within = (share[:, 0] == 0) & (share[:, -1] > 0)
    assert set(half_years[started_within]) == {0}
    assert half_years[(share[:, 0] >= 1)].min() == 1


def test_neighbours_are_those_that_touch_and_never_the_county_itself() -> None:
    spells = pd.DataFrame(
        {
            "policy": ["p", "p", "q"],
            "county_fips": ["A", "C", "B"],
            "first_day": [dt.date(2004, 8, 1)] * 3,
            "last_day": [dt.date(2004, 8, 31)] * 3,
        }
    )
    pairs = ["AA", "AB", "BA", "BB", "BC", "CB", "CC", "BD", "DB", "DD", "EE"]
    adjacency = pd.DataFrame([tuple(pair) for pair in pairs], columns=["county_fips", "neighbor_fips"])
    means = neighbor_shares(spells, np.array(["A", "B", "E"]), adjacency, ["p"])
    assert set(means) == {"p"}
    # A touches B, which has nothing; B touches A and C, which have it, and D, which has not; E is an island.
    assert means["p"][:, 1].tolist() == [0, pytest.approx(2 / 3), 0] and not means["p"][:, [0, 2]].any()


def test_neighbours_add_to_the_hazard_of_latinos(plans: dict[str, Plan]) -> None:
    own, neighbors = plans["spillover"].doses
    assert (own.policy, neighbors.policy) == (SECURE_COMMUNITIES, "neighbor_secure_communities")
    assert np.array_equal(neighbors.amount, plans["spillover"].neighbor_exposures[SECURE_COMMUNITIES])
    is_alone = (own.amount == 0).all(axis=1) & (neighbors.amount > 0.2).all(axis=1)
    assert is_alone.any(), "some windows are exposed through neighbours only"


def test_most_counties_adopted_on_another_day() -> None:
    recorded = np.zeros((4_000, 126))
    recorded[:3_000, 60] = 0.5
    recorded[:3_000, 61:] = 1.0
    true = true_shares({"p": recorded}, SCENARIOS["misdated"], np.random.default_rng(SEED))["p"]
    shift = first_months(true)[:3_000] - 60
    is_misdated = shift != 0
    assert is_misdated.mean() == pytest.approx(0.7, abs=4 * np.sqrt(0.21 / 3_000))
    assert set(np.abs(shift[is_misdated])) == set(range(SHORTEST_MISDATING, LONGEST_MISDATING + 1))
    assert (shift > 0).sum() == pytest.approx((shift < 0).sum(), abs=4 * np.sqrt(2_100))
    assert not true[3_000:].any(), "who never adopted did not in truth either"
    assert (np.diff((true > 0).astype(int), axis=1) >= 0).all() and np.array_equal(true[:, 80:], recorded[:, 80:])


def test_the_hazard_follows_the_true_dates_and_the_records_do_not(
    plans: dict[str, Plan], shares: dict[str, np.ndarray]
) -> None:
    misdated, paper = plans["misdated"], plans["paper"]
    assert np.array_equal(misdated.exposures[SECURE_COMMUNITIES], paper.exposures[SECURE_COMMUNITIES])
    true = misdated.exposures_in_truth[SECURE_COMMUNITIES]
    assert np.array_equal(misdated.doses[0].amount, true)
    assert (true != paper.exposures[SECURE_COMMUNITIES]).any(axis=1).mean() > 0.05


@pytest.mark.parametrize("scenario", WITHOUT_EFFECT)
def test_where_nobody_is_harmed_the_truth_is_exactly_zero(plans: dict[str, Plan], scenario: str) -> None:
    truth = planted_truth(plans[scenario], TwinSettings("small", scenario, SEED), 600, lambda part: None)
    assert set(truth["scenario"]) == {scenario} and (truth["value"] == 0).all() and len(truth) == 4 * 23


def values_of(plan: Plan, scenario: str, scale: str = "log_odds") -> pd.Series:
    truth = planted_truth(plan, TwinSettings("small", scenario, SEED), 600, lambda part: None)
    cells = ["policy", "population", "exposure_definition"]
    truth = truth[truth["scale"] == scale].set_index(cells).sort_index()
    return truth["value"]


def test_the_truth_of_a_growing_effect_is_told_by_time_in_force(plans: dict[str, Plan]) -> None:
    plan = plans["dynamic"]
    value = values_of(plan, "dynamic")[SECURE_COMMUNITIES, "latino"]
    rows = (plan.group == 0) & plan.interviews.is_complete
    years = plan.doses[0].amount[rows].sum() / plan.exposures[SECURE_COMMUNITIES][rows].sum()
    assert value["monthly"] == pytest.approx(0.6 * years) and 0.3 < value["monthly"] < 0.6 * LONGEST_GROWTH_YEARS
    by_time = value[[f"event_half_year_{k}" for k in range(6)]].to_numpy()
    half_years = np.minimum(plan.half_years_in_force[SECURE_COMMUNITIES][rows], 5)
    planted = [0.6 * plan.doses[0].amount[rows][half_years == k].mean() for k in range(6)]
    # Near what is planted, not equal to it: six-month odds grow faster than monthly ones, and half-years pool doses.
    assert (np.diff(by_time) > 0).all()
    assert by_time == pytest.approx(planted, rel=0.2, abs=0.1)
    assert by_time[0] < value["any"] < value["full"] < by_time[5]


def test_the_truth_of_a_spillover_tells_own_county_and_neighbours_apart(plans: dict[str, Plan]) -> None:
    value = values_of(plans["spillover"], "spillover")
    assert value[SECURE_COMMUNITIES, "latino", "monthly"] == pytest.approx(np.log(1.5))
    assert value["neighbor_secure_communities", "latino", "monthly"] == pytest.approx(np.log(1.9))
    assert value[SECURE_COMMUNITIES, "latino", "share"] == pytest.approx(np.log(1.5), abs=0.08)
    # At 100,000 persons .65 for .64 planted; a tiny design has few neighbours to tell from the own county.
    assert value["neighbor_secure_communities", "latino", "share"] == pytest.approx(np.log(1.9), abs=0.1)


def test_the_truth_of_misdated_policies_is_that_of_the_true_dates(plans: dict[str, Plan]) -> None:
    value = values_of(plans["misdated"], "misdated")
    assert value[SECURE_COMMUNITIES, "latino", "monthly"] == pytest.approx(np.log(1.9))
    assert value[SECURE_COMMUNITIES, "latino", "share"] == pytest.approx(np.log(1.9), abs=0.08)


def test_leaving_shows_in_the_files(tiny_twin: WrittenTwin, tmp_path_factory: pytest.TempPathFactory) -> None:
    directory = tmp_path_factory.mktemp("twin") / "attrition"
    manifest = write_twin(
        directory, TwinSettings("small", "informative_attrition", SEED), RealInputs(), size=TINY
    )  # fmt: skip
    person, before = WrittenTwin(directory, manifest).survey("ncvs_person"), tiny_twin.survey("ncvs_person")
    assert person["IDPER"].tolist() == before["IDPER"].tolist()
    has_left = (person["V3011"] == "6") & (before["V3011"].isin(["1", "2", "3", "4"]))
    assert 0 < has_left.sum() == tiny_twin.manifest.counts["interviews"] - manifest.counts["interviews"]
    assert (before.loc[has_left, "V3024"] == "1").all(), "only Latinos leave"
    incident = WrittenTwin(directory, manifest).survey("ncvs_incident")
    keys = person.loc[has_left, "YEARQ"] + person.loc[has_left, "IDPER"]
    assert not (incident["YEARQ"] + incident["IDPER"]).isin(keys).any()
