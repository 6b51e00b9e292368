"""How far selection could move an effect: trimming bounds, worst-case bounds, and what it would take to make it all.

Sources: Lee (2009), Training, wages and sample selection, Review of Economic Studies 76(3), 1071-1102, for trimming
(a policy keeps people in or drives them out, never both); Horowitz and Manski (2000), Nonparametric analysis of
randomized experiments with missing covariate and outcome data, JASA 95(449), 77-84, where nothing is assumed. Both are
of groups alike; here the unexposed side is the exposed one less the adjusted differences.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import nan


@dataclass(frozen=True)
class SelectionBounds:
    """In probabilities. trimmed: share of the side met more often that the other side lacks.

    break_even_ratio: how many times as often as the others the trimmed would have to be victims for no effect to remain
    among those met under either; NaN where none would do, or nobody is trimmed.
    """

    trimmed: float
    low: float
    high: float
    worst_low: float
    worst_high: float
    break_even_ratio: float


def selection_bounds(effect: float, rate: float, retention_effect: float, retained: float) -> SelectionBounds:
    """Bounds on the effect on a 0/1 outcome among the exposed.

    effect: difference in the outcome, exposed less unexposed, of those met; rate: the outcome of the exposed met;
    retention_effect: difference in the share met; retained: share of the exposed met.
    Raises ValueError for a rate or share outside 0 to 1, or nobody retained.
    """
    if not 0 <= rate <= 1 or not 0 < retained <= 1:
        raise ValueError(f"rate {rate} and retained {retained} must be shares, somebody retained")
    without, retained_without = _share(rate - effect), _share(retained - retention_effect)
    trimmed = abs(retained - retained_without) / max(retained, retained_without)
    if retained >= retained_without:
        lowest, highest = _means_after_trimming(rate, trimmed)
        low, high = effect + lowest - rate, effect + highest - rate
        ratio = _break_even(rate, without, trimmed)
    else:
        lowest, highest = _means_after_trimming(without, trimmed)
        low, high = effect + without - highest, effect + without - lowest
        ratio = _break_even(without, rate, trimmed)
    told, told_without = rate * retained, without * retained_without
    return SelectionBounds(
        trimmed=trimmed,
        low=low,
        high=high,
        worst_low=told - told_without - (1 - retained_without),
        worst_high=told + (1 - retained) - told_without,
        break_even_ratio=ratio,
    )


def _share(value: float) -> float:
    return min(1.0, max(0.0, value))


def _means_after_trimming(mean: float, trimmed: float) -> tuple[float, float]:
    """Lowest and highest mean of a 0/1 outcome once a share is left out: victims first, or others first."""
    if trimmed >= 1:
        return 0.0, 1.0
    return max(0.0, (mean - trimmed) / (1 - trimmed)), min(1.0, mean / (1 - trimmed))


def _break_even(mean_trimmed_side: float, mean_other_side: float, trimmed: float) -> float:
    """The ratio k at which (1 - t) m + t k m, with m the other side's mean, is the mean of the side that is trimmed."""
    if trimmed == 0 or mean_other_side == 0:
        return nan
    ratio = 1 + (mean_trimmed_side / mean_other_side - 1) / trimmed
    return ratio if ratio >= 0 and ratio * mean_other_side <= 1 else nan
