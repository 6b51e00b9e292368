"""A new outcome is one entry: it reaches the outcomes, the sums behind the rates, and the estimators' panel."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from unittest.mock import patch

import pytest
import yaml

from orchestration.dbt_runner import failure_message, invoke_dbt
from orchestration.errors import RefreshError
from orchestration.panel import read_panel
from orchestration.settings import DBT_PROJECT_DIRECTORY, Settings, settings_from_environment
from orchestration.warehouse import build

pytestmark = pytest.mark.slow

BURGLARY = {"burglary": {"unit": "household", "crime_codes": [[31, 33]]}}
REBUILT = ("int_incidents", "int_interview_months", "int_interview_outcomes", "respondent_outcomes",
           "int_national_victimizations", "int_victimization_totals", "victimization_outcomes")  # fmt: skip


@pytest.fixture(scope="module")
def build_with_burglary(refreshed_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return the settings of a copied build whose models know one outcome more."""
    home = tmp_path_factory.mktemp("new_outcome")
    shutil.copytree(refreshed_home / "build", home / "build")
    settings = settings_from_environment(home=home)
    project = yaml.safe_load((DBT_PROJECT_DIRECTORY / "dbt_project.yml").read_text(encoding="utf-8"))
    outcomes = {"victimization_outcomes": {**project["vars"]["victimization_outcomes"], **BURGLARY}}
    with patch.dict(os.environ):
        result = invoke_dbt(settings, ["run", "--vars", json.dumps(outcomes), "--select", *REBUILT])
    assert result.success, failure_message(result)
    return settings


def test_a_new_outcome_reaches_the_panel_and_the_sums(build_with_burglary: Settings) -> None:
    with build(build_with_burglary) as connection:
        burgled = connection.execute(
            "select count(distinct yearq || idhh) from intermediate.int_incidents"
            " where crime_code between 31 and 33 and is_inside_country and set_aside_reason is null"
        ).fetchone()[0]
        panel = read_panel(connection, ["has_burglary", "has_violent_victimization"])
        sums = connection.execute(
            "select quantity, sum(n_records) from intermediate.int_victimization_totals where outcome = 'burglary'"
            " group by all order by all"
        ).fetchall()
    assert burgled > 100
    assert panel.loc[panel["has_burglary"], ["yearq", "idhh"]].drop_duplicates().shape[0] == burgled
    assert panel.equals(panel.sort_values(["idper", "yearq"], kind="stable"))
    assert [quantity for quantity, _ in sums] == ["victimizations", "victims"]
    assert sums[1][1] == burgled


def test_an_outcome_nobody_knows_is_refused_by_name(build_with_burglary: Settings) -> None:
    with build(build_with_burglary) as connection, pytest.raises(RefreshError, match=r"has_piracy.*has_burglary"):
        read_panel(connection, ["has_piracy"])
