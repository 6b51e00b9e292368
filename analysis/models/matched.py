"""Matched difference-in-differences of one policy, with the balance of the sample before and after matching."""

from __future__ import annotations

import numpy as np

from analysis.design.design_matrix import build_design
from analysis.design.panel_columns import GROUP
from analysis.design.population_design import PopulationDesign
from analysis.estimators import matched_did
from analysis.estimators.matched.result import MatchedResult
from analysis.models.effect_rows import effect_rows
from analysis.models.model_frame import COUNTY_CODE, OUTCOME, PERSON_CODE, fit_openly, model_frame
from analysis.models.output import ModelOutput, Row
from analysis.models.shared_fields import specification_key
from analysis.models.single_row import row_without_terms
from analysis.models.task import ModelTask
from analysis.models.time_codes import HALF_YEAR, time_codes
from analysis.specification.choices import PAPER_POLICIES

INTERVIEW, POPULATION_GROUP = "interview_number", "group"
COMPONENTS = {"matched": "matched_difference", "adjusted": "adjusted_difference"}


def estimate(task: ModelTask) -> ModelOutput:
    """Pairs agree in half-year, interview number and group; controls are unexposed to every policy of the paper."""
    specification, population = task.specification, task.population
    policy = specification.policies[0]
    design = build_design(task.columns, specification, population)
    frame = model_frame(design, components=("control",), extra=_keys(task, design, policy))
    exact = (INTERVIEW, *((POPULATION_GROUP,) if population == "all" else ()))
    windows = {"calendar": HALF_YEAR, "exact": exact, "cluster": COUNTY_CODE}
    windows["other_exposures"] = [name for name in PAPER_POLICIES if name != policy]
    matching = {"ratio": specification.option("ratio"), "caliper": specification.option("caliper")}
    matching["confidence_level"] = specification.confidence_level
    design, _, result = fit_openly(
        design,
        frame.others,
        lambda _: "control",
        lambda left: matched_did(
            frame.frame, OUTCOME, PERSON_CODE, INTERVIEW, policy, covariates=left, **windows, **matching
        ),
    )
    if result.table.empty:
        return ModelOutput([row_without_terms(design, result, specification, population, policy, "matched_difference")])
    notes = [f"{result.n_treated_matched:,} of {result.n_treated:,} treated persons matched"]
    notes += [
        f"{name} is unknown for some: taken as absent, for nobody can be matched on it"
        for name in _unknown(task, design)
    ]
    rows = effect_rows(
        design, result, specification, population, is_log_odds=False, notes=tuple(notes),
        component_of=lambda _, component: COMPONENTS.get(component, component),
    )  # fmt: skip
    return ModelOutput(rows, balance=_balance_rows(task, design, result, policy))


def _unknown(task: ModelTask, design: PopulationDesign) -> list[str]:
    """Policies whose exposure is not known for every interview of the design."""
    column = task.specification.exposure_column
    return [name for name in PAPER_POLICIES if task.columns.is_missing(column(name))[design.rows].any()]


def _keys(task: ModelTask, design: PopulationDesign, policy: str) -> dict[str, np.ndarray]:
    columns, rows = task.columns, design.rows
    keys = {**time_codes(task, design), INTERVIEW: columns.numbers(INTERVIEW)[rows]}
    keys[POPULATION_GROUP] = columns.levels(GROUP).codes[rows].astype(np.int64)
    for name in PAPER_POLICIES:
        if name != policy:
            keys[name] = np.nan_to_num(columns.numbers(task.specification.exposure_column(name))[rows])
    return keys


def _balance_rows(task: ModelTask, design: PopulationDesign, result: MatchedResult, policy: str) -> list[Row]:
    key = {**specification_key(task.specification, task.population), "term": policy}
    return [
        {
            **key,
            "covariate": row["covariate"] if row["level"] in ("", None) or row["level"] != row["level"]
            else f"{row['covariate']} {row['level']}",
            "sample": row["sample"],
            "mean_treated": row["mean_treated"],
            "mean_control": row["mean_control"],
            "standardized_mean_difference": row["std_mean_difference"],
            "variance_ratio": row["variance_ratio"],
            "synthetic_inputs": design.is_synthetic,
        }
        for row in result.balance.to_dict("records")
    ]  # fmt: skip
