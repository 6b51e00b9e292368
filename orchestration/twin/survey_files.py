"""Writes the survey's records as ICPSR distributes them: one set of files a year, tab-separated but for a few.

Study numbers of 2006, 2007 and 2008 are from memory. Quirks of real files: from 2012 some whole numbers are written
as doubles (12.0); in 2007 race and type of crime come as labels, `(01) White only`.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from orchestration.twin.stata_files import write_stata
from orchestration.twin.survey_mess import with_mess
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
# Archives deliver in several forms: what is not named here is tab-separated text.
SUFFIXES = {
    ("ncvs_person", 2006): ".tsv.gz",
    **{(source, 2008): ".csv" for source in ("ncvs_household", "ncvs_person", "ncvs_incident")},
    ("ncvs_household", 2012): ".dta",
}
HOUSEHOLD_LABELS = {
    "V2125": {1: "(1) Urban", 2: "(2) Rural"},
    "V2127B": {1: "(1) Northeast", 2: "(2) Midwest", 3: "(3) South", 4: "(4) West"},
    "V2129": {1: "(1) Central city of MSA", 2: "(2) In MSA, not central city", 3: "(3) Not in MSA"},
}


def survey_file_names(year: int) -> dict[str, str]:
    """Return the file of each source of a year's set."""
    study = STUDY_NUMBERS[year]
    stems = {
        "ncvs_household": f"{study}-0002-Data",
        "ncvs_person": f"{study}-0003-Data",
        "ncvs_incident": f"{study}-0004-Data",
        "ncvs_area": f"ncvs_{year}_area",
    }
    return {source: stem + SUFFIXES.get((source, year), ".tsv") for source, stem in stems.items()}


def write_survey_year(directory: Path, records: RecordTables, year: int) -> None:
    """Write the four files of a year below a folder a source, with what is spoilt in them on purpose."""
    rows = {
        "ncvs_household": (records.household, records.household_year),
        "ncvs_person": (records.person, records.person_year),
        "ncvs_incident": (records.incident, records.incident_year),
        "ncvs_area": (records.area, records.person_year),
    }
    tables = {source: table.filter(pa.array(years == year)) for source, (table, years) in rows.items()}
    for source, table in with_mess(tables, year).items():
        _write(directory / source / survey_file_names(year)[source], table, year)


def _write(path: Path, table: pa.Table, year: int) -> None:
    if path.suffix == ".dta":
        write_stata(path, table, texts=("IDHH",), value_labels=HOUSEHOLD_LABELS)
    elif path.suffix == ".csv":
        write_table(path, _with_quirks(table, year), ",", quoting="all_valid")
    else:
        write_table(path, _with_quirks(table, year), "\t")


def _with_quirks(table: pa.Table, year: int) -> pa.Table:
    if year == YEAR_WITH_LABELS:
        table = _replace(table, "V3023A", _race_label)
        table = _replace(table, "V4529", _crime_label)
    if year >= FIRST_YEAR_WITH_DOUBLES:
        for column in DOUBLE_COLUMNS:
            table = _replace(table, column, lambda code: f"{code}.0")
    return table


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
