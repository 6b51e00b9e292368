"""Survey files come as tab-separated text, csv or Stata, plain or compressed: the raw rows are the same."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from orchestration.settings import Settings
from orchestration.sources.catalog import load_catalog
from orchestration.sources.inventory import take_inventory

CODES = {"V3014": 30, "V3018": 1, "V3023A": 1, "WGTPERCY": 1234.5}
IDHH, IDPER = "0710051325461935564934133", "071005132546193556493413301"


def _record() -> dict[str, object]:
    columns = load_catalog()["ncvs_person"].layouts[0].required
    return {**dict.fromkeys(columns, 2), **CODES, "YEARQ": 2010.1, "IDHH": IDHH, "IDPER": IDPER}


def _write(path: Path, record: dict[str, object]) -> None:
    frame = pd.DataFrame([record])
    if path.suffix == ".dta":
        frame.astype({"YEARQ": np.float32, "V3014": np.int8}).to_stata(path, write_index=False, version=118)
        return
    separator = "," if ".csv" in path.name else "\t"
    cells = [f'"{cell}"' if separator == "," and isinstance(cell, str) else str(cell) for cell in record.values()]
    text = f"{separator.join(record)}\n{separator.join(cells)}\n"
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())


@pytest.mark.parametrize("ending", ["tsv", "tsv.gz", "csv", "csv.gz", "dta"])
@pytest.mark.parametrize("stem", ["31202-0003-Data", "ncvs_2010_person"])
def test_every_format_gives_the_same_text(settings: Settings, stem: str, ending: str) -> None:
    _write(settings.raw_directory / f"{stem}.{ending}", _record())
    [file] = take_inventory(settings)
    assert (file.source_name, file.periods) == ("ncvs_person", ("2010",))
    row = pq.read_table(file.stored.parquet).to_pylist()[0]
    assert (row["idhh"], row["idper"]) == (IDHH, IDPER)
    assert (row["yearq"], row["v3014"], row["wgtpercy"]) == ("2010.1", "30", "1234.5")
    assert row["source_row_number"] == 1


def test_columns_nobody_keeps_are_listed_by_name(settings: Settings) -> None:
    _write(settings.raw_directory / "31202-0003-Data.csv", {**_record(), "V3074": 5, "V3080": 2469})
    [file] = take_inventory(settings)
    assert file.stored.columns_not_loaded == ("V3074", "V3080")
