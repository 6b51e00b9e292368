"""Randomisation inference on the score of an exposure left out of a fitted model: thousands of draws a second.

The score is the sum over interviews of exposure times residual, linear in the exposure: sums of the null model's
residuals by county and month are all that a draw needs. That holds for pooled, conditional and random intercept logits.
Studentised statistics after MacKinnon and Webb (2020), Journal of Econometrics 218(2).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from analysis.inference.assignment_designs import AssignmentDesign, shifted
from analysis.inference.histories import CountyHistories
from analysis.inference.permutations import JointDraws
from analysis.inference.randomization import (
    RandomizationResult,
    randomization_result,
    result_without_values,
    units_of,
    why_not_permutable,
)


def score_randomization(
    residual_sums: np.ndarray,
    designs: Mapping[str, AssignmentDesign],
    n_draws: int = 9_999,
    seed: int = 1,
    information_sums: np.ndarray | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> RandomizationResult:
    """The same for the score statistics of a model fitted without the policies: thousands of draws a second.

    residual_sums: [C, T] as `residual_sums_by_county` gives, of the counties and periods of the designs. designs: as
    `randomization_inference`. Exposures enter less their mean over all assignments, `AssignmentDesign.expected`, which
    takes the calendar out of the score. information_sums: [C, T] sums over interviews of minus the residual's
    derivative, p(1 - p) of a pooled logit. With them the statistic is the one-step estimate over its cluster-robust
    error with units as clusters, which allows for treated units larger or smaller than others; without, it is the score
    in root mean squares of its draws. The error is taken at the one-step estimate, not at zero: with few treated units
    scores that carry the effect would swell an error at zero and hide it.
    Raises ValueError when shapes or the policies' counties and periods disagree, or a residual is missing.
    """
    for sums in (residual_sums, *([] if information_sums is None else [information_sums])):
        _require_same_cells(sums, designs)
    if problem := why_not_permutable(designs):
        return result_without_values(designs, *problem)
    scores = {policy: _UnitScores(residual_sums, information_sums, design) for policy, design in designs.items()}
    draws = JointDraws(units_of(designs), n_draws, seed)
    drawn = np.empty((draws.n_draws, len(designs)))
    for rows, donors in draws.batches():
        for p, policy in enumerate(designs):
            drawn[rows, p] = scores[policy].statistics(donors[policy])
        if progress is not None:
            progress(rows.stop, draws.n_draws)
    observed = np.array([score.statistics(np.arange(score.n_units)[None])[0] for score in scores.values()])
    scale = np.sqrt((drawn**2).mean(axis=0)) if information_sums is None else 1.0
    scale = np.where(scale > 0, scale, 1.0)
    return randomization_result(designs, observed / scale, drawn / scale, draws.is_enumerated)


def residual_sums_by_county(
    residuals: np.ndarray, counties: np.ndarray, periods: np.ndarray, histories: CountyHistories
) -> np.ndarray:
    """Sums [C, T] of the null model's residuals; residuals, counties and periods are by interview.

    The residual of an interview is the derivative of the log-likelihood with respect to its linear predictor: y - p of
    a pooled logit; y minus the posterior mean of p of a random intercept logit; y minus its expectation given the
    person's number of events of a conditional logit. For the within part of an exposure take each person's mean off
    the residuals. Multiply by weights where the fit has them.
    Raises KeyError when a county or period has no history.
    """
    county_codes = _positions(counties, histories.counties, "county")
    period_codes = _positions(periods, histories.periods, "period")
    n_counties, n_periods = histories.values.shape
    sums = np.bincount(county_codes * n_periods + period_codes, residuals, minlength=n_counties * n_periods)
    return sums.reshape(n_counties, n_periods)


class _UnitScores:
    """Score and information of unit u if it had the pattern of unit v: [U, U] each."""

    def __init__(self, residual_sums: np.ndarray, information_sums: np.ndarray | None, design: AssignmentDesign):
        self.n_units = design.n_units
        self._scores = _unit_products(residual_sums, design, power=1)
        self._information = None if information_sums is None else _unit_products(information_sums, design, power=2)

    def statistics(self, donors: np.ndarray) -> np.ndarray:
        """[draws] for donors [draws, U]."""
        scores = self._scores[np.arange(self.n_units), donors]
        sums = scores.sum(axis=1)
        if self._information is None:
            return sums
        information = self._information[np.arange(self.n_units), donors]
        one_step = sums / information.sum(axis=1)
        left = scores - one_step[:, None] * information
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.nan_to_num(sums / np.sqrt((left**2).sum(axis=1)))


def _unit_products(sums: np.ndarray, design: AssignmentDesign, power: int) -> np.ndarray:
    """Sums over a unit's counties and periods of `sums` times the power of exposure less its expectation."""
    products = np.zeros((design.n_units, design.n_units))
    # Counties of one deviation see the same shifted patterns: one matrix product for all of them. Fixed counties are
    # exposed as expected and contribute nothing.
    for deviation in np.unique(design.deviations[~design.is_fixed]):
        chosen = ~design.is_fixed & (design.deviations == deviation)
        by_unit = np.zeros((design.n_units, sums.shape[1]))
        np.add.at(by_unit, design.unit_of_county[chosen], sums[chosen])
        patterns = shifted(design.patterns, np.full(design.n_units, deviation))
        products += by_unit @ ((patterns - patterns.mean(axis=0)) ** power).T
    return products


def _require_same_cells(sums: np.ndarray, designs: Mapping[str, AssignmentDesign]) -> None:
    if not np.isfinite(sums).all():
        raise ValueError("sums of residuals or information are missing; the null model was not fitted")
    first = next(iter(designs.values())).histories if designs else None
    for policy, design in designs.items():
        own = design.histories
        if own.values.shape != sums.shape:
            raise ValueError(f"sums of residuals or information {sums.shape}, histories of {policy} {own.values.shape}")
        if not (np.array_equal(own.counties, first.counties) and np.array_equal(own.periods, first.periods)):
            raise ValueError(f"the histories of {policy} are of other counties or periods than {first.name}")


def _positions(labels: np.ndarray, known: np.ndarray, what: str) -> np.ndarray:
    positions = pd.Index(known).get_indexer(labels)
    if (positions < 0).any():
        lost = sorted({str(label) for label in np.asarray(labels)[positions < 0]})
        raise KeyError(f"{len(lost)} {what} labels without a history: {', '.join(lost[:5])}")
    return positions
