"""Redraws the county outlines of the policies page, kept beside this file because they never change.

Run as `python -m orchestration.county_outlines` (`make county-outlines`). The outlines are those the twin reads, in
Albers' equal-area projection, simplified together so that neighbours keep one border, as SVG paths in a picture of
WIDTH by HEIGHT. Alaska and Hawaii stand in insets at scales of their own; Puerto Rico is left out.

Projection: Snyder, J. P. (1987). Map projections: a working manual. U.S. Geological Survey Professional Paper 1395,
p. 98-103 (Albers on the sphere).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from orchestration.console import messages
from orchestration.twin.boundaries import read_boundaries
from orchestration.twin.counties import LEGAL_DESCRIPTIONS
from orchestration.twin.states import usps_codes

COUNTY_OUTLINES_FILE = Path(__file__).with_name("county_outlines.csv")
WIDTH, HEIGHT = 1800, 1190
# Simplification in picture units; islands below a few square units would be specks.
TOLERANCE, SMALLEST_PART = 2.0, 6.0


@dataclass(frozen=True)
class Frame:
    """One part of the picture: parallels, central meridian and parallel (degrees), and the box it fills."""

    parallels: tuple[float, float]
    origin: tuple[float, float]
    box: tuple[float, float, float, float]
    """Left, top, width, height in picture units; the shapes fill it as far as their proportions let them."""
    western_end: float = -360.0
    """Islands west of this longitude are left out."""


MAINLAND = Frame((29.5, 45.5), (-96.0, 37.5), (10, 10, 1780, 1140))
INSETS = {
    "02": Frame((55.0, 65.0), (-154.0, 50.0), (10, 880, 460, 300)),
    # Honolulu County runs on towards Midway; the inset ends west of Niihau.
    "15": Frame((8.0, 18.0), (-157.0, 13.0), (500, 1030, 220, 150), western_end=-161.0),
}


def read_county_outlines(path: Path = COUNTY_OUTLINES_FILE) -> pd.DataFrame:
    """Return the kept outlines: `code` (five digits a county, two a state), `name` and the SVG path `path`."""
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def draw_county_outlines() -> pd.DataFrame:
    """Return the outlines drawn anew from the boundaries, in the columns of `read_county_outlines`."""
    counties, shapes = read_boundaries()
    usps = usps_codes()
    described = counties["lsad"].map(lambda lsad: LEGAL_DESCRIPTIONS.get(lsad, lsad))
    names = (counties["base_name"] + " " + described).str.strip() + ", " + counties["state_fips"].map(usps)
    is_mainland = ~counties["state_fips"].isin([*INSETS, "72"])
    parts = [(is_mainland, MAINLAND), *((counties["state_fips"] == state, frame) for state, frame in INSETS.items())]
    rows = []
    for is_part, frame in parts:
        drawn = _drawn(shapes[is_part.to_numpy()], frame)
        of_county = counties.loc[is_part, ["county_fips", "state_fips"]].assign(shape=drawn)
        rows += list(zip(of_county["county_fips"], names[is_part], drawn, strict=True))
        for state, of_state in of_county.groupby("state_fips"):
            rows.append((state, usps[state], _without_holes(shapely.coverage_union_all(of_state["shape"].to_numpy()))))
    outlines = pd.DataFrame(
        [(code, name, svg_path(shape)) for code, name, shape in rows], columns=["code", "name", "path"]
    )
    return outlines.sort_values("code", ignore_index=True)


def _drawn(shapes: np.ndarray, frame: Frame) -> np.ndarray:
    """Shapes in picture units, simplified together; rounding comes with the path, alike for both sides of a border."""
    projected = shapely.transform(_within_frame(shapes, frame.western_end), lambda points: albers(points, frame))
    left, top, width, height = frame.box
    low_x, low_y, high_x, high_y = shapely.total_bounds(projected)
    scale = min(width / (high_x - low_x), height / (high_y - low_y))
    placed = shapely.transform(projected, lambda points: (points - (low_x, low_y)) * scale + (left, top))
    return np.array([_without_specks(shape) for shape in shapely.coverage_simplify(placed, TOLERANCE)], dtype=object)


def _within_frame(shapes: np.ndarray, western_end: float) -> np.ndarray:
    """The shapes with islands beyond the date line beside their neighbours, and none west of `western_end`."""
    joined = shapely.transform(shapes, lambda points: np.column_stack([_west_of_date_line(points[:, 0]), points[:, 1]]))
    reaches_over = shapely.bounds(joined)[:, 0] < western_end
    return np.where(reaches_over, shapely.intersection(joined, shapely.box(western_end, -90, 0, 90)), joined)


def _west_of_date_line(longitude: np.ndarray) -> np.ndarray:
    return np.where(longitude > 0, longitude - 360, longitude)


def albers(points: np.ndarray, frame: Frame) -> np.ndarray:
    """Longitudes and latitudes in degrees as plane points on the unit sphere, y growing southwards as in a picture."""
    first, second, middle = np.radians([*frame.parallels, frame.origin[1]])
    longitude, latitude = np.radians(points[:, 0] - frame.origin[0]), np.radians(points[:, 1])
    cone = (np.sin(first) + np.sin(second)) / 2
    constant = np.cos(first) ** 2 + 2 * cone * np.sin(first)
    radius = np.sqrt(constant - 2 * cone * np.sin(latitude)) / cone
    angle = cone * longitude
    return np.column_stack(
        [radius * np.sin(angle), radius * np.cos(angle) - np.sqrt(constant - 2 * cone * np.sin(middle)) / cone]
    )


def _without_specks(shape: shapely.Geometry) -> shapely.Geometry:
    """The shape without parts too small to see; its largest part always stays."""
    parts = sorted(shapely.get_parts(shape), key=shapely.area, reverse=True)
    return shapely.multipolygons([part for n, part in enumerate(parts) if n == 0 or part.area >= SMALLEST_PART])


def _without_holes(state: shapely.Geometry) -> shapely.Geometry:
    """No state encloses another; what looks like a hole are specks left out of its counties."""
    return shapely.multipolygons([shapely.polygons(part.exterior) for part in shapely.get_parts(state)])


def svg_path(shape: shapely.Geometry) -> str:
    """The rings of a shape as relative lines between whole picture units; a shape too small for them is a diamond."""
    rings = [ring for part in shapely.get_parts(shape) for ring in (part.exterior, *part.interiors)]
    path = "".join(_ring_path(np.rint(shapely.get_coordinates(ring)).astype(int)) for ring in rings)
    middle = shapely.centroid(shape)
    return path or f"M{round(middle.x) - 2} {round(middle.y)}l2-2 2 2-2 2z"


def _ring_path(points: np.ndarray) -> str:
    steps = np.diff(points, axis=0)
    steps = steps[(steps != 0).any(axis=1)]
    if len(steps) < 3:
        return ""
    # The last step leads home, which `z` says shorter.
    lines = "".join(
        f"{x}{'' if y < 0 else ' '}{y}{'' if n == len(steps) - 2 or steps[n + 1][0] < 0 else ' '}"
        for n, (x, y) in enumerate(steps[:-1])
    )
    return f"M{points[0][0]} {points[0][1]}l{lines}z"


def main() -> None:
    """Write the outlines to the kept file."""
    outlines = draw_county_outlines()
    outlines.to_csv(COUNTY_OUTLINES_FILE, index=False, lineterminator="\n")
    messages.print(f"wrote {COUNTY_OUTLINES_FILE}")


if __name__ == "__main__":
    main()
