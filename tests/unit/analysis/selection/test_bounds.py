"""Bounds for selection, against people left out and filled in one by one, and by hand."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.selection.bounds import selection_bounds

N = 1_000


def side(n_met: int, n_victims: int) -> np.ndarray:
    """Outcomes of those met of 1,000, victims first."""
    return np.repeat([1.0, 0.0], [n_victims, n_met - n_victims])


def bounds_of(exposed: np.ndarray, others: np.ndarray):
    return selection_bounds(
        effect=exposed.mean() - others.mean(),
        rate=exposed.mean(),
        retention_effect=(len(exposed) - len(others)) / N,
        retained=len(exposed) / N,
    )


@pytest.mark.parametrize(
    ("exposed", "others"),
    [(side(900, 90), side(800, 40)), (side(800, 90), side(900, 40)), (side(900, 300), side(850, 40))],
)
def test_trimming_is_leaving_out_the_people_one_side_has_more(exposed: np.ndarray, others: np.ndarray) -> None:
    n_more = abs(len(exposed) - len(others))
    if len(exposed) > len(others):
        found = [kept.mean() - others.mean() for kept in (exposed[n_more:], exposed[:-n_more])]
    else:
        found = [exposed.mean() - kept.mean() for kept in (others[:-n_more], others[n_more:])]
    bounds = bounds_of(exposed, others)
    assert (bounds.low, bounds.high) == pytest.approx((min(found), max(found)))
    assert bounds.trimmed == pytest.approx(n_more / max(len(exposed), len(others)))


def test_the_worst_case_is_filling_in_everybody_lost() -> None:
    exposed, others = side(900, 90), side(800, 40)
    bounds = bounds_of(exposed, others)
    assert bounds.worst_low == pytest.approx(90 / N - (40 + 200) / N)
    assert bounds.worst_high == pytest.approx((90 + 100) / N - 40 / N)


def test_at_the_break_even_ratio_those_met_on_both_sides_are_victims_alike() -> None:
    exposed, others = side(900, 90), side(800, 40)
    ratio = bounds_of(exposed, others).break_even_ratio
    # 100 of the 900 are met for the policy alone: victims at the ratio times 5 %, the other 800 at 5 % as without it.
    assert 100 * ratio * 0.05 + 800 * 0.05 == pytest.approx(90)
    mirrored = bounds_of(others, exposed).break_even_ratio
    assert mirrored == pytest.approx(ratio)


def test_no_rate_makes_an_effect_that_is_too_large_for_the_few_who_differ() -> None:
    # One person of a thousand more: even as a victim for certain that is not 45 victims.
    assert np.isnan(bounds_of(side(801, 85), side(800, 40)).break_even_ratio)


def test_without_selection_the_effect_is_its_own_bound() -> None:
    bounds = selection_bounds(0.02, 0.05, 0.0, 0.8)
    assert (bounds.low, bounds.high) == pytest.approx((0.02, 0.02)) and bounds.trimmed == 0
    assert np.isnan(bounds.break_even_ratio)


@pytest.mark.parametrize(("rate", "retained"), [(1.1, 0.5), (-0.1, 0.5), (0.1, 0.0), (0.1, 1.2)])
def test_what_is_no_share_is_refused(rate: float, retained: float) -> None:
    with pytest.raises(ValueError, match="shares"):
        selection_bounds(0.0, rate, 0.0, retained)
