"""Expectations on the profile of marts.tract_covariates, one row a tract, vintage and year."""

from __future__ import annotations

from expectations.declaration import BY_YEAR, WARN, mean_between, missing_at_most, values_between
from expectations.suites.respondent_periods import TRACT_COVARIATES, TRACT_PERCENTAGES

TABLE_NAME = "tract_covariates"

NATIONAL_MEANS = {
    "poverty_pct": (5, 30),
    "unemployed_pct": (2, 20),
    "vacant_pct": (3, 30),
    "under_18_pct": (15, 35),
    "foreign_born_pct": (3, 30),
    "latino_pct": (5, 35),
    "black_pct": (5, 30),
}

EXPECTATIONS = [
    *(
        values_between(column.removeprefix("tract_"), 0, 100, reason="A percentage.")
        for column in TRACT_PERCENTAGES
    ),
    values_between("racial_heterogeneity", 0, 0.8001, reason="One minus the sum of five squared shares."),
    *(
        missing_at_most(
            column.removeprefix("tract_"), 0.10, BY_YEAR,
            reason="Only tracts without residents or households have no value.",
        )
        for column in TRACT_COVARIATES
    ),
    *(
        mean_between(column, low, high, BY_YEAR, severity=WARN, reason="The national share, widely drawn.")
        for column, (low, high) in NATIONAL_MEANS.items()
    ),
]  # fmt: skip
