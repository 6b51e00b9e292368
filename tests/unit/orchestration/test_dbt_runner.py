"""The project as parsed is shared by every build database, and by no command that changes its variables."""

from __future__ import annotations

import json
import os
from pathlib import Path
from unittest.mock import patch

import pytest

from orchestration.dbt_runner import PARSED_PROJECT_PATH, ensure_manifest, invoke_dbt
from orchestration.settings import Settings

pytestmark = pytest.mark.slow
LIST_ONE = ["ls", "--select", "county_crime", "--resource-type", "model"]


def _settings(home: Path) -> Settings:
    settings = Settings(home=home, raw_directory=home / "raw")
    settings.create_directories()
    return settings


def _listed(settings: Settings, *arguments: str) -> tuple[list[str], set[str]]:
    """The models a command lists, and the names of what dbt told meanwhile."""
    told: set[str] = set()
    with patch.dict(os.environ):
        result = invoke_dbt(settings, [*LIST_ONE, *arguments], [lambda event: told.add(event.info.name)])
    assert result.success
    return result.result, told


def test_another_build_database_does_not_parse_the_project_anew(tmp_path: Path) -> None:
    with patch.dict(os.environ):
        ensure_manifest(_settings(tmp_path / "one"))
    models, told = _listed(_settings(tmp_path / "another"))
    assert models == ["fedlocal.marts.county_crime"]
    assert "UnableToPartialParse" not in told


def test_variables_of_one_command_stay_with_it(tmp_path: Path) -> None:
    settings = _settings(tmp_path / "home")
    with patch.dict(os.environ):
        ensure_manifest(settings)
    before = PARSED_PROJECT_PATH.read_bytes()
    variables = json.dumps({"exposure_shifts_months": [24]})
    _, told = _listed(settings, "--vars", variables)
    assert "UnableToPartialParse" in told
    assert PARSED_PROJECT_PATH.read_bytes() == before
    assert (PARSED_PROJECT_PATH.with_name("partial_parse.msgpack")).read_bytes() != before
