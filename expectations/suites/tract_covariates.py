"""Expectations on the profile of marts.tract_covariates, one row a tract, vintage and year.

dbt data tests say that no count, margin or covariate of a tract is a code or negative, that no part exceeds its whole,
that a tract of water has no density, and that dividing counts among vintages keeps their totals. Nothing judges the
jump of a single tract: its shares, of some 200 households asked, move by tens of points from chance alone, and tracts
are built and emptied.
"""

from __future__ import annotations

from expectations.declaration import (
    BY_YEAR,
    WARN,
    deviation_between,
    groups_differ_at_most,
    mean_between,
    missing_at_most,
    values_between,
    yearly_change_at_most,
)
from expectations.suites.place_limits import FEWEST_AREAS, PERCENTAGES, margins, yearly_changes

TABLE_NAME = "tract_covariates"
COVARIATES = ("population", "population_density_per_km2", "racial_heterogeneity", *PERCENTAGES)
INDICES = ("concentrated_disadvantage", "concentrated_disadvantage_without_unemployment", "residential_instability")

NATIONAL_MEANS = {
    "poverty_pct": (5, 30),
    "unemployed_pct": (2, 20),
    "vacant_pct": (3, 30),
    "under_18_pct": (15, 35),
    "owner_occupied_pct": (40, 80),
    "foreign_born_pct": (3, 30),
    "noncitizen_pct": (1, 20),
    "latino_pct": (5, 35),
    "black_pct": (5, 30),
    "population": (2_000, 8_000),
}
# Tracts of some 4,000 residents: the mean margin is largest, near 10 points, for shares of families and of movers.
LARGEST_MEAN_MARGIN_POINTS = 20
# The means are of tracts, not of people, and growing suburbs were cut into more tracts in 2010 than in 2000.
VINTAGES_APART_POINTS = 2.0
VINTAGES_APART_HETEROGENEITY = 0.05
VINTAGES_APART_DENSITY_PCT = 25
VINTAGES_APART_DEVIATIONS = 0.15
# The recession moved the mean of tracts by about a quarter of a standard deviation.
INDEX_MEAN, INDEX_DEVIATION, INDEX_CHANGE = 0.75, (0.6, 1.6), 0.5

RANGE_EXPECTATIONS = [
    *(values_between(column, 0, 100, reason="A percentage.") for column in PERCENTAGES),
    values_between("racial_heterogeneity", 0, 0.8001, reason="One minus the sum of five squared shares."),
    *(
        missing_at_most(column, 0.10, BY_YEAR, reason="Only tracts without residents or households have no value.")
        for column in COVARIATES
    ),
    *(
        mean_between(column, low, high, BY_YEAR, severity=WARN, reason="The national value, widely drawn.")
        for column, (low, high) in NATIONAL_MEANS.items()
    ),
    *margins(LARGEST_MEAN_MARGIN_POINTS),
]

INDEX_EXPECTATIONS = [
    *(
        mean_between(
            index, -INDEX_MEAN, INDEX_MEAN, BY_YEAR, severity=WARN, smallest_n_rows=FEWEST_AREAS,
            reason="The mean over the reference is 0, weighted by residents; tracts of other years are near it.",
        )
        for index in INDICES
    ),
    *(
        deviation_between(
            index, *INDEX_DEVIATION, BY_YEAR, severity=WARN, smallest_n_rows=FEWEST_AREAS,
            reason="The standard deviation over the reference is 1, weighted by residents.",
        )
        for index in INDICES
    ),
    *(
        yearly_change_at_most(
            index, INDEX_CHANGE, severity=WARN, smallest_n_rows=FEWEST_AREAS,
            reason="Loadings are fitted once: a jump of the index is a jump of one of its items.",
        )
        for index in INDICES
    ),
]  # fmt: skip

SAME_PLACES = "Both vintages are the same people, divided otherwise; means of tracts differ a little."
VINTAGE_OPTIONS = {"groups": "tract vintages", "severity": WARN, "smallest_n_rows": FEWEST_AREAS, "reason": SAME_PLACES}
VINTAGE_EXPECTATIONS = [
    *(groups_differ_at_most(column, VINTAGES_APART_POINTS, **VINTAGE_OPTIONS) for column in PERCENTAGES),
    groups_differ_at_most("racial_heterogeneity", VINTAGES_APART_HETEROGENEITY, **VINTAGE_OPTIONS),
    groups_differ_at_most(
        "population_density_per_km2", VINTAGES_APART_DENSITY_PCT, in_percent=True, **VINTAGE_OPTIONS
    ),
    *(groups_differ_at_most(index, VINTAGES_APART_DEVIATIONS, **VINTAGE_OPTIONS) for index in INDICES),
]  # fmt: skip

EXPECTATIONS = [*RANGE_EXPECTATIONS, *yearly_changes(), *INDEX_EXPECTATIONS, *VINTAGE_EXPECTATIONS]
