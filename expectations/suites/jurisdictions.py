"""Expectations on the profile of marts.jurisdictions, one row a place with a policy."""

from __future__ import annotations

from expectations.declaration import WARN, distinct_between, rows_between

TABLE_NAME = "jurisdictions"

EXPECTATIONS = [
    rows_between("jurisdiction_id", 1, 30_000, reason="Counties, states and police agencies; more are duplicates."),
    rows_between(
        "jurisdiction_id", 3_000, 30_000, check_name="row_count_with_secure_communities", severity=WARN,
        reason="Secure Communities reached every county; fewer places mean that its source is missing.",
    ),
    distinct_between(
        "state_fips", 49, 57, severity=WARN,
        reason="Fifty states, the District and, if kept, the territories, once every source is there.",
    ),
]  # fmt: skip
