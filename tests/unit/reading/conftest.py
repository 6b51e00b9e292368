"""A home with a published warehouse of a few rows."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.unit.reading.made_up_warehouse import build_warehouse


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a home whose published warehouse holds made-up rows."""
    folder = tmp_path / "home"
    build_warehouse(folder / "published" / "warehouse.duckdb")
    return folder


@pytest.fixture
def change(home: Path):
    """Return a function that runs statements on the published warehouse, as another version would have them."""

    def run(*statements: str) -> None:
        with duckdb.connect(str(home / "published" / "warehouse.duckdb")) as connection:
            for statement in statements:
                connection.execute(statement)

    return run
