"""Tests between models: groups of one specification, and estimators of one population, which share counties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from analysis.inference.group_differences import GroupDifferences, GroupEstimates, difference_of_estimates
from analysis.models.output import ModelOutput, PolicyInfluence, Row
from analysis.models.shared_fields import specification_key
from analysis.specification import Specification

GROUPS = ("latino", "white", "black")
BETWEEN_WITHIN, CONDITIONAL = "between_within_logit", "conditional_logit"
GROUP_DIFFERENCE, CONTRAST = "group_difference", "estimator_contrast"

Outputs = Mapping[tuple[Specification, str], ModelOutput]


def group_difference_rows(outputs: Outputs) -> list[Row]:
    """Differences of each pair of groups and the joint test that all are equal, by specification and policy.

    The rows stand under the first group of the comparison; the joint test under the population 'all'.
    """
    rows: list[Row] = []
    for specification in dict.fromkeys(specification for specification, _ in outputs):
        groups = {group: influence for group in GROUPS if (influence := _influence(outputs, specification, group))}
        if len(groups) > 1:
            differences = _differences(groups, specification)
            rows += _pairs(differences, GROUP_DIFFERENCE, specification, groups)
            rows += _joint(differences, specification, groups)
    return rows


def estimator_contrast_rows(outputs: Outputs) -> list[Row]:
    """Conditional less between–within estimates of specifications that differ in nothing else, by population."""
    rows: list[Row] = []
    for (specification, population), output in outputs.items():
        if specification.estimator != CONDITIONAL or output.influence is None:
            continue
        other = _counterpart(specification, [found for found, _ in outputs])
        second = None if other is None else _influence(outputs, other, population)
        if second is None:
            continue
        groups = {"conditional": output.influence, "between_within": second}
        differences = _differences(groups, specification)
        rows += _pairs(differences, CONTRAST, specification, groups, population)
    return rows


def _influence(outputs: Outputs, specification: Specification, population: str) -> PolicyInfluence | None:
    output = outputs.get((specification, population))
    return None if output is None else output.influence


def _counterpart(specification: Specification, others: Iterable[Specification]) -> Specification | None:
    words = {"name": "", "title": "", "labels": {}, "family": "", "estimator": BETWEEN_WITHIN, "inference": ("county",)}
    wanted = replace(specification, **words).specification_id
    found = (other for other in others if other.estimator == BETWEEN_WITHIN)
    return next((other for other in found if replace(other, **words).specification_id == wanted), None)


def _differences(groups: Mapping[str, PolicyInfluence], specification: Specification) -> GroupDifferences:
    shared = [
        term for term in next(iter(groups.values())).terms if all(term in group.terms for group in groups.values())
    ]
    estimates = {
        name: GroupEstimates(group.terms, group.estimates, group.influence, group.labels)
        for name, group in groups.items()
    }
    return difference_of_estimates(estimates, shared, specification.confidence_level)


def _pairs(
    differences: GroupDifferences,
    test: str,
    specification: Specification,
    groups: Mapping[str, PolicyInfluence],
    population: str | None = None,
) -> list[Row]:
    is_synthetic = any(group.is_synthetic for group in groups.values())
    return [
        {
            **specification_key(specification, population or row["group"]),
            "test": test,
            "comparison": f"{row['group']} - {row['reference_group']}",
            "term": row["term"],
            "estimate": row["estimate"],
            "std_error": row["std_error"],
            "conf_low": row["conf_low"],
            "conf_high": row["conf_high"],
            "statistic": row["estimate"] / row["std_error"],
            "degrees_of_freedom": differences.n_clusters - 1,
            "p_value": row["p_value"],
            "synthetic_inputs": is_synthetic,
        }
        for row in differences.table.to_dict("records")
    ]


def _joint(
    differences: GroupDifferences, specification: Specification, groups: Mapping[str, PolicyInfluence]
) -> list[Row]:
    return [
        {
            **specification_key(specification, "all"),
            "test": GROUP_DIFFERENCE,
            "comparison": ", ".join(groups) + " alike",
            "term": row["term"],
            "statistic": row["chi_square"],
            "degrees_of_freedom": row["degrees_of_freedom"],
            "p_value": row["p_value"],
            "synthetic_inputs": any(group.is_synthetic for group in groups.values()),
        }
        for row in differences.joint.to_dict("records")
    ]
