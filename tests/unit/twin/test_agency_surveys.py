"""The twin's surveys of police agencies: the studies' layouts, and the gaps real ones have."""

from __future__ import annotations

import pandas as pd
import pytest

from orchestration.sources.catalog import load_catalog
from orchestration.sources.readers import read
from orchestration.twin import RealInputs, TwinSettings, write_twin
from orchestration.twin.agency_survey_files import CSLLEA_2008, CSLLEA_2018, LEAIC_2012, LEAR_2016, fixed_width_line
from orchestration.twin.settings import TwinSize
from orchestration.twin.surveyed_agencies import UNKNOWN_AGENCY
from tests.unit.twin.tiny import SEED, WrittenTwin

FILES = {"csllea_2008": CSLLEA_2008, "lear_2016": LEAR_2016, "csllea_2018": CSLLEA_2018, "leaic_2012": LEAIC_2012}


@pytest.fixture(scope="module")
def surveys(tiny_twin: WrittenTwin) -> dict[str, pd.DataFrame]:
    """Return the raw text of each file by source, as the catalog's reader gives it."""
    tables = {
        source: read(tiny_twin.directory / source / name, load_catalog()[source]) for source, name in FILES.items()
    }
    assert not any(table.malformed_rows for table in tables.values())
    return {source: table.table.to_pandas() for source, table in tables.items()}


def test_lines_are_as_wide_as_the_studies(tiny_twin: WrittenTwin) -> None:
    for source, width in (("csllea_2008", 721), ("leaic_2012", 1355)):
        lines = (tiny_twin.directory / source / FILES[source]).read_text(encoding="latin-1").splitlines()
        assert {len(line) for line in lines} == {width}


def test_agencies_close_and_are_founded_between_the_surveys(surveys: dict[str, pd.DataFrame]) -> None:
    names_2008, names_2018 = set(surveys["csllea_2008"]["agcyname"]), set(surveys["csllea_2018"]["agencyname"])
    closed, founded = names_2008 - names_2018, names_2018 - names_2008
    assert 2 <= len(closed) <= 8 and 2 <= len(founded) <= 8
    assert all(name.endswith("POLICE DEPARTMENT") for name in closed | founded)
    roster = surveys["lear_2016"].set_index("name")["csllea08_id"]
    assert set(roster[sorted(founded)]) == {"-1"} and (roster != "-1").mean() > 0.9


def test_state_agencies_and_the_city_over_a_county_line_answer_once(surveys: dict[str, pd.DataFrame]) -> None:
    census = surveys["csllea_2008"]
    assert census["agcytype"].value_counts()["5"] == 51
    assert not census.duplicated(["agcyname", "state"]).any()


def test_identifiers_and_counties_are_missing_and_repeated(surveys: dict[str, pd.DataFrame]) -> None:
    ori9 = surveys["csllea_2018"]["ori9"]
    assert (ori9 == "-1").sum() > 100 and ori9.isna().sum() > 100
    told = ori9[ori9.notna() & (ori9 != "-1")]
    assert 5 <= told.duplicated().sum() <= 40
    assert surveys["csllea_2018"]["county"].isna().sum() > 100
    assert (surveys["csllea_2008"]["fips"] == "-9").sum() > 100 and (
        surveys["csllea_2008"]["fips"].str.len() == 4
    ).any()
    assert (surveys["csllea_2008"]["q3"] == "-9").sum() > 50
    assert {"-9"} == {cell for cell in surveys["lear_2016"]["lear_fulltime_sworn"] if cell.startswith("-")}
    assert (surveys["leaic_2012"]["ori9"] == "-1").any() and "997" in set(surveys["leaic_2012"]["agcytype"])


def test_one_agency_is_in_every_survey_and_no_crosswalk(surveys: dict[str, pd.DataFrame]) -> None:
    columns = {"csllea_2008": "agcyname", "lear_2016": "name", "csllea_2018": "agencyname"}
    for source, column in columns.items():
        row = surveys[source][surveys[source][column] == UNKNOWN_AGENCY]
        assert len(row) == 1
    assert UNKNOWN_AGENCY not in set(surveys["leaic_2012"]["name"])


@pytest.mark.parametrize("real", [set(FILES), {"leaic_2012"}])
def test_nothing_is_written_beside_a_real_file(tiny_size: TwinSize, tmp_path, real: set[str]) -> None:
    write_twin(
        tmp_path / "twin", TwinSettings("small", "null", SEED), RealInputs(real_sources=frozenset(real)), size=tiny_size
    )
    written = {path.name for path in (tmp_path / "twin").iterdir()}
    assert written & set(FILES) == set(FILES) - real


def test_a_cell_too_wide_for_its_span_is_refused_by_name() -> None:
    layout = load_catalog()["csllea_2008"].layouts[0]
    with pytest.raises(ValueError, match="PTSWORN: 4 characters do not fit into 3"):
        fixed_width_line(layout, {"PTSWORN": "1000"})
