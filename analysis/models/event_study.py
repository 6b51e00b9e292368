"""The event study of one policy: leads and lags, the joint test of the leads, and what that test could have seen."""

from __future__ import annotations

from dataclasses import replace

from analysis.design.design_matrix import build_design
from analysis.design.population_design import PopulationDesign
from analysis.estimators import event_study
from analysis.estimators.linear.result import EventStudyResult
from analysis.models.adoption import event_times
from analysis.models.effect_rows import effect_rows
from analysis.models.model_frame import CLUSTER_CODES, OUTCOME, PERSON_CODE, model_frame
from analysis.models.output import ModelOutput, Row
from analysis.models.shared_fields import specification_key
from analysis.models.single_row import row_without_terms
from analysis.models.task import ModelTask
from analysis.models.time_codes import HALF_YEAR, absorbed_terms, time_codes


def estimate(task: ModelTask) -> ModelOutput:
    """Terms are <policy>_event_time_<n>, of component lead or lag."""
    specification, population = task.specification, task.population
    policy = specification.policies[0]
    design = build_design(task.columns, specification, population)
    extra = {**time_codes(task, design), "event_time": event_times(task, design, policy)}
    frame = model_frame(design, components=("control",), extra=extra)
    result = event_study(
        frame.frame, OUTCOME, PERSON_CODE, HALF_YEAR, "event_time", CLUSTER_CODES[specification.inference[0]],
        reference=specification.option("reference"), leads=specification.option("leads"),
        lags=specification.option("lags"), controls=frame.others, confidence_level=specification.confidence_level,
        absorbed=absorbed_terms(task),
    )  # fmt: skip
    if result.table.empty:
        return ModelOutput([row_without_terms(design, result, specification, population, policy, "lag")])
    named = [f"{policy}_event_time_{term}" for term in result.table["term"]]
    table = result.table.assign(term=named)
    rows = effect_rows(design, replace(result, table=table), specification, population, is_log_odds=False)
    rows = [{**row, "effect_pp": 100 * row["estimate"], "effect_pp_std_error": 100 * row["std_error"]} for row in rows]
    return ModelOutput(rows, tests=_lead_tests(task, design, result, policy))


def _lead_tests(task: ModelTask, design: PopulationDesign, result: EventStudyResult, policy: str) -> list[Row]:
    key = {**specification_key(task.specification, task.population), "test": "joint_leads", "comparison": ""}
    return [
        {
            **key,
            "term": policy,
            "statistic": test["statistic"],
            "degrees_of_freedom": test["df_numerator"],
            "p_value": test["p_value"],
            "smallest_detectable": test["smallest_detectable_constant"],
            "message": test["message"],
            "synthetic_inputs": design.is_synthetic,
        }
        for test in result.joint_test.to_dict("records")
    ]
