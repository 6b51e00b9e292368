"""Limits that tracts and counties share: how far a covariate's mean may move in a year, how large its margin may be.

No suite: the suites of the places take their numbers from here.
"""

from __future__ import annotations

from expectations.declaration import BY_YEAR, WARN, ProfileExpectation, mean_between, yearly_change_at_most

PERCENTAGES = (
    "poverty_pct", "public_assistance_pct", "female_headed_pct", "unemployed_pct", "vacant_pct", "under_18_pct",
    "aged_15_24_pct", "divorced_or_separated_pct", "moved_under_10y_pct", "owner_occupied_pct", "foreign_born_pct",
    "noncitizen_pct", "latino_pct", "black_pct",
)  # fmt: skip

# Five-year estimates share four of their years with the next, and between Census 2000 and the first release lie seven
# years of a straight line: no national share moved by more than about a point a year, and that was unemployment's.
MOST_POINTS_A_YEAR = 2.0
# The bins of the year of moving in were redrawn in 2011, and each is divided at ten years as if people moved evenly.
MOST_POINTS_A_YEAR_BY_COLUMN = {"moved_under_10y_pct": 6.0}
MOST_CHANGE_OF_HETEROGENEITY = 0.02
MOST_PERCENT_A_YEAR = 5.0
# A mean over fewer areas moves with a single one of them.
FEWEST_AREAS = 100


def yearly_changes() -> list[ProfileExpectation]:
    """Return a warning for each covariate whose mean jumps from one year to the next."""
    reason = "The nation moves slowly, and five-year estimates overlap; a jump means other cells or other places."
    options = {"severity": WARN, "smallest_n_rows": FEWEST_AREAS, "reason": reason}
    return [
        *(
            yearly_change_at_most(column, MOST_POINTS_A_YEAR_BY_COLUMN.get(column, MOST_POINTS_A_YEAR), **options)
            for column in PERCENTAGES
        ),
        yearly_change_at_most("racial_heterogeneity", MOST_CHANGE_OF_HETEROGENEITY, **options),
        *(
            yearly_change_at_most(column, MOST_PERCENT_A_YEAR, in_percent=True, **options)
            for column in ("population", "population_density_per_km2")
        ),
    ]


def margins(largest_points: float) -> list[ProfileExpectation]:
    """Return a warning for each share whose mean margin of error is none or larger than `largest_points`."""
    reason = "A sample has an error: none means that margins were lost, a larger one that other cells were read."
    return [
        mean_between(
            f"{column}_moe", 0.01, largest_points, BY_YEAR, severity=WARN, smallest_n_rows=FEWEST_AREAS, reason=reason
        )
        for column in PERCENTAGES
    ]  # fmt: skip
