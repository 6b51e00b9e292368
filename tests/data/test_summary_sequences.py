"""The same numbers as files by sequence and as answers of the API give the same counts of tracts, margins and codes."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from orchestration.settings import Settings
from orchestration.sources.catalog import load_catalog
from orchestration.warehouse import build
from tests.data.hand_made_places import CELLS_A_CALL, TRACTS, drawn_cells, write_answer
from tests.data.hand_made_sequences import Tables, write_lookup, write_release
from tests.data.partial_build import build_part, built_rows

RELEASE = 2012
STATES = {"ca": "06", "nm": "35"}
MARGIN_CONTROLLED = "-555555555"
# A table the catalog does not know stands before one it knows, and a sequence holds none.
TABLES: Tables = {
    2: {"b01002": 3, "b01001": 49, "b01003": 1},
    3: {"b00001": 1},
    5: {"b03002": 21, "b05002": 27},
    30: {"b11003": 20, "b12001": 19},
    49: {"b17001": 59},
    60: {"b19057": 3},
    69: {"b23001": 173},
    78: {"b23025": 7},
    103: {"b25002": 3, "b25003": 3, "b25038": 15},
}


def _cells() -> pd.DataFrame:
    """Return drawn cells as the API writes them, with every way in which a cell has no number."""
    cells = drawn_cells(RELEASE).astype(str)
    cells.loc[TRACTS[4], ["b19057_002e", "b19057_002m"]] = ["-666666666", "-222222222"]
    cells.loc[TRACTS[5], ["b17001_001e", "b17001_001m", "b17001_002e", "b17001_002m"]] = ""
    cells.loc[TRACTS[6], "b01003_001m"] = MARGIN_CONTROLLED
    cells.loc[TRACTS[8], "b25003_002m"] = "-7"
    return cells


def _write_answers(folder: Path) -> None:
    cells = _cells()
    for number, start in enumerate(range(0, cells.shape[1], CELLS_A_CALL)):
        call = cells.iloc[:, start : start + CELLS_A_CALL]
        answer = call.astype(object).where(call != "", None)
        write_answer(folder / f"acs5_{RELEASE}_all_{number}.json", answer, list(map(str.upper, call.columns)))


def _write_sequences(folder: Path) -> None:
    published = _cells().replace({"-666666666": ".", "-222222222": ".", MARGIN_CONTROLLED: "0"})
    write_lookup(folder, TABLES)
    for state, code in STATES.items():
        write_release(folder, RELEASE, state, TABLES, published[published.index.str.startswith(code)])


def _built(home: Path, write: Callable[[Path], None]) -> Settings:
    return build_part(home, write, ["+int_acs_counts", "+census_codes"])


@pytest.fixture(scope="module")
def from_answers(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return _built(tmp_path_factory.mktemp("answers"), _write_answers)


@pytest.fixture(scope="module")
def from_sequences(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return _built(tmp_path_factory.mktemp("sequences"), _write_sequences)


def _frame(settings: Settings, query: str) -> pd.DataFrame:
    with build(settings) as connection:
        return connection.execute(query).df()


COUNTS = "select * from intermediate.int_acs_counts order by tract_geoid"


def test_every_cell_of_the_catalog_is_in_the_sequences() -> None:
    written = {
        f"{table}_{cell:03d}{kind}"
        for sizes in TABLES.values()
        for table, n_cells in sizes.items()
        for cell in range(1, n_cells + 1)
        for kind in "em"
    }
    assert {column for column in load_catalog()["acs5"].raw_columns if column.startswith("b")} <= written


def test_both_give_the_same_counts_and_margins(from_answers: Settings, from_sequences: Settings) -> None:
    answers, sequences = _frame(from_answers, COUNTS), _frame(from_sequences, COUNTS)
    assert len(answers) == len(TRACTS)
    pd.testing.assert_frame_equal(answers, sequences, check_exact=True)


def test_cells_without_a_number_give_none_and_controlled_margins_zero(from_sequences: Settings) -> None:
    counts = _frame(from_sequences, COUNTS).set_index("tract_geoid")
    assert math.isnan(counts.loc[TRACTS[4], "n_public_assistance"])
    assert math.isnan(counts.loc[TRACTS[5], "n_poor"])
    assert counts.loc[TRACTS[6], "population_moe"] == 0
    assert counts.loc[TRACTS[7], ["n_public_assistance", "n_poor", "population_moe"]].notna().all()


CODES = "select raw_table, column_name, code, staged_as, n_tracts from quality.census_codes order by column_name"


def test_codes_are_counted_where_the_raw_tables_have_them(from_answers: Settings, from_sequences: Settings) -> None:
    suppressed = [
        ("acs5_b19057", "b19057_002e", -666_666_666, "null", 1),
        ("acs5_b19057", "b19057_002m", -222_222_222, "null", 1),
        # none of the Bureau's: it is listed without a meaning
        ("acs5_b25003", "b25003_002m", -7, None, 1),
    ]
    controlled = ("acs5_b01003", "b01003_001m", -555_555_555, "0", 1)
    assert built_rows(from_answers, CODES) == [controlled, *suppressed]
    # A controlled margin is a plain 0 in the files by sequence.
    assert built_rows(from_sequences, CODES) == suppressed


def test_a_full_stop_is_listed_as_repaired_where_it_was(from_sequences: Settings) -> None:
    cells = "select distinct file_name, column_name from raw.repaired_cells order by column_name"
    assert built_rows(from_sequences, cells) == [
        ("e20125ca0060000.txt", "b19057_002e"),
        ("m20125ca0060000.txt", "b19057_002m"),
    ]
