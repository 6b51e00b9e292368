"""Every real file of places, police and crime is read whole, or each row that is not has its reason here."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from orchestration.settings import Settings
from tests.data.partial_build import build_part, built_rows

pytestmark = [pytest.mark.real, pytest.mark.slow]

FOLDERS = ("geography", "police", "crime")
# Codes of counties and the border are compared with the seeds made of them, and are no source (test_real_places).
NO_SOURCE = {"national_county_fips.txt", "us_mexico_border_counties.csv"}
API_ANSWER, API_NAME = "layouts/fixture_acs_api_2024_dc.json", "acs5_2024_11_1.json"
N_ROWS = {
    "Gaz_counties_national_2010.txt": 3_221,
    "county_adjacency_2010.tsv": 22_200,
    "county_adjacency_2024.txt": 22_196,
    "ct_2022_tract_crosswalk.csv": 879,
    "fbi_law_enforcement_employees_2025.csv": 18_330,
    "leaic_crosswalk.csv.gz": 23_916,
    "ucr_county_2012.csv": 3_136,
}
# The crosswalk gives the Kansas department of corrections the county `20na`.
EXPLAINED = [("leaic_crosswalk.csv.gz", "fips_state_county_code", "not 5 characters long")]
COUNTS = {
    "population": "B01003_001E", "n_poverty_universe": "B17001_001E", "n_poor": "B17001_002E",
    "n_origin_universe": "B03002_001E", "n_white": "B03002_003E", "n_black": "B03002_004E", "n_latino": "B03002_012E",
    "n_tenure_universe": "B25003_001E", "n_owner_occupied": "B25003_002E",
}  # fmt: skip


@pytest.fixture(scope="module")
def answer(shared_directory: Path) -> list[dict[str, str]]:
    """Return the rows of the real answer of the Census API, of four tracts of the District of Columbia."""
    header, *rows = json.loads((shared_directory / "data" / API_ANSWER).read_text())
    return [dict(zip(header, row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def real_rows(tmp_path_factory: pytest.TempPathFactory, shared_directory: Path) -> Settings:
    """Return a build on all these files, the answer under a name the catalog takes."""

    def write(folder: Path) -> None:
        for name in FOLDERS:
            for path in (shared_directory / "data" / name).iterdir():
                if path.name not in NO_SOURCE:
                    shutil.copy(path, folder / path.name)
        shutil.copy(shared_directory / "data" / API_ANSWER, folder / API_NAME)

    models = ["+row_accounting", "+rejected_rows", "+census_codes", "+int_acs_counts"]
    return build_part(tmp_path_factory.mktemp("real_rows") / "home", write, models)


def test_every_file_is_read_and_each_rejected_row_is_explained(real_rows: Settings) -> None:
    columns = "file_name, rows_read, rows_kept, rows_rejected, rows_set_aside_later"
    accounts = built_rows(real_rows, f"select distinct {columns} from quality.row_accounting")
    assert {file_name for file_name, *_ in accounts} == {path.name for path in real_rows.raw_directory.iterdir()}
    assert all(n_read > 0 for _, n_read, *_ in accounts)
    read = {file_name: n_read for file_name, n_read, *_ in accounts}
    assert {name: read[name] for name in N_ROWS} == N_ROWS
    lost = {name: (n_rejected, n_aside) for name, _, _, n_rejected, n_aside in accounts if n_rejected or n_aside}
    assert lost == {"leaic_crosswalk.csv.gz": (1, 0)}
    reasons = "select file_name, column_name, reason from quality.rejected_rows order by all"
    assert built_rows(real_rows, reasons) == EXPLAINED


def test_the_counts_of_the_answer_are_those_of_the_file(real_rows: Settings, answer: list[dict[str, str]]) -> None:
    counted = built_rows(
        real_rows,
        f"select tract_geoid, {', '.join(COUNTS)} from intermediate.int_acs_counts where release_year = 2024"
        " order by tract_geoid",
    )
    listed = [
        (row["state"] + row["county"] + row["tract"], *(int(row[cell]) for cell in COUNTS.values())) for row in answer
    ]
    assert counted == sorted(listed)


def test_a_code_of_a_cell_that_is_not_kept_reaches_nothing(real_rows: Settings, answer: list[dict[str, str]]) -> None:
    # The one code of the answer stands for a median income (B19013), which no covariate is made of.
    coded = {(row["tract"], cell) for row in answer for cell, value in row.items() if value.startswith("-")}
    assert coded == {("000201", "B19013_001E")}
    assert built_rows(real_rows, "select count(*) from quality.census_codes") == [(0,)]
    columns = built_rows(real_rows, "select count(*) from information_schema.columns where column_name like 'b19013%'")
    assert columns == [(0,)]
