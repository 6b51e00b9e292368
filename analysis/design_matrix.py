"""From the mart to the numbers of a fit: rows of a population, sorted by person, with named columns.

Column order is intercept, time, controls, between, within: the screening works through the columns in
order, so a policy that time or place determines is the one that cannot be estimated.

Missing rule: an interview with a missing outcome, exposure or control (of rule `drop`) is left out,
counted by column and told in `notes`. A column without any value is not dropped on: its term is left out
with an omission that says so. "No source" is never "no policy".
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.control_terms import ControlTerm
from analysis.design_columns import Columns, as_numbers, control_columns, ordered_level_columns
from analysis.estimators.design import INTERCEPT, Design
from analysis.estimators.likelihood import Patterns
from analysis.estimators.person_rows import regressor_matrix, split_by_person
from analysis.populations import select_period, select_population
from analysis.specification import Specification

PERSON, GROUP, COUNTY, STATE = "idper", "population_group", "county_fips", "state_fips"
TIME_COLUMNS = {"half_year": "reference_half_year", "interview_number": "interview_number"}
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
    """The design of one specification and population, and what goes with it row by row.

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

    def regressors(self) -> np.ndarray:
        """[rows, terms + 1] in C order, intercept first."""
        return regressor_matrix(self.columns, len(self.outcomes))

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
            regressors=self.regressors(),
            terms=(INTERCEPT, *self.terms),
            reasons=("", *(_REASONS.get(component, "does not vary") for _, component in self.terms)),
            patterns=Patterns.observed(self.row_start, self.outcomes, np.ones(self.n_persons)),
            cluster_codes=codes,
            cluster_name=cluster,
        )


def build_design(panel: pd.DataFrame, specification: Specification, population: str) -> PopulationDesign:
    """Design of a specification for one population.

    panel: marts.respondent_periods, one row a person-interview, any order. Raises KeyError naming the
    columns the panel lacks, ValueError for a column that holds no numbers.
    """
    _require_columns(panel, specification)
    rows = select_period(select_population(panel, population), specification.period)
    policies, controls, omissions = _terms_with_source(rows, specification, population)
    rows, notes = _complete_rows(rows, specification, policies, controls)
    codes = pd.factorize(rows[PERSON])[0]
    rows = rows.iloc[np.argsort(codes, kind="stable")]
    row_start = np.concatenate([[0], np.cumsum(np.bincount(codes))]).astype(np.int64)
    outcomes = as_numbers(rows[specification.outcome]).astype(np.uint8)
    terms: list[tuple[str, str]] = []
    columns: list[np.ndarray] = []

    def add(component: str, added: Columns) -> None:
        terms.extend((name, component) for name in added.names)
        columns.extend(added.values)
        notes.extend(added.notes)

    for time_term in specification.time_terms:
        levels = rows[TIME_COLUMNS[time_term]].to_numpy()
        add("unsplit", ordered_level_columns(time_term, levels, outcomes))
    for control in controls:
        add("control", control_columns(control, rows[control.column], outcomes))
    exposures = {policy: as_numbers(rows[specification.exposure_column(policy)]) for policy in policies}
    halves = [split_by_person(exposure, row_start) for exposure in exposures.values()]
    add("between", Columns(tuple(policies), tuple(mean for mean, _ in halves)))
    add("within", Columns(tuple(policies), tuple(deviation for _, deviation in halves)))
    return PopulationDesign(
        terms=tuple(terms),
        columns=tuple(columns),
        row_start=row_start,
        outcomes=outcomes,
        exposures=exposures,
        counties=pd.factorize(rows[COUNTY])[0],
        states=pd.factorize(rows[STATE])[0],
        is_synthetic=bool(rows["is_synthetic"].any()),
        omissions=tuple(omissions),
        notes=tuple(notes),
    )


def _terms_with_source(
    rows: pd.DataFrame, specification: Specification, population: str
) -> tuple[list[str], list[ControlTerm], list[Omission]]:
    policies, controls, omissions = [], [], []
    for policy in specification.policies:
        if len(rows) and rows[specification.exposure_column(policy)].isna().all():
            message = f"no source for {policy} in the period of these interviews"
            omissions += [Omission(policy, part, "refused", message) for part in ("within", "between")]
        else:
            policies.append(policy)
    for control in specification.controls:
        if not control.applies_to(population):
            continue
        if len(rows) and rows[control.column].isna().all():
            message = f"no source for {control.column} in the period of these interviews"
            omissions.append(Omission(control.term, "control", "refused", message))
        else:
            controls.append(control)
    return policies, controls, omissions


def _complete_rows(
    rows: pd.DataFrame, specification: Specification, policies: list[str], controls: list[ControlTerm]
) -> tuple[pd.DataFrame, list[str]]:
    needed = [PERSON, COUNTY, STATE, specification.outcome]
    needed += [TIME_COLUMNS[term] for term in specification.time_terms]
    needed += [specification.exposure_column(policy) for policy in policies]
    needed += [c.column for c in controls if c.missing == "drop" and c.kind != "categorical"]
    is_missing = rows[list(dict.fromkeys(needed))].isna()
    is_incomplete = is_missing.any(axis=1)
    if not is_incomplete.any():
        return rows, []
    counts = is_missing.sum()
    listing = ", ".join(f"{name} {count:,}" for name, count in counts[counts > 0].items())
    note = f"{int(is_incomplete.sum()):,} of {len(rows):,} interviews left out for missing values ({listing})"
    return rows[~is_incomplete], [note]


def _require_columns(panel: pd.DataFrame, specification: Specification) -> None:
    needed = [PERSON, GROUP, COUNTY, STATE, "interview_month", "is_synthetic", specification.outcome]
    needed += [TIME_COLUMNS[term] for term in specification.time_terms]
    needed += [specification.exposure_column(policy) for policy in specification.policies]
    needed += [control.column for control in specification.controls]
    absent = [name for name in dict.fromkeys(needed) if name not in panel.columns]
    if absent:
        raise KeyError(
            f"specification '{specification.name}' needs columns the panel lacks: {', '.join(absent)}; "
            "hand over marts.respondent_periods whole"
        )
