"""Expectations on the profile of marts.policy_timeline, one row a spell."""

from __future__ import annotations

from expectations.declaration import WARN, distinct_between, rows_between

TABLE_NAME = "policy_timeline"

EXPECTATIONS = [
    rows_between("spell_id", 1, 20_000, reason="Without a spell there is nothing to estimate."),
    distinct_between(
        "policy", 1, 20, reason="Eight policies have codes, a few more are planned; more codes are typing errors."
    ),
    distinct_between(
        "policy",
        2,
        20,
        check_name="policy_variety",
        severity=WARN,
        reason="One policy alone means a source is missing.",
    ),
]
