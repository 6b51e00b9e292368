"""Which interviews a model takes: those with a value, or an imputation, in every column it needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from analysis.design.exposures import exposure_columns, policy_of
from analysis.design.panel_columns import COUNTY, PERSON, STATE, PanelColumns
from analysis.design.time_columns import TIME_COLUMNS
from analysis.specification import Specification
from analysis.specification.control_terms import ControlTerm
from analysis.survey.survey_columns import WEIGHT

FEWEST_DRAWS = 2
"""The variance between draws is a part of the error; one draw has none."""


def complete_rows(
    panel: PanelColumns,
    rows: np.ndarray,
    specification: Specification,
    policies: Sequence[str],
    controls: Sequence[ControlTerm],
) -> tuple[np.ndarray, list[str]]:
    """The rows without a missing value, and a note that counts the others by column."""
    is_incomplete = np.zeros(len(rows), dtype=bool)
    counts: list[str] = []
    for words, is_lacking in _lacking_values(panel, rows, specification, policies, controls):
        if is_lacking.any():
            is_incomplete |= is_lacking
            counts.append(f"{words} {int(is_lacking.sum()):,}")
    if not counts:
        return rows, []
    note = f"{int(is_incomplete.sum()):,} of {len(rows):,} interviews left out for missing values ({', '.join(counts)})"
    return rows[~is_incomplete], [note]


def _lacking_values(
    panel: PanelColumns,
    rows: np.ndarray,
    specification: Specification,
    policies: Sequence[str],
    controls: Sequence[ControlTerm],
) -> Iterator[tuple[str, np.ndarray]]:
    """What is lacking, in words, and by row whether it is."""
    needed = [PERSON, COUNTY, STATE, specification.outcome]
    needed += [column for term in specification.time_terms for column in TIME_COLUMNS[term]]
    needed += _columns_of_policies(specification, policies)
    needed += [WEIGHT] if specification.weights == "survey" else []
    needed += [c.column for c in controls if c.missing == "drop" and c.kind != "categorical"]
    for name in dict.fromkeys(needed):
        yield name, panel.is_missing(name)[rows]
    for name in imputed_columns(panel, rows, controls):
        draws = panel.draws(name)
        if draws is not None and draws.n_draws >= FEWEST_DRAWS:
            yield f"{name} without an imputation", np.isin(rows, draws.lacking_rows, assume_unique=True)


def _columns_of_policies(specification: Specification, policies: Sequence[str]) -> list[str]:
    absent = {specification.exposure_column(p) for p in specification.policies if p not in policies}
    terms = specification.exposure_terms
    barred = absent | {column for term, column in terms.items() if policy_of(term, specification) not in policies}
    return [column for column in exposure_columns(specification) if column not in barred]


def imputed_columns(panel: PanelColumns, rows: np.ndarray, controls: Sequence[ControlTerm]) -> list[str]:
    """Columns that need imputations: those of rule `imputations` with a missing value in these rows."""
    names = dict.fromkeys(control.column for control in controls if control.missing == "imputations")
    return [name for name in names if panel.is_missing(name)[rows].any()]


def refusal_for_want_of_imputations(panel: PanelColumns, rows: np.ndarray, controls: Sequence[ControlTerm]) -> str:
    """Why a model that needs imputations cannot be pooled over any; empty when it can."""
    for name in imputed_columns(panel, rows, controls):
        draws = panel.draws(name)
        n_draws, n_missing = 0 if draws is None else draws.n_draws, int(panel.is_missing(name)[rows].sum())
        if n_draws < FEWEST_DRAWS:
            return (
                f"{name} is missing in {n_missing:,} interviews and has {n_draws} draws of imputations: hand over "
                f"{FEWEST_DRAWS} or more, or choose another rule for missing values"
            )
    return ""
