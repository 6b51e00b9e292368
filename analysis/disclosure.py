"""Rounding rules for numbers that rest on confidential records.

Only the rounding itself lives here: which inputs are confidential, and whether a page is gated, is decided
by the caller (`ReportInputs.is_gated`). Complementary suppression and the release log do not belong here.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal

SMALLEST_RELEASED_COUNT = 15
SUPPRESSED_COUNT = "N<15"

# (upper bound of the band, exclusive; rounding step)
COUNT_STEPS = ((100, 10), (1_000, 50), (10_000, 100), (100_000, 500), (1_000_000, 1_000))

# A whole number that stands alone: no decimal, no percentage, no part of a name such as 287g_jail or of a month.
_COUNT = re.compile(r"(?<![\w.,≤≥−-])\d{1,3}(?:,\d{3})+(?![\w-]|[.,]\d)|(?<![\w.,≤≥−-])\d+(?![\w-]|\.\d|,\d|\s?%)")

GATE_ON = (
    "Disclosure gate on: counts below 15 are withheld, larger counts are rounded in steps that grow with the"
    " count, and every other number keeps at most four significant digits."
)
GATE_OFF = "Disclosure gate off: no confidential input is real, so numbers are shown as computed."


def round_significant(value: float, digits: int = 4) -> float:
    """Round to `digits` significant digits, halves to even, on the decimal form a reader would see."""
    exact = Decimal(repr(float(value)))
    if not exact.is_finite() or exact == 0:
        return float(value)
    unit = Decimal(1).scaleb(exact.adjusted() - digits + 1)
    return float(exact.quantize(unit, rounding=ROUND_HALF_EVEN))


def round_count(count: int) -> int | str:
    """Round an unweighted count of persons, interviews or counties for release.

    Below 15 the count is withheld and the text `N<15` returned; zero is withheld too, since an empty cell
    says as much about people as a small one.

    Raises ValueError for a negative or fractional count.
    """
    if count < 0 or int(count) != count:
        raise ValueError(f"round_count: {count!r} is not a count; pass a whole number of units, zero or more")
    if count < SMALLEST_RELEASED_COUNT:
        return SUPPRESSED_COUNT
    for upper_bound, step in COUNT_STEPS:
        if count < upper_bound:
            return round(int(count) / step) * step
    return int(round_significant(int(count)))


def round_counts_in(words: str) -> str:
    """Round every whole number that stands alone in a message, as `round_count` does."""

    def released(found: re.Match[str]) -> str:
        count = round_count(int(found.group().replace(",", "")))
        return count if isinstance(count, str) else f"{count:,}"

    return _COUNT.sub(released, words)
