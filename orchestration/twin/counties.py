"""Counties of 2010: names as the Census Bureau writes them, areas and interior points, real ones where given.

Who lives in them is invented elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from orchestration.twin.boundaries import read_boundaries, touching_pairs
from orchestration.twin.states import usps_codes

SQUARE_METRES_PER_SQUARE_MILE = 2_589_988.110336
# The boundary file abbreviates the legal description; the gazetteer spells it out.
LEGAL_DESCRIPTIONS = {"CA": "Census Area", "Cty&Bor": "City and Borough", "Muno": "Municipio", "Muny": "Municipality"}


@dataclass(frozen=True)
class Counties:
    """`table`: one row a county; `adjacency`: ordered pairs county_fips, neighbor_fips, self-pairs inside."""

    table: pd.DataFrame
    adjacency: pd.DataFrame


def read_counties(real_gazetteer: pd.DataFrame | None) -> Counties:
    """Return the counties of 2010 and which of them touch.

    The table has county_fips, state_fips, usps, name, base_name, land_m2, water_m2, latitude, longitude. Names, areas
    and points come from the real gazetteer for every county it holds.
    """
    boundaries, shapes = read_boundaries()
    points = shapely.point_on_surface(shapes)
    table = boundaries[["county_fips", "state_fips", "base_name"]].copy()
    table["usps"] = table["state_fips"].map(usps_codes())
    table["name"] = _full_names(boundaries)
    table["land_m2"] = np.rint(boundaries["land_square_miles"] * SQUARE_METRES_PER_SQUARE_MILE).astype("int64")
    # No water area in the boundary file: an invented small share of the land.
    table["water_m2"] = (table["land_m2"] * 0.03).astype("int64")
    table["latitude"], table["longitude"] = shapely.get_y(points), shapely.get_x(points)
    adjacency = touching_pairs(table["county_fips"].to_numpy(), shapes)
    return Counties(_with_real(table, real_gazetteer), adjacency)


def _full_names(boundaries: pd.DataFrame) -> pd.Series:
    described = boundaries["lsad"].map(lambda lsad: LEGAL_DESCRIPTIONS.get(lsad, lsad))
    return (boundaries["base_name"] + " " + described).str.strip()


def _with_real(table: pd.DataFrame, real: pd.DataFrame | None) -> pd.DataFrame:
    if real is None:
        return table
    known = real.assign(county_fips=real["geoid"].str.strip().str.zfill(5)).drop_duplicates("county_fips")
    known = known.set_index("county_fips").reindex(table["county_fips"])
    merged = table.set_index("county_fips")
    merged["name"] = known["name"].str.strip().fillna(merged["name"])
    for column, raw in (
        ("land_m2", "aland"),
        ("water_m2", "awater"),
        ("latitude", "intptlat"),
        ("longitude", "intptlong"),
    ):
        numbers = pd.to_numeric(known[raw].str.strip(), errors="coerce")
        merged[column] = numbers.fillna(merged[column]).astype(merged[column].dtype)
    return merged.reset_index()
