"""Expectations on the profile of marts.policy_claims, one row a statement of a source."""

from __future__ import annotations

from expectations.declaration import WARN, distinct_between, missing_at_most, rows_between

TABLE_NAME = "policy_claims"

EXPECTATIONS = [
    rows_between("claim_id", 1, 2_000_000, reason="Without a statement there is no timeline; more are duplicates."),
    missing_at_most("known_on", 0.01, reason="A statement counts from the day it became known."),
    distinct_between(
        "source_id", 3, 20, severity=WARN,
        reason="Regimes, statutes and Secure Communities at least; fewer mean that a source is missing.",
    ),
]  # fmt: skip
