"""Writes the gazetteers of counties and tracts and the county adjacency file in the Census Bureau's 2010 layouts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from orchestration.twin.counties import SQUARE_METRES_PER_SQUARE_MILE
from orchestration.twin.text_files import write_text

COUNTY_GAZETTEER = "Gaz_counties_national_2010.txt"
TRACT_GAZETTEER = "Gaz_tracts_national_2010.txt"
ADJACENCY = "county_adjacency_2010.tsv"
# The Bureau's 2010 files pad the last column with blanks.
TRAILING_BLANKS = " " * 30


def write_county_gazetteer(path: Path, counties: pd.DataFrame) -> None:
    """Write the gazetteer of counties: tab, Latin-1, carriage return and line feed, blanks at the end of a line."""
    header = [
        "STUSPS",
        "GEOID",
        "ANSICODE",
        "NAME",
        "ALAND",
        "AWATER",
        "ALAND_SQMI",
        "AWATER_SQMI",
        "INTPTLAT",
        "INTPTLONG",
    ]
    # Invented feature identifiers: eight digits, as the real ones.
    identifiers = [f"{161_526 + number:08d}" for number in range(len(counties))]
    columns = [counties["usps"], counties["county_fips"], identifiers, counties["name"], *_areas_and_points(counties)]
    _write_padded(path, header, columns)


def write_tract_gazetteer(path: Path, tracts: pd.DataFrame) -> None:
    """Write the gazetteer of tracts in the 2010 layout, with people and housing units."""
    header = ["USPS", "GEOID", "POP10", "HU10", "ALAND", "AWATER", "ALAND_SQMI", "AWATER_SQMI", "INTPTLAT", "INTPTLONG"]
    units = np.rint(tracts["population"] * 0.42).astype(int)
    columns = [tracts["usps"], tracts["tract_geoid"], tracts["population"], units, *_areas_and_points(tracts)]
    _write_padded(path, header, columns)


def _areas_and_points(places: pd.DataFrame) -> list[list[str]]:
    square_miles = [places[column] / SQUARE_METRES_PER_SQUARE_MILE for column in ("land_m2", "water_m2")]
    return [
        [str(value) for value in places["land_m2"]],
        [str(value) for value in places["water_m2"]],
        *([f"{value:.3f}" for value in area] for area in square_miles),
        *([f"{value:.6f}" for value in places[column]] for column in ("latitude", "longitude")),
    ]


def _write_padded(path: Path, header: list[str], columns: list) -> None:
    lines = ["\t".join(header)]
    lines += ["\t".join(map(str, cells)) for cells in zip(*columns, strict=True)]
    write_text(path, "".join(line + TRAILING_BLANKS + "\r\n" for line in lines), encoding="latin-1")


def write_adjacency(path: Path, counties: pd.DataFrame, adjacency: pd.DataFrame) -> None:
    """Write the ordered pairs of touching counties, names quoted, codes not."""
    labels = dict(zip(counties["county_fips"], counties["name"] + ", " + counties["usps"], strict=True))
    lines = ['"county_name"\t"county_id"\t"adjacent_county_name"\t"adjacent_county_id"']
    lines += [
        f'"{labels[left]}"\t{left}\t"{labels[right]}"\t{right}'
        for left, right in zip(adjacency["county_fips"], adjacency["neighbor_fips"], strict=True)
    ]
    write_text(path, "\n".join(lines) + "\n")
