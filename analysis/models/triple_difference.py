"""The triple difference: a group against another of the same county and half-year, or along a dose."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from analysis.design.design_matrix import build_design
from analysis.design.panel_columns import GROUP
from analysis.estimators import triple_difference
from analysis.models.effect_rows import effect_rows
from analysis.models.inference_rows import rows_of_levels
from analysis.models.linear_bootstrap import levels_fitted, levels_shown, linear_bootstrap
from analysis.models.model_frame import CLUSTER_CODES, COUNTY_CODE, OUTCOME, model_frame
from analysis.models.output import ModelOutput
from analysis.models.task import ModelTask
from analysis.models.time_codes import HALF_YEAR, time_codes

DOSE_UNIT_PCT = 10
"""Effects of a dose are for so many percentage points of it."""


def estimate(task: ModelTask) -> ModelOutput:
    """The population against the reference group, or along a dose within it; one fit a level of clusters."""
    specification, population = task.specification, task.population
    frame, effects, comparison = _compared(task)
    places = {"county": COUNTY_CODE, "half_year": HALF_YEAR, "confidence_level": specification.confidence_level}
    results = {
        level: triple_difference(frame, OUTCOME, effects, **comparison, **places, cluster=CLUSTER_CODES[level])
        for level in levels_fitted(task, tuple(CLUSTER_CODES))
    }
    result = results[specification.inference[0]]
    own = build_design(task.columns, specification, population)
    share = f"{100 * result.target_share_kept:.0f} % of the group's interviews lie in cells that identify"
    rows = effect_rows(
        own, result, specification, population, is_log_odds=False, notes=(share,) if result.status == "ok" else (),
        component_of=lambda _, component: "triple_difference" if component == "dose" else component,
    )  # fmt: skip
    tables = {
        level: found.table.assign(n_clusters=found.n_clusters, component="triple_difference")
        for level, found in results.items()
        if found.status == "ok" and level in levels_shown(specification)
    }
    tables = {level: table[table["term"].isin(effects)] for level, table in tables.items()}
    drawn = linear_bootstrap(task, own, "triple_difference", results.__getitem__)
    return ModelOutput(rows, rows_of_levels(specification, population, own, tables, drawn))


def _compared(task: ModelTask) -> tuple[pd.DataFrame, list[str], dict[str, Any]]:
    """The interviews compared, the exposures, and the arguments that say what is compared."""
    specification, population = task.specification, task.population
    dose, reference = specification.option("dose"), specification.option("reference")
    design = build_design(task.columns, specification, "all")
    groups = np.asarray(task.columns.levels(GROUP)[design.rows])
    extra = {**time_codes(task, design), "group": groups}
    if dose == "none":
        frame = model_frame(design, components=(), extra=extra)
        compared = frame.frame[np.isin(groups, [population, reference])]
        return compared, list(frame.effects), {"group": "group", "target": population, "reference": reference}
    values = task.columns.numbers(dose)[design.rows] / DOSE_UNIT_PCT
    frame = model_frame(design, components=(), extra={**extra, "dose": values})
    compared = frame.frame[(groups == population) & ~np.isnan(values)]
    return compared, list(frame.effects), {"group": "group", "target": population, "dose": "dose"}
