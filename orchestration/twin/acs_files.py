"""Writes the American Community Survey as the Census Bureau gives it: API answers, or the summary file by table.

Every cell has its margin of error. A few cells carry the Bureau's sentinel for "too few observations", a few margins
the one for a controlled total, and one cell a word that no reader can take for a number. B23025 exists from the 2011
release only.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from orchestration.sources.catalog import load_catalog
from orchestration.twin.states import state_names
from orchestration.twin.text_files import write_text
from orchestration.twin.tract_tables import RELEASES, tract_cells

MOST_VARIABLES_IN_A_CALL = 50
SENTINEL, SENTINEL_OF_MARGIN, CONTROLLED = "-666666666", "-222222222", "-555555555"
N_SENTINELS_PER_RELEASE = 6
BAD_CELL_TEXT = "suppressed"
BAD_CELL_RELEASE, BAD_CELL = 2012, "b19057_002"
FIRST_RELEASE_WITH_B23025 = 2011
Texts = dict[str, np.ndarray]


def write_acs(
    directory: Path, tracts: pd.DataFrame, counties: pd.DataFrame, acs_format: str, seed: int,
    releases: Sequence[int] = RELEASES,
) -> None:  # fmt: skip
    """Write releases, every one from 2009 to 2014 unless told, in the format asked for."""
    for release in releases:
        texts = _texts(tracts, release, seed)
        if acs_format == "api":
            _write_api_answers(directory, tracts, counties, release, texts)
        else:
            _write_summary_files(directory, tracts, release, texts)


def catalog_cells(release: int) -> list[str]:
    """Return the cells of the catalog that a release has, as `b01003_001`."""
    columns = load_catalog()["acs5"].raw_columns
    cells = sorted(column.removesuffix("e") for column in columns if column[0] == "b" and column.endswith("e"))
    return [cell for cell in cells if release >= FIRST_RELEASE_WITH_B23025 or not cell.startswith("b23025")]


def _texts(tracts: pd.DataFrame, release: int, seed: int) -> Texts:
    counts = tract_cells(tracts, release, seed)
    texts: Texts = {}
    for cell in catalog_cells(release):
        texts[f"{cell}e"] = counts[cell].astype(str).astype(object)
        texts[f"{cell}m"] = _margins(counts[cell])
    inhabited = np.flatnonzero(tracts["population"] > 0)
    for position in range(N_SENTINELS_PER_RELEASE):
        tract = inhabited[17 * position + release % 7]
        texts["b19057_002e"][tract], texts["b19057_002m"][tract] = SENTINEL, SENTINEL_OF_MARGIN
        texts["b01003_001m"][inhabited[13 * position]] = CONTROLLED
    if release == BAD_CELL_RELEASE:
        texts[f"{BAD_CELL}e"][inhabited[5]] = BAD_CELL_TEXT
    return texts


def _margins(counts: np.ndarray) -> np.ndarray:
    return np.rint(8 + 1.3 * np.sqrt(counts)).astype(int).astype(str).astype(object)


def _write_api_answers(
    directory: Path, tracts: pd.DataFrame, counties: pd.DataFrame, release: int, texts: Texts
) -> None:
    names = _tract_names(tracts, counties)
    cells = list(texts)
    # NAME is one of the fifty; an estimate and its margin stay in one call.
    per_call = (MOST_VARIABLES_IN_A_CALL - 1) // 2 * 2
    calls = [cells[start : start + per_call] for start in range(0, len(cells), per_call)]
    for state, members in tracts.groupby("state_fips").indices.items():
        geoids = tracts["tract_geoid"].to_numpy()[members]
        geography = [[geoid[:2], geoid[2:5], geoid[5:]] for geoid in geoids]
        for number, call in enumerate(calls, start=1):
            columns = [names[members], *(texts[cell][members] for cell in call)]
            rows = [["NAME", *(cell.upper() for cell in call), "state", "county", "tract"]]
            rows += [[*values, *place] for values, place in zip(zip(*columns, strict=True), geography, strict=True)]
            answer = "[" + ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows) + "]"
            write_text(directory / f"acs5_{release}_{state}_{number}.json", answer)


def _tract_names(tracts: pd.DataFrame, counties: pd.DataFrame) -> np.ndarray:
    county_names = dict(zip(counties["county_fips"], counties["name"], strict=True))
    states = state_names()
    return np.array(
        [
            f"Census Tract {int(geoid[5:9])}{'' if geoid[9:] == '00' else '.' + geoid[9:]}, "
            f"{county_names[geoid[:5]]}, {states[geoid[:2]]}"
            for geoid in tracts["tract_geoid"]
        ],
        dtype=object,
    )


def _write_summary_files(directory: Path, tracts: pd.DataFrame, release: int, texts: Texts) -> None:
    tables: dict[str, list[str]] = {}
    for cell in texts:
        tables.setdefault(cell[:6], []).append(cell)
    tract_ids = ("1400000US" + tracts["tract_geoid"]).to_numpy()
    for table, cells in tables.items():
        header = ["GEO_ID", *(f"{table.upper()}_{cell[-1].upper()}{cell[-4:-1]}" for cell in cells)]
        columns = [tract_ids, *(texts[cell] for cell in cells)]
        lines = ["|".join(header), *_larger_areas(tracts, columns[1:])]
        lines += ["|".join(row) for row in zip(*columns, strict=True)]
        write_text(directory / f"acsdt5y{release}-{table}.dat", "\n".join(lines) + "\n")


def _larger_areas(tracts: pd.DataFrame, columns: list[np.ndarray]) -> list[str]:
    """Return rows of states and counties, which stand above the tracts in a real file and must be passed over."""
    numbers = np.column_stack([pd.to_numeric(pd.Series(c), errors="coerce").fillna(0).clip(lower=0) for c in columns])
    lines = []
    for level, digits in (("0400000US", 2), ("0500000US", 5)):
        sums = pd.DataFrame(numbers).groupby(tracts["tract_geoid"].str[:digits].to_numpy()).sum().astype("int64")
        lines += [
            "|".join([level + code, *map(str, row)]) for code, row in zip(sums.index, sums.to_numpy(), strict=True)
        ]
    return lines
