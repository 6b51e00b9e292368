"""The curve beside a published version: it goes on where it stopped, and never writes to the version."""

from __future__ import annotations

import fcntl
from dataclasses import replace

import duckdb
import pandas as pd
import pytest

from analysis.models.inputs import EstimationInputs
from analysis.specification import load_registry
from orchestration import specification_curve as module
from orchestration.errors import PublishedVersionMissingError
from orchestration.settings import Settings
from tests.unit.analysis.simulated_panels import respondent_panel


@pytest.fixture
def settings(tmp_path, monkeypatch) -> Settings:
    """A home with a published version of three tables, and a curve of two specifications on a made-up panel."""
    settings = Settings(home=tmp_path, raw_directory=tmp_path / "raw")
    settings.published_directory.mkdir()
    with duckdb.connect(str(settings.published_database)) as connection:
        connection.execute("create schema meta")
        connection.execute("create table meta.versions as select 'v1' as data_version, 'c' as code_version")
        connection.execute(
            "create table meta.planted_truth as select 'secure_communities' as policy, 'all' as population, "
            "'any' as exposure_definition, 0.6 as value"
        )
        connection.execute(
            "create table meta.sources as select 'ncvs' as source, 'Survey' as title, true as is_synthetic, "
            "'synthetic' as status, 'confidential' as confidentiality"
        )
    first = replace(
        load_registry().curve[0], name="first", estimator="conditional_logit", controls=(), controls_id="none",
        populations=("all", "black"), period=(),
    )  # fmt: skip
    second = replace(first, name="second", exposure_definition="share")
    registry = replace(load_registry(), curve=(first, second))
    monkeypatch.setattr(module, "load_registry", lambda: registry)
    panel = respondent_panel(n_persons=1_500)
    read: list[list[str]] = []

    def read_inputs(_connection, specifications):
        read.append([s.name for s in specifications])
        return EstimationInputs(panel)

    monkeypatch.setattr(module, "read_inputs", read_inputs)
    monkeypatch.setattr(module, "READ", read, raising=False)
    return settings


def test_a_run_goes_on_where_the_last_one_stopped(settings, monkeypatch):
    before = settings.published_database.read_bytes()
    begun = module.make_curve(settings, limit=1)
    assert (begun.n_specifications, begun.n_estimated, begun.n_new) == (2, 1, 1)
    assert "1 of 2 specifications" in begun.page.read_text(encoding="utf-8")
    ended = module.make_curve(settings)
    assert (ended.n_estimated, ended.n_new) == (2, 1)
    assert module.READ == [["first"], ["second"]]
    again = module.make_curve(settings)
    assert (again.n_estimated, again.n_new) == (2, 0) and len(module.READ) == 2
    effects = pd.read_parquet(again.table)
    assert set(effects["specification"]) == {"first", "second"} and set(effects["data_version"]) == {"v1"}
    assert set(effects["choice_exposure_definition"]) == {"any", "share"}
    assert again.table.parent == settings.home / "curve" / "v1"
    assert settings.published_database.read_bytes() == before
    # Another version of the code estimates anew.
    monkeypatch.setattr(module, "code_version", lambda: "other")
    assert module.make_curve(settings, limit=1).n_new == 1


def test_a_specification_broken_off_between_its_files_is_estimated_again(settings):
    module.make_curve(settings)
    lost = next((settings.curve_directory / "v1").rglob("*.influence.parquet"))
    lost.unlink()
    assert module.make_curve(settings).n_new == 1


def test_two_runs_at_once_are_refused(settings):
    settings.curve_directory.mkdir()
    with (settings.curve_directory / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(module.CurveError, match="wait for it"):
            module.make_curve(settings)


def test_without_a_published_version_the_remedy_is_said(tmp_path):
    with pytest.raises(PublishedVersionMissingError, match="fedlocal run"):
        module.make_curve(Settings(home=tmp_path, raw_directory=tmp_path))
