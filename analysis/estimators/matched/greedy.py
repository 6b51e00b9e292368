"""Greedy nearest-neighbour search on a sorted score, compiled.

Units lie sorted by stratum, then score. Free neighbours to the left and to the right are kept as a disjoint-set forest
(Tarjan 1975) that skips used controls, so a treated unit finds its match in nearly constant time and the whole search
costs the sort. Positions are shifted by one: 0 and the last are sentinels that stand for 'nobody'.
"""

from __future__ import annotations

import numpy as np
from numba import njit

NOBODY = -1


@njit(cache=True)
def _find(parent: np.ndarray, position: int) -> int:
    while parent[position] != position:
        parent[position] = parent[parent[position]]
        position = parent[position]
    return position


@njit(cache=True)
def _chosen(
    scores: np.ndarray, position: int, left: int, right: int, first: int, last: int, width: float, is_below_first: bool
) -> int:
    """The nearer of two neighbours within stratum and caliper; the left one where both are as near; 0 for none.

    is_below_first: the left one also where the right one is nearer.
    """
    left_distance = scores[position] - scores[left] if left >= first else np.inf
    right_distance = scores[right] - scores[position] if right <= last else np.inf
    if min(left_distance, right_distance) > width or min(left_distance, right_distance) == np.inf:
        return 0
    if is_below_first and left_distance <= width and left_distance < np.inf:
        return left
    return left if left_distance <= right_distance else right


@njit(cache=True)
def match_without_replacement(
    scores: np.ndarray,
    is_treated: np.ndarray,
    first: np.ndarray,
    last: np.ndarray,
    turns: np.ndarray,
    units: np.ndarray,
    unit_start: np.ndarray,
    unit_positions: np.ndarray,
    ratio: int,
    width: float,
    is_below_first: bool,
) -> np.ndarray:
    """Positions of the controls, [turns, ratio], NOBODY where none was left.

    scores, is_treated, first, last, units: [n + 2] by position, `first` and `last` the bounds of the stratum.
    turns: positions of treated units in the order in which they choose; each takes one control a round.
    unit_positions[unit_start[u]:unit_start[u + 1]]: controls of one unit, all taken out together.
    """
    n = len(scores)
    left, right = np.arange(n), np.arange(n)
    for position in range(1, n - 1):
        if is_treated[position]:
            left[position], right[position] = position - 1, position + 1
    matches = np.full((len(turns), ratio), NOBODY)
    for draw in range(ratio):
        for turn in range(len(turns)):
            position = turns[turn]
            low, high = _find(left, position), _find(right, position)
            chosen = _chosen(scores, position, low, high, first[position], last[position], width, is_below_first)
            if chosen == 0:
                continue
            matches[turn, draw] = chosen
            unit = units[chosen]
            for k in range(unit_start[unit], unit_start[unit + 1]):
                used = unit_positions[k]
                left[used], right[used] = used - 1, used + 1
    return matches


@njit(cache=True)
def match_with_replacement(
    scores: np.ndarray,
    is_treated: np.ndarray,
    first: np.ndarray,
    last: np.ndarray,
    turns: np.ndarray,
    units: np.ndarray,
    ratio: int,
    width: float,
    is_below_first: bool,
) -> np.ndarray:
    """The `ratio` nearest controls of different units, each as often as it is the nearest; arguments as above."""
    n = len(scores)
    left, right = np.arange(n), np.arange(n)
    for position in range(1, n - 1):
        if is_treated[position]:
            left[position], right[position] = position - 1, position + 1
    matches = np.full((len(turns), ratio), NOBODY)
    for turn in range(len(turns)):
        position = turns[turn]
        low, high = _find(left, position), _find(right, position)
        n_found = 0
        while n_found < ratio:
            chosen = _chosen(scores, position, low, high, first[position], last[position], width, is_below_first)
            if chosen == 0:
                break
            if chosen == low:
                low = _find(left, low - 1)
            else:
                high = _find(right, high + 1)
            is_new = True
            for k in range(n_found):
                is_new &= units[matches[turn, k]] != units[chosen]
            if is_new:
                matches[turn, n_found] = chosen
                n_found += 1
    return matches
