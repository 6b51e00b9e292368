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

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from analysis.design.clean_rows import clean_rows
from analysis.design.column_draws import ColumnDraws
from analysis.design.columns_needed import columns_needed
from analysis.design.complete_rows import complete_rows, imputed_columns, refusal_for_want_of_imputations
from analysis.design.design_columns import Columns, control_columns, in_declared_units
from analysis.design.exposures import exposures_by_term, policy_of
from analysis.design.interview_choice import chosen_interviews
from analysis.design.panel_columns import COUNTY, IS_SYNTHETIC, STATE, PanelColumns
from analysis.design.person_months import person_month_notes
from analysis.design.population_design import Omission, PopulationDesign
from analysis.design.time_columns import UNSPLIT, time_columns
from analysis.estimators.person_rows import split_by_person
from analysis.specification import Specification
from analysis.specification.choices import LINEAR
from analysis.specification.control_terms import ControlTerm
from analysis.survey.survey_columns import WEIGHT

SMALLEST_KNOWN_SHARE = 0.5
"""A policy known for fewer of the interviews counts as without a source: a few statutes date it in a few states."""


def build_design(panel: PanelColumns, specification: Specification, population: str) -> PopulationDesign:
    """Design of a specification for one population.

    Raises KeyError naming the columns the panel lacks, ValueError for a column that holds no numbers.
    """
    require_columns(panel, specification)
    rows, choice_notes = chosen_interviews(panel, specification, population)
    policies, controls, omissions = _terms_with_source(panel, rows, specification, population)
    rows, notes = complete_rows(panel, rows, specification, policies, controls)
    clean = clean_rows(panel, rows, specification)
    rows, row_start = clean.rows, _unit_starts(clean.unit_codes)
    choice_notes += [*clean.notes, *person_month_notes(panel, rows, specification)]
    refusal = clean.refusal or refusal_for_want_of_imputations(panel, rows, controls)
    weighs = specification.weights == "survey" and specification.estimator == "between_within_logit"
    outcomes = panel.numbers(specification.outcome)[rows].astype(np.uint8)
    exposures = exposures_by_term(panel, rows, specification, policies)
    parts = list(_parts(panel, rows, specification, controls, outcomes))
    if specification.estimator == "between_within_logit":
        parts += _halves(exposures, row_start)
    return PopulationDesign(
        terms=tuple((name, component) for component, added in parts for name in added.names),
        columns=tuple(values for _, added in parts for values in added.values),
        row_start=row_start,
        outcomes=outcomes,
        exposures=exposures,
        counties=panel.levels(COUNTY).codes[rows],
        states=panel.levels(STATE).codes[rows],
        is_synthetic=_rests_on_synthetic(panel, rows),
        omissions=tuple(omissions),
        rows=rows,
        notes=(*choice_notes, *notes, *(note for _, added in parts for note in added.notes)),
        imputed={} if refusal else _imputed_terms(panel, rows, controls),
        refusal=refusal,
        row_weights=panel.numbers(WEIGHT)[rows] if weighs else None,
        weight_scaling=specification.option("weight_scaling") if weighs else "size",
    )


def _parts(
    panel: PanelColumns,
    rows: np.ndarray,
    specification: Specification,
    controls: list[ControlTerm],
    outcomes: np.ndarray,
) -> Iterator[tuple[str, Columns]]:
    """Time and controls, each with its component; estimators that absorb time take it as codes, not as columns."""
    time_terms = () if specification.estimator in LINEAR else specification.time_terms
    controlled = {control.column for control in controls}
    yield from ((UNSPLIT, columns) for columns in time_columns(panel, rows, time_terms, outcomes, controlled))
    decades = panel.decades[rows] if any(control.by == "decades" for control in controls) else None
    for control in controls:
        values = panel.levels(control.column) if control.kind == "categorical" else panel.numbers(control.column)
        columns = control_columns(control, values[rows], outcomes)
        yield "control", columns if control.by == "none" else columns.multiplied(decades, "_by_decades")


def _halves(exposures: Mapping[str, np.ndarray], row_start: np.ndarray) -> list[tuple[str, Columns]]:
    """Each exposure's mean by person and the deviation from it."""
    halves = [split_by_person(exposure, row_start) for exposure in exposures.values()]
    means, deviations = tuple(mean for mean, _ in halves), tuple(deviation for _, deviation in halves)
    return [("between", Columns(tuple(exposures), means)), ("within", Columns(tuple(exposures), deviations))]


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


def _unit_starts(codes: np.ndarray) -> np.ndarray:
    """[units + 1] first row of each person, or of each clean window; codes ascend."""
    changes = np.flatnonzero(np.diff(codes, prepend=-1)) if len(codes) else []
    return np.append(changes, len(codes)).astype(np.int64)


def _rests_on_synthetic(panel: PanelColumns, rows: np.ndarray) -> bool:
    """Whether any interview is synthetic; of none, whether any of the panel is, for the lack rests on it."""
    is_synthetic = panel.column(IS_SYNTHETIC).to_numpy()
    return bool(is_synthetic[rows].any() if len(rows) else is_synthetic.any())


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
            terms = [term for term in specification.exposure_terms if policy_of(term, specification) == policy]
            omissions += [Omission(term, part, "refused", message) for term in terms for part in ("within", "between")]
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


def require_columns(panel: PanelColumns, specification: Specification) -> None:
    absent = [name for name in columns_needed(specification) if name not in panel]
    if absent:
        raise KeyError(
            f"specification '{specification.name}' needs columns the panel lacks: {', '.join(absent)}; hand over "
            "marts.respondent_periods whole, joined to the other marts the specification names columns of"
        )
