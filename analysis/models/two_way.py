"""Linear probability with an effect of each person and half-year, all policies at once."""

from __future__ import annotations

from analysis.design.design_matrix import build_design
from analysis.estimators import two_way_effects
from analysis.models.effect_rows import effect_rows
from analysis.models.inference_rows import rows_of_levels
from analysis.models.linear_bootstrap import levels_fitted, levels_shown, linear_bootstrap
from analysis.models.model_frame import CLUSTER_CODES, OUTCOME, PERSON_CODE, fit_openly, model_frame
from analysis.models.output import ModelOutput
from analysis.models.task import ModelTask
from analysis.models.time_codes import HALF_YEAR, absorbed_terms, time_codes


def estimate(task: ModelTask) -> ModelOutput:
    """Fit once a level of clusters; time terms beside the half-year are absorbed."""
    specification, population = task.specification, task.population
    design = build_design(task.columns, specification, population)
    frame = model_frame(design, components=("control",), extra=time_codes(task, design))

    def fit(level: str):
        return fit_openly(design, frame.effects, lambda _: "within", lambda left: two_way_effects(
            frame.frame, OUTCOME, left, PERSON_CODE, HALF_YEAR, frame.others, CLUSTER_CODES[level],
            confidence_level=specification.confidence_level, absorbed=absorbed_terms(task),
        ))  # fmt: skip

    fits = {level: fit(level) for level in levels_fitted(task, tuple(CLUSTER_CODES))}
    fitted, _, result = fits[specification.inference[0]]
    rows = effect_rows(
        fitted, result, specification, population, is_log_odds=False,
        component_of=lambda term, _: "within" if term in frame.effects else "control",
    )  # fmt: skip
    tables = {
        level: found.table[found.table["term"].isin(frame.effects)].assign(n_clusters=found.n_clusters)
        for level, (_, _, found) in fits.items()
        if found.status == "ok" and level in levels_shown(specification)
    }
    drawn = linear_bootstrap(task, fitted, "within", lambda level: fits[level][2])
    return ModelOutput(rows, rows_of_levels(specification, population, fitted, tables, drawn))
