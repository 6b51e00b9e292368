"""The audit: a check without a result and a blocking check that failed both stop a refresh; a warning does not."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import duckdb
import pytest

from orchestration.assets.audit import require_complete, results_frame
from orchestration.confidentiality import has_real_confidential_source
from orchestration.errors import RefreshError
from orchestration.refresh import _only_refresh_of
from orchestration.settings import Settings
from orchestration.warehouse import build, require_own_build, start_build

KEY = dg.AssetKey(["marts", "respondent_periods"])
ERROR, WARN = dg.AssetCheckSeverity.ERROR, dg.AssetCheckSeverity.WARN


def _evaluation(name: str, passed: bool, severity: dg.AssetCheckSeverity = ERROR) -> dg.AssetCheckEvaluation:
    return dg.AssetCheckEvaluation(
        asset_key=KEY, check_name=name, passed=passed, severity=severity, metadata={"observed": "7 %"}
    )


def _expected(*names: str) -> frozenset[dg.AssetCheckKey]:
    return frozenset(dg.AssetCheckKey(KEY, name) for name in names)


def test_a_complete_audit_passes() -> None:
    require_complete(_expected("a", "b"), [_evaluation("a", True), _evaluation("b", False, WARN)])


def test_a_missing_result_stops_the_refresh_with_its_name() -> None:
    with pytest.raises(dg.Failure, match="no result: marts/respondent_periods:b"):
        require_complete(_expected("a", "b"), [_evaluation("a", True)])


def test_a_failed_blocking_check_stops_the_refresh_with_its_name() -> None:
    with pytest.raises(dg.Failure, match="failed: marts/respondent_periods:a"):
        require_complete(_expected("a"), [_evaluation("a", False)])


def test_results_keep_severity_and_what_was_observed() -> None:
    frame = results_frame("run", [_evaluation("a", False, WARN)])
    row = frame.iloc[0]
    assert (row["severity"], bool(row["is_blocking"]), bool(row["is_passed"])) == ("warn", False, False)
    assert (row["layer"], row["table_name"], row["observed"]) == ("marts", "respondent_periods", "7 %")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(home=tmp_path / "home", raw_directory=tmp_path / "raw")
    made.create_directories()
    return made


def test_a_run_cannot_publish_the_build_of_another(settings: Settings) -> None:
    start_build(settings, "second")
    with build(settings) as connection:
        require_own_build(connection, "second")
        with pytest.raises(RefreshError, match="belongs to run second"):
            require_own_build(connection, "first")


def test_two_refreshes_of_one_home_exclude_each_other(settings: Settings) -> None:
    with (
        _only_refresh_of(settings),
        pytest.raises(RefreshError, match="Another refresh is at work"),
        _only_refresh_of(settings),
    ):
        pass


@pytest.mark.parametrize(
    ("row", "is_gated"),
    [
        ("('confidential', false, 'real')", True),
        ("('confidential', false, 'incomplete set')", True),
        ("('confidential', false, 'partly national only')", True),
        ("('confidential', true, 'synthetic')", False),
        ("('public', false, 'real')", False),
    ],
)
def test_the_gate_closes_on_a_real_confidential_file(row: str, is_gated: bool) -> None:
    with duckdb.connect() as connection:
        assert has_real_confidential_source(connection), "nothing loaded yet: not knowing closes the gate"
        connection.execute("create schema raw")
        connection.execute("create table raw.sources (confidentiality varchar, is_synthetic boolean, status varchar)")
        connection.execute(f"insert into raw.sources values {row}")
        assert has_real_confidential_source(connection) is is_gated


def test_a_home_is_entered_by_its_owner_only(settings: Settings) -> None:
    assert oct(settings.home.stat().st_mode)[-3:] == "700"
