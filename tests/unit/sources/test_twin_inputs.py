"""What the twin is told is real: one real view of the agreements stands for all; a real policy keeps inventions out."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.settings import Settings
from orchestration.sources.catalog import load_catalog
from orchestration.sources.inventory import take_inventory
from orchestration.sources.policy_sources import AGREEMENT_SOURCES, POLICY_SOURCES
from orchestration.sources.twin_inputs import real_inputs
from orchestration.twin import RealInputs

REAL_FILES = {
    "ice_287g_oig": ("oig_2009.csv", "as_of", "2009-10-28"),
    "ice_287g_roster": ("roster_2010-10-29.csv", "capture_date", "2011-02-20"),
    "ice_287g_reconstruction": ("agreements_2002_2017_best_guess.csv", "first_signed_best", "2008-07-08"),
    "sanctuary_doj": ("doj_sanctuary_2025-08-05.csv", "label", "Oregon"),
    "dated_policies": ("dated_policies.csv", "start_earliest", "2008-01-01"),
    "county_population": ("county_history_2010.csv", "FIPS", "1001"),
}


def _inputs(tmp_path: Path, source: str, *, fill_with_twin: bool = False) -> RealInputs:
    settings = Settings(home=tmp_path / "home", raw_directory=tmp_path / "real", fill_with_twin=fill_with_twin)
    settings.create_directories()
    settings.raw_directory.mkdir()
    name, column, cell = REAL_FILES[source]
    header = list(load_catalog()[source].layouts[0].required)
    row = [cell if title == column else "x" for title in header]
    (settings.raw_directory / name).write_text(f"{','.join(header)}\n{','.join(row)}\n", encoding="utf-8")
    return real_inputs(settings, take_inventory(settings, with_twin=False))


@pytest.mark.parametrize("source", [name for name in REAL_FILES if name in AGREEMENT_SOURCES])
def test_one_real_view_of_the_agreements_stands_for_all(tmp_path: Path, source: str) -> None:
    real = _inputs(tmp_path, source)
    assert real.has_real_agreements and real.are_agreements_real and real.has_any_real_policy
    assert not real.are_detainer_policies_real


@pytest.mark.parametrize("source", ["sanctuary_doj", "dated_policies"])
def test_any_real_policy_source_counts(tmp_path: Path, source: str) -> None:
    real = _inputs(tmp_path, source)
    assert real.has_any_real_policy and not real.are_agreements_real
    assert real.real_sources == {source}


def test_a_real_place_is_no_policy(tmp_path: Path) -> None:
    real = _inputs(tmp_path, "county_population")
    assert not real.has_any_real_policy
    assert real.real_sources == {"county_population"}


def test_policy_sources_are_entries_of_the_catalog() -> None:
    assert set(POLICY_SOURCES) <= set(load_catalog())
