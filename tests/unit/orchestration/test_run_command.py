"""What `fedlocal run` prints once a version is published."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from orchestration import refresh
from orchestration.cli import app


def test_a_run_names_the_version_and_every_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refresh, "run_refresh", refresh._publication)
    result = CliRunner().invoke(app, ["run", "--home", str(tmp_path)], catch_exceptions=False)
    named = [Path(word) for word in result.stdout.split() if word.endswith(".html")]
    assert {page.parent for page in named} == {tmp_path / "published" / "reports"}
    assert sorted(page.stem for page in named) == [
        "estimators",
        "index",
        "places",
        "policies",
        "quality",
        "respondents",
    ]
