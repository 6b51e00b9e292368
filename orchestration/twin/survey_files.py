"""Writes the survey's records as ICPSR distributes them: one set of tab-separated files a year.

Study numbers of 2006, 2007 and 2008 are from memory. Quirks of real files: from 2012 some whole numbers are written
as doubles (12.0); in 2007 race and type of crime come as labels, `(01) White only`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.twin.survey_records import RecordTables
from orchestration.twin.text_files import write_table

STUDY_NUMBERS = {
    2005: 22746, 2006: 22560, 2007: 25141, 2008: 25461, 2009: 28543,
    2010: 31202, 2011: 34061, 2012: 34650, 2013: 35164, 2014: 36142,
}  # fmt: skip
FIRST_YEAR_WITH_DOUBLES, YEAR_WITH_LABELS = 2012, 2007
DOUBLE_COLUMNS = ("V2117", "V2118", "V4012", "V4016")
RACE_LABELS = {
    1: "White only", 2: "Black only", 3: "American Indian, Alaska native only", 4: "Asian only",
    5: "Hawaiian/Pacific islander only", 98: "Residue",
}  # fmt: skip
SEVERAL_RACES = "Two or more races"
CRIME_LABELS = ((4, "Rape"), (10, "Robbery"), (13, "Aggravated assault"), (20, "Assault"), (23, "Personal theft"))
# One spoilt cell a table: source, year, column, text. The row it falls on is the first that fits `_spoilt_row`.
SPOILT_CELLS = {
    "ncvs_person": (2009, "V3014", "forty"),
    "ncvs_household": (2010, "V2015", "owned?"),
    "ncvs_incident": (2011, "V4529", "unclear"),
}


def survey_file_names(year: int) -> dict[str, str]:
    """Return the file of each source of a year's set."""
    study = STUDY_NUMBERS[year]
    return {
        "ncvs_household": f"{study}-0002-Data.tsv",
        "ncvs_person": f"{study}-0003-Data.tsv",
        "ncvs_incident": f"{study}-0004-Data.tsv",
        "ncvs_area": f"ncvs_{year}_area.tsv",
    }


def write_survey_year(directory: Path, records: RecordTables, year: int) -> None:
    """Write the four files of a year below a folder a source."""
    rows = {
        "ncvs_household": (records.household, records.household_year),
        "ncvs_person": (records.person, records.person_year),
        "ncvs_incident": (records.incident, records.incident_year),
        "ncvs_area": (records.area, records.person_year),
    }
    for source, name in survey_file_names(year).items():
        table, years = rows[source]
        in_year = table.filter(pa.array(years == year))
        write_table(directory / source / name, _with_quirks(in_year, source, year), "\t")


def _with_quirks(table: pa.Table, source: str, year: int) -> pa.Table:
    if year == YEAR_WITH_LABELS:
        table = _replace(table, "V3023A", _race_label)
        table = _replace(table, "V4529", _crime_label)
    if year >= FIRST_YEAR_WITH_DOUBLES:
        for column in DOUBLE_COLUMNS:
            table = _replace(table, column, lambda code: f"{code}.0")
    spoilt_year, column, text = SPOILT_CELLS.get(source, (None, "", ""))
    return _spoil(table, column, text) if year == spoilt_year else table


def _replace(table: pa.Table, column: str, label) -> pa.Table:
    """Replace the codes of a column, where it is there, by their labels."""
    if column not in table.column_names:
        return table
    codes = table.column(column).combine_chunks().dictionary_encode()
    labels = pa.array([label(code) for code in codes.dictionary.to_pylist()], pa.string())
    text = pa.DictionaryArray.from_arrays(codes.indices, labels).cast(pa.string())
    return table.set_column(table.column_names.index(column), column, text)


def _race_label(code: int) -> str:
    return f"({code:02d}) {RACE_LABELS.get(code, SEVERAL_RACES)}"


def _crime_label(code: int) -> str:
    return f"({code:02d}) {next((label for limit, label in CRIME_LABELS if code <= limit), 'Property crime')}"


def _spoil(table: pa.Table, column: str, text: str) -> pa.Table:
    values = table.column(column).cast(pa.string()).to_pylist()
    values[_spoilt_row(table)] = text
    return table.set_column(table.column_names.index(column), column, pa.array(values, pa.string()))


def _spoilt_row(table: pa.Table) -> int:
    """Return the row to spoil: a person who answered, a household that did not, a property crime."""
    if "V3014" in table.column_names:
        fits = pc.and_(pc.equal(table["V3011"], 1), pc.equal(table["V3024"], 2))
    elif "V2015" in table.column_names:
        fits = pc.is_null(table["V2015"])
    else:
        fits = pc.greater(table["V4529"], 30)
    return int(np.flatnonzero(fits.to_numpy(zero_copy_only=False))[0])
