"""A build on a few hand-made raw files alone, of the models a test names."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from unittest.mock import patch

from orchestration.dbt_runner import failure_message, invoke_dbt
from orchestration.settings import Settings
from orchestration.sources.inventory import take_inventory
from orchestration.sources.loading import load_raw
from orchestration.warehouse import build, start_build

# Seeds place agencies in counties of the whole country, which the hand-made gazetteer, if there is one, does not have.
NOT_OF_A_PART = ("resource_type:unit_test", "relationships_agency_counties_county_fips__county_fips__ref_int_counties_")


def build_part(
    home: Path,
    write_raw: Callable[[Path], None],
    selected: Sequence[str],
    expected_failures: Sequence[str] = (),
    *,
    national_only: bool = False,
) -> Settings:
    """Return the settings of a build of the models selected, with no twin; every data test that could run has passed.

    `write_raw` writes the raw files into the empty folder it is given. `expected_failures` are data tests the files are
    made to fail; they are run by themselves with `fails`. With `national_only`, persons need no area file.
    """
    settings = Settings(home=home, raw_directory=home / "mine", national_only=national_only)
    settings.create_directories()
    settings.raw_directory.mkdir()
    write_raw(settings.raw_directory)
    start_build(settings)
    load_raw(settings, take_inventory(settings, with_twin=False))
    # Buildable: of the tests, those whose models are all there.
    options = ["--exclude", *NOT_OF_A_PART, *expected_failures, "--indirect-selection", "buildable"]
    # dbt learns its settings from the environment, which other tests of this process must not inherit.
    with patch.dict(os.environ):
        result = invoke_dbt(settings, ["build", "--select", *selected, *options])
    assert result.success, failure_message(result)
    return settings


def built_rows(settings: Settings, statement: str) -> list[tuple]:
    """Return the rows of a query of the build."""
    with build(settings) as connection:
        return connection.execute(statement).fetchall()


def fails(settings: Settings, data_test: str) -> bool:
    """Say whether a data test fails on a build."""
    with patch.dict(os.environ):
        result = invoke_dbt(settings, ["test", "--select", data_test])
    return [str(run.status) for run in result.result.results] == ["fail"]
