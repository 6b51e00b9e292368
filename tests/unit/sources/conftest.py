"""Settings with an empty folder of real files, beside no build."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return settings of a new home whose folder of real files is empty."""
    made = Settings(home=tmp_path / "home", raw_directory=tmp_path / "real")
    made.create_directories()
    made.raw_directory.mkdir()
    return made
