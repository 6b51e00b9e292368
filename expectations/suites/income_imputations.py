"""Expectations on the profile of marts.income_imputations, one row a household and draw."""

from __future__ import annotations

from expectations.declaration import WARN, mean_between, values_between

TABLE_NAME = "income_imputations"

EXPECTATIONS = [
    values_between(
        "income_category", 1, 14, may_be_absent=True, reason="A draw is a category that some household told."
    ),
    mean_between(
        "income_category", 7, 13, may_be_absent=True, severity=WARN,
        reason="Incomes told have a mean near 10, and those drawn are taken from them.",
    ),
]  # fmt: skip
