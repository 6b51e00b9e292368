"""The curve beside a published version: it goes on where it stopped, and never writes to the version."""

from __future__ import annotations

import fcntl
import os
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import duckdb
import pandas as pd
import pytest

from analysis.disclosure import round_count
from analysis.models.inputs import EstimationInputs
from analysis.results.specification_curve import SPECIFICATION_CURVE
from analysis.specification import load_registry
from orchestration import specification_curve as module
from orchestration.assets.specification_curve import CURVE
from orchestration.errors import PublishedVersionMissingError
from orchestration.resources import resource_of
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
            "'any' as exposure_definition, 'log_odds' as scale, 0.6 as value"
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


def test_what_is_exact_stays_in_the_build_and_a_synthetic_curve_says_so(settings):
    made = module.make_curve(settings)
    assert not list(settings.curve_directory.rglob("*.influence.parquet"))
    assert len(list(settings.curve_parts_directory.rglob("*.influence.parquet"))) == 2
    assert settings.build_directory.stat().st_mode & 0o777 == settings.curve_directory.stat().st_mode & 0o777 == 0o700
    assert "<title>SYNTHETIC" in made.page.read_text(encoding="utf-8")
    for path in (made.table, made.joint_inference):
        note = (path.parent / f"{path.name}.README.txt").read_text(encoding="utf-8")
        assert "\nSYNTHETIC: " in note and "version: v1" in note and "gate off" in note
        assert pd.read_parquet(path)["withheld"].isna().all()


def test_a_real_confidential_source_closes_the_gate_for_files_and_page(settings, monkeypatch):
    module.make_curve(settings)
    exact = pd.concat([pd.read_parquet(path) for path in sorted(settings.curve_parts_directory.rglob("*.effects.*"))])
    with duckdb.connect(str(settings.published_database)) as connection:
        connection.execute("update meta.sources set is_synthetic = false, status = 'real'")
        connection.execute("update meta.versions set data_version = 'v2'")
    panel = respondent_panel(n_persons=1_500).assign(is_synthetic=False)
    monkeypatch.setattr(module, "read_inputs", lambda *_: EstimationInputs(panel))
    made = module.make_curve(settings)
    rows = pd.read_parquet(made.table).sort_values(["specification_id", "population", "term"])
    exact = exact.sort_values(["specification_id", "population", "term"])
    estimated = rows["status"] == "ok"
    assert estimated.any()
    for column in ("estimate", "std_error", "conf_low", "conf_high", "odds_ratio", "p_value"):
        assert rows.loc[estimated, column].map(lambda value: len(f"{value:.10e}".split("e")[0].rstrip("0"))).max() <= 6
        assert rows[column].to_numpy() == pytest.approx(exact[column].to_numpy(), rel=6e-4, nan_ok=True)
    for column in (name for name, kind in SPECIFICATION_CURVE.types.items() if kind == "Int64"):
        for shown, told, withheld in zip(rows[column], exact[column], rows["withheld"], strict=True):
            if pd.isna(told):
                assert pd.isna(shown)
            elif told < 15:
                assert pd.isna(shown) and column in withheld.split(", ")
            else:
                assert shown == round_count(int(told))
    note = (made.table.parent / f"{made.table.name}.README.txt").read_text(encoding="utf-8")
    assert "Disclosure gate on" in note and "No row is synthetic" in note
    assert f"Cells withheld: {int(rows['withheld'].dropna().str.split(', ').str.len().sum()):,}." in note
    page = made.page.read_text(encoding="utf-8")
    assert "Disclosure gate on" in page and "SYNTHETIC" not in page


def test_a_version_published_meanwhile_neither_opens_the_gate_nor_lends_its_truth(settings, monkeypatch):
    with duckdb.connect(str(settings.published_database)) as connection:
        connection.execute("update meta.sources set is_synthetic = false, status = 'real'")
    write = module.write_exact

    def publish_another(*arguments):
        with duckdb.connect(str(settings.published_database)) as connection:
            connection.execute("update meta.sources set is_synthetic = true, status = 'synthetic'")
            connection.execute("update meta.versions set data_version = 'v2'")
        write(*arguments)

    monkeypatch.setattr(module, "write_exact", publish_another)
    made = module.make_curve(settings)
    assert made.data_version == "v1"
    assert "Disclosure gate on" in made.page.read_text(encoding="utf-8")


def test_a_specification_broken_off_between_its_files_is_estimated_again(settings):
    module.make_curve(settings)
    lost = next((settings.curve_parts_directory / "v1").rglob("*.influence.parquet"))
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


def test_the_job_makes_the_curve_and_a_refresh_leaves_it_alone(settings):
    # The resource of a run sets the environment for dbt and the checks.
    with patch.dict(os.environ):
        from orchestration.definitions import build_definitions

        definitions = build_definitions(resource_of(settings))
        refreshed = definitions.resolve_job_def("refresh").asset_layer.selected_asset_keys
        job = definitions.resolve_job_def("specification_curve")
        begun = job.execute_in_process(run_config={"ops": {"curve__specification_curve": {"config": {"limit": 1}}}})
        ended = job.execute_in_process()
    assert CURVE not in refreshed and len(refreshed) > 100
    assert begun.success and ended.success
    made = [_metadata(result) for result in (begun, ended)]
    assert [(said["specifications"], said["estimated_now"]) for said in made] == [(1, 1), (2, 1)]
    assert {said["data_version"] for said in made} == {"v1"}
    assert (
        Path(made[1]["table"]).exists()
        and made[1]["page"] == (settings.curve_directory / "v1").joinpath("specification_curve.html").as_uri()
    )


def _metadata(result):
    materialized = result.asset_materializations_for_node("curve__specification_curve")[0]
    return {name: entry.value for name, entry in materialized.metadata.items()}


def test_a_limit_below_one_is_refused(settings):
    with pytest.raises(ValueError, match="limit is 0"):
        module.make_curve(settings, limit=0)
