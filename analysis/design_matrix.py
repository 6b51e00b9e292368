"""From the mart to the numbers of a fit: which rows and which columns a model takes.

Column order is intercept, time, controls, between, within: the screening works through the columns in
order, so a policy that time or place determines is the one that cannot be estimated.

Missing rule: an interview with a missing outcome, exposure or control (of rule `drop`) is left out,
counted by column and told in `notes`; one of rule `imputations` takes the draws of its household, or, without any
draws, the model is refused. A column without any value is not dropped on: its term is left out
with an omission that says so, and so is a policy known for the fewer part of the interviews only, for
dropping on it would change who is studied. "No source" is never "no policy".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from analysis.column_draws import HOUSEHOLD, ColumnDraws
from analysis.complete_rows import TIME_COLUMNS, complete_rows, imputed_columns, refusal_for_want_of_imputations
from analysis.control_terms import ControlTerm
from analysis.design_columns import Columns, control_columns, in_declared_units, ordered_level_columns
from analysis.estimators.person_rows import split_by_person
from analysis.panel_columns import COUNTY, GROUP, IS_SYNTHETIC, MONTH, PERSON, STATE, PanelColumns
from analysis.population_design import Omission, PopulationDesign
from analysis.populations import is_in_period, is_of_population
from analysis.specification import Specification

SMALLEST_KNOWN_SHARE = 0.5
"""A policy known for fewer of the interviews counts as without a source: a few statutes date it in a few states."""


def build_design(panel: PanelColumns, specification: Specification, population: str) -> PopulationDesign:
    """Design of a specification for one population.

    Raises KeyError naming the columns the panel lacks, ValueError for a column that holds no numbers.
    """
    _require_columns(panel, specification)
    is_chosen = is_of_population(panel.levels(GROUP), population)
    rows = np.flatnonzero(is_chosen & is_in_period(panel.column(MONTH), specification.period))
    policies, controls, omissions = _terms_with_source(panel, rows, specification, population)
    rows, notes = complete_rows(panel, rows, specification, policies, controls)
    refusal = refusal_for_want_of_imputations(panel, rows, controls)
    row_start = _person_starts(panel.person_codes[rows])
    outcomes = panel.numbers(specification.outcome)[rows].astype(np.uint8)
    exposures = {policy: panel.numbers(specification.exposure_column(policy))[rows] for policy in policies}
    parts = list(_parts(panel, rows, specification, controls, outcomes))
    halves = [split_by_person(exposure, row_start) for exposure in exposures.values()]
    parts.append(("between", Columns(tuple(policies), tuple(mean for mean, _ in halves))))
    parts.append(("within", Columns(tuple(policies), tuple(deviation for _, deviation in halves))))
    return PopulationDesign(
        terms=tuple((name, component) for component, added in parts for name in added.names),
        columns=tuple(values for _, added in parts for values in added.values),
        row_start=row_start,
        outcomes=outcomes,
        exposures=exposures,
        counties=panel.levels(COUNTY).codes[rows],
        states=panel.levels(STATE).codes[rows],
        is_synthetic=bool(panel.column(IS_SYNTHETIC).to_numpy()[rows].any()),
        omissions=tuple(omissions),
        notes=(*notes, *(note for _, added in parts for note in added.notes)),
        imputed={} if refusal else _imputed_terms(panel, rows, controls),
        refusal=refusal,
    )


def _parts(
    panel: PanelColumns,
    rows: np.ndarray,
    specification: Specification,
    controls: list[ControlTerm],
    outcomes: np.ndarray,
) -> Iterator[tuple[str, Columns]]:
    """Time and controls, each with its component."""
    for time_term in specification.time_terms:
        levels = panel.levels(TIME_COLUMNS[time_term])[rows]
        yield "unsplit", ordered_level_columns(time_term, levels, outcomes)
    for control in controls:
        values = panel.levels(control.column) if control.kind == "categorical" else panel.numbers(control.column)
        yield "control", control_columns(control, values[rows], outcomes)


def _imputed_terms(
    panel: PanelColumns, rows: np.ndarray, controls: Sequence[ControlTerm]
) -> dict[tuple[str, str], ColumnDraws]:
    """By term, the draws for the interviews among the rows that miss its column, in the column's units."""
    draws = {name: panel.draws(name).of_rows(rows) for name in imputed_columns(panel, rows, controls)}
    return {
        (control.term, "control"): ColumnDraws(found.rows, in_declared_units(control, found.values))
        for control in controls
        if control.missing == "imputations" and (found := draws.get(control.column))
    }


def _person_starts(codes: np.ndarray) -> np.ndarray:
    """[n_persons + 1] first row of each person; codes ascend."""
    changes = np.flatnonzero(np.diff(codes, prepend=-1)) if len(codes) else []
    return np.append(changes, len(codes)).astype(np.int64)


def _terms_with_source(
    panel: PanelColumns, rows: np.ndarray, specification: Specification, population: str
) -> tuple[list[str], list[ControlTerm], list[Omission]]:
    def known_share(column: str) -> float:
        return 1.0 - float(panel.is_missing(column)[rows].mean()) if len(rows) else 1.0

    policies, controls, omissions = [], [], []
    for policy in specification.policies:
        known = known_share(specification.exposure_column(policy))
        if known < SMALLEST_KNOWN_SHARE:
            message = f"no source for {policy} in {_part_unknown(known)} of these interviews"
            omissions += [Omission(policy, part, "refused", message) for part in ("within", "between")]
        else:
            policies.append(policy)
    for control in specification.controls:
        if not control.applies_to(population):
            continue
        if known_share(control.column) == 0.0:
            message = f"no source for {control.column} in the period of these interviews"
            omissions.append(Omission(control.term, "control", "refused", message))
        else:
            controls.append(control)
    return policies, controls, omissions


def _part_unknown(known: float) -> str:
    return "the period" if known == 0.0 else f"{100 * (1 - known):.0f} %"


def _require_columns(panel: PanelColumns, specification: Specification) -> None:
    needed = [PERSON, GROUP, COUNTY, STATE, MONTH, IS_SYNTHETIC, specification.outcome]
    needed += [TIME_COLUMNS[term] for term in specification.time_terms]
    needed += [specification.exposure_column(policy) for policy in specification.policies]
    needed += [control.column for control in specification.controls]
    needed += [HOUSEHOLD for control in specification.controls if control.missing == "imputations"]
    absent = [name for name in dict.fromkeys(needed) if name not in panel]
    if absent:
        raise KeyError(
            f"specification '{specification.name}' needs columns the panel lacks: {', '.join(absent)}; "
            "hand over marts.respondent_periods whole"
        )
