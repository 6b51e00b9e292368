"""The summary file by sequence: cells found by the lookup, tracts by the geography file, companions by their names."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.errors import SourceError
from orchestration.settings import Settings
from orchestration.sources import readers
from orchestration.sources.catalog import load_catalog
from orchestration.sources.inventory import take_inventory
from orchestration.sources.loading import load_raw
from orchestration.warehouse import build, start_build
from tests.data.hand_made_sequences import (
    LOOKUP_NAME,
    Tables,
    record_number,
    sequence_row,
    write_geography,
    write_lookup,
    write_rows,
)

ACS = load_catalog()["acs5"]
TABLES: Tables = {2: {"b01001": 49, "b01002": 3, "b01003": 1}, 3: {"b00001": 1}, 9: {"b19057": 3, "b25002": 3}}
TRACTS = ("11001000100", "11001000201", "11001000202")
CELLS = ("900", "80", "820", "1000", "950", "50")


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """Return a folder with the lookup and the geography of one state."""
    write_lookup(tmp_path, TABLES)
    write_geography(tmp_path, 2012, "dc", TRACTS)
    return tmp_path


def _row(position: int, cells: tuple[str, ...] = CELLS, kind: str = "e", sequence: int = 9) -> str:
    return sequence_row(kind, 2012, "dc", sequence, record_number(position), cells)


def _write(folder: Path, *rows: str, kind: str = "e", sequence: int = 9) -> Path:
    return write_rows(folder, kind, 2012, "dc", sequence, rows)


def test_a_cell_is_found_by_the_start_position_of_its_table(release: Path) -> None:
    path = _write(release, _row(0), _row(2, ("1", "2", "3", "4", "5", "6")))
    assistance, occupancy = readers.read_tables(path, ACS)
    assert (assistance.layout, occupancy.layout) == ("b19057", "b25002")
    assert occupancy.table.to_pydict() == {
        "source_row_number": [1, 2],
        "geo_id": ["1400000US11001000100", "1400000US11001000202"],
        "b25002_001e": ["1000", "4"],
        "b25002_003e": ["50", "6"],
    }
    assert assistance.table.column("b19057_002e").to_pylist() == ["80", "2"]


def test_the_last_of_many_tables_and_the_tables_left_are_told(release: Path) -> None:
    cells = tuple(str(number) for number in range(1, 54))
    by_age, population = readers.read_tables(_write(release, _row(1, cells, sequence=2), sequence=2), ACS)
    assert by_age.table.column("b01001_034e").to_pylist() == ["34"]
    assert population.table.column("b01003_001e").to_pylist() == ["53"]
    assert (by_age.columns_not_loaded, population.columns_not_loaded) == (("B01002",), ())


def test_margins_stand_in_columns_of_their_own(release: Path) -> None:
    path = _write(release, _row(0, ("12", "0", "9", "8", "7", "6"), kind="m"), kind="m")
    assistance, _ = readers.read_tables(path, ACS)
    assert assistance.table.column_names == ["source_row_number", "geo_id", "b19057_001m", "b19057_002m"]
    # A margin of 0 is that of a controlled estimate and stays.
    assert assistance.table.column("b19057_002m").to_pylist() == ["0"]


@pytest.mark.parametrize(("kind", "code"), [("e", "-666666666"), ("m", "-222222222")])
def test_an_empty_cell_is_empty_and_a_full_stop_the_code_of_the_api(release: Path, kind: str, code: str) -> None:
    rows = (_row(0, ("900", ".", "1", "", "1", ""), kind), _row(1, ("800", "70", "1", "5", "1", "."), kind))
    assistance, occupancy = readers.read_tables(_write(release, *rows, kind=kind), ACS)
    assert assistance.table.column(f"b19057_002{kind}").to_pylist() == [code, "70"]
    assert occupancy.table.column(f"b25002_001{kind}").to_pylist() == [None, "5"]
    assert occupancy.table.column(f"b25002_003{kind}").to_pylist() == [None, code]
    repaired = [(cell.row_number, cell.column_name) for cell in assistance.repaired_cells]
    assert repaired == [(None, f"b19057_002{kind}"), (None, f"b25002_003{kind}")]


def test_states_and_block_groups_are_passed_over(release: Path) -> None:
    state = sequence_row("e", 2012, "dc", 9, 1, CELLS)
    block_group = sequence_row("e", 2012, "dc", 9, record_number(1) + 1, CELLS)
    raw = readers.read(_write(release, state, _row(1), block_group), ACS)
    assert raw.table.column("geo_id").to_pylist() == ["1400000US11001000201"]
    assert (raw.table.column("source_row_number").to_pylist(), raw.malformed_rows) == ([2], ())


def test_the_geography_may_be_of_fixed_width_and_lie_one_folder_up(tmp_path: Path) -> None:
    write_lookup(tmp_path, TABLES, "ACS_5yr_Seq_Table_Number_Lookup.csv")
    write_geography(tmp_path, 2012, "dc", TRACTS, is_fixed_width=True)
    folder = tmp_path / "Tracts_Block_Groups_Only"
    folder.mkdir()
    raw = readers.read(_write(folder, _row(1)), ACS)
    assert raw.table.column("geo_id").to_pylist() == ["1400000US11001000201"]


def test_rows_of_no_known_area_of_another_file_or_cut_short_are_set_aside(release: Path) -> None:
    rows = (
        _row(0),
        sequence_row("e", 2012, "dc", 9, 999, CELLS),
        sequence_row("m", 2012, "dc", 9, record_number(1), CELLS),
        sequence_row("e", 2012, "dc", 10, record_number(1), CELLS),
        _row(1, CELLS[:3]),
    )
    first, second = readers.read_tables(_write(release, *rows), ACS)
    assert [row.row_number for row in first.malformed_rows] == [2, 3, 4, 5]
    assert first.malformed_rows[0].reason == "the logical record number is not in g20125dc.csv"
    assert "not of 2012e5, sequence 0009" in first.malformed_rows[1].reason
    assert "9 cells" in first.malformed_rows[3].reason
    assert (first.n_rows, second.n_rows, second.malformed_rows) == (5, 1, ())


@pytest.mark.parametrize(("missing", "kind"), [(LOOKUP_NAME, "lookup"), ("g20125dc.csv", "geography")])
def test_a_missing_companion_is_named_with_the_remedy(release: Path, missing: str, kind: str) -> None:
    path = _write(release, _row(0))
    (release / missing).unlink()
    with pytest.raises(SourceError, match=f"without its {kind} file.*{missing}") as caught:
        readers.read(path, ACS)
    assert str(path) in str(caught.value)
    assert f"remedy: put the {kind} file of the same release into {release}" in str(caught.value)


def test_a_lookup_that_does_not_know_the_sequence_is_an_error(release: Path) -> None:
    path = _write(release, _row(0, sequence=117), sequence=117)
    with pytest.raises(SourceError, match=f"does not know sequence 0117.*\n.*{LOOKUP_NAME}"):
        readers.read(path, ACS)


def test_a_lookup_of_another_release_is_told_by_the_number_of_fields(release: Path) -> None:
    path = _write(release, _row(0))
    write_lookup(release, {9: {"b19057": 3, "b25002": 4}})
    with pytest.raises(SourceError, match=r"has 12 fields, but .* counts 13"):
        readers.read(path, ACS)


def test_the_lookup_with_the_release_in_its_name_comes_first(release: Path) -> None:
    path = _write(release, _row(0))
    write_lookup(release, {9: {"b25002": 3, "b19057": 3}}, "Sequence_Number_and_Table_Number_Lookup_2012.txt")
    occupancy = next(raw for raw in readers.read_tables(path, ACS) if raw.layout == "b25002")
    assert occupancy.table.column("b25002_001e").to_pylist() == ["900"]


def test_a_header_of_other_names_and_quoted_cells_are_read(release: Path) -> None:
    lookup = release / LOOKUP_NAME
    named = '"fileid","Table ID","seq","Line Number Decimal M Lines","position","cells","total","Long Table Title"'
    lines = [
        f'"ACSSF","{table}","0009",".","{start}","3 CELLS",".","X"' for table, start in (("B19057", 7), ("B25002", 10))
    ]
    lookup.write_text("\n".join([named, *lines, '"ACSSF","B25002","0009","1",".","",".","Total"']))
    occupancy = readers.read_tables(_write(release, _row(0)), ACS)[1]
    assert occupancy.table.column("b25002_003e").to_pylist() == ["50"]


def test_a_table_continued_in_the_next_sequence_counts_on(release: Path) -> None:
    lines = ["File ID,Table ID,Sequence Number,Line Number,Start Position,Total Cells in Table"]
    for sequence, first, last in ((21, 1, 100), (22, 101, 173)):
        lines.append(f"ACSSF,B23001,{sequence}, ,7,173 CELLS")
        lines += [f"ACSSF,B23001,{sequence},{cell}, ," for cell in range(first, last + 1)]
    (release / LOOKUP_NAME).write_text("\n".join(lines))
    cells = tuple(str(cell) for cell in range(101, 174))
    raw = readers.read(_write(release, _row(0, cells, sequence=22), sequence=22), ACS)
    assert raw.table.column("b23001_172e").to_pylist() == ["172"]
    assert "b23001_099e" not in raw.table.column_names


@pytest.mark.parametrize("text", ["", "File ID,Table ID\nACSSF,B01003\n", "\x00\x01"])
def test_a_lookup_without_tables_is_an_error(release: Path, text: str) -> None:
    (release / LOOKUP_NAME).write_text(text)
    with pytest.raises(SourceError, match="remedy"):
        readers.read(_write(release, _row(0)), ACS)


def test_a_tract_without_an_identifier_is_an_error(release: Path) -> None:
    geography = release / "g20125dc.csv"
    geography.write_text(geography.read_text("latin-1").replace("14000US11001000201", ""), "latin-1")
    with pytest.raises(SourceError, match="row 4, column GEOID"):
        readers.read(_write(release, _row(0)), ACS)


def test_a_whole_download_is_listed_and_only_what_is_kept_is_loaded(settings: Settings) -> None:
    raw = settings.raw_directory
    write_lookup(raw, TABLES)
    for name, number in (("tracts", record_number(0)), ("not_tracts", 1)):
        folder = raw / name
        folder.mkdir()
        write_geography(folder, 2012, "dc", TRACTS)
        for sequence, n_cells in ((2, 53), (3, 1), (9, 6)):
            row = sequence_row("e", 2012, "dc", sequence, number, ["5"] * n_cells)
            write_rows(folder, "e", 2012, "dc", sequence, [row])
    files = take_inventory(settings, with_twin=False)
    states = {str(file.found.path.relative_to(raw)): (file.status, file.source_name) for file in files}
    assert states == {
        LOOKUP_NAME: ("companion", "acs5"),
        "tracts/g20125dc.csv": ("companion", "acs5"),
        "tracts/e20125dc0002000.txt": ("real", "acs5"),
        "tracts/e20125dc0003000.txt": ("not needed", "acs5"),
        "tracts/e20125dc0009000.txt": ("real", "acs5"),
        "not_tracts/g20125dc.csv": ("companion", "acs5"),
        "not_tracts/e20125dc0002000.txt": ("not needed", "acs5"),
        "not_tracts/e20125dc0003000.txt": ("not needed", "acs5"),
        "not_tracts/e20125dc0009000.txt": ("not needed", "acs5"),
    }
    loaded = [file for file in files if file.is_loaded]
    assert {file.periods for file in loaded} == {("2012",)}
    assert {file.found.release_year for file in loaded} == {2012}
    start_build(settings)
    assert {table for table, n_rows in load_raw(settings, files).items() if n_rows} == {
        "acs5_b01001", "acs5_b01003", "acs5_b19057", "acs5_b25002",
    }  # fmt: skip
    with build(settings) as connection:
        listed = connection.execute("select status, count(*) from raw.sources where source = 'acs5' group by all")
        assert dict(listed.fetchall()) == {"companion": 3, "real": 2, "not needed": 4}


def test_a_changed_companion_has_a_file_read_again(settings: Settings) -> None:
    raw = settings.raw_directory
    write_lookup(raw, TABLES)
    write_geography(raw, 2012, "dc", TRACTS)
    _write(raw, _row(0))

    def parquet_of_occupancy() -> Path:
        [file] = [file for file in take_inventory(settings, with_twin=False) if file.is_loaded]
        return next(table.parquet for table in file.stored.tables if table.raw_table == "acs5_b25002")

    first = parquet_of_occupancy()
    stored_at = first.stat().st_mtime_ns
    assert parquet_of_occupancy().stat().st_mtime_ns == stored_at
    write_geography(raw, 2012, "dc", TRACTS[::-1])
    assert parquet_of_occupancy().stat().st_mtime_ns > stored_at
