"""Greedy nearest-neighbour matching on a score, with the conventions of R's MatchIt.

Source: Ho, D., Imai, K., King, G., Stuart, E. (2011). MatchIt: nonparametric preprocessing for parametric causal
inference. Journal of Statistical Software 42(8). Treated units choose from the largest score down; each takes the
control next to it in the sorted scores, the lower one where both are as near; `ratio` rounds are played, one control
each. Equal scores stand in the order of the rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from analysis.estimators.matched.greedy import NOBODY, match_with_replacement, match_without_replacement

NO_CONTROL, OUTSIDE_CALIPER, USED_UP = "no control in the stratum", "no control within the caliper", "controls used up"
ORDERS = ("largest", "smallest", "data")
NEIGHBOURS = ("nearest", "below")


@dataclass(frozen=True)
class Matches:
    """Pairs as rows of the arguments: one entry a treated unit and its control, treated in row order.

    treated, control  [pairs] rows; a treated unit with several controls, and a control used again, stand repeatedly
    caliper_width     largest distance allowed, in units of the score; infinite without a caliper
    lost              reason -> rows of treated units without a match
    """

    treated: np.ndarray
    control: np.ndarray
    caliper_width: float
    lost: dict[str, np.ndarray] = field(default_factory=dict)


def match_nearest(
    score: np.ndarray,
    is_treated: np.ndarray,
    ratio: int = 1,
    replace: bool = False,
    caliper: float | None = None,
    exact: np.ndarray | None = None,
    order: str = "largest",
    unit: np.ndarray | None = None,
    tie_order: np.ndarray | None = None,
    neighbour: str = "nearest",
) -> Matches:
    """Match each treated row to its nearest control rows.

    score, is_treated, exact, unit, tie_order: [rows].
    caliper   in standard deviations of the score over all rows
    exact     integer codes: partners have the same
    order     who chooses first: 'largest' score, 'smallest', or 'data' (rows as they stand)
    unit      integer codes of rows of one person: once a control row is taken, so are the person's other control rows
    tie_order distinct numbers that take the rows' place where scores are equal
    neighbour 'nearest' of the two next to it in the sorted scores, or 'below': the next lower score wherever there is
              one. This is what MatchIt 4.5.1 as Debian 12 builds it does (it takes distances as whole numbers, and
              0 <= 0 chooses the lower one), here to reproduce results that were made with it, not to make new ones.

    Raises ValueError for missing scores, a ratio below 1, a negative caliper, an unknown order or neighbour.
    """
    score, is_treated = np.asarray(score, dtype=np.float64), np.asarray(is_treated, dtype=bool)
    _require_arguments(score, ratio, caliper, order, neighbour)
    n = len(score)
    strata = np.zeros(n, dtype=np.int64) if exact is None else np.unique(exact, return_inverse=True)[1]
    units = np.arange(n) if unit is None else np.unique(unit, return_inverse=True)[1]
    ties = np.arange(n) if tie_order is None else np.asarray(tie_order)
    width = np.inf if caliper is None else caliper * (score.std(ddof=1) if n > 1 else 0.0)
    sorted_rows = np.lexsort((ties, score, strata))
    position_of = np.empty(n, dtype=np.int64)
    position_of[sorted_rows] = np.arange(1, n + 1)
    choosing = np.flatnonzero(is_treated)
    choosing = choosing[np.lexsort((ties[choosing], _turn_key(score[choosing], order)))]
    search = _search_arrays(score, is_treated, strata, units, sorted_rows)
    if replace:
        units_by_position = _shifted(units, sorted_rows)
        found = match_with_replacement(
            *search, position_of[choosing], units_by_position, ratio, width, neighbour == "below"
        )
    else:
        found = match_without_replacement(
            *search,
            position_of[choosing],
            _shifted(units, sorted_rows),
            *_positions_of_units(units, is_treated, position_of),
            ratio,
            width,
            neighbour == "below",
        )
    return _matches(found, choosing, sorted_rows, score, is_treated, strata, width)


def _require_arguments(score: np.ndarray, ratio: int, caliper: float | None, order: str, neighbour: str) -> None:
    if not np.isfinite(score).all():
        raise ValueError(f"{int((~np.isfinite(score)).sum()):,} scores are missing or infinite; leave these rows out")
    if ratio < 1 or ratio != int(ratio):
        raise ValueError(f"ratio must be a whole number of controls, at least 1, got {ratio}")
    if caliper is not None and not caliper >= 0:
        raise ValueError(f"caliper must be zero or more standard deviations, got {caliper}")
    if order not in ORDERS:
        raise ValueError(f"order must be one of {', '.join(ORDERS)}, got '{order}'")
    if neighbour not in NEIGHBOURS:
        raise ValueError(f"neighbour must be one of {', '.join(NEIGHBOURS)}, got '{neighbour}'")


def _turn_key(score: np.ndarray, order: str) -> np.ndarray:
    return {"largest": -score, "smallest": score, "data": np.zeros(len(score))}[order]


def _shifted(values: np.ndarray, sorted_rows: np.ndarray) -> np.ndarray:
    """By position, with a sentinel at both ends."""
    return np.concatenate([values[:1], values[sorted_rows], values[:1]])


def _search_arrays(
    score: np.ndarray, is_treated: np.ndarray, strata: np.ndarray, units: np.ndarray, sorted_rows: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Scores, treatment and bounds of the stratum by position."""
    ends = np.cumsum(np.bincount(strata, minlength=1))
    starts = np.concatenate([[0], ends[:-1]]) + 1
    by_position = strata[sorted_rows]
    first = np.concatenate([[0], starts[by_position], [0]])
    last = np.concatenate([[0], ends[by_position], [0]])
    return _shifted(score, sorted_rows), _shifted(is_treated, sorted_rows), first, last


def _positions_of_units(
    units: np.ndarray, is_treated: np.ndarray, position_of: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Positions of control rows, grouped by unit, and where each unit starts."""
    controls = np.flatnonzero(~is_treated)
    grouped = controls[np.argsort(units[controls], kind="stable")]
    counts = np.bincount(units[controls], minlength=int(units.max(initial=0)) + 1)
    return np.concatenate([[0], np.cumsum(counts)]), position_of[grouped]


def _matches(
    found: np.ndarray,
    choosing: np.ndarray,
    sorted_rows: np.ndarray,
    score: np.ndarray,
    is_treated: np.ndarray,
    strata: np.ndarray,
    width: float,
) -> Matches:
    in_row_order = np.argsort(choosing)
    choosing, found = choosing[in_row_order], found[in_row_order]
    turn, draw = np.nonzero(found != NOBODY)
    unmatched = choosing[(found == NOBODY).all(axis=1)]
    lost = _reasons(unmatched, score, is_treated, strata, width)
    return Matches(choosing[turn], sorted_rows[found[turn, draw] - 1], float(width), lost)


def _reasons(
    unmatched: np.ndarray, score: np.ndarray, is_treated: np.ndarray, strata: np.ndarray, width: float
) -> dict[str, np.ndarray]:
    """Why treated rows have no match: nobody in the stratum, nobody near enough, or all taken by others."""
    has_control = np.bincount(strata[~is_treated], minlength=int(strata.max(initial=0)) + 1) > 0
    is_alone = ~has_control[strata[unmatched]]
    is_far = ~is_alone & (_distance_to_controls(unmatched, score, is_treated, strata) > width)
    reasons = {NO_CONTROL: is_alone, OUTSIDE_CALIPER: is_far, USED_UP: ~is_alone & ~is_far}
    return {reason: unmatched[is_reason] for reason, is_reason in reasons.items() if is_reason.any()}


def _distance_to_controls(
    rows: np.ndarray, score: np.ndarray, is_treated: np.ndarray, strata: np.ndarray
) -> np.ndarray:
    """Distance to the nearest control of the stratum, used or not."""
    distances = np.full(len(rows), np.inf)
    controls = np.flatnonzero(~is_treated)
    controls = controls[np.lexsort((score[controls], strata[controls]))]
    for stratum in np.unique(strata[rows]):
        here = np.flatnonzero(strata[rows] == stratum)
        bounds = np.searchsorted(strata[controls], [stratum, stratum + 1])
        values = score[controls[slice(*bounds)]]
        if len(values) == 0:
            continue
        place = np.searchsorted(values, score[rows[here]])
        below = np.abs(score[rows[here]] - values[np.maximum(place - 1, 0)])
        above = np.abs(score[rows[here]] - values[np.minimum(place, len(values) - 1)])
        distances[here] = np.minimum(below, above)
    return distances


def pair_weights(matches: Matches, n_rows: int) -> np.ndarray:
    """[rows] 1 for a treated row in a pair, the sum of its shares for a control, 0 without a partner."""
    weights = np.bincount(matches.control, pair_shares(matches), n_rows)
    weights[matches.treated] = 1.0
    return weights


def pair_shares(matches: Matches) -> np.ndarray:
    """[pairs] 1 / number of controls of the pair's treated row."""
    return 1.0 / np.bincount(matches.treated)[matches.treated] if len(matches.treated) else np.empty(0)
