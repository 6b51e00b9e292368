"""Rounding for release, at the values the rules turn on."""

from __future__ import annotations

import pytest

from analysis.disclosure import SUPPRESSED_COUNT, round_count, round_significant


@pytest.mark.parametrize("count", [353_900, 353_912, 353_999, 354_000])
def test_persons_of_the_paper(count: int) -> None:
    assert round_count(count) == 354_000


@pytest.mark.parametrize("count", [1_005_800, 1_005_851, 1_005_899])
def test_interviews_of_the_paper(count: int) -> None:
    assert round_count(count) == 1_006_000


@pytest.mark.parametrize("count", [0, 1, 14])
def test_small_counts_are_withheld(count: int) -> None:
    assert round_count(count) == SUPPRESSED_COUNT == "N<15"


@pytest.mark.parametrize(
    ("count", "released"),
    [
        (15, 20), (44, 40), (94, 90), (99, 100), (100, 100), (124, 100), (126, 150), (999, 1_000), (1_049, 1_000),
        (1_051, 1_100), (9_999, 10_000), (10_249, 10_000), (10_251, 10_500), (99_999, 100_000), (999_999, 1_000_000),
        (12_345_678, 12_350_000),
    ],
)  # fmt: skip
def test_steps_grow_with_the_count(count: int, released: int) -> None:
    assert round_count(count) == released


@pytest.mark.parametrize("not_a_count", [-1, 15.5])
def test_what_is_no_count_is_refused(not_a_count: float) -> None:
    with pytest.raises(ValueError, match="not a count"):
        round_count(not_a_count)


@pytest.mark.parametrize(
    ("value", "released"),
    [
        (0.123456, 0.1235), (0.12345, 0.1234), (0.12355, 0.1236), (1234.5, 1234.0), (1235.5, 1236.0),
        (-0.0001234567, -0.0001235), (0.0, 0.0), (7.0, 7.0),
    ],
)  # fmt: skip
def test_four_significant_digits_half_to_even(value: float, released: float) -> None:
    assert round_significant(value) == released


def test_missing_numbers_stay_missing() -> None:
    assert str(round_significant(float("nan"))) == "nan"
