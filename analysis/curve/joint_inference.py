"""Joint inference of a specification curve: what its median and share of significant estimates are without an effect.

The estimates of a curve rest on the same people and are not independent. Each draw multiplies every county's influence
by one weight that all specifications share, which keeps their dependence and takes the effect away; the median and the
share of significant estimates of the draws are what chance gives.

Sources: Simonsohn, Simmons and Nelson (2020), Specification curve analysis, Nature Human Behaviour 4, 1208-1214, for
the statistics; Kline and Santos (2012), Journal of Econometric Methods 1(1), for the bootstrap of the score.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import t as student

from analysis.curve.effects import COUNTY
from analysis.inference.bootstrap_weights import bootstrap_weights
from analysis.results.specification_curve import CURVE_INFERENCE

N_DRAWS = 4_999
SIGNIFICANCE = 0.05
_SLACK = 1e-9


@dataclass(frozen=True)
class NullDistribution:
    """Statistics of the draws: medians [draws]; shares [draws] significant in the direction that more have."""

    medians: np.ndarray
    shares: np.ndarray
    is_enumerated: bool

    def p_value_of_median(self, median: float) -> float:
        """Two-sided."""
        return self._p_value(np.abs(self.medians) >= abs(median) - _SLACK)

    def p_value_of_share(self, share: float) -> float:
        return self._p_value(self.shares >= share - _SLACK)

    def _p_value(self, is_as_extreme: np.ndarray) -> float:
        own = 0 if self.is_enumerated else 1
        return float((own + np.count_nonzero(is_as_extreme)) / (own + len(is_as_extreme)))


def null_distribution(influence: np.ndarray, n_draws: int = N_DRAWS, seed: int = 1) -> NullDistribution:
    """Draw the curve of no effect.

    influence: [counties, specifications], zero where a county is not in a specification. Signs leave each
    specification's error as it is; the points used with few counties do not, so errors are taken of each draw.
    Raises ValueError for fewer than two counties.
    """
    n_counties = len(influence)
    weights = bootstrap_weights(n_counties, n_draws, "auto", seed)
    in_model = (influence != 0).sum(axis=0)
    correction = in_model / np.maximum(in_model - 1, 1)
    critical = student.ppf(1 - SIGNIFICANCE / 2, np.maximum(in_model - 1, 1))
    medians, shares = [], []
    for batch in weights.batches():
        drawn = batch @ influence
        errors = np.sqrt(batch**2 @ influence**2 * correction)
        up, down = (sign * drawn > critical * errors for sign in (1, -1))
        medians.append(np.median(drawn, axis=1))
        shares.append(np.maximum(up.mean(axis=1), down.mean(axis=1)))
    return NullDistribution(np.concatenate(medians), np.concatenate(shares), weights.is_enumerated)


def joint_inference(
    effects: pd.DataFrame, influence: pd.DataFrame, data_version: str, n_draws: int = N_DRAWS
) -> pd.DataFrame:
    """One row of CURVE_INFERENCE a policy and population.

    effects: rows of SPECIFICATION_CURVE. influence: a row a specification, population and county, a column a policy.
    Thin estimates and specifications without one are counted and left out.
    """
    by_population = dict(iter(influence.groupby("population")))
    rows = [
        _row(curve, by_population.get(population), str(term), n_draws)
        | {"data_version": data_version, "term": term, "population": population}
        for (term, population), curve in effects.groupby(["term", "population"], sort=False)
    ]
    return CURVE_INFERENCE.frame(rows)


def _row(curve: pd.DataFrame, influence: pd.DataFrame | None, term: str, n_draws: int) -> dict[str, object]:
    is_estimated = curve["status"] == "ok"
    readable = curve[is_estimated & ~curve["is_thin"].astype(bool)]
    counts: dict[str, object] = {
        "n_specifications": len(curve),
        "n_readable": len(readable),
        "n_thin": int(is_estimated.sum()) - len(readable),
        "n_failed": int((~is_estimated).sum()),
        "synthetic_inputs": bool(curve["synthetic_inputs"].any()),
    }
    if readable.empty:
        return counts | {"message": "no estimate can be read: every one is thin or missing"}
    estimates = readable["estimate"].to_numpy(dtype=float)
    median = float(np.median(estimates))
    is_significant = (readable["p_value"] < SIGNIFICANCE).fillna(False).to_numpy(dtype=bool)
    up, down = (float((is_significant & (sign * estimates > 0)).mean()) for sign in (1, -1))
    described = counts | {
        "median_estimate": median,
        "median_odds_ratio": float(np.exp(median)),
        "share_significant_up": up,
        "share_significant_down": down,
    }
    matrix = _influence_matrix(readable["specification_id"], influence, term)
    if matrix is None:
        return described | {"message": "no joint inference: some specification has no influence of two counties"}
    null = null_distribution(matrix, n_draws)
    low, high = np.quantile(null.medians, [0.025, 0.975])
    return described | {
        "null_median_low": float(low),
        "null_median_high": float(high),
        "p_median": null.p_value_of_median(median),
        "null_share_significant": float(null.shares.mean()),
        "p_share_significant": null.p_value_of_share(max(up, down)),
        "n_clusters": len(matrix),
        "n_draws": len(null.medians),
        "message": "county influence under weights that all specifications share",
    }


def _influence_matrix(ids: pd.Series, influence: pd.DataFrame | None, term: str) -> np.ndarray | None:
    """[counties, specifications]; None where a specification has no influence or the counties are fewer than two."""
    if influence is None or term not in influence:
        return None
    known = influence[influence["specification_id"].isin(ids) & influence[term].notna()]
    table = known.pivot(index=COUNTY, columns="specification_id", values=term)
    if len(table) < 2 or not set(ids) <= set(table.columns):
        return None
    return table[list(ids)].fillna(0.0).to_numpy(dtype=float)
