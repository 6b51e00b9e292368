"""Person-months: what a discrete-time hazard needs beside the columns of the interviews, and what it cannot hold."""

from __future__ import annotations

import numpy as np

from analysis.design.panel_columns import PanelColumns
from analysis.specification import Specification

RECALL_LAG = "recall_lag_months"
HALF_YEAR_COLUMN = "reference_half_year"
UNDATED_PREFIX = "n_undated_"
MONTHS_ARE_ROWS = "rows are person-months, a discrete-time hazard: interviews are counted as months here"


def undated_column(outcome: str) -> str:
    """Column of the months that holds, for the whole interview, the outcome's incidents without a month."""
    return f"{UNDATED_PREFIX}{outcome.removeprefix('has_')}"


def person_month_columns(specification: Specification) -> list[str]:
    """Columns a specification of person-months needs beside those of interviews."""
    return [RECALL_LAG, undated_column(specification.outcome)] if specification.unit == "person_month" else []


def person_month_notes(panel: PanelColumns, rows: np.ndarray, specification: Specification) -> list[str]:
    """What a model of person-months says of itself: its unit, and the incidents that are in no month."""
    if specification.unit != "person_month":
        return []
    # An interview's undated incidents stand in each of its months; the first month counts them once.
    is_first = panel.numbers(RECALL_LAG)[rows] == 1
    n_undated = int(panel.numbers(undated_column(specification.outcome))[rows][is_first].sum())
    return [MONTHS_ARE_ROWS, f"{n_undated:,} incidents without a month of the reference period are in no row"]
