"""Expectations on the profile of marts.county_covariates, one row a county and year."""

from __future__ import annotations

from expectations.declaration import BY_YEAR, WARN, distinct_between, mean_between, missing_at_most, values_between
from expectations.suites.place_limits import PERCENTAGES, margins, yearly_changes
from expectations.suites.policing_limits import policing_expectations

TABLE_NAME = "county_covariates"
COVARIATES = ("population", "population_density_per_km2", "racial_heterogeneity", *PERCENTAGES)
# Counties are larger than tracts, and so are their samples.
LARGEST_MEAN_MARGIN_POINTS = 10

EXPECTATIONS = [
    distinct_between(
        "county_fips", 200, 3_250, BY_YEAR, reason="At least the counties of the smallest twin, at most those of 2010."
    ),
    *(values_between(column, 0, 100, reason="A percentage.") for column in PERCENTAGES),
    values_between("racial_heterogeneity", 0, 0.8001, reason="One minus the sum of five squared shares."),
    *(missing_at_most(column, 0.05, BY_YEAR, reason="A county here has tracts in the ACS.") for column in COVARIATES),
    *margins(LARGEST_MEAN_MARGIN_POINTS),
    *yearly_changes(),
    *policing_expectations("officers_per_1000_residents", "police_budget_dollars_per_resident"),
    missing_at_most(
        "officers_per_1000_residents", 0.10, BY_YEAR, severity=WARN,
        reason="Nearly every county has an agency in one of the surveys, which serves all years.",
    ),
    missing_at_most(
        "immigrant_destination", 0.10, BY_YEAR, severity=WARN,
        reason="Every county of 2010 has both years compared; more missing means that a census file is not here.",
    ),
    mean_between(
        "latino_pct", 3, 30, BY_YEAR, severity=WARN,
        reason="The mean over counties, most of them rural, is near 8 %; sampled counties are larger and have more.",
    ),
    mean_between(
        "is_mexico_border_county", 0.001, 0.05, severity=WARN,
        reason="23 of some 3,140 counties touch Mexico, 0.7 %; a sample of counties has none or some more.",
    ),
]  # fmt: skip
