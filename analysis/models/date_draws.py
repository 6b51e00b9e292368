"""An estimate repeated over draws of the policies' uncertain dates, and what that uncertainty adds to its error.

A draw gives every uncertain date one day within its bounds (marts.policy_date_draws); where that changes an
interview's exposure, marts.county_exposure_draws says how. Estimates over draws combine as multiple imputations do:
the variance within, and (1 + 1/m) times the variance between, which is the date uncertainty.

Method: Rubin (1987), Multiple Imputation for Nonresponse in Surveys, chapter 3.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.models.estimate_all import estimate_all
from analysis.models.inputs import EstimationInputs
from analysis.specification import Specification

DEFINITIONS = ("any", "share", "full")
PLACE_AND_MONTH = ["county_fips", "interview_month"]
ROW_KEY = ["specification_id", "population", "term", "component"]


@dataclass(frozen=True)
class CombinedEstimate:
    """An estimate over m draws: its mean, the two parts of its variance, and the standard error of both together."""

    estimate: float
    within_variance: float
    between_variance: float
    n_draws: int

    @property
    def date_uncertainty(self) -> float:
        """Variance the dates add: (1 + 1/m) times the variance between draws."""
        return (1 + 1 / self.n_draws) * self.between_variance

    @property
    def std_error(self) -> float:
        """Square root of the variance within plus the date uncertainty."""
        return float(np.sqrt(self.within_variance + self.date_uncertainty))


def combine_draws(estimates: Iterable[float], std_errors: Iterable[float]) -> CombinedEstimate:
    """Combine one estimate and its standard error from each of m draws.

    estimates, std_errors: [m] of the same parameter. Raises ValueError when they differ in length, are fewer than two
    or not all finite: a draw that could not be estimated cannot be left out silently.
    """
    points, errors = np.asarray(list(estimates), float), np.asarray(list(std_errors), float)
    if len(points) != len(errors) or len(points) < 2:
        raise ValueError(f"{len(points)} estimates and {len(errors)} errors; give both of two draws or more")
    if not (np.isfinite(points).all() and np.isfinite(errors).all()):
        raise ValueError("an estimate or error of a draw is missing; report the model as not estimable")
    return CombinedEstimate(
        estimate=float(points.mean()),
        within_variance=float((errors**2).mean()),
        between_variance=float(points.var(ddof=1)),
        n_draws=len(points),
    )


def draw_panel(panel: pd.DataFrame, exposure_draws: pd.DataFrame, draw_number: int) -> pd.DataFrame:
    """Return the panel with the exposures of one draw laid over its own.

    panel: marts.respondent_periods. exposure_draws: marts.county_exposure_draws, which holds only what differs.
    Raises ValueError when two rows of the draw speak of one policy, county and month.
    """
    drawn = exposure_draws[exposure_draws["draw_number"] == draw_number]
    redrawn = panel.copy()
    for policy, rows in drawn.groupby("policy"):
        matched = panel[PLACE_AND_MONTH].merge(rows, on=PLACE_AND_MONTH, how="left", validate="many_to_one")
        is_changed = matched["draw_number"].notna().to_numpy()
        for definition in DEFINITIONS:
            column = f"exposure_{definition}_{policy}"
            values = panel[column].astype(object).to_numpy(copy=True)
            values[is_changed] = matched[f"exposure_{definition}"].astype(object).to_numpy()[is_changed]
            redrawn[column] = pd.Series(values, index=panel.index).astype(panel[column].dtype, errors="ignore")
    return redrawn


def estimate_over_draws(
    inputs: EstimationInputs, specification: Specification, draw_numbers: Iterable[int]
) -> pd.DataFrame:
    """Estimate a specification under each draw and combine the policies' rows.

    Estimates pooled over imputations are combined over the dates as any other.
    Returns one row a population, term and component of a policy: estimate, std_error, within_variance,
    date_uncertainty, n_draws. A term that some draw cannot estimate has no row.
    Raises KeyError when the panel lacks columns.
    """
    estimates = [
        estimate_all(_redrawn(inputs, number), [specification], "", "").estimates.assign(draw_number=number)
        for number in draw_numbers
    ]
    rows = pd.concat(estimates, ignore_index=True)
    is_policy = rows["term"].isin(specification.policies) & (rows["status"] == "ok")
    combined = [
        _combined_row(key, group)
        for key, group in rows[is_policy].groupby(ROW_KEY)
        if len(group) == len(estimates) and np.isfinite(group["std_error"]).all()
    ]
    columns = [*ROW_KEY, "estimate", "std_error", "within_variance", "date_uncertainty", "n_draws"]
    return pd.DataFrame(combined, columns=columns)


def _redrawn(inputs: EstimationInputs, number: int) -> EstimationInputs:
    return replace(inputs, panel=draw_panel(inputs.panel, inputs.exposure_draws, number))


def _combined_row(key: tuple, group: pd.DataFrame) -> dict[str, object]:
    combined = combine_draws(group["estimate"], group["std_error"])
    return {
        **dict(zip(ROW_KEY, key, strict=True)),
        "estimate": combined.estimate,
        "std_error": combined.std_error,
        "within_variance": combined.within_variance,
        "date_uncertainty": combined.date_uncertainty,
        "n_draws": combined.n_draws,
    }
