"""Every kind of number as readers see it."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from analysis.report import formatting as text


@pytest.mark.parametrize("missing", [None, pd.NA, pd.NaT, float("nan"), float("inf"), np.float64("nan")])
@pytest.mark.parametrize(
    "formatter",
    [
        text.format_count, text.format_odds_ratio, text.format_signed, text.format_p_value, text.format_share,
        text.format_percent, text.format_multiple, text.format_time, text.format_seconds, text.format_text,
    ],
)  # fmt: skip
def test_missing_is_a_dash(formatter: object, missing: object) -> None:
    assert formatter(missing) == "–"


@pytest.mark.parametrize(
    ("value", "expected"),
    [(1.0, "1.00"), (1.159, "1.16"), (12.34, "12.3"), (50.1, ">50"), (1e9, ">50"), (0.019, "<0.02"), (0.5, "0.50")],
)
def test_odds_ratio(value: float, expected: str) -> None:
    assert text.format_odds_ratio(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(0.153, "+0.15"), (-0.153, "−0.15"), (0.001, "0.00"), (-0.001, "0.00")]
)
def test_signed_change(value: float, expected: str) -> None:
    assert text.format_signed(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(0.8, "80%"), (0.0, "0%"), (1.0, "100%"), (0.0001, "<1%"), (0.9999, ">99%")]
)
def test_share(value: float, expected: str) -> None:
    assert text.format_share(value) == expected


@pytest.mark.parametrize(("value", "expected"), [(0.0004, "<0.001"), (0.021, "0.021"), (1.0, "1.000")])
def test_p_value(value: float, expected: str) -> None:
    assert text.format_p_value(value) == expected


@pytest.mark.parametrize(("value", "expected"), [(0.2, ""), (0.049, "*"), (0.009, "**"), (0.0009, "***")])
def test_stars(value: float, expected: str) -> None:
    assert text.stars(value) == expected


def test_counts_with_and_without_gate() -> None:
    assert text.format_count(353_912) == "353,912"
    assert text.format_count(np.float64(353_912), is_gated=True) == "354,000"
    assert text.format_count(9, is_gated=True) == "N<15"
    assert text.format_count(9) == "9"


def test_times_and_durations() -> None:
    assert text.format_time(datetime(2025, 11, 20, 20, 44, 59, tzinfo=UTC)) == "2025-11-20 20:44 UTC"
    assert text.format_time("2025-11-20") == "2025-11-20"
    assert text.format_seconds(95.5) == "1 min 35 s"
    assert text.format_seconds(8.04) == "8.0 s"


def test_interval_needs_both_ends() -> None:
    assert text.format_interval(1.05, 1.92) == "1.05 to 1.92"
    assert text.format_interval(None, 1.92) == "–"
