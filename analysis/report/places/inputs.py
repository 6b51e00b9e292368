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
    "covariate_years": (
        "year", "release_year", "next_release_year", "is_interpolated", "is_extrapolated", "uses_future_years",
        "n_tracts", "is_synthetic",
    ),
    "measure_years": (
        "measure", "year", "n_tracts", "n_missing", "mean", "median_moe", "error_variance", "variance", "is_synthetic",
    ),
    "census_codes": ("release_year", "code", "meaning", "staged_as", "n_cells", "n_columns"),
    "index_loadings": ("index_name", "item", "n_tracts", "loading", "share_of_variance"),
    "index_counties": ("county_fips", "year", "concentrated_disadvantage", "is_synthetic"),
    "changed_tracts": ("is_changed", "weight_basis", "n_tracts", "population", "is_synthetic"),
    "conserved_populations": (
        "release_year", "own_vintage", "n_tracts", "population", "population_2000", "population_2010", "is_synthetic",
    ),
    "destinations": (
        "county_fips", "base_year", "end_year", "national_base_foreign_born_pct", "national_growth_pct", "destination",
        "destination_four_types", "destination_high_growth", "is_synthetic",
    ),
    "police_counties": ("county_fips", "survey_year", "officer_class", "is_synthetic"),
    "police_regions": (
        "region", "survey_year", "n_counties", "n_counties_known", "rate", "tenth", "median", "ninetieth",
        "is_synthetic",
    ),
    "police_totals": (
        "survey_year", "n_agencies", "n_agencies_known", "officers", "officers_in_counties", "officers_of_states",
        "n_agencies_of_states", "n_agencies_unmatched", "lost", "is_synthetic",
    ),
    "unmatched_agencies": ("survey_year", "reason", "n_agencies", "n_agencies_known", "officers", "is_synthetic"),
    "county_outlines": ("code", "name", "path"),
    "ice_arrests": ("fiscal_year", "definition", "arrests", "share_pct", "basis", "citation", "is_synthetic"),
}  # fmt: skip


@dataclass(frozen=True)
class PlaceInputs:
    """Frames behind the page of places; an absent or empty frame gives a section that says so.

    sources         meta.sources of the sources the page speaks of; drives the banner
    regional_crime  results.regional_crime: rates per 1,000 of 12 or over, shares in percent
    county_crime    marts.county_crime
    ice_arrests     marts.ice_arrests_by_criminality
    covariate_years        a row a year and way in which releases speak for it, tracts of 2010 counted
    measure_years          measures over tracts of 2010 in the first, middle and last year: mean by residents, median
                           margin of error (90 percent), variance between tracts and the part that is sampling error
    census_codes           quality.census_codes by release and code
    index_loadings         marts.index_loadings
    index_counties         concentrated disadvantage of each county in the last year that is not held
    changed_tracts         tracts of 2000 and their residents by whether they are other ones in 2010
    conserved_populations  residents by release in own boundaries and in those of 2000 and 2010
    destinations           marts.immigrant_destinations
    police_counties        class of officers per 1,000 residents, of the newest survey; never the number itself
    police_regions         officers per 1,000 residents of each region and survey, and its deciles over counties
    police_totals          officers of each survey: all, in counties, of states, and how many were lost
    unmatched_agencies     agencies in no county, by survey and reason
    county_outlines        `code` (five digits a county, two a state), `name`, `path` (SVG, in units of `outline_size`)
    run             as on the report page
    is_gated        True when a confidential source is real: numbers of the survey are then rounded for release

    A section added to the page brings its frame here. Raises MissingReportColumnError when a frame with rows lacks a
    column of COLUMNS.
    """

    sources: pd.DataFrame | None = None
    regional_crime: pd.DataFrame | None = None
    county_crime: pd.DataFrame | None = None
    ice_arrests: pd.DataFrame | None = None
    covariate_years: pd.DataFrame | None = None
    measure_years: pd.DataFrame | None = None
    census_codes: pd.DataFrame | None = None
    index_loadings: pd.DataFrame | None = None
    index_counties: pd.DataFrame | None = None
    changed_tracts: pd.DataFrame | None = None
    conserved_populations: pd.DataFrame | None = None
    destinations: pd.DataFrame | None = None
    police_counties: pd.DataFrame | None = None
    police_regions: pd.DataFrame | None = None
    police_totals: pd.DataFrame | None = None
    unmatched_agencies: pd.DataFrame | None = None
    county_outlines: pd.DataFrame | None = None
    outline_size: tuple[int, int] = (0, 0)
    run: dict = field(default_factory=dict)
    is_gated: bool = False

    def __post_init__(self) -> None:
        for name, columns in COLUMNS.items():
            object.__setattr__(self, name, complete_frame(name, getattr(self, name), columns))
