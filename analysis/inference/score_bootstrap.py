"""Score wild bootstrap: clusters' scores at the null model are reweighted, the model is never fitted again.

For logits, where residuals cannot be resampled. The null is imposed: with few treated clusters the error of a sandwich
rests on scores of treated clusters that the estimate itself has made small, while at the null model they are whole.

Method: Kline and Santos (2012), Journal of Econometric Methods 1(1); for scores free of nuisance parameters, Hemerik,
Goeman and Finos (2020), Journal of the Royal Statistical Society B 82(3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.inference.bootstrap_weights import TIE_TOLERANCE, bootstrap_p_values, bootstrap_weights
from analysis.inference.score_interval import score_bootstrap_interval, score_moments

_LARGEST_DECREMENT_OF_NULL_MODEL = 1e-3


@dataclass(frozen=True)
class ScoreBootstrap:
    """Outcome of a score wild bootstrap.

    statistic                the studentised score of one parameter, signed as its estimate would be; of several the
                             quadratic form
    p_value                  symmetric; p_value_equal_tailed is missing for several parameters
    conf_low, conf_high      values not rejected by the symmetric p-value, infinite where none is rejected; missing
                             without slopes
    n_contributing_clusters  clusters whose score is not zero: no p-value is below 2 / 2 ** this
    distribution             of the weights; is_enumerated: n_draws are all possible samples
    status, message          'ok', or 'not_estimable' and why: statistic and p-values are then missing
    """

    statistic: float
    p_value: float
    p_value_equal_tailed: float
    n_clusters: int
    n_contributing_clusters: int
    n_draws: int
    distribution: str
    is_enumerated: bool
    status: str = "ok"
    message: str = ""
    conf_low: float = np.nan
    conf_high: float = np.nan


def score_wild_bootstrap(
    cluster_scores: np.ndarray,
    bread: np.ndarray,
    tested: int | Sequence[int],
    n_draws: int = 9_999,
    weights: str = "auto",
    seed: int = 1,
    slopes: np.ndarray | None = None,
    confidence_level: float = 0.95,
) -> ScoreBootstrap:
    """Test that the parameters `tested` are what the null model holds them at.

    cluster_scores: [clusters, k] scores of all parameters, the tested ones included, at the maximum of the null model;
    bread: [k, k] inverse of the information of all parameters at the same point. Cluster g contributes the tested
    rows of bread times its score, its one-step estimate: that frees the scores of the nuisance parameters. The
    statistic is their sum over the root of their sum of squares, recomputed in each draw (studentised). weights: as
    `bootstrap_weights`. slopes: [clusters], for one tested parameter held at 0, what a unit of it takes off each
    cluster's one-step estimate; with them there is an interval, see `score_interval`.
    Raises ValueError for shapes that disagree, missing values, or scores that are not at the null model's maximum.
    """
    scores, bread = np.asarray(cluster_scores, float), np.asarray(bread, float)
    positions = np.atleast_1d(np.asarray(tested, int))
    _require_arguments(scores, bread, positions)
    influence = scores @ bread[positions].T
    size = np.abs(influence).max(axis=0)
    contributing = int((np.abs(influence) > TIE_TOLERANCE * np.maximum(size, 1e-300)).any(axis=1).sum())
    if len(scores) < 2 or contributing < 2:
        message = f"{contributing} of {len(scores)} clusters contribute to the score; a bootstrap needs two or more"
        return ScoreBootstrap(
            np.nan, np.nan, np.nan, len(scores), contributing, 0, "none", False, "not_estimable", message
        )
    chosen = bootstrap_weights(len(scores), n_draws, weights, seed)
    interval = (np.nan, np.nan)
    if len(positions) == 1:
        per_unit = np.zeros(len(scores)) if slopes is None else np.asarray(slopes, float)
        own, moments = score_moments(influence[:, 0], per_unit, chosen)
        observed, drawn = float(own.t_statistics(0.0)[0]), moments.t_statistics(0.0)
        if slopes is not None:
            interval = score_bootstrap_interval(own, moments, chosen.is_enumerated, confidence_level)
    else:
        observed = float(_quadratic_form(np.ones((1, len(scores))), influence)[0])
        drawn = np.concatenate([_quadratic_form(batch, influence) for batch in chosen.batches()])
    symmetric, equal_tailed = bootstrap_p_values(observed, drawn, chosen.is_enumerated)
    return ScoreBootstrap(
        statistic=observed,
        p_value=symmetric,
        p_value_equal_tailed=equal_tailed if len(positions) == 1 else np.nan,
        n_clusters=len(scores),
        n_contributing_clusters=contributing,
        n_draws=chosen.n_draws,
        distribution=chosen.distribution,
        is_enumerated=chosen.is_enumerated,
        conf_low=interval[0],
        conf_high=interval[1],
    )


def _quadratic_form(drawn: np.ndarray, influence: np.ndarray) -> np.ndarray:
    sums = drawn @ influence
    n_tested = influence.shape[1]
    products = (influence[:, :, None] * influence[:, None, :]).reshape(len(influence), -1)
    variances = (drawn**2 @ products).reshape(-1, n_tested, n_tested)
    # Fewer contributing clusters than parameters leave the form without an inverse: what varies is tested.
    return np.einsum("di,dij,dj->d", sums, np.linalg.pinv(variances, hermitian=True), sums)


def _require_arguments(scores: np.ndarray, bread: np.ndarray, positions: np.ndarray) -> None:
    if scores.ndim != 2 or bread.shape != (scores.shape[1],) * 2:
        raise ValueError(f"scores {scores.shape} need a bread of as many rows and columns, got {bread.shape}")
    if not len(positions) or len(set(positions.tolist())) < len(positions):
        raise ValueError(f"tested must name one parameter or several different ones, got {positions.tolist()}")
    if positions.min() < 0 or positions.max() >= scores.shape[1]:
        raise ValueError(f"tested must lie in 0 to {scores.shape[1] - 1}, got {positions.tolist()}")
    if not (np.isfinite(scores).all() and np.isfinite(bread).all()):
        raise ValueError("scores or bread have missing values; the null model was not fitted")
    nuisance = np.delete(np.arange(scores.shape[1]), positions)
    slope = scores.sum(axis=0)[nuisance]
    information = np.linalg.inv(bread)[np.ix_(nuisance, nuisance)]
    decrement = float(slope @ np.linalg.solve(information, slope)) if len(nuisance) else 0.0
    if decrement > _LARGEST_DECREMENT_OF_NULL_MODEL:
        raise ValueError(
            f"the scores are not at the maximum of the null model: a Newton step would add {decrement / 2:.3g} to its "
            "log-likelihood; fit it without the tested parameters first"
        )
