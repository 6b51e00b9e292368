"""The compiled greedy search against plain lists, and what pairs must be whatever the data."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.estimators import match_nearest
from analysis.estimators.matched.nearest import NO_CONTROL, OUTSIDE_CALIPER, USED_UP
from tests.unit.analysis.matched.greedy_by_hand import greedy_pairs


@st.composite
def matching_problems(draw):
    """Few distinct scores, so that ties are the rule; dyadic, so that equal distances are equal to the last bit."""
    n = draw(st.integers(2, 24))
    rows = {
        "score": [draw(st.integers(0, 16)) / 16 for _ in range(n)],
        "is_treated": [draw(st.booleans()) for _ in range(n)],
        "exact": [draw(st.integers(0, 2)) for _ in range(n)],
        "unit": [draw(st.integers(0, 9)) for _ in range(n)],
    }
    choices = {
        "ratio": draw(st.integers(1, 3)),
        "replace": draw(st.booleans()),
        "order": draw(st.sampled_from(["largest", "smallest", "data"])),
        "neighbour": draw(st.sampled_from(["nearest", "below"])),
    }
    return rows, choices, draw(st.sampled_from([None, 0.0, 0.3, 1.0]))


def pairs_of(matches) -> list[tuple[int, int]]:
    return sorted(zip(matches.treated.tolist(), matches.control.tolist(), strict=True))


@settings(max_examples=300, deadline=None)
@given(matching_problems())
def test_equals_greedy_by_hand(problem):
    rows, choices, caliper = problem
    arrays = {name: np.array(values) for name, values in rows.items()}
    matches = match_nearest(**arrays, **choices, caliper=caliper)
    by_hand = greedy_pairs(**rows, **choices, width=matches.caliper_width)
    assert pairs_of(matches) == sorted(by_hand)


@settings(max_examples=150, deadline=None)
@given(matching_problems())
def test_pairs_keep_their_promises(problem):
    rows, choices, caliper = problem
    arrays = {name: np.array(values) for name, values in rows.items()}
    matches = match_nearest(**arrays, **choices, caliper=caliper)
    score, exact, unit, is_treated = (arrays[name] for name in ("score", "exact", "unit", "is_treated"))
    assert is_treated[matches.treated].all() and not is_treated[matches.control].any()
    assert (exact[matches.treated] == exact[matches.control]).all()
    assert (np.abs(score[matches.treated] - score[matches.control]) <= matches.caliper_width).all()
    if not choices["replace"]:
        assert len(set(unit[matches.control])) == len(matches.control)
    lost = np.concatenate([np.empty(0, dtype=int), *matches.lost.values()])
    assert sorted({*matches.treated.tolist()} | {*lost.tolist()}) == np.flatnonzero(is_treated).tolist()
    assert not set(matches.treated) & set(lost)


@settings(max_examples=100, deadline=None)
@given(matching_problems(), st.randoms(use_true_random=False))
def test_row_order_does_not_matter_when_ties_have_an_order(problem, random):
    rows, choices, caliper = problem
    arrays = {name: np.array(values) for name, values in rows.items()}
    n = len(arrays["score"])
    shuffled = np.array(random.sample(range(n), n))
    first = match_nearest(**arrays, **choices, caliper=caliper, tie_order=np.arange(n))
    again = match_nearest(
        **{name: values[shuffled] for name, values in arrays.items()}, **choices, caliper=caliper, tie_order=shuffled
    )
    back = [(shuffled[i], shuffled[j]) for i, j in pairs_of(again)]
    # The caliper is a standard deviation, whose last bit may depend on the order of the sum.
    if caliper is None or first.caliper_width == again.caliper_width:
        assert sorted(back) == pairs_of(first)


def test_large_random_problem_equals_sorted_brute_force():
    rng = np.random.default_rng(5)
    n = 700
    score, is_treated, exact = rng.random(n), rng.random(n) < 0.3, rng.integers(0, 5, n)
    matches = match_nearest(score, is_treated, exact=exact, ratio=2)
    assert pairs_of(matches) == sorted(greedy_pairs(score.tolist(), is_treated.tolist(), 2, exact=exact.tolist()))


def test_hand_computed_pairs():
    """0.9 chooses first and takes 0.6; 0.5 is left with 0.3, though 0.6 was nearer; 0.1 has nobody to the left."""
    score = np.array([0.5, 0.9, 0.1, 0.6, 0.3, 0.25])
    is_treated = np.array([True, True, True, False, False, False])
    assert pairs_of(match_nearest(score, is_treated)) == [(0, 4), (1, 3), (2, 5)]
    assert pairs_of(match_nearest(score, is_treated, replace=True)) == [(0, 3), (1, 3), (2, 5)]
    assert pairs_of(match_nearest(score, is_treated, order="smallest")) == [(0, 3), (1, 4), (2, 5)]


def test_the_neighbour_below_is_taken_though_the_one_above_is_nearer_unless_the_caliper_forbids_it():
    score, is_treated = np.array([0.5, 0.1, 0.51, 0.05]), np.array([True, False, False, False])
    assert pairs_of(match_nearest(score, is_treated)) == [(0, 2)]
    assert pairs_of(match_nearest(score, is_treated, neighbour="below")) == [(0, 1)]
    assert pairs_of(match_nearest(score, is_treated, neighbour="below", caliper=1.0)) == [(0, 2)]
    assert pairs_of(match_nearest(score[:3:2], is_treated[:3:2], neighbour="below")) == [(0, 1)]


def test_caliper_is_in_standard_deviations_of_all_scores():
    score = np.array([0.0, 1.0, 3.0, 4.0])
    is_treated = np.array([True, False, True, False])
    matches = match_nearest(score, is_treated, caliper=0.5)
    assert matches.caliper_width == pytest.approx(0.5 * np.std(score, ddof=1))
    assert pairs_of(match_nearest(score, is_treated, caliper=0.54)) == []
    assert pairs_of(match_nearest(score, is_treated, caliper=0.55)) == [(0, 1), (2, 3)]


def test_reasons_for_staying_alone():
    score = np.array([0.5, 0.5, 0.5, 0.9, 0.5, 0.5])
    is_treated = np.array([True, True, True, True, False, False])
    exact = np.array([1, 1, 2, 3, 1, 3])
    lost = match_nearest(score, is_treated, exact=exact, caliper=0.1).lost
    assert {reason: rows.tolist() for reason, rows in lost.items()} == {
        NO_CONTROL: [2],
        OUTSIDE_CALIPER: [3],
        USED_UP: [1],
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"ratio": 0},
        {"ratio": 1.5},
        {"caliper": -0.1},
        {"caliper": np.nan},
        {"order": "farthest"},
        {"neighbour": "above"},
    ],
)
def test_wrong_arguments_raise(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        match_nearest(np.array([0.1, 0.2]), np.array([True, False]), **wrong)


def test_missing_score_raises():
    with pytest.raises(ValueError, match="1 scores are missing"):
        match_nearest(np.array([0.1, np.nan]), np.array([True, False]))


def test_nobody_treated_and_no_rows():
    assert len(match_nearest(np.array([0.1, 0.2]), np.array([False, False])).treated) == 0
    assert len(match_nearest(np.array([]), np.array([], dtype=bool)).treated) == 0
