"""What the page of places is made from, and the columns each frame must bring."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from analysis.report.inputs import SOURCE_COLUMNS, complete_frame

COLUMNS = {
    "sources": SOURCE_COLUMNS,
    "regional_crime": (
        "region", "year", "police_rate", "police_covered_population_pct", "n_counties", "n_counties_warned",
        "n_counties_not_listed", "survey_violent_rate", "survey_violent_std_error", "survey_serious_rate",
        "survey_serious_std_error", "survey_serious_conf_low", "survey_serious_conf_high", "serious_reported_pct",
        "serious_reported_std_error", "gap_rate", "gap_std_error", "n_records", "n_reported_records", "is_unreliable",
        "synthetic_inputs",
    ),
    "county_crime": (
        "county_fips", "year", "coverage_indicator", "reporting_population", "is_coverage_warned",
        "is_total_sum_of_offences", "is_synthetic",
    ),
    "ice_arrests": ("fiscal_year", "definition", "arrests", "share_pct", "basis", "citation", "is_synthetic"),
}  # fmt: skip


@dataclass(frozen=True)
class PlaceInputs:
    """Frames behind the page of places; an absent or empty frame gives a section that says so.

    sources         meta.sources of the sources the page speaks of; drives the banner
    regional_crime  results.regional_crime: rates per 1,000 of 12 or over, shares in percent
    county_crime    marts.county_crime
    ice_arrests     marts.ice_arrests_by_criminality
    run             as on the report page
    is_gated        True when a confidential source is real: numbers of the survey are then rounded for release

    A section added to the page brings its frame here. Raises MissingReportColumnError when a frame with rows lacks a
    column of COLUMNS.
    """

    sources: pd.DataFrame | None = None
    regional_crime: pd.DataFrame | None = None
    county_crime: pd.DataFrame | None = None
    ice_arrests: pd.DataFrame | None = None
    run: dict = field(default_factory=dict)
    is_gated: bool = False

    def __post_init__(self) -> None:
        for name, columns in COLUMNS.items():
            object.__setattr__(self, name, complete_frame(name, getattr(self, name), columns))
