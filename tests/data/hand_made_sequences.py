"""A made-up summary file by sequence in the Census Bureau's layout: files of a state, its geography, the lookup."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

LOOKUP_NAME = "Sequence_Number_and_Table_Number_Lookup.txt"
LOOKUP_HEADER = (
    "File ID,Table ID,Sequence Number,Line Number,Start Position,Total Cells in Table,Total Cells in Sequence,"
    "Table Title,Subject Area"
)
FIRST_FIELD = 7
STATE_CODES = {"ca": "06", "nm": "35", "dc": "11"}
GEOGRAPHY_CELLS = 52
GEOID_CELL, NAME_CELL = 48, 49

Tables = Mapping[int, Mapping[str, int]]
"""Sequence → table → number of its cells, in the order in which they stand."""


def write_lookup(folder: Path, tables: Tables, name: str = LOOKUP_NAME) -> Path:
    """Write the lookup of tables, each with the line of its universe and one for every cell."""
    lines = [LOOKUP_HEADER]
    for sequence, sizes in tables.items():
        start = FIRST_FIELD
        for table, n_cells in sizes.items():
            words = f"{n_cells} CELL" if n_cells == 1 else f"{n_cells} CELLS"
            named = f"ACSSF,{table.upper()},{sequence:04d}"
            lines += [f'{named}, ,{start},{words}, ,"MADE UP, WITH A COMMA",Age-Sex', f"{named}, , ,, ,Universe:  All,"]
            # A label stands between the rows and has no cell.
            lines += [f"{named},0.5, ,, ,A label --,"]
            lines += [f"{named},{cell}, ,, ,Row {cell}," for cell in range(1, n_cells + 1)]
            start += n_cells
    path = folder / name
    path.write_text("\r\n".join(lines) + "\r\n", encoding="latin-1")
    return path


def write_geography(
    folder: Path, release: int, state: str, tracts: Sequence[str], is_fixed_width: bool = False
) -> Path:
    """Write a state's areas: the state itself as record 1, then each tract followed by its one block group."""
    areas = [("040", f"04000US{STATE_CODES[state]}", "Doña Ana, whole")]
    for tract in tracts:
        areas += [("140", f"14000US{tract}", f"Census Tract {tract[5:]}, somewhere")]
        areas += [("150", f"15000US{tract}1", f"Block Group 1, Census Tract {tract[5:]}")]
    numbered = enumerate(areas, start=1)
    if is_fixed_width:
        lines = [
            f"ACSSF {state.upper()}{level}00{number:07d}".ljust(178) + geoid.ljust(40) + name.ljust(200)
            for number, (level, geoid, name) in numbered
        ]
        path = folder / f"g{release}5{state}.txt"
    else:
        lines = [_geography_row(state, number, *area) for number, area in numbered]
        path = folder / f"g{release}5{state}.csv"
    path.write_text("\r\n".join(lines) + "\r\n", encoding="latin-1")
    return path


def _geography_row(state: str, number: int, level: str, geoid: str, name: str) -> str:
    cells = [""] * GEOGRAPHY_CELLS
    cells[:5] = ["ACSSF", state.upper(), level, "00", f"{number:07d}"]
    cells[GEOID_CELL], cells[NAME_CELL] = geoid, f'"{name}"'
    return ",".join(cells)


def record_number(position: int) -> int:
    """Return the record number that `write_geography` gives the tract at a position."""
    return 2 + 2 * position


def sequence_row(kind: str, release: int, state: str, sequence: int, number: int, cells: Sequence[str]) -> str:
    """Return a line of an estimates (`e`) or margins (`m`) file."""
    return ",".join(["ACSSF", f"{release}{kind}5", state, "000", f"{sequence:04d}", f"{number:07d}", *cells])


def write_rows(folder: Path, kind: str, release: int, state: str, sequence: int, rows: Sequence[str]) -> Path:
    """Write the lines of a file under the name it is published with."""
    path = folder / f"{kind}{release}5{state}{sequence:04d}000.txt"
    path.write_text("\r\n".join(rows) + "\r\n")
    return path


def write_release(folder: Path, release: int, state: str, tables: Tables, cells: pd.DataFrame) -> None:
    """Write a release of one state: its geography and every sequence, estimates and margins.

    `cells` has a row of text a tract and columns such as `b01003_001e`; a cell of a table that is not among them is
    written as 7. The state and each block group have their own rows, of cells no tract has.
    """
    write_geography(folder, release, state, list(cells.index))
    for sequence, sizes in tables.items():
        for kind in "em":
            names = [f"{table}_{cell:03d}{kind}" for table, n in sizes.items() for cell in range(1, n + 1)]
            whole = cells.reindex(columns=names).fillna("7")
            others = ["999999"] * len(names)
            rows = [sequence_row(kind, release, state, sequence, 1, others)]
            for position, values in enumerate(whole.to_numpy()):
                number = record_number(position)
                rows.append(sequence_row(kind, release, state, sequence, number, list(values)))
                rows.append(sequence_row(kind, release, state, sequence, number + 1, others))
            write_rows(folder, kind, release, state, sequence, rows)
