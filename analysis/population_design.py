"""The design of one specification and population, with what goes with it row by row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.estimators.design import INTERCEPT, Design
from analysis.estimators.likelihood import Patterns
from analysis.panel_columns import COUNTY, STATE
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

    terms and columns are in order, without the intercept; exposures hold the policies with a source;
    counties and states are integer codes by row.
    """

    terms: tuple[tuple[str, str], ...]
    columns: tuple[np.ndarray, ...]
    row_start: np.ndarray
    outcomes: np.ndarray
    exposures: dict[str, np.ndarray]
    counties: np.ndarray
    states: np.ndarray
    is_synthetic: bool
    omissions: tuple[Omission, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def n_persons(self) -> int:
        return len(self.row_start) - 1

    @cached_property
    def is_informative(self) -> np.ndarray:
        """[n_persons] whether the person's outcome varies."""
        return varies_within_person(self.outcomes, self.row_start)

    def without(self, faulty: tuple[tuple[str, str], ...], status: str, message: str) -> PopulationDesign:
        """The design with some terms left out openly."""
        kept = [c for c, term in enumerate(self.terms) if term not in faulty]
        omissions = tuple(Omission(*term, status, message) for term in faulty)
        return replace(
            self,
            terms=tuple(self.terms[c] for c in kept),
            columns=tuple(self.columns[c] for c in kept),
            omissions=(*self.omissions, *omissions),
        )

    def linear_predictor(self, coefficients: np.ndarray) -> np.ndarray:
        """[rows] predictor without the person intercept; coefficients in order, the intercept first."""
        predictor = np.full(len(self.outcomes), coefficients[0])
        for coefficient, column in zip(coefficients[1:], self.columns, strict=True):
            predictor += coefficient * column
        return predictor

    def fitting_design(self, cluster: str | None) -> Design:
        """The same for the estimator, clustered by a column of the mart or not."""
        codes = None
        if cluster is not None:
            places = {COUNTY: self.counties, STATE: self.states}[cluster]
            codes = pd.factorize(places[self.row_start[:-1]])[0].astype(np.int64)
        return Design(
            columns=self.columns,
            terms=(INTERCEPT, *self.terms),
            reasons=("", *(_REASONS.get(component, "does not vary") for _, component in self.terms)),
            patterns=Patterns.observed(self.row_start, self.outcomes, np.ones(self.n_persons)),
            cluster_codes=codes,
            cluster_name=cluster,
        )
