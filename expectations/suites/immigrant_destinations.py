"""Expectations on the profile of marts.immigrant_destinations, one row a county, by its kind of destination."""

from __future__ import annotations

from expectations.declaration import WARN, group_share_between, mean_between, rows_between, values_between

TABLE_NAME = "immigrant_destinations"

# Of all counties some 5 % were above the nation in 1990 and about a quarter grew fast from below; large ones oftener.
SHARES = {"traditional": (0.02, 0.50), "new": (0.05, 0.60), "other": (0.15, 0.93)}

EXPECTATIONS = [
    rows_between(
        "county_fips", 200, 3_250, may_be_absent=True, severity=WARN,
        reason="At least the counties of the smallest twin, at most those of 2010; none means that a year is missing.",
    ),
    *(
        group_share_between(
            "county_fips", kind, low, high, may_be_absent=True, severity=WARN,
            reason="Few counties are old destinations and most are none; other shares mean other years or thresholds.",
        )
        for kind, (low, high) in SHARES.items()
    ),
    *(
        values_between(column, 0, 100, may_be_absent=True, reason="A percentage.")
        for column in ("base_foreign_born_pct", "end_foreign_born_pct")
    ),
    values_between(
        "growth_pct", -100, 100_000, may_be_absent=True, reason="A number can fall by no more than all of it."
    ),
    mean_between(
        "national_base_foreign_born_pct", 3, 20, may_be_absent=True, severity=WARN,
        reason="7.9 % in 1990; outside, residents born abroad or all residents are others.",
    ),
    mean_between(
        "national_growth_pct", 20, 200, may_be_absent=True, severity=WARN,
        reason="From 19.8 million in 1990 to 40 million in 2010; outside, one of the years is another.",
    ),
]  # fmt: skip
