"""Hand-made survey files in the catalog's layouts: households, persons, incidents and area records of one year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

Record = Mapping[str, object]

HOUSEHOLD = {
    "YEARQ": 2010.1, "IDHH": "", "WGTHHCY": 1000.0, "V2117": 1, "V2118": 1, "V2015": 1, "V2026": 10, "V2127B": 3,
    "V2129": 1,
}  # fmt: skip
PERSON = {
    "YEARQ": 2010.1, "IDHH": "", "IDPER": "", "WGTPERCY": 1000.0, "V3011": 1, "V3014": 30, "V3018": 1, "V3015": 1,
    "V3020": 28, "V3023A": 1, "V3024": 2, "V3025": 2, "V3026": 3, "V3027": 2010, "V3031": 99, "V3032": 4, "V3071": 1,
    "V3072": 9, "V3073": 9,
}  # fmt: skip
INCIDENT = {
    "YEARQ": 2010.1, "IDHH": "", "IDPER": "", "WGTVICCY": 2000.0, "V4012": 1, "V4014": 12, "V4015": 2009, "V4016": 1,
    "V4017": 1, "V4018": 9, "V4019": 9, "V4022": 3, "V4399": 1, "V4529": 20,
}  # fmt: skip
AREA = {
    "YEARQ": 2010.1, "IDPER": "", "STATE_FIPS": "48", "COUNTY_FIPS": "001", "TRACT_GEOID": "48001950100",
    "TRACT_VINTAGE": 2000,
}  # fmt: skip


def household_id(address: int, household_number: int = 1) -> str:
    """Return an IDHH: 22 characters of the address, the household's number, panel and rotation group."""
    return f"17{address:020d}{household_number}13"


def person_id(address: int, line: int = 1, household_number: int = 1) -> str:
    """Return an IDPER."""
    return f"{household_id(address, household_number)}{line:02d}"


def household(address: int, household_number: int = 1, **cells: object) -> Record:
    """Return a household record."""
    return {**HOUSEHOLD, "IDHH": household_id(address, household_number), **cells}


def person(address: int, line: int = 1, household_number: int = 1, **cells: object) -> Record:
    """Return a person record."""
    ids = {"IDHH": household_id(address, household_number), "IDPER": person_id(address, line, household_number)}
    return {**PERSON, **ids, **cells}


def incident(address: int, line: int = 1, household_number: int = 1, **cells: object) -> Record:
    """Return an incident record."""
    ids = {"IDHH": household_id(address, household_number), "IDPER": person_id(address, line, household_number)}
    return {**INCIDENT, **ids, **cells}


def area(address: int, line: int = 1, household_number: int = 1, **cells: object) -> Record:
    """Return an area record."""
    return {**AREA, "IDPER": person_id(address, line, household_number), **cells}


def write_records(path: Path, records: Iterable[Record]) -> None:
    """Write records as a tab-separated file, in the columns of the first."""
    rows = list(records)
    lines = ["\t".join(rows[0]), *("\t".join(map(str, row.values())) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_survey(
    folder: Path,
    households: Iterable[Record],
    persons: Iterable[Record],
    incidents: Iterable[Record],
    areas: Iterable[Record] = (),
) -> None:
    """Write the files of 2010 under the names ICPSR gives them."""
    write_records(folder / "31202-0002-Data.tsv", households)
    write_records(folder / "31202-0003-Data.tsv", persons)
    write_records(folder / "31202-0004-Data.tsv", incidents)
    if areas:
        write_records(folder / "ncvs_2010_area.tsv", areas)
