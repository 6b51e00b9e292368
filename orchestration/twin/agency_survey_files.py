"""Writes the surveys of police agencies and the crosswalk of their identifiers in the layouts of their studies.

With the studies' own gaps: blank and -9 budgets, blank counties, identifiers of crime reports that are -1, blank or
given to two agencies, county codes without leading zeros.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from orchestration.sources.catalog import load_catalog
from orchestration.sources.layout import Layout
from orchestration.twin.text_files import write_text

CSLLEA_2008, LEAR_2016 = "27681-0001-Data.txt", "36697-0001-Data.tsv"
CSLLEA_2018, LEAIC_2012 = "38771-0001-Data.tsv", "35158-0001-Data.txt"
FEDERAL_ROW = {"NAME": "FEDERAL HALL POLICE", "FIPS": "36997", "ORI9": "NYFH00100", "AGCYTYPE": "997", "PARTOF": "0"}


def write_csllea_2008(path: Path, surveyed: pd.DataFrame) -> None:
    """Write the census of 2008: fixed width, every 11th agency without a county code, every 25th without a budget."""
    agencies = surveyed[surveyed["survey_year"] == 2008]
    number = agencies["agency_number"]
    records = pd.DataFrame(
        {
            "CSLLEA08_ID": number.astype(str),
            "AGCYTYPE": agencies["type_code"].astype(str),
            "TRIBAL": "0",
            "Q3": agencies["budget"].astype(int).astype(str).mask(number % 25 == 0, "-9"),
            "FTSWORN": agencies["full_time"].astype(str),
            "PTSWORN": agencies["part_time"].astype(str),
            "AGCYNAME": agencies["name"],
            "STATE": agencies["usps"],
            # The study cuts names to their span.
            "COUNTY": agencies["county_name"].str[:25].mask(number % 11 == 0),
            "FIPS": _without_zeros(agencies["county_fips"]).mask(number % 11 == 0, "-9"),
        }
    )
    _write_fixed_width(path, "csllea_2008", records)


def write_lear_2016(path: Path, surveyed: pd.DataFrame) -> None:
    """Write the roster of 2016: tab-separated, every 13th agency without a county, every 90th without its officers."""
    agencies = surveyed[surveyed["survey_year"] == 2016]
    number = agencies["agency_number"]
    has_no_county = (number % 13 == 0) | agencies["county_fips"].isna()
    # An agency founded after 2008 has no identifier of that census.
    in_2008 = set(surveyed.loc[surveyed["survey_year"] == 2008, "agency_number"])
    records = pd.DataFrame(
        {
            "LEAR_ID": number + 500_000,
            "NAME": agencies["name"],
            "STATE": agencies["usps"],
            "COUNTY": agencies["county_name"].mask(has_no_county, "-9"),
            "FIPS": _without_zeros(agencies["county_fips"]).mask(has_no_county, "-9"),
            "ORI9": agencies["ori9"].fillna("-1"),
            "ORI7": agencies["ori9"].str[:7].fillna("-1"),
            "CSLLEA08_ID": number.where(number.isin(in_2008) & (number % 26 != 0), -1),
            "LEAR_FULLTIME_SWORN": agencies["full_time"].mask(number % 90 == 0, -9),
            "LEAR_PARTTIME_SWORN": agencies["part_time"].mask(number % 45 == 0, -8),
        }
    )
    _write_tabs(path, records)


def write_csllea_2018(path: Path, surveyed: pd.DataFrame) -> None:
    """Write the census of 2018: tab-separated, no county code; a few sheriffs have their city's identifier."""
    agencies = surveyed[surveyed["survey_year"] == 2018]
    number = agencies["agency_number"]
    ori9 = agencies["ori9"]
    # A city's department comes before the sheriff of its county.
    is_after_city = agencies["county_fips"] == agencies["county_fips"].shift()
    ori9 = ori9.mask(is_after_city & (is_after_city.cumsum() % 8 == 0), ori9.shift())
    ori9 = ori9.mask(number % 24 == 0, "-1").mask(number % 31 == 0)
    records = pd.DataFrame(
        {
            "AGENCYID": number + 500_000,
            "AGENCYNAME": agencies["name"],
            "STATE": agencies["usps"],
            "COUNTY": agencies["county_name"].mask(number % 17 == 0),
            "ORI9": ori9,
            "ORI7": ori9.str[:7],
            "POPULATION": "",
            "OPBUDGET": agencies["budget"].astype(int).mask(number % 20 == 0, -9),
            "FTSWORN": agencies["full_time"],
            "PTSWORN": agencies["part_time"],
        }
    )
    _write_tabs(path, records)


def write_leaic_2012(path: Path, surveyed: pd.DataFrame) -> None:
    """Write the crosswalk of 2012: fixed width; it lacks the agency no crosswalk knows, -1 stands for no identifier."""
    known = surveyed[surveyed["county_fips"].notna()]
    in_2008 = set(known.loc[known["survey_year"] == 2008, "agency_number"])
    agencies = known.drop_duplicates("agency_number").sort_values("agency_number")
    number = agencies["agency_number"]
    records = pd.DataFrame(
        {
            "FIPS": agencies["county_fips"],
            "ORI9": agencies["ori9"].fillna("-1"),
            "ORI7": agencies["ori9"].str[:7].fillna("-1"),
            "NAME": agencies["name"],
            "PARTOF": "0",
            "AGCYTYPE": agencies["type_code"].astype(str),
            "CSLLEA08_ID": number.where(number.isin(in_2008), -1).astype(str),
        }
    )
    federal = pd.DataFrame([{**FEDERAL_ROW, "ORI7": FEDERAL_ROW["ORI9"][:7], "CSLLEA08_ID": "-1"}])
    _write_fixed_width(path, "leaic_2012", pd.concat([records, federal]))


def _without_zeros(codes: pd.Series) -> pd.Series:
    return codes.str.lstrip("0").fillna("-9")


def _write_tabs(path: Path, records: pd.DataFrame) -> None:
    write_text(path, records.to_csv(sep="\t", index=False, lineterminator="\n"), encoding="latin-1")


def _write_fixed_width(path: Path, source: str, records: pd.DataFrame) -> None:
    layout = next(layout for layout in load_catalog()[source].layouts if layout.positions)
    cells = records.fillna("").to_dict("records")
    write_text(path, "".join(fixed_width_line(layout, row) + "\n" for row in cells), encoding="latin-1")


def fixed_width_line(layout: Layout, cells: Mapping[str, str]) -> str:
    """Return one line of a fixed-width layout: numbers to the right of their span, text to the left, blanks between.

    Raises ValueError naming the column whose cell is wider than its span.
    """
    line = [" "] * layout.line_width
    for name, (first, last) in layout.positions.items():
        line[first - 1 : last] = _padded(name, cells.get(name, ""), last - first + 1)
    return "".join(line)


def _padded(name: str, cell: str, width: int) -> Sequence[str]:
    if len(cell) > width:
        raise ValueError(f"{name}: {len(cell)} characters do not fit into {width}")
    return cell.rjust(width) if cell.lstrip("-").isdigit() else cell.ljust(width)
