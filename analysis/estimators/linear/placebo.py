"""Placebo dates for a triple difference: whole histories of counties change places, and the estimate is made again.

The rank of the real estimate among these is a randomisation test of no effect anywhere. Whole histories, all policies
together, keep dates, durations and the overlap of policies as they were; blocks keep what a state did at once.

Source: Fisher (1935); MacKinnon and Webb (2020), Randomization inference for difference-in-differences.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analysis.estimators.linear.absorption import AbsorptionError
from analysis.estimators.linear.cell_contrasts import IdentifyingCells, identifying_cells
from analysis.estimators.linear.comparison import compared_frame, compared_rows, comparison, split_counties
from analysis.estimators.linear.histories import PolicyHistories, policy_histories, shuffled_counties
from analysis.estimators.linear.least_squares import Block, undetermined_terms
from analysis.estimators.linear.result import no_estimates
from analysis.estimators.linear.rows import count_levels, outcome_fault
from analysis.estimators.result import EstimatorResult, table_without_estimates
from analysis.estimators.screening import Fault

_COLUMNS_AT_A_TIME = 128
_SMALLEST_PIVOT_SHARE = 1e-9


@dataclass(frozen=True, kw_only=True)
class PlaceboResult(EstimatorResult):
    """Real estimates with the p-value of their rank; std_error is the standard deviation of the placebo estimates.

    draws             one row a draw and term: draw, term, estimate (missing where a draw could not be estimated)
    n_draws, n_failed_draws, n_counties whose histories change places, n_blocks (0 without blocks)
    n_filled_cells    county × half-years without an interview, whose exposure is that of the one before (or after)
    """

    draws: pd.DataFrame = field(default_factory=pd.DataFrame)
    n_draws: int = 0
    n_failed_draws: int = 0
    n_counties: int = 0
    n_blocks: int = 0
    n_filled_cells: int = 0


def placebo_dates(
    frame: pd.DataFrame,
    outcome: str,
    policies: Sequence[str],
    group: str | None = None,
    target: object = None,
    reference: object = None,
    *,
    county: str,
    half_year: str,
    dose: str | None = None,
    block: str | None = None,
    weights: str | None = None,
    n_draws: int = 199,
    seed: int = 1,
) -> PlaceboResult:
    """Triple difference (arguments as in `triple_difference`) under random histories of the policies.

    half_year  must sort in time. Exposure is the mean of a county and half-year, in the real estimate, too; individual
               controls are not taken
    block      column constant within counties (state): then states change places, and their counties take histories of
               one state's counties, at random
    Two-sided p-value (1 + draws at least as far from zero) / (1 + draws). Raises ValueError for n_draws below 1 and as
    `triple_difference` does.
    """
    started = time.perf_counter()
    if n_draws < 1:
        raise ValueError(f"n_draws must be at least 1, got {n_draws}")
    asked = comparison(policies, (), group, target, reference, dose)
    labels = [(policy, "placebo") for policy in asked.policies]
    rows, contrast, _ = compared_rows(frame, outcome, asked, county, half_year, block, weights)
    fault = rows.fault or outcome_fault(rows.outcomes, "interviews compared")
    fault = fault or (split_counties(rows, county, block) if block else None)
    if fault is not None:
        return PlaceboResult(**no_estimates(labels, fault, started))
    chosen, _ = compared_frame(frame, asked)
    half_year_ranks = pd.factorize(pd.unique(chosen[half_year]), sort=True)[0]
    cells = identifying_cells(rows, contrast)
    if not cells.n_cells:
        fault = Fault("not_estimable", f"none of {cells.n_all_cells:,} county × half-years identifies a difference")
        return PlaceboResult(**no_estimates(labels, fault, started))
    histories = policy_histories(rows, len(asked.policies), half_year_ranks)
    try:
        real, draws = _estimates(asked.policies, cells, histories, block is not None, n_draws, seed)
    except AbsorptionError as error:
        real = Fault("not_converged", str(error))
    if isinstance(real, Fault):
        return PlaceboResult(**no_estimates(labels, real, started))
    is_failed = np.isnan(draws).any(axis=1)
    return PlaceboResult(
        table=_table(labels, real, draws[~is_failed]),
        status="ok",
        message=f"{int(is_failed.sum()):,} of {n_draws:,} draws left a policy without variation"
        if is_failed.any()
        else "",
        covariance=None,
        inference=f"randomisation of whole histories of {'blocks by ' + block if block else county}, {n_draws:,} draws",
        seconds=time.perf_counter() - started,
        draws=_long(asked.policies, draws),
        n_draws=n_draws,
        n_failed_draws=int(is_failed.sum()),
        n_counties=count_levels(cells.counties),
        n_blocks=count_levels(cells.clusters) if block else 0,
        n_filled_cells=histories.n_filled_cells,
    )


def _estimates(
    policies: Sequence[str],
    cells: IdentifyingCells,
    histories: PolicyHistories,
    has_blocks: bool,
    n_draws: int,
    seed: int,
) -> tuple[np.ndarray | Fault, np.ndarray]:
    """Real estimates [policies] and those of draws [draws, policies]."""
    outcome = cells.absorbed([cells.slopes(cells.deviations(cells.rows.outcomes))])[:, 0]
    identity = np.arange(len(histories.exposures))
    exposures = histories.at(identity, cells.counties, cells.half_years)
    regressors = cells.absorbed(list(exposures.T))
    squares = cells.squares @ (exposures - np.average(exposures, axis=0, weights=cells.squares)) ** 2
    absorbed = "the effects of county and half-year"
    fault = undetermined_terms([Block(outcome, regressors, cells.squares, cells.clusters)], squares, policies, absorbed)
    if fault is not None:
        return fault, np.empty((0, len(policies)))
    real = _solve(regressors, outcome, cells.squares, squares)
    rng = np.random.default_rng(seed)
    blocks = cells.clusters if has_blocks else None
    permuted = [shuffled_counties(rng, identity, cells.counties, blocks) for _ in range(n_draws)]
    draws = np.empty((n_draws, len(policies)))
    at_a_time = max(1, _COLUMNS_AT_A_TIME // len(policies))
    for start in range(0, n_draws, at_a_time):
        drawn = [
            histories.at(donors, cells.counties, cells.half_years) for donors in permuted[start : start + at_a_time]
        ]
        residuals = cells.absorbed([column for exposures in drawn for column in exposures.T])
        for d, exposures in enumerate(drawn):
            part = residuals[:, d * len(policies) : (d + 1) * len(policies)]
            totals = cells.squares @ (exposures - np.average(exposures, axis=0, weights=cells.squares)) ** 2
            draws[start + d] = _solve(part, outcome, cells.squares, totals)
    return real, draws


def _solve(regressors: np.ndarray, outcome: np.ndarray, weights: np.ndarray, squares: np.ndarray) -> np.ndarray:
    """[policies] estimates, missing where the exposures leave nothing to tell apart."""
    gram = (regressors * weights[:, None]).T @ regressors
    scale = np.sqrt(np.where(squares > 0, squares, 1.0))
    if np.linalg.eigvalsh(gram / np.outer(scale, scale))[0] <= _SMALLEST_PIVOT_SHARE:
        return np.full(len(gram), np.nan)
    return np.linalg.solve(gram, regressors.T @ (weights * outcome))


def _table(labels: Sequence[tuple[str, str]], real: np.ndarray, draws: np.ndarray) -> pd.DataFrame:
    is_as_far = np.abs(draws) >= np.abs(real) * (1 - 1e-9)
    table = table_without_estimates(labels)
    table["estimate"] = real
    table["std_error"] = draws.std(axis=0, ddof=1) if len(draws) > 1 else np.nan
    table["p_value"] = (1 + is_as_far.sum(axis=0)) / (1 + len(draws))
    return table


def _long(policies: Sequence[str], draws: np.ndarray) -> pd.DataFrame:
    n_draws, n_policies = draws.shape
    return pd.DataFrame(
        {
            "draw": np.repeat(np.arange(1, n_draws + 1), n_policies),
            "term": np.tile(np.asarray(policies, dtype=object), n_draws),
            "estimate": draws.ravel(),
        }
    )
