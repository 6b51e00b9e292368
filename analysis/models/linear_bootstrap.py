"""The score wild bootstrap of linear models: clusters' contributions at each null model come with the fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from analysis.design.population_design import PopulationDesign
from analysis.estimators.linear.result import LinearResult
from analysis.inference.recommendation import assignment_level
from analysis.models.drawn_inference import BOOTSTRAP, bootstrap_fields, draws_to_make
from analysis.models.output import Row
from analysis.models.task import ModelTask
from analysis.specification import Specification
from analysis.specification.choices import RECOMMENDED


def levels_fitted(task: ModelTask, levels: Sequence[str]) -> list[str]:
    """Levels of clusters to fit by: those asked for and, with the bootstrap, those at which policies are assigned."""
    asked = [level for level in task.specification.inference if level in levels]
    if not {BOOTSTRAP, RECOMMENDED} & set(task.specification.inference):
        return asked
    return list(dict.fromkeys([*asked, *map(assignment_level, task.specification.policies)]))


def levels_shown(specification: Specification) -> tuple[str, ...]:
    """Levels of clusters with a row among the inferences: any that a policy is assigned at may be recommended."""
    if RECOMMENDED not in specification.inference:
        return specification.inference
    return (*specification.inference, *map(assignment_level, specification.policies))


def linear_bootstrap(
    task: ModelTask, design: PopulationDesign, component: str, result_at: Callable[[str], LinearResult]
) -> dict[tuple[str, str], dict[str, Row]]:
    """By effect, the bootstrap's fields where the specification asks for it; result_at: the fit by a level's clusters.

    component: that of the effects' rows among the results.
    """
    found: dict[tuple[str, str], dict[str, Row]] = {}
    for policy in task.specification.policies:
        if BOOTSTRAP not in draws_to_make(task, design, policy):
            continue
        result = result_at(assignment_level(policy))
        if result.null_contributions is None:
            continue
        positions = np.flatnonzero(result.table["term"] == policy)
        if len(positions):
            scores, slopes = result.null_contributions[:, positions[:1]], result.null_slopes[:, positions[0]]
            fields = bootstrap_fields(task, design, scores, np.eye(1), 0, slopes, policy)
            found[policy, component] = {BOOTSTRAP: fields}
    return found
