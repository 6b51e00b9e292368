"""Which calls are made: at most 50 variables, estimate with margin, tables together, a file name each, no key."""

from __future__ import annotations

import datetime as dt
from itertools import chain
from pathlib import Path

import pytest

from orchestration.fetch import census_calls as module
from orchestration.fetch.census_calls import CensusCall, census_calls
from orchestration.fetch.census_variables import acs_cells, acs_variables, census_2000_variables, dealt_out
from orchestration.fetch.choice import Choice, choice_of, panel_states
from orchestration.fetch.errors import FetchError
from orchestration.fetch.groups import wanted_files
from orchestration.settings import Settings
from orchestration.sources.recognition import find_files


def _units(table: str, n_cells: int) -> list[tuple[str, str]]:
    return [(f"{table}_{cell:03d}E", f"{table}_{cell:03d}M") for cell in range(1, n_cells + 1)]


def _calls(folder: Path, **choice: tuple) -> list[CensusCall]:
    return census_calls(folder, None, Choice(**choice))


def test_a_table_that_does_not_fit_goes_whole_into_another_call() -> None:
    first, second = dealt_out([*_units("B1", 20), *_units("B2", 6), *_units("B3", 4)])
    assert first == ("NAME", *chain(*_units("B1", 20)), *chain(*_units("B3", 4)))
    assert second == ("NAME", *chain(*_units("B2", 6)))


def test_only_a_table_larger_than_a_call_is_cut_and_never_between_estimate_and_margin() -> None:
    first, second = dealt_out(_units("B1", 25))
    assert (len(first), second) == (49, ("NAME", "B1_025E", "B1_025M"))


@pytest.mark.parametrize("release", [2009, 2010, 2011, 2014, 2024])
def test_a_release_asks_every_cell_once_with_its_margin(release: int) -> None:
    calls = acs_variables(release)
    assert all(len(call) <= 50 and call[0] == "NAME" for call in calls)
    asked = [variable for call in calls for variable in call[1:]]
    cells = [cell.upper() for cell in acs_cells() if release >= 2011 or not cell.startswith("b23025")]
    assert sorted(asked) == sorted(f"{cell}{kind}" for cell in cells for kind in "EM")
    for call in calls:
        assert all(f"{variable[:-1]}M" in call for variable in call if variable.endswith("E") and variable != "NAME")


def test_the_cells_of_the_catalog_include_both_tables_of_the_unemployed() -> None:
    cells = acs_cells()
    assert {"b01003_001", "b23001_008", "b23025_005", "b25038_015"} <= set(cells)
    asked = {release: {name for call in acs_variables(release) for name in call} for release in (2010, 2011)}
    assert {"B23025_005E", "B23025_005M"} <= asked[2011] and "B23025_005E" not in asked[2010]


def test_the_census_of_2000_is_asked_for_the_cells_of_the_covariates() -> None:
    [sf1], [sf3] = census_2000_variables("census_2000_sf1"), census_2000_variables("census_2000_sf3")
    assert len(sf1) <= 50
    assert {"P001001", "P008010", "P012003", "P012034"} <= set(sf1)
    assert {
        "P087001",
        "P087002",
        "P064002",
        "P043014",
        "P018019",
        "P021013",
        "H038012",
        "H006003",
        "P021015",
        "H038002",
    } <= set(sf3)


def test_by_default_the_releases_of_the_panel_are_asked_for_every_state(tmp_path: Path) -> None:
    calls = _calls(tmp_path)
    assert {call.dataset for call in calls} == {
        *(f"{year}/acs/acs5" for year in range(2009, 2015)),
        "2000/dec/sf1",
        "2000/dec/sf3",
    }
    states = {call.state for call in calls}
    assert (len(states), "11" in states, "72" in states) == (51, True, False)
    assert len({call.name for call in calls}) == len(calls)


def test_a_call_has_its_address_and_its_file_name(tmp_path: Path) -> None:
    acs, *_ = _calls(tmp_path, releases=(2012,), states=("06",))
    sf3 = _calls(tmp_path, releases=(), states=("06",))[-1]
    assert acs.url == f"{module.API_BASE}/2012/acs/acs5?get={','.join(acs.variables)}&for=tract:*&in=state:06"
    assert (acs.name, acs.first_of_state.name) == ("acs5_2012_06_1.json", "acs5_2012_06_1.json")
    assert (sf3.name, sf3.first_of_state.name) == ("census_2000_sf3_06_1.json", "census_2000_sf3_06_1.json")
    assert sf3.url.startswith(f"{module.API_BASE}/2000/dec/sf3?get=NAME,P015001,")


def test_a_refresh_recognises_the_answers_of_the_survey(tmp_path: Path) -> None:
    [call, *_] = _calls(tmp_path, releases=(2012,), states=("06",))
    call.destination.write_text("[]")
    [found] = find_files(tmp_path)
    assert found.source.name == "acs5"


def test_a_mirror_is_asked_for_the_answers_by_name_and_without_a_key(tmp_path: Path) -> None:
    [call, *_] = census_calls(tmp_path, "https://mirror.example.org/raw/", Choice(releases=(2012,), states=("06",)))
    assert call.url == "https://mirror.example.org/raw/acs5_2012_06_1.json"
    assert not call.needs_key
    assert call.question.startswith(module.API_BASE)


def test_a_choice_is_read_as_people_write_it() -> None:
    choice = choice_of("acs5*", "2012, 2009-2010", "ca,11,06")
    assert choice == Choice("acs5*", (2009, 2010, 2012), ("06", "11"))
    assert choice_of(None, None, None) == Choice()
    assert choice_of(None, None, "PR").states == ("72",)
    assert "72" not in panel_states()


@pytest.mark.parametrize("text", ["2008", "2014-2009", "soon", "", f"2009-{dt.date.today().year + 1}"])
def test_releases_that_cannot_be_read_are_told(text: str) -> None:
    with pytest.raises(FetchError, match="write years from 2009 on"):
        choice_of(None, text, None)


def test_an_unknown_state_is_told() -> None:
    with pytest.raises(FetchError, match="There is no state 'XX'"):
        choice_of(None, None, "CA,XX")


def test_releases_of_another_group_are_told(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, raw_directory=tmp_path)
    with pytest.raises(FetchError, match="policies have no releases and states"):
        wanted_files("policies", settings, Choice(releases=(2012,)))


def test_a_glob_narrows_the_calls_too(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, raw_directory=tmp_path)
    files = wanted_files("places", settings, Choice(only="ACS5_2013_11_*"))
    assert {file.name for file in files} == {f"acs5_2013_11_{n}.json" for n in range(1, len(files) + 1)}
