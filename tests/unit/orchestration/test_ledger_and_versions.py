"""The ledger is only added to; a version's name follows from what it was made of."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from unittest.mock import patch

import pandas as pd
import pytest
from typer.testing import CliRunner

from orchestration import ledger
from orchestration.cli import app
from orchestration.code_version import data_version, source_checksum
from orchestration.resources import resource_of
from orchestration.settings import COUNTING_RULES, Settings, settings_environment, settings_from_environment
from orchestration.status import age_of


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, raw_directory=tmp_path / "raw")


def _run(run_id: str, status: str) -> pd.DataFrame:
    moment = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    row = {"run_id": run_id, "data_version": None, "started_at": moment, "finished_at": moment, "status": status,
           "scale": "small", "scenario": "paper", "seed": 1, "fill_with_twin": False, "n_checks": 0,
           "n_failed_checks": 0, "seconds": 1.0}  # fmt: skip
    return ledger.typed("runs", [row])


def test_the_history_is_empty_and_typed_before_the_first_run(settings: Settings) -> None:
    runs = ledger.history(settings, "runs")
    assert runs.empty
    assert str(runs.dtypes["seconds"]) == "float64"


def test_failed_and_published_runs_are_both_kept(settings: Settings) -> None:
    ledger.record(settings, "runs", "a", _run("a", "failed"))
    ledger.record(settings, "runs", "b", _run("b", "audited"))
    ledger.record(settings, "runs", "b", _run("b", "published"))
    assert dict(ledger.history(settings, "runs")[["run_id", "status"]].to_numpy()) == {"a": "failed", "b": "published"}


def test_a_version_depends_on_sources_code_and_settings_and_on_nothing_else() -> None:
    sources = source_checksum([("x", "2009-01-01"), ("y", None)])
    same = data_version(source_checksum([("y", None), ("x", "2009-01-01")]), "c", {"seed": 1})
    assert data_version(sources, "c", {"seed": 1}) == same
    others = {
        data_version(source_checksum([("x", "2009-02-01"), ("y", None)]), "c", {"seed": 1}),
        data_version(sources, "d", {"seed": 1}),
        data_version(sources, "c", {"seed": 2}),
    }
    assert same not in others
    assert len(others) == 3


def test_settings_survive_the_environment(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in settings_environment(settings).items():
        monkeypatch.setenv(name, value)
    assert settings_from_environment() == settings
    assert settings_from_environment(scale="paper").scale == "paper"


def test_an_unknown_scale_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match="small, paper"):
        settings_from_environment(scale="huge")


def test_tables_are_named_in_the_order_of_the_registry_and_decide_the_version(tmp_path: Path) -> None:
    everything = settings_from_environment(home=tmp_path)
    chosen = settings_from_environment(home=tmp_path, tables="matched, table_2,matched")
    assert everything.tables == () and everything.as_record()["tables"] == "all"
    assert chosen.tables == ("table_2", "matched") and chosen.as_record()["tables"] == "table_2,matched"
    records = [chosen.as_record(), everything.as_record()]
    assert len({data_version("sources", "code", record) for record in records}) == 2


def test_tables_survive_the_environment_and_the_resource(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = settings_from_environment(home=tmp_path, tables="table_2,matched")
    for name, value in settings_environment(chosen).items():
        monkeypatch.setenv(name, value)
    assert settings_from_environment() == chosen
    everything = settings_from_environment(tables="all")
    assert everything.tables == ()
    with patch.dict(os.environ):
        assert resource_of(chosen).resolve() == chosen
    with patch.dict(os.environ):
        assert resource_of(everything).resolve() == everything


def test_an_unknown_table_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match="no table table_9 in the registry; choose from table_2, table_4, "):
        settings_from_environment(tables="table_2,table_9")
    told = CliRunner().invoke(app, ["run", "--tables", "table_9"])
    assert told.exit_code == 2 and "no table table_9" in told.output


@pytest.mark.parametrize(
    ("seconds", "said"), [(5, "just now"), (60, "1 minute ago"), (7_300, "2 hours ago"), (200_000, "2 days ago")]
)
def test_ages_are_said_in_the_largest_whole_unit(seconds: int, said: str) -> None:
    now = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
    assert age_of(pd.Timestamp(now - dt.timedelta(seconds=seconds)), now) == said


def test_counting_rules_of_the_settings_are_those_of_the_seed(checkout: Path) -> None:
    seed = pd.read_csv(checkout / "dbt_project/seeds/counting_rules.csv")
    assert tuple(seed["counting_rule"]) == COUNTING_RULES
    with pytest.raises(ValueError, match="choose one of default, with_statewide"):
        settings_from_environment(counting_rule="everything")


def test_a_ledger_of_an_earlier_release_lacks_columns_and_is_read(settings: Settings) -> None:
    ledger.record(settings, "runs", "a", _run("a", "published").drop(columns="counting_rule"))
    runs = ledger.history(settings, "runs")
    assert runs["status"].tolist() == ["published"] and runs["counting_rule"].isna().all()
