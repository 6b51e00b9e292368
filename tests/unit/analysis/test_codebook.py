"""The codebook of marts.respondent_periods says what the mart holds and what the registry does."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
import yaml

from analysis.specification import load_specifications
from analysis.specification.control_terms import ControlTerm

PRIMARY = "primary"


@pytest.fixture(scope="module")
def codebook(checkout: Path) -> pd.DataFrame:
    rows = pd.read_csv(checkout / "dbt_project/seeds/respondent_covariates.csv", dtype=str, keep_default_na=False)
    return rows.set_index("column_name", verify_integrity=True)


@pytest.fixture(scope="module")
def mart_columns(checkout: Path) -> set[str]:
    described = yaml.safe_load((checkout / "dbt_project/models/marts/respondent_periods.yml").read_text("utf-8"))
    return {column["name"] for column in described["models"][0]["columns"]}


def registered_controls() -> list[tuple[str, ControlTerm]]:
    """Role of the specification and control, each once."""
    found = {
        (str(specification.labels.get("role")), control)
        for specification in load_specifications()
        for control in specification.controls
    }
    return sorted(found, key=lambda of: (of[1].column, of[0], of[1].transform))


def missing_rule(control: ControlTerm) -> str:
    """A missing value of a categorical control is a level of its own, whatever else the registry says."""
    return "level" if control.kind == "categorical" else control.missing


def test_every_column_of_the_codebook_is_in_the_mart(codebook: pd.DataFrame, mart_columns: set[str]) -> None:
    assert sorted(set(codebook.index) - mart_columns) == []


@pytest.mark.parametrize("column", sorted({control.column for _, control in registered_controls()}))
def test_every_control_of_the_registry_is_in_the_codebook(codebook: pd.DataFrame, column: str) -> None:
    """A tract measure of 2000 is told in the line of the measure."""
    assert column in codebook.index or column.removesuffix("_2000") in codebook.index


@pytest.mark.parametrize("column", sorted({c.column for role, c in registered_controls() if role == PRIMARY}))
def test_the_codebook_tells_the_missing_rule_of_the_primary_specification(codebook: pd.DataFrame, column: str) -> None:
    rules = {missing_rule(c) for role, c in registered_controls() if role == PRIMARY and c.column == column}
    assert {codebook.loc[column, "missing_rule"].split(":")[0]} == rules


def test_the_codebook_names_the_reference_of_every_categorical_control(codebook: pd.DataFrame) -> None:
    references = {(c.column, c.reference) for _, c in registered_controls() if c.kind == "categorical"}
    assert references
    for column, reference in references:
        assert re.search(rf"\b{reference}\b", codebook.loc[column, "reference"]), column


def test_an_indicator_says_whom_it_compares_with(codebook: pd.DataFrame) -> None:
    columns = {control.column for _, control in registered_controls() if control.kind == "binary"}
    known = codebook.loc[sorted(columns & set(codebook.index))]
    assert sorted(known.index[known["reference"] == ""]) == []


def test_outcomes_and_area_measures_of_the_project_are_in_the_codebook(codebook: pd.DataFrame, checkout: Path) -> None:
    variables = yaml.safe_load((checkout / "dbt_project/dbt_project.yml").read_text("utf-8"))["vars"]
    outcomes = {f"has_{name}" for name, of in variables["victimization_outcomes"].items() if of.get("is_mart_column")}
    measures = {f"tract_{measure}" for measure in variables["tract_measures"]}
    assert sorted((outcomes | measures) - set(codebook.index)) == []
