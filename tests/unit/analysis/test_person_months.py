"""Person-months: how they are read, what their model says of itself, and what a month cannot have."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from analysis.models.estimate_all import estimate_all
from analysis.models.inputs import EstimationInputs
from analysis.specification import SpecificationError, load_specifications
from orchestration.errors import RefreshError
from orchestration.narrow_frame import narrow_frame
from orchestration.person_months import read_months
from tests.unit.analysis.simulated_panels import POLICIES, respondent_panel

REGISTERED = {specification.name: specification for specification in load_specifications()}
MONTHS = replace(REGISTERED["person_months"], controls=(), controls_id="none", period=())


def hazard_panel(n_persons: int = 1_500, log_odds_ratio: float = 0.9) -> pd.DataFrame:
    """Six rows an interview, with an effect of Secure Communities in its own month and recall that fades."""
    rng = np.random.default_rng(4)
    interviews = respondent_panel(n_persons=n_persons)
    months = interviews.loc[interviews.index.repeat(6)].reset_index(drop=True)
    months["recall_lag_months"] = np.tile(np.arange(1, 7), len(interviews))
    counties = np.unique(months["county_fips"], return_inverse=True)[1]
    clock = months["interview_month"].dt.year * 12 + months["interview_month"].dt.month - months["recall_lag_months"]
    for policy in (*POLICIES, "287g_warrant_service"):
        begins = rng.integers(2005 * 12 + 20, 2005 * 12 + 100, size=60)[counties]
        months[f"exposure_any_{policy}"] = clock >= begins
    months["reference_half_year"] = (clock // 6).astype(str)
    months["n_undated_violent_victimization"] = np.repeat(rng.integers(0, 2, size=len(interviews)), 6)
    person = pd.factorize(months["idper"])[0]
    predictor = -3.0 + rng.normal(size=n_persons)[person] - 0.15 * months["recall_lag_months"]
    predictor += log_odds_ratio * months["exposure_any_secure_communities"]
    months["has_violent_victimization"] = rng.random(len(months)) < expit(predictor)
    return months


@pytest.mark.parametrize("estimator", ["between_within_logit", "conditional_logit"])
def test_the_monthly_hazard_ratio_is_found_and_the_undated_are_told(estimator):
    months = hazard_panel()
    specification = replace(MONTHS, estimator=estimator, populations=("all",), inference=("county",))
    rows = estimate_all(EstimationInputs(months.iloc[::6], months=months), [specification], "v", "c").estimates
    within = rows[(rows["term"] == "secure_communities") & (rows["component"] == "within")].iloc[0]
    assert abs(within["estimate"] - 0.9) < 3 * within["std_error"] < 1.2
    assert within["n_interviews"] == len(months)
    n_undated = int(months.loc[months["recall_lag_months"] == 1, "n_undated_violent_victimization"].sum())
    assert f"{n_undated:,} incidents without a month" in within["message"]
    assert "rows are person-months" in within["message"]
    assert [term for term in rows["term"] if term.startswith("recall_lag_")] == [f"recall_lag_{n}" for n in range(2, 7)]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"exposure_definition": "share"}, "exposed or not"),
        ({"leads_months": (6,)}, "exposed or not"),
        ({"date_draws": 2}, "date_draws"),
        ({"inference": ("county", "randomization")}, "randomization"),
        ({"estimator": "event_study"}, "use interview"),
        ({"unit": "interview"}, "recall_lag"),
    ],
)
def test_what_a_month_cannot_have_is_refused_by_name(changes, words):
    with pytest.raises(SpecificationError, match=words):
        replace(MONTHS, **changes)


@pytest.fixture
def connection():
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        connection.execute(
            """
            create table marts.respondent_periods as select * from (values
                (10.3, 'B', 'latino', 30), (10.1, 'A', 'white', 40), (10.3, 'A', 'white', null)
            ) as t (yearq, idper, population_group, age_years)
            """
        )
        connection.execute(
            """
            create table marts.respondent_months as
            select yearq, idper, (date '2010-07-01' - to_months(n))::date as month_start, n as recall_lag_months,
                idper = 'A' and yearq = 10.3 and n = 2 as has_violent_victimization,
                case when idper = 'B' then null else n = 1 end as is_active_287g_jail
            from marts.respondent_periods cross join (values (2), (1)) as lags (n)
            """
        )
        connection.execute(
            """
            create table marts.respondent_outcomes as select * from (values
                (10.3, 'B', 'violent_victimization', 3, 2), (10.1, 'A', 'robbery', 1, 1)
            ) as t (yearq, idper, outcome, n_incidents, n_incidents_undated)
            """
        )
        yield connection


def read(connection, specification) -> pd.DataFrame:
    panel = narrow_frame(connection, "select * from marts.respondent_periods order by idper, yearq")
    for column in ("county_fips", "state_fips", "interview_month", "is_synthetic", "interview_number"):
        panel[column] = "01001"
    return read_months(connection, panel, [specification])


def test_months_stand_beside_their_own_interview(connection):
    months = read(connection, replace(MONTHS, policies=("287g_jail",), controls=MONTHS.controls))
    assert months["idper"].tolist() == [0, 0, 0, 0, 1, 1]
    assert months["recall_lag_months"].tolist() == [2, 1] * 3
    assert months["has_violent_victimization"].tolist() == [False, False, True, False, False, False]
    assert months["exposure_any_287g_jail"].isna().tolist() == [False] * 4 + [True] * 2
    assert months["exposure_any_287g_jail"].tolist()[:4] == [False, True, False, True]
    assert months["population_group"].tolist() == ["white"] * 4 + ["latino"] * 2
    assert months["reference_half_year"].tolist() == ["2010H1"] * 6
    assert months["n_undated_violent_victimization"].tolist() == [0, 0, 0, 0, 2, 2]
    assert (months["recall_lag_months"].dtype, months["idper"].dtype) == (np.int8, np.int32)
    assert isinstance(months["population_group"].dtype, pd.CategoricalDtype)


def test_an_outcome_months_do_not_have_names_the_remedy(connection):
    with pytest.raises(RefreshError, match="unit: interview"):
        read(connection, replace(MONTHS, outcome="has_personal_theft"))
