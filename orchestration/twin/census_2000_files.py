"""Writes Census 2000 by tract as the Census API answers for its Summary Files 1 and 3: one answer a state and file."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd

from orchestration.twin.text_files import write_text
from orchestration.twin.tract_tables import CENSUS_YEAR, LABOUR_CELLS, WOMEN_OFFSET, Cells, tract_cells

SUMMARY_FILES = ("census_2000_sf1", "census_2000_sf3")
ORIGIN_CELLS = (1, 3, 4, 5, 6, 7, 8, 9)
AGE_CELLS = (*range(3, 11), *range(27, 35))
MARRIAGE_CELLS = (1, 7, 10, 16, 19)
MOVING_BINS = 3


def write_census_2000(directory: Path, summary_file: str, tracts: pd.DataFrame, seed: int) -> None:
    """Write one summary file of `SUMMARY_FILES`, an answer of the API for each state."""
    counts = tract_cells(tracts, CENSUS_YEAR, seed)
    columns = _all_persons(counts) if summary_file == SUMMARY_FILES[0] else _sample(counts)
    short_name = summary_file.removeprefix("census_2000_")
    for state, members in tracts.groupby("state_fips").indices.items():
        rows = [[*columns, "state", "county", "tract"]]
        for position in members:
            geoid = tracts["tract_geoid"].iat[position]
            rows.append([*(str(values[position]) for values in columns.values()), geoid[:2], geoid[2:5], geoid[5:]])
        answer = "[" + ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows) + "]"
        write_text(directory / f"census_2000_{short_name}_{state}_1.json", answer)


def _all_persons(counts: Cells) -> Cells:
    """Return the cells of Summary File 1: residents, their origin, their age and sex."""
    origin = {f"P008{cell:03d}": counts[f"b03002_{cell:03d}"] for cell in ORIGIN_CELLS}
    ages = {f"P012{cell:03d}": counts[f"b01001_{cell:03d}"] for cell in AGE_CELLS}
    return {"P001001": counts["b01003_001"], **origin, "P008010": counts["b03002_012"], **ages}


def _sample(counts: Cells) -> Cells:
    """Return the cells of Summary File 3, which asked a sample."""
    tables = {
        "P015001": "b11003_001", "P015016": "b11003_016", "P021001": "b05002_001", "P021013": "b05002_013",
        "P021015": "b05002_015", "P064001": "b19057_001", "P064002": "b19057_002", "P087001": "b17001_001",
        "P087002": "b17001_002", "H006001": "b25002_001", "H006003": "b25002_003", "H038001": "b25038_001",
        "H038002": "b25003_002",
    }  # fmt: skip
    cells = {name: counts[cell] for name, cell in tables.items()}
    cells |= {f"P018{cell:03d}": counts[f"b12001_{cell:03d}"] for cell in MARRIAGE_CELLS}
    cells |= {"P043005": _by_age(counts, 0, 0), "P043007": _by_age(counts, 1, 0)}
    cells |= {"P043012": _by_age(counts, 0, WOMEN_OFFSET), "P043014": _by_age(counts, 1, WOMEN_OFFSET)}
    for first in (3, 10):
        cells |= {f"H038{first + bin_:03d}": counts[f"b25038_{first + bin_:03d}"] for bin_ in range(MOVING_BINS)}
    return cells


def _by_age(counts: Cells, which: int, offset: int) -> np.ndarray:
    """Return the civilian labour force (0) or the unemployed (1) of a sex over all ages."""
    return np.sum([counts[f"b23001_{pair[which] + offset:03d}"] for pair in LABOUR_CELLS], axis=0)
