"""What may be matched, and by which rule: the input of a comparison."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analysis.estimators.matched.covariates import CovariateColumn
from analysis.estimators.matched.result import ADJUSTED, FLOW_COLUMNS, MATCHED

SCORE_SCALES = ("probability", "log_odds")


@dataclass(frozen=True)
class Candidates:
    """Rows that may be matched, one array [rows] each.

    outcome is what is compared (a level or a change); units tells rows of one person; clusters may be None;
    frame_row is the position in the frame given. score_only columns enter the score, neither balance nor outcome model.
    """

    outcome: np.ndarray
    is_treated: np.ndarray
    columns: Sequence[CovariateColumn]
    strata: np.ndarray
    units: np.ndarray
    frame_row: np.ndarray
    clusters: np.ndarray | None = None
    score_only: Sequence[CovariateColumn] = ()
    balance_only: Sequence[CovariateColumn] = ()

    def part(self, rows: np.ndarray) -> Candidates:
        """The rows marked or listed."""
        groups = (self.columns, self.score_only, self.balance_only)
        columns, score_only, balance_only = ([_taken(c, rows) for c in group] for group in groups)
        clusters = None if self.clusters is None else self.clusters[rows]
        arrays = (self.strata[rows], self.units[rows], self.frame_row[rows], clusters)
        return Candidates(self.outcome[rows], self.is_treated[rows], columns, *arrays, score_only, balance_only)


def _taken(column: CovariateColumn, rows: np.ndarray) -> CovariateColumn:
    return CovariateColumn(column.covariate, column.level, column.values[rows], column.is_reference)


@dataclass(frozen=True)
class Rule:
    """How pairs are made and compared; `seed` breaks ties by lot, None by row order as MatchIt does."""

    treated: str
    ratio: int = 1
    replace: bool = False
    caliper: float | None = None
    order: str = "largest"
    score_scale: str = "probability"
    adjust: bool = True
    cluster: str | None = None
    confidence_level: float = 0.95
    seed: int | None = None
    neighbour: str = "nearest"
    what_informs: str = "outcome change"
    flow: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(FLOW_COLUMNS)))

    @property
    def components(self) -> tuple[str, ...]:
        return (MATCHED, ADJUSTED) if self.adjust else (MATCHED,)
