"""Spoils a few cells and rows of the survey on purpose, each in a year of its own for its source.

Rows are chosen so that nothing else hangs on them: weights are spoilt at noninterviews, whose weight is zero anyway,
identifiers and codes at persons without an incident in the year or at property crimes. What the files say of rates and
of the planted effects stays as it was drawn. An interview twice is not planted: a repeated key stops a refresh.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

YearTables = Mapping[str, pa.Table]
PERSON, HOUSEHOLD, INCIDENT, AREA = "ncvs_person", "ncvs_household", "ncvs_incident", "ncvs_area"
# Staging refuses the cell; a later rule finds no match for the row; the row counts, its month does not.
SET_ASIDE, SET_ASIDE_LATER, KEPT = "set aside", "set aside later", "kept"
NOT_A_NUMBER, UNKNOWN_CODE = "a word where a number belongs", "an unknown code"
LINE_OF_NOBODY = "99"


@dataclass(frozen=True)
class SpoiltCell:
    """A cell to spoil: `spoil` makes its text, or None for a blank, of what it said; `fits` says which rows will do.

    `fits` gives one truth value a row of the source's table, of which the first true one is taken.
    """

    source: str
    year: int
    column: str
    spoil: Callable[[str | None], str | None]
    fits: Callable[[YearTables], pa.Array]
    reason: str
    outcome: str = SET_ASIDE


def _answered_and_quiet(tables: YearTables) -> pa.Array:
    person = tables[PERSON]
    is_victim = pc.is_in(person["IDPER"], value_set=tables[INCIDENT]["IDPER"].combine_chunks())
    return pc.and_(pc.and_(pc.equal(person["V3011"], 1), pc.equal(person["V3024"], 2)), pc.invert(is_victim))


def _noninterview(tables: YearTables) -> pa.Array:
    return pc.greater_equal(tables[PERSON]["V3011"], 5)


def _household_noninterview(tables: YearTables) -> pa.Array:
    return pc.is_null(tables[HOUSEHOLD]["V2015"])


def _property_crime(tables: YearTables) -> pa.Array:
    return pc.greater(tables[INCIDENT]["V4529"], 30)


def _dated_violence(tables: YearTables) -> pa.Array:
    incident = tables[INCIDENT]
    is_violent = pc.and_(pc.less_equal(incident["V4529"], 20), pc.greater(incident["V4022"], 1))
    return pc.and_(is_violent, pc.less_equal(incident["V4014"], 12))


def _says(text: str | None) -> Callable[[str | None], str | None]:
    return lambda _: text


SPOILT_CELLS = (
    SpoiltCell(PERSON, 2005, "WGTPERCY", _says("-1"), _noninterview, "a negative weight"),
    SpoiltCell(PERSON, 2006, "WGTPERCY", _says(None), _noninterview, "a missing weight"),
    SpoiltCell(PERSON, 2007, "V3018", _says("7"), _answered_and_quiet, UNKNOWN_CODE),
    SpoiltCell(
        PERSON, 2008, "IDPER", lambda idper: f"{idper[:25]}{int(idper[25:])}", _answered_and_quiet,
        "a line without its leading zero: 26 characters",
    ),
    SpoiltCell(PERSON, 2009, "V3014", _says("forty"), _answered_and_quiet, NOT_A_NUMBER),
    SpoiltCell(HOUSEHOLD, 2010, "V2015", _says("owned?"), _household_noninterview, NOT_A_NUMBER),
    SpoiltCell(
        INCIDENT, 2009, "V4015", lambda year: str(int(year) - 1), _dated_violence,
        "a year before the reference period", KEPT,
    ),
    SpoiltCell(INCIDENT, 2010, "V4399", _says("7"), _property_crime, UNKNOWN_CODE),
    SpoiltCell(INCIDENT, 2011, "V4529", _says("unclear"), _property_crime, NOT_A_NUMBER),
    SpoiltCell(
        INCIDENT, 2012, "IDPER", lambda idper: idper[:25] + LINE_OF_NOBODY, _property_crime,
        "an incident of no person", SET_ASIDE_LATER,
    ),
    SpoiltCell(
        AREA, 2014, "IDPER", lambda idper: idper[:25] + LINE_OF_NOBODY, _noninterview,
        "an area record of no interview", SET_ASIDE_LATER,
    ),
)  # fmt: skip
YEAR_WITHOUT_ONE_AREA_RECORD = 2013


def with_mess(tables: YearTables, year: int) -> dict[str, pa.Table]:
    """Return the tables of a year by source with what is spoilt in it; `area` has a row for each row of `person`.

    Raises ValueError when no row of the year fits.
    """
    spoilt = dict(tables)
    for cell in SPOILT_CELLS:
        if cell.year == year:
            row = _first_row(cell.fits(tables), cell.source, year)
            spoilt[cell.source] = _spoil(spoilt[cell.source], cell, row)
    if year == YEAR_WITHOUT_ONE_AREA_RECORD:
        row = _first_row(_answered_and_quiet(tables), AREA, year)
        area = spoilt[AREA]
        spoilt[AREA] = pa.concat_tables([area.slice(0, row), area.slice(row + 1)])
    return spoilt


def _first_row(fits: pa.ChunkedArray, source: str, year: int) -> int:
    rows = np.flatnonzero(fits.to_numpy(zero_copy_only=False))
    if not len(rows):
        raise ValueError(f"no row of {source} in {year} can be spoilt: the twin is too small")
    return int(rows[0])


def _spoil(table: pa.Table, cell: SpoiltCell, row: int) -> pa.Table:
    values = table.column(cell.column).cast(pa.string()).to_pylist()
    values[row] = cell.spoil(values[row])
    return table.set_column(table.column_names.index(cell.column), cell.column, pa.array(values, pa.string()))
