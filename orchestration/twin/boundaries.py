"""Reads the 2010 county boundaries that the plotly-geo package ships, and finds which counties touch.

Boundaries are the Census Bureau's generalised cartographic files (1:500,000), so neighbours across open water are
not found: the Census adjacency file has them, this one does not.
"""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import shapefile
import shapely
from shapely.geometry import shape

from orchestration.twin.settings import TwinError

BOUNDARY_FILE = "gz_2010_us_050_00_500k"


def boundary_path() -> Path:
    """Return the path of the county boundaries, without suffix.

    Raises TwinError when plotly-geo is not installed.
    """
    package = importlib.util.find_spec("_plotly_geo")
    if package is None or not package.submodule_search_locations:
        raise TwinError("The county boundaries are missing.\n  remedy: install the package plotly-geo.")
    return Path(next(iter(package.submodule_search_locations))) / "package_data" / BOUNDARY_FILE


def read_boundaries() -> tuple[pd.DataFrame, np.ndarray]:
    """Return the counties of 2010 in order of code, and their shapes.

    The frame has county_fips, state_fips, base_name, lsad, land_square_miles.
    """
    counties, shapes = _boundaries()
    return counties.copy(), shapes.copy()


@cache
def _boundaries() -> tuple[pd.DataFrame, np.ndarray]:
    with shapefile.Reader(str(boundary_path()), encoding="latin-1") as reader:
        records = [tuple(record)[1:] for record in reader.records()]
        shapes = np.array([shape(found.__geo_interface__) for found in reader.shapes()], dtype=object)
    counties = pd.DataFrame(records, columns=["state_fips", "county", "base_name", "lsad", "land_square_miles"])
    counties.insert(0, "county_fips", counties["state_fips"] + counties["county"])
    order = np.argsort(counties["county_fips"].to_numpy())
    return counties.drop(columns="county").iloc[order].reset_index(drop=True), shapes[order]


def touching_pairs(county_fips: np.ndarray, shapes: np.ndarray) -> pd.DataFrame:
    """Return every ordered pair of counties whose boundaries touch, each county with itself included."""
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pairs = pd.DataFrame({"county_fips": county_fips[left], "neighbor_fips": county_fips[right]})
    return pairs.sort_values(["county_fips", "neighbor_fips"], ignore_index=True)
