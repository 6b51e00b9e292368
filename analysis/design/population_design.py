"""The design of one specification and population, with what goes with it row by row."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.design.column_draws import ColumnDraws
from analysis.estimators.level_weights import levels_of_weights
from analysis.estimators.random_intercept.design import INTERCEPT, Design
from analysis.estimators.random_intercept.patterns import Patterns
from analysis.power import varies_within_person

_REASONS = {
    "within": "does not change for anybody in these interviews",
    "between": "is the same for all persons",
}


@dataclass(frozen=True)
class Omission:
    """A term that is not in the model, with the status and the reason its row will carry."""

    term: str
    component: str
    status: str
    message: str


@dataclass(frozen=True)
class PopulationDesign:
    """Rows of one population sorted by person, with named columns.

    terms and columns are in order, without the intercept; exposures hold the terms of policies with a source, rows the
    positions of the interviews among the panel's columns;
    counties and states are integer codes by row. imputed: for terms whose missing values are drawn, the draws in the
    units of the column, which itself is NaN there. refusal: why the model must not be fitted, or empty.
    row_weights: [rows] survey weights, None for equal ones.
    """

    terms: tuple[tuple[str, str], ...]
    columns: tuple[np.ndarray, ...]
    row_start: np.ndarray
    outcomes: np.ndarray
    exposures: dict[str, np.ndarray]
    counties: np.ndarray
    states: np.ndarray
    is_synthetic: bool
    rows: np.ndarray
    omissions: tuple[Omission, ...] = ()
    notes: tuple[str, ...] = ()
    imputed: dict[tuple[str, str], ColumnDraws] = field(default_factory=dict)
    refusal: str = ""
    row_weights: np.ndarray | None = None
    weight_scaling: str = "size"

    @property
    def n_imputations(self) -> int:
        """How many fits the estimates are pooled over; 1 where nothing is imputed."""
        return min((draws.n_draws for draws in self.imputed.values()), default=1)

    @property
    def n_persons(self) -> int:
        return len(self.row_start) - 1

    @cached_property
    def is_informative(self) -> np.ndarray:
        """[n_persons] whether the person's outcome varies."""
        return varies_within_person(self.outcomes, self.row_start)

    def with_omissions(self, terms: tuple[tuple[str, str], ...], status: str, message: str) -> PopulationDesign:
        """The design as it is, with rows for terms that a model of it does without."""
        omissions = tuple(Omission(*term, status, message) for term in terms)
        return replace(self, omissions=(*self.omissions, *omissions))

    def without(self, faulty: tuple[tuple[str, str], ...], status: str, message: str) -> PopulationDesign:
        """The design with some terms left out openly."""
        kept = [c for c, term in enumerate(self.terms) if term not in faulty]
        return replace(
            self.with_omissions(faulty, status, message),
            terms=tuple(self.terms[c] for c in kept),
            columns=tuple(self.columns[c] for c in kept),
            imputed={term: draws for term, draws in self.imputed.items() if term not in faulty},
        )

    def drawn_columns(self, draw: int) -> dict[int, np.ndarray]:
        """[rows] columns with the values of one draw (from 0), by position among the columns."""
        drawn = {}
        for term, draws in self.imputed.items():
            position = self.terms.index(term)
            drawn[position] = self.columns[position].copy()
            drawn[position][draws.rows] = draws.values[draw]
        return drawn

    def cluster_codes(self, level: str) -> np.ndarray | None:
        """[n_persons] codes of person, county or state; None for the level `model`."""
        if level == "model":
            return None
        if level == "person":
            return np.arange(self.n_persons)
        places = {"county": self.counties, "state": self.states}[level]
        return pd.factorize(places[self.row_start[:-1]])[0].astype(np.int64)

    def level_weights(self) -> tuple[np.ndarray, np.ndarray | None]:
        """Weights of persons and, with survey weights, of interviews, scaled as the specification asks."""
        if self.row_weights is None:
            return np.ones(self.n_persons), None
        return levels_of_weights(self.row_weights, self.row_start, self.weight_scaling)

    def fitting_design(self, level: str) -> Design:
        """The same for the estimator, with the first draw, clustered at a level or, with `model`, not."""
        drawn = self.drawn_columns(0)
        return Design(
            columns=tuple(drawn.get(c, column) for c, column in enumerate(self.columns)),
            terms=(INTERCEPT, *self.terms),
            reasons=("", *(_REASONS.get(component, "does not vary") for _, component in self.terms)),
            patterns=Patterns.observed(self.row_start, self.outcomes, *self.level_weights()),
            cluster_codes=self.cluster_codes(level),
            cluster_name=None if level == "model" else level,
        )
