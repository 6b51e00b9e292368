"""The panel holds what was asked for and what models look up beside it, and no more."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import pandas as pd
import pytest

from analysis.models.estimate_all import estimate_all
from analysis.models.inputs import EstimationInputs
from orchestration.panel import read_inputs, read_panel
from tests.unit.analysis.models.registry_panel import registry_panel, specifications


@pytest.fixture(scope="module")
def mart() -> pd.DataFrame:
    mart = registry_panel(1_500).assign(next_contact="moved", household_weight=1.0)
    mart["yearq"] = mart["interview_month"].dt.year + (mart["interview_month"].dt.month + 2) // 3 / 10
    return mart.sample(frac=1, random_state=1).reset_index(drop=True)


@pytest.fixture
def connection(mart):
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        connection.register("mart", mart)
        connection.execute("create table marts.respondent_periods as select * from mart")
        connection.execute("create table marts.income_imputations (idhh varchar, draw int, income_category int)")
        yield connection


def test_a_whole_panel_is_the_mart_by_person_and_time(connection, mart):
    panel = read_panel(connection)
    expected = mart.sort_values(["idper", "yearq"], kind="stable").reset_index(drop=True)
    assert list(panel.columns) == list(mart.columns)
    assert panel["idper"].astype(str).tolist() == expected["idper"].tolist()
    assert isinstance(panel["idper"].dtype, pd.CategoricalDtype)


def test_inputs_leave_out_what_no_model_looks_up(connection, mart):
    panel = read_inputs(connection, [specifications()["matched"]]).panel
    assert not {"next_contact", "household_weight", "tract_noncitizen_pct_2000"} & set(panel.columns)
    assert {name for name in mart.columns if name.startswith("exposure_")} <= set(panel.columns)
    assert {"interview_number", "reference_half_year", "idper", "age_years"} <= set(panel.columns)


@pytest.mark.parametrize(
    "name",
    [
        "paper_all_policies_income_missing_category",
        "person_fixed_effects",
        "clean_secure_communities",
        "survey_logit",
        "two_way_effects",
        "event_study",
        "triple_difference_dose",
        "staggered",
        "staggered_imputation",
        "matched",
    ],
)
def test_no_model_misses_a_column_that_was_left_out(connection, mart, name):
    # Whole histories, for permutations, are read from another mart.
    specification = replace(
        specifications()[name], populations=("latino",), inference=specifications()[name].inference[:1]
    )
    found = estimate_all(read_inputs(connection, [specification]), [specification], "v", "c").estimates
    ordered = mart.sort_values(["idper", "yearq"], kind="stable").reset_index(drop=True)
    expected = estimate_all(EstimationInputs(ordered), [specification], "v", "c").estimates
    shown = [column for column in found.columns if column != "seconds"]
    assert found[shown].equals(expected[shown])
