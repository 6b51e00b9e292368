"""All specifications on one panel: the rows of results.estimates.

A model that cannot be fitted is a row with its status and message; only a panel that lacks columns raises.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pandas as pd

from analysis.design_matrix import build_design
from analysis.open_fit import Start, fit_openly
from analysis.panel_columns import PanelColumns
from analysis.result_rows import result_rows
from analysis.results import results_frame
from analysis.specification import Specification


def estimate_all(
    panel: pd.DataFrame,
    specifications: Iterable[Specification],
    data_version: str,
    code_version: str,
    progress: Callable[[str], None] | None = None,
    imputations: Mapping[str, pd.DataFrame] | None = None,
) -> pd.DataFrame:
    """Estimate every specification for each of its populations.

    panel: marts.respondent_periods. progress: called with a line of text after each model. imputations: for a column
    with missing values, a frame of idhh, draw and the column (marts.income_imputations); specifications that use it
    are fitted once a draw and pooled, and refused without it. Returns the columns of `results.RESULT_COLUMNS`.
    Raises KeyError when the panel lacks columns, ValueError for imputations of another shape.
    """
    columns = PanelColumns(panel, imputations)
    versions = {"data_version": data_version, "code_version": code_version}
    rows: list[dict[str, Any]] = []
    starts: dict[str, Start] = {}
    for specification in specifications:
        for population in specification.populations:
            start = starts.get(population) or starts.get("all")
            model_rows = _estimate_one(columns, specification, population, start)
            rows.extend({**row, **versions} for row in model_rows)
            if any(row["status"] == "ok" for row in model_rows):
                starts[population] = {(row["term"], row["component"]): row["estimate"] for row in model_rows
                                      if row["status"] == "ok"}  # fmt: skip
            if progress is not None:
                progress(_progress_line(specification, population, model_rows))
    return results_frame(rows)


def _estimate_one(
    panel: PanelColumns, specification: Specification, population: str, start: Start | None
) -> list[dict[str, Any]]:
    started = time.perf_counter()
    design = build_design(panel, specification, population)
    design, fits = fit_openly(design, specification, start)
    rows = result_rows(design, fits, specification, population)
    seconds = time.perf_counter() - started
    return [{**row, "seconds": seconds} for row in rows]


def _progress_line(specification: Specification, population: str, rows: list[dict[str, Any]]) -> str:
    first = rows[0]
    return f"{specification.name}, {population}: {first['n_interviews']:,} interviews, {first['seconds']:.2f} s"
