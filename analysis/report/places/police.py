"""Police of counties: classes on a map, regions by survey, and whether every officer surveyed is somewhere.

The surveys may not be handed on. A county is shown as a class, totals in hundreds, and officers of fewer than three
agencies not at all, so that neither a cell nor a difference of two of them gives an agency's answer away.
"""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

from analysis.report.formatting import DASH, format_count, format_signed, is_missing
from analysis.report.places.county_maps import class_map
from analysis.report.places.inputs import PlaceInputs
from analysis.report.places.regional_crime import REGIONS
from analysis.report.provenance import is_true
from analysis.report.tables import Column, Table, make_table, number_columns

CLASS_LIMITS = (1.0, 1.5, 2.0, 3.0)
"""Officers per 1,000 residents between the classes of the map; round, since a quantile is some county's number."""
FEWEST_AGENCIES, FEWEST_COUNTIES = 3, 10
WITHHELD = "withheld"


def police_context(inputs: PlaceInputs) -> dict:
    """What the section prints."""
    frames = (inputs.police_counties, inputs.police_regions, inputs.police_totals, inputs.unmatched_agencies)
    is_synthetic = any(bool(frame["is_synthetic"].map(is_true).any()) for frame in frames)
    counties = inputs.police_counties
    return {
        "is_synthetic": is_synthetic,
        "year": int(counties["survey_year"].max()) if len(counties) else None,
        "map": _map(inputs, is_synthetic) if len(counties) else None,
        "regions": _regions(inputs.police_regions, is_synthetic) if len(inputs.police_regions) else None,
        "totals": _totals(inputs.police_totals, is_synthetic) if len(inputs.police_totals) else None,
        "unmatched": _unmatched(inputs.unmatched_agencies, is_synthetic) if len(inputs.unmatched_agencies) else None,
    }


def _map(inputs: PlaceInputs, is_synthetic: bool):
    known = inputs.police_counties.dropna(subset=["officer_class"]).set_index("county_fips")["officer_class"]
    classes = known.map(lambda number: f"s{int(number) + 1}")
    legend = {"s1": f"fewer than {CLASS_LIMITS[0]:g}"}
    pairs = pairwise(CLASS_LIMITS)
    legend |= {f"s{n}": f"{low:g} to {high:g}" for n, (low, high) in enumerate(pairs, start=2)}
    legend[f"s{len(CLASS_LIMITS) + 1}"] = f"{CLASS_LIMITS[-1]:g} and more"
    return class_map(inputs, "Officers per 1,000 residents by county, in classes", classes, legend, is_synthetic)


def _regions(rows: pd.DataFrame, is_synthetic: bool) -> Table:
    rows = rows[rows["region"].isin(list(REGIONS))]
    lines = []
    for code, name in REGIONS.items():
        for row in rows[rows["region"] == code].sort_values("survey_year").itertuples():
            lines.append([f"{name} {int(row.survey_year)}", *_region_cells(row)])
    titles = ("Counties", "No officers known", "Region", "10th", "50th", "90th")
    caption = "Full-time sworn officers per 1,000 residents: the region, and percentiles of its counties."
    return make_table(caption, [Column("Region and survey"), *number_columns(*titles)], lines, is_synthetic)


def _region_cells(row: tuple) -> list[str]:
    counts = [format_count(row.n_counties), format_count(row.n_counties - row.n_counties_known)]
    if row.n_counties_known < FEWEST_COUNTIES:
        return [*counts, *[WITHHELD] * 4]
    return counts + [
        DASH if is_missing(value) else f"{value:.1f}" for value in (row.rate, row.tenth, row.median, row.ninetieth)
    ]


def in_hundreds(officers: object) -> str:
    """Officers rounded to hundreds."""
    return DASH if is_missing(officers) else format_count(round(float(officers) / 100) * 100)


def _totals(rows: pd.DataFrame, is_synthetic: bool) -> Table:
    lines = [
        [
            str(int(row.survey_year)), format_count(row.n_agencies),
            format_count(row.n_agencies - row.n_agencies_known),
            in_hundreds(row.officers), in_hundreds(row.officers_in_counties), in_hundreds(row.officers_of_states),
            format_count(row.n_agencies_unmatched), _lost(row),
        ]
        for row in rows.itertuples()
    ]  # fmt: skip
    titles = (
        "Agencies", "Without officers stated", "Officers", "In counties", "Of state agencies", "Agencies unmatched",
        "Lost or doubled",
    )  # fmt: skip
    caption = "Full-time sworn officers of each survey in hundreds, and where they went."
    return make_table(caption, [Column("Survey"), *number_columns(*titles)], lines, is_synthetic)


def _lost(row: tuple) -> str:
    """Officers in the survey less those in counties, states and unmatched agencies; a share where it is not nought."""
    if is_missing(row.lost) or is_missing(row.officers) or not row.officers:
        return DASH
    lost = float(row.lost)
    return "0" if abs(lost) < 0.5 else f"{format_signed(100 * lost / float(row.officers), 2)}%"


def _unmatched(rows: pd.DataFrame, is_synthetic: bool) -> Table:
    lines = [
        [
            str(int(row.survey_year)), str(row.reason), format_count(row.n_agencies),
            WITHHELD if row.n_agencies_known < FEWEST_AGENCIES else in_hundreds(row.officers),
        ]
        for row in rows.itertuples()
    ]  # fmt: skip
    columns = [Column("Survey"), Column("Reason", "words"), *number_columns("Agencies", "Officers")]
    return make_table("Surveyed agencies in no county, by reason.", columns, lines, is_synthetic)
