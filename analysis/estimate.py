"""All specifications on one panel: the rows of results.estimates.

A model that cannot be fitted is a row with its status and message; only a panel that lacks columns raises.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pandas as pd

from analysis.design_matrix import build_design
from analysis.estimators.design import INTERCEPT
from analysis.estimators.random_intercept import fit_random_intercept
from analysis.estimators.result import RandomInterceptResult
from analysis.panel_columns import PanelColumns
from analysis.population_design import PopulationDesign
from analysis.power import is_informed
from analysis.result_rows import result_rows
from analysis.results import results_frame
from analysis.specification import Specification

_MOST_OMISSIONS = 40

Start = dict[tuple[str, str], float]
"""Estimates of a similar model by term and component: where the next search begins, never where it ends."""


def estimate_all(
    panel: pd.DataFrame,
    specifications: Iterable[Specification],
    data_version: str,
    code_version: str,
    progress: Callable[[str], None] | None = None,
) -> pd.DataFrame:
    """Estimate every specification for each of its populations.

    panel: marts.respondent_periods. progress: called with a line of text after each model. Returns the
    columns of `results.RESULT_COLUMNS`. Raises KeyError when the panel lacks columns.
    """
    columns = PanelColumns(panel)
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


def fit_openly(
    design: PopulationDesign, specification: Specification, start: Start | None = None
) -> tuple[PopulationDesign, RandomInterceptResult]:
    """Fit; when a fault lies with certain terms, leave these out with an omission and fit the rest.

    Stops when no within term is left, for then nothing asked for can be estimated.
    """
    design = _without_uninformed_terms(design)
    fitting = design.fitting_design(specification.cluster)
    for _ in range(_MOST_OMISSIONS):
        result = fit_random_intercept(
            fitting,
            specification.points,
            specification.confidence_level,
            start=_start_vector(design, start),
        )
        if result.status == "ok" or not result.faulty_terms:
            break
        design = design.without(result.faulty_terms, result.status, result.message)
        fitting = fitting.without(result.faulty_terms)
        if not any(component == "within" for _, component in design.terms):
            break
    return design, result


def _without_uninformed_terms(design: PopulationDesign) -> PopulationDesign:
    """Leave out within terms of policies whose switchers all have an outcome that never varies.

    The random intercept would still return a number there, with a cluster-robust error near zero.
    """
    if not 0 < design.outcomes.sum() < len(design.outcomes):
        return design
    uninformed = tuple(
        (policy, "within")
        for policy, exposure in design.exposures.items()
        if not is_informed(exposure, design.is_informative, design.row_start)
    )
    if not uninformed:
        return design
    message = "nobody whose exposure changes has an outcome that changes: nothing informs the within effect"
    return design.without(uninformed, "not_estimable", message)


def _estimate_one(
    panel: PanelColumns, specification: Specification, population: str, start: Start | None
) -> list[dict[str, Any]]:
    started = time.perf_counter()
    design = build_design(panel, specification, population)
    design, result = fit_openly(design, specification, start)
    rows = result_rows(design, result, specification, population)
    seconds = time.perf_counter() - started
    return [{**row, "seconds": seconds} for row in rows]


def _start_vector(design: PopulationDesign, start: Start | None) -> np.ndarray | None:
    """Starting values in the design's order; policies start at zero, for they are what differs."""
    if not start:
        return None
    values = [
        0.0 if component in ("within", "between") else start.get((term, component), 0.0)
        for term, component in (INTERCEPT, *design.terms)
    ]
    return np.append(values, 0.0)


def _progress_line(specification: Specification, population: str, rows: list[dict[str, Any]]) -> str:
    first = rows[0]
    return f"{specification.name}, {population}: {first['n_interviews']:,} interviews, {first['seconds']:.2f} s"
