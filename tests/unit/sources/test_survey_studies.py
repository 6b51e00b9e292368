"""Studies of the archive number their files differently: the columns tell households, persons and incidents."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from orchestration.errors import SourceError
from orchestration.settings import Settings
from orchestration.sources.catalog import load_catalog
from orchestration.sources.inventory import take_inventory
from orchestration.sources.loading import load_raw
from orchestration.warehouse import build

QUARTERS = {"YEARQ": "2009.1", "IDHH": "0710051325461935564934133", "IDPER": "071005132546193556493413301"}


def _columns(source: str, *more: str) -> list[str]:
    return [*load_catalog()[source].layouts[0].required, *more]


def _write(path: Path, columns: list[str], **cells: str) -> Path:
    record = {name: cells.get(name.upper(), QUARTERS.get(name.upper(), "1")) for name in columns}
    pd.DataFrame([record]).to_csv(path, sep="\t", index=False)
    return path


def _sources(settings: Settings) -> dict[str, tuple[str | None, str]]:
    return {file.found.path.name: (file.source_name, file.status) for file in take_inventory(settings)}


def test_a_concatenated_study_is_told_by_its_columns(settings: Settings) -> None:
    _write(settings.raw_directory / "38604-0001-Data.tsv", _columns("ncvs_household", "V2143"))
    _write(settings.raw_directory / "38604-0002-Data.tsv", _columns("ncvs_person", "V2117"))
    _write(settings.raw_directory / "38604-0003-Data.tsv", _columns("ncvs_incident", "V3014", "V2117"))
    _write(settings.raw_directory / "ncvs_2009_area.tsv", _columns("ncvs_area"))
    assert _sources(settings) == {
        "38604-0001-Data.tsv": ("ncvs_household", "real"),
        "38604-0002-Data.tsv": ("ncvs_person", "real"),
        "38604-0003-Data.tsv": ("ncvs_incident", "real"),
        "ncvs_2009_area.tsv": ("ncvs_area", "real"),
    }


def test_an_extract_beside_the_incidents_is_left_out_and_the_addresses_are_listed(settings: Settings) -> None:
    _write(settings.raw_directory / "28543-0001-Data.tsv", ["YEARQ", "IDHH", "V1002"])
    _write(settings.raw_directory / "28543-0002-Data.tsv", _columns("ncvs_household"))
    _write(settings.raw_directory / "28543-0004-Data.tsv", _columns("ncvs_incident"))
    _write(settings.raw_directory / "28543-0005-Data.tsv", _columns("ncvs_incident", "V3014"))
    assert _sources(settings) == {
        "28543-0001-Data.tsv": (None, "unrecognised"),
        "28543-0002-Data.tsv": ("ncvs_household", "national only"),
        "28543-0004-Data.tsv": ("ncvs_incident", "national only"),
        "28543-0005-Data.tsv": ("ncvs_incident", "repeats records"),
    }
    [address] = [file for file in take_inventory(settings) if file.source_name is None]
    assert "such as an address file" in address.found.remark


def test_a_file_of_another_study_stops_and_names_what_it_lacks(settings: Settings) -> None:
    _write(settings.raw_directory / "04321-0001-Data.tsv", ["CASEID", "AGE"])
    with pytest.raises(SourceError, match=r"fits none of those known") as caught:
        take_inventory(settings)
    message = str(caught.value)
    assert "04321-0001-Data.tsv" in message and "ncvs_person lacks" in message and "IDPER" in message
    assert "another study" in message


def test_a_file_with_the_telling_column_that_lacks_a_needed_one_stops_and_names_it(settings: Settings) -> None:
    _write(
        settings.raw_directory / "28543-0003-Data.tsv", [name for name in _columns("ncvs_person") if name != "V3071"]
    )
    with pytest.raises(SourceError, match=r"V3071") as caught:
        take_inventory(settings)
    assert "28543-0003-Data.tsv" in str(caught.value)


def test_a_concatenated_study_beside_an_annual_one_stops_with_both_names(settings: Settings) -> None:
    _write(settings.raw_directory / "28543-0004-Data.tsv", _columns("ncvs_incident"))
    _write(settings.raw_directory / "28543-0002-Data.tsv", _columns("ncvs_household"))
    _write(settings.raw_directory / "38604-0001-Data.tsv", _columns("ncvs_household"), V2015="2")
    with pytest.raises(SourceError, match="Two files hold ncvs_household for 2009") as caught:
        take_inventory(settings)
    assert "28543-0002-Data.tsv" in str(caught.value) and "38604-0001-Data.tsv" in str(caught.value)


def test_names_of_columns_come_in_any_letter_case(settings: Settings) -> None:
    _write(settings.raw_directory / "28543-0003-Data.tsv", [name.lower() for name in _columns("ncvs_person")])
    [file] = take_inventory(settings)
    assert file.source_name == "ncvs_person" and file.stored.columns_not_loaded == ()


@pytest.mark.parametrize("quarter", ["2010.1", "2010.1000000000001", "2010.0999755859375"])
def test_a_quarter_may_be_a_double(settings: Settings, quarter: str) -> None:
    _write(settings.raw_directory / "31202-0003-Data.tsv", _columns("ncvs_person"), YEARQ=quarter)
    [file] = take_inventory(settings)
    assert file.periods == ("2010",)


def test_columns_nobody_keeps_are_not_stored_but_named_and_a_wrong_row_is_still_found(settings: Settings) -> None:
    others = [f"V{number}" for number in range(9000, 9300)]
    path = _write(settings.raw_directory / "28543-0003-Data.tsv", _columns("ncvs_person", *others))
    path.write_text(path.read_text() + "2009.1\tx\n")
    [file] = take_inventory(settings)
    assert set(file.stored.columns_not_loaded) == set(others)
    assert not {"v9000", "V9000"} & set(pq.read_schema(file.stored.parquet).names)
    assert [row.row_number for row in file.stored.malformed_rows] == [2]


def test_replicate_weights_are_kept_where_a_file_has_them_and_nowhere_else(settings: Settings) -> None:
    weights = [f"PERREPWGT{number}" for number in range(1, 161)]
    for source in ("ncvs_household", "ncvs_incident", "ncvs_area"):
        _write(settings.raw_directory / f"ncvs_2009_{source.removeprefix('ncvs_')}.tsv", _columns(source))
    _write(settings.raw_directory / "ncvs_2009_person.tsv", _columns("ncvs_person", *weights), PERREPWGT160="2.5")
    load_raw(settings, take_inventory(settings))
    with build(settings) as connection:
        assert connection.execute("select perrepwgt160 from raw.ncvs_person").fetchall() == [("2.5",)]
        household = connection.execute("select * from raw.ncvs_household").fetchdf()
    assert not [name for name in household.columns if "repwgt" in name]


def _write_stata(path: Path, codes: list[int], labels: dict[int, str]) -> None:
    columns = [name for name in _columns("ncvs_person") if name != "V3023A"]
    rows = [{**{name: QUARTERS.get(name, "1") for name in columns}, "V3023A": code} for code in codes]
    frame = pd.DataFrame(rows)
    frame["IDPER"] = [f"{QUARTERS['IDHH']}{number:02}" for number in range(1, len(codes) + 1)]
    frame.to_stata(path, write_index=False, value_labels={"V3023A": labels})


def test_the_code_in_a_value_label_wins_over_another_number_and_is_told_once(settings: Settings) -> None:
    _write_stata(
        settings.raw_directory / "28543-0003-Data.dta", [1, 2, 3], {1: "(01) White only", 2: "(04) Asian only"}
    )
    [file] = take_inventory(settings)
    assert pq.read_table(file.stored.parquet)["v3023a"].to_pylist() == ["(01) White only", "(04) Asian only", "3"]
    [repaired] = file.stored.repaired_cells
    assert (repaired.row_number, repaired.column_name) == (None, "v3023a")
    assert "value labels" in repaired.rule


def test_value_labels_that_agree_with_the_numbers_change_nothing(settings: Settings) -> None:
    _write_stata(settings.raw_directory / "28543-0003-Data.dta", [1, 4], {1: "(01) White only", 4: "(04) Asian only"})
    [file] = take_inventory(settings)
    assert pq.read_table(file.stored.parquet)["v3023a"].to_pylist() == ["1", "4"]
    assert file.stored.repaired_cells == ()
