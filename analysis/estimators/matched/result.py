"""The result of a matched comparison, the same whether it could be estimated or not."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import pandas as pd

from analysis.estimators.matched.balance import BALANCE_COLUMNS
from analysis.estimators.result import EstimatorResult, table_without_estimates

MATCHED, ADJUSTED = "matched", "adjusted"
PAIR_COLUMNS = ("pair", "treated_row", "control_row", "score_treated", "score_control")
LOST_COLUMNS = ("reason", "n_treated")
OVERLAP_COLUMNS = ("score", "is_treated", "weight")
FLOW_COLUMNS = ("step", "n_persons")


def _empty(columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(columns=list(columns))


@dataclass(frozen=True, kw_only=True)
class MatchedResult(EstimatorResult):
    """Difference between treated and their matched controls.

    table            component 'matched' (plain difference) and, with an outcome model, 'adjusted'
    raw_difference   of all treated and all controls that could be matched, before matching
    balance          one row a covariate, level and sample 'before' or 'after' (balance.BALANCE_COLUMNS)
    pairs            one row a treated unit and one of its controls; rows are positions in the frame given
    overlap          one row a candidate: score, is_treated and weight in the matched sample
    lost             treated without a match, counted by reason
    flow             how many persons the design keeps, step by step (panels only)
    n_treated, n_controls                  candidates; controls count persons
    n_treated_matched, n_controls_matched  of them in pairs; share_treated_kept is their share
    effective_n_controls                   Kish's effective size of the weighted controls
    n_informative    treated in pairs whose outcome changed (panels) or is not zero (cross-sections)
    n_treated_clusters                     clusters with treated units in pairs; None without clusters
    caliper_width    largest distance allowed, in units of the score
    """

    raw_difference: float = float("nan")
    balance: pd.DataFrame = field(default_factory=lambda: _empty(BALANCE_COLUMNS), repr=False)
    pairs: pd.DataFrame = field(default_factory=lambda: _empty(PAIR_COLUMNS), repr=False)
    overlap: pd.DataFrame = field(default_factory=lambda: _empty(OVERLAP_COLUMNS), repr=False)
    lost: pd.DataFrame = field(default_factory=lambda: _empty(LOST_COLUMNS), repr=False)
    flow: pd.DataFrame = field(default_factory=lambda: _empty(FLOW_COLUMNS), repr=False)
    n_treated: int = 0
    n_treated_matched: int = 0
    share_treated_kept: float = float("nan")
    n_controls: int = 0
    n_controls_matched: int = 0
    effective_n_controls: float = 0.0
    n_informative: int = 0
    n_treated_clusters: int | None = None
    caliper_width: float = float("inf")


def not_estimated(
    treated: str, components: tuple[str, ...], status: str, message: str, started: float, **known: object
) -> MatchedResult:
    """A result without estimates; `known` are the fields that are known nonetheless."""
    terms = [(treated, component) for component in components]
    return MatchedResult(
        table=table_without_estimates(terms),
        status=status,
        message=message,
        covariance=None,
        seconds=time.perf_counter() - started,
        **known,
    )
