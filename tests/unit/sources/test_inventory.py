"""The inventory: real replaces synthetic by source and period, sets are whole or marked, nothing is ignored."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from orchestration.errors import SourceError
from orchestration.settings import Settings
from orchestration.sources.catalog import load_catalog
from orchestration.sources.descriptive_tables import source_file_years_frame
from orchestration.sources.inventoried_file import InventoriedFile, real_periods
from orchestration.sources.inventory import sources_without_files, take_inventory
from orchestration.sources.loading import load_raw
from orchestration.sources.recognition import file_sha256, find_files
from orchestration.sources.twin_manifest import remember_twin
from orchestration.warehouse import build


def _survey_file(folder: Path, source: str, year: int, mark: str = "1") -> Path:
    number = {"ncvs_household": "0002", "ncvs_person": "0003", "ncvs_incident": "0004"}.get(source, "area")
    columns = list(load_catalog()[source].layouts[0].required)
    cells = [f"{year}.1" if name == "YEARQ" else mark for name in columns]
    path = folder / f"22746-{number}-Data.tsv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\t".join(columns) + "\n" + "\t".join(cells) + "\n")
    return path


def _mark_synthetic(settings: Settings, *paths: Path) -> None:
    files = [{"sha256": file_sha256(path), "source": "x", "path": path.name} for path in paths]
    settings.twin_directory.mkdir(parents=True, exist_ok=True)
    (settings.twin_directory / "manifest.json").write_text(json.dumps({"files": files}))


def _by_name(files: list[InventoriedFile]) -> dict[str, InventoriedFile]:
    return {file.found.path.name: file for file in files}


def test_a_file_that_fits_no_entry_is_listed(settings: Settings) -> None:
    (settings.raw_directory / "notes.docx").write_text("x")
    [file] = take_inventory(settings)
    assert (file.status, file.is_loaded, file.source_name) == ("unrecognised", False, None)


def test_a_whole_real_set_counts_as_real(settings: Settings) -> None:
    for source in ("ncvs_household", "ncvs_person", "ncvs_incident", "ncvs_area"):
        _survey_file(settings.raw_directory, source, 2009)
    files = take_inventory(settings)
    assert {file.status for file in files} == {"real"}
    assert real_periods(files, "ncvs_person") == {"2009"}


@pytest.mark.parametrize("year", [2009, 2021])
def test_a_set_without_persons_serves_national_rates_and_leaves_the_year_to_the_twin(
    settings: Settings, year: int
) -> None:
    _survey_file(settings.raw_directory, "ncvs_household", year)
    _survey_file(settings.raw_directory, "ncvs_incident", year)
    files = take_inventory(settings)
    assert {(file.status, file.is_loaded) for file in files} == {("national only", True)}
    assert real_periods(files, "ncvs_household") == frozenset()
    assert source_file_years_frame(files)["is_national_only"].all()


@pytest.mark.parametrize("source", ["ncvs_household", "ncvs_person", "ncvs_area"])
def test_a_file_that_serves_nothing_alone_is_not_loaded(settings: Settings, source: str) -> None:
    _survey_file(settings.raw_directory, source, 2021)
    [file] = take_inventory(settings)
    assert (file.status, file.is_loaded) == ("incomplete set", False)


def test_persons_without_areas_serve_national_rates_beside_the_twin_when_that_is_wanted(settings: Settings) -> None:
    for source in ("ncvs_household", "ncvs_person", "ncvs_incident"):
        _survey_file(settings.raw_directory, source, 2009)
    written = _survey_file(settings.twin_directory / "ncvs_person", "ncvs_person", 2009, mark="2")
    written = written.rename(written.with_name("ncvs_2009_person.tsv"))
    _mark_synthetic(settings, written)
    files = take_inventory(replace(settings, national_only=True))
    assert [(file.status, file.is_loaded) for file in files] == [("national only", True)] * 3 + [("synthetic", True)]
    assert real_periods(files, "ncvs_person") == frozenset()
    years = source_file_years_frame(files).set_index("source_file_id")["is_national_only"]
    assert {file.found.path.name for file in files if not years[file.found.sha256]} == {"ncvs_2009_person.tsv"}


@pytest.mark.parametrize("year", [2009, 2016])
def test_persons_without_an_area_file_stop_and_say_where_linked_records_are(settings: Settings, year: int) -> None:
    for source in ("ncvs_household", "ncvs_person", "ncvs_incident"):
        _survey_file(settings.raw_directory, source, year)
    with pytest.raises(SourceError, match="no area file") as caught:
        take_inventory(settings)
    message = str(caught.value)
    assert "22746-0003-Data.tsv" in message and str(year) in message
    assert "Research Data Center" in message and "researchdatagov.org" in message
    assert "remedy" in message and "ncvs_area" in message and "--national-only" in message


def test_records_without_persons_need_no_area_file(settings: Settings) -> None:
    for source in ("ncvs_household", "ncvs_incident"):
        _survey_file(settings.raw_directory, source, 2021)
    assert all(file.is_loaded for file in take_inventory(settings))


def test_a_twin_file_stays_synthetic_when_moved_and_renamed(settings: Settings) -> None:
    written = _survey_file(settings.twin_directory / "ncvs_person", "ncvs_person", 2009)
    _mark_synthetic(settings, written)
    moved = settings.raw_directory / "ncvs_2009_person.tsv"
    written.rename(moved)
    [file] = take_inventory(settings)
    assert file.is_synthetic
    assert file.status == "synthetic"


def test_a_file_of_a_twin_that_was_replaced_stays_synthetic(settings: Settings) -> None:
    written = _survey_file(settings.raw_directory, "ncvs_person", 2021)
    _mark_synthetic(settings, written)
    remember_twin(settings)
    _mark_synthetic(settings)
    [file] = take_inventory(settings)
    assert file.is_synthetic


def test_the_same_bytes_twice_are_loaded_once(settings: Settings) -> None:
    _survey_file(settings.raw_directory / "a", "ncvs_person", 2021)
    _survey_file(settings.raw_directory / "b", "ncvs_person", 2021)
    files = take_inventory(settings)
    assert sorted(file.status for file in files) == ["duplicate", "incomplete set"]


def test_a_file_of_many_years_is_whole_where_its_set_is(settings: Settings) -> None:
    for source in ("ncvs_household", "ncvs_person", "ncvs_incident", "ncvs_area"):
        path = _survey_file(settings.raw_directory, source, 2005)
        years = (2005, 2006) if source == "ncvs_area" else (2004, 2005, 2006)
        header, row = path.read_text().splitlines()
        path.write_text("\n".join([header, *(row.replace("2005.1", f"{year}.1") for year in years)]) + "\n")
    files = take_inventory(settings)
    assert real_periods(files, "ncvs_person") == {"2005", "2006"}
    assert all(file.is_loaded for file in files)
    assert {file.status for file in files if file.source_name != "ncvs_area"} == {"partly national only"}
    years = source_file_years_frame(files).drop_duplicates(["year", "is_national_only"])
    assert set(years.loc[years["is_national_only"], "year"]) == {2004}


def test_a_cell_that_is_no_quarter_makes_no_period(settings: Settings) -> None:
    path = _survey_file(settings.raw_directory, "ncvs_person", 2021)
    header, row = path.read_text().splitlines()
    path.write_text("\n".join([header, row, row.replace("2021.1", "987654321")]) + "\n")
    [file] = take_inventory(settings)
    assert file.periods == ("2021",)


def test_a_survey_file_without_any_quarter_stops_without_showing_a_cell(settings: Settings) -> None:
    path = _survey_file(settings.raw_directory, "ncvs_person", 2021)
    path.write_text(path.read_text().replace("2021.1", "987654321"))
    with pytest.raises(SourceError, match="YEARQ") as caught:
        take_inventory(settings)
    assert "9876" not in str(caught.value)


def test_a_linked_folder_is_entered(settings: Settings, tmp_path: Path) -> None:
    _survey_file(tmp_path / "elsewhere", "ncvs_person", 2021)
    (settings.raw_directory / "linked").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / "loop").symlink_to(settings.raw_directory)
    assert [file.source_name for file in take_inventory(settings)] == ["ncvs_person"]


def test_a_broken_link_stops_with_its_name(settings: Settings) -> None:
    (settings.raw_directory / "ncvs_2021_person.tsv").symlink_to("nowhere.tsv")
    with pytest.raises(SourceError, match=r"ncvs_2021_person\.tsv"):
        take_inventory(settings)


def test_a_damaged_copy_in_the_store_is_read_again(settings: Settings) -> None:
    _survey_file(settings.raw_directory, "ncvs_person", 2021)
    [first] = take_inventory(settings)
    first.stored.parquet.write_bytes(b"")
    [second] = take_inventory(settings)
    assert second.stored.n_rows == 1
    assert second.stored.parquet.stat().st_size > 0


@pytest.mark.parametrize("content", ["[]", "{}", "not json", '{"files": null}'])
def test_a_foreign_manifest_says_nothing_about_the_twin(settings: Settings, content: str) -> None:
    _survey_file(settings.raw_directory, "ncvs_person", 2021)
    (settings.raw_directory / "manifest.json").write_text(content)
    assert {file.status for file in take_inventory(settings)} == {"incomplete set", "unrecognised"}


def test_an_unchanged_list_captured_twice_is_two_captures(settings: Settings) -> None:
    book = openpyxl.Workbook()
    book.active.append(("STATE", "LAW ENFORCEMENT AGENCY", "SUPPORT TYPE", "SIGNED"))
    book.active.append(("TEXAS", "Some County Sheriff's Office", "Jail Enforcement Model", "2008-01-02"))
    for day in ("20090101", "20090401"):
        book.save(settings.raw_directory / f"ParticipatingEntities-{day}.xlsx")
        path = settings.raw_directory / f"ParticipatingEntities-{day}.xlsx"
        path.write_bytes((settings.raw_directory / "ParticipatingEntities-20090101.xlsx").read_bytes())
    files = take_inventory(settings)
    assert [(file.status, file.period) for file in files] == [("real", "2009-01-01"), ("real", "2009-04-01")]
    assert load_raw(settings, files)["ice_287g_participating"] == 2
    with build(settings) as connection:
        stored = connection.execute("select count(*) from raw.ice_287g_participating").fetchone()
    assert stored == (1,)


def test_two_files_for_one_period_stop_with_both_names(settings: Settings) -> None:
    _survey_file(settings.raw_directory, "ncvs_incident", 2021)
    _survey_file(settings.raw_directory / "a", "ncvs_household", 2021, mark="1")
    _survey_file(settings.raw_directory / "b", "ncvs_household", 2021, mark="2")
    with pytest.raises(SourceError, match="Two files hold ncvs_household for 2021") as caught:
        take_inventory(settings)
    assert "keep one of them" in str(caught.value)


def test_missing_raw_folder_is_an_error_with_remedy(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="does not exist"):
        find_files(tmp_path / "nowhere")


def test_impossible_capture_date_in_a_file_name_is_an_error(settings: Settings) -> None:
    (settings.raw_directory / "participatingAgencies-20251301.xlsx").write_bytes(b"x")
    with pytest.raises(SourceError, match="20251301"):
        find_files(settings.raw_directory)


def test_a_file_is_read_once_and_its_copy_is_private(settings: Settings) -> None:
    _survey_file(settings.raw_directory, "ncvs_person", 2021)
    [first] = take_inventory(settings)
    written = first.stored.parquet.stat()
    [second] = take_inventory(settings)
    assert second.stored.parquet.stat().st_mtime_ns == written.st_mtime_ns
    assert oct(written.st_mode)[-3:] == "600"


def test_sources_without_files_are_known(settings: Settings) -> None:
    for source in ("ncvs_household", "ncvs_incident"):
        _survey_file(settings.raw_directory, source, 2021)
    absent = {source.name for source in sources_without_files(take_inventory(settings))}
    assert absent == set(load_catalog()) - {"ncvs_household", "ncvs_incident"}


@pytest.mark.real
def test_every_real_file_is_recognised_or_listed(settings: Settings, shared_directory: Path) -> None:
    found = {file.path.name: file for file in find_files(shared_directory / "data")}
    names = {name: file.source.name for name, file in found.items() if file.source}
    assert names["activation_dates.dta"] == "secure_communities"
    assert names["county_adjacency_2024.txt"] == "county_adjacency"
    assert sum(source == "ice_287g_participating" for source in names.values()) == 7
    assert str(found["participatingAgencies12012025am.xlsx"].captured_on) == "2025-12-01"
    assert names["curated_2018.xlsx"] == "ice_287g_curated"
    assert names["fbi_law_enforcement_employees_2025.csv"] == "police_employees"
    assert names["ltdb_weights_2000_2010.csv.gz"] == "tract_weights_2000_2010"
    assert found["national_county_fips.txt"].source is None


def test_two_different_files_of_one_name_stop_with_both_paths(settings: Settings) -> None:
    header = "policy,level,state,jurisdiction,start_earliest,start_latest,citation\n"
    for folder, state in (("a", "AZ"), ("b", "TX")):
        path = settings.raw_directory / folder / "dated_policies.csv"
        path.parent.mkdir()
        path.write_text(f"{header}worksite_raid,state,{state},x,2010-01-01,2010-01-01,y\n")
    with pytest.raises(SourceError, match="Two different files of dated_policies have one name") as caught:
        take_inventory(settings)
    assert "/a/dated_policies.csv" in str(caught.value) and "/b/dated_policies.csv" in str(caught.value)
