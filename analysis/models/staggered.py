"""Staggered adoption of one policy by counties: effects, a test of the leads, and bounds under violated trends."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.design.design_matrix import build_design
from analysis.design.population_design import PopulationDesign
from analysis.estimators import sensitivity_to_violations, staggered_did
from analysis.estimators.staggered.result import StaggeredResult
from analysis.models.adoption import cohorts_of
from analysis.models.effect_rows import effect_rows
from analysis.models.output import ModelOutput, Row
from analysis.models.shared_fields import specification_key
from analysis.models.single_row import row_without_terms
from analysis.models.task import ModelTask
from analysis.models.time_codes import HALF_YEAR, time_codes

SHOWN = ("att", "event_time", "comparison")
ATT = "att"


def estimate(task: ModelTask) -> ModelOutput:
    """The policy's own row is the simple average on the treated; event times follow as <policy>_event_time_<n>."""
    specification, population = task.specification, task.population
    policy = specification.policies[0]
    design = build_design(task.columns, specification, population)
    frame, is_cross_section = _adoption_frame(task, design, policy)
    result = staggered_did(
        frame, "outcome", "county", HALF_YEAR, "cohort", specification.option("method"),
        specification.option("control"), weights="n_interviews" if not is_cross_section else None,
        treatment="full" if is_cross_section else None, on_repeal="cut",
        sampling="repeated_cross_sections" if is_cross_section else "panel",
        confidence_level=specification.confidence_level,
    )  # fmt: skip
    table = result.table[result.table["component"].isin(SHOWN)]
    if table.empty:
        return ModelOutput([row_without_terms(design, result, specification, population, policy, ATT)])
    terms = [_term(policy, row.term, row.component) for row in table.itertuples()]
    named = replace(result, table=table.assign(term=terms))
    rows = effect_rows(
        design,
        named,
        specification,
        population,
        is_log_odds=False,
        notes=(result.handles,),
        component_of=_component if result.method != "bacon" else lambda *_: "comparison",
    )
    rows = [{**row, "effect_pp": 100 * row["estimate"], "effect_pp_std_error": 100 * row["std_error"]} for row in rows]
    return ModelOutput(_with_weights(rows, result, policy), tests=_tests(task, design, result, policy))


def _adoption_frame(task: ModelTask, design: PopulationDesign, policy: str) -> tuple[pd.DataFrame, bool]:
    """Interviews as repeated cross-sections, or, for methods that need a panel, county means of every half-year."""
    cohorts = cohorts_of(task, design, policy)
    frame = pd.DataFrame({"outcome": design.outcomes.astype(float), "county": design.counties,
                          HALF_YEAR: time_codes(task, design)[HALF_YEAR] + 1})  # fmt: skip
    frame["cohort"] = frame["county"].map(cohorts.set_index("county")["cohort"])
    if task.specification.option("method") == "callaway_santanna":
        exposed = task.columns.numbers(f"exposure_any_{policy}")[design.rows]
        return frame.assign(full=(exposed > 0).astype(np.int8)), True
    cells = frame.groupby(["county", HALF_YEAR, "cohort"], as_index=False)
    means = cells.agg(outcome=("outcome", "mean"), n_rows=("outcome", "size"))
    is_complete = means.groupby("county")[HALF_YEAR].transform("size") == means[HALF_YEAR].nunique()
    kept = means[is_complete]
    return kept.assign(n_interviews=kept.groupby("county")["n_rows"].transform("sum").astype(float)), False


def _with_weights(rows: list[Row], result: StaggeredResult, policy: str) -> list[Row]:
    """Say of each two-way comparison how much of the two-way estimate it makes up."""
    words = {
        _term(policy, row["comparison"], "comparison"): f"{100 * row['weight']:.1f} % of the weight"
        for row in result.weights.to_dict("records")
    }
    return [
        {**row, "message": "; ".join(filter(None, [words[row["term"]], row["message"]]))}
        if row["term"] in words
        else row
        for row in rows
    ]


def _term(policy: str, term: str, component: str) -> str:
    if component == ATT:
        return policy if term == "simple" else f"{policy}_{term}"
    return f"{policy}_{component}_{term}"


def _component(term: str, component: str) -> str:
    if component == "event_time":
        return "lead" if "_event_time_-" in term or "_event_time_<=" in term else "lag"
    return component


def _tests(task: ModelTask, design: PopulationDesign, result: StaggeredResult, policy: str) -> list[Row]:
    key = {**specification_key(task.specification, task.population), "term": policy}
    key |= {"synthetic_inputs": design.is_synthetic}
    rows: list[Row] = [
        {
            **key,
            "test": "joint_leads",
            "comparison": "",
            "statistic": test["statistic"],
            "degrees_of_freedom": test["degrees_of_freedom"],
            "p_value": test["p_value"],
            "smallest_detectable": test["smallest_detectable_slope"],
            "message": test["message"],
        }
        for test in result.leads_test.to_dict("records")
    ]
    if result.status != "ok" or result.method not in ("callaway_santanna", "sun_abraham"):
        return rows
    bounds = sensitivity_to_violations(result)
    return rows + [
        {
            **key,
            "test": "sensitivity_to_violated_trends",
            "comparison": f"up to {row['M']:g} times the largest violation among the leads",
            "conf_low": row["conf_low"],
            "conf_high": row["conf_high"],
            "message": f"holds up to {row['breakdown']:.2g} times; {row['message']}",
        }
        for row in bounds.to_dict("records")
    ]
