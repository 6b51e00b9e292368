"""Differences between groups, and between the two logits of persons, each with its own error: shared counties count."""

from __future__ import annotations

import pandas as pd

from analysis.report import formatting as text
from analysis.report.estimators import estimate_rows as rows_of
from analysis.report.estimators.forest import DIFFERENCES_OF_RATIOS, GREY, Forest, ForestLine, bar, make_forest, ratio
from analysis.report.estimators.inputs import EstimatorInputs
from analysis.report.estimators.names import Model, label_comparison, models_of
from analysis.report.labels import label_policy, label_population, policy_of_term
from analysis.report.tables import Column, Table, make_table

GROUP_DIFFERENCE, CONTRAST = "group_difference", "estimator_contrast"
COLUMNS = ("Ratio", "95% interval", "p")


def groups_context(inputs: EstimatorInputs) -> dict:
    """What the section prints: by specification its differences and joint tests, then the contrast of estimators."""
    tests = inputs.tests.assign(policy=inputs.tests["term"].map(policy_of_term))
    tests = tests[tests["policy"].notna()]
    thin = _thin_cells(inputs.estimates)
    models = {model.specification_id: model for model in models_of(inputs.estimates)}
    differences = tests[tests["test"] == GROUP_DIFFERENCE]
    contrasts = tests[tests["test"] == CONTRAST]
    is_synthetic = rows_of.any_synthetic(pd.concat([differences, contrasts]))
    return {
        "is_synthetic": is_synthetic,
        **_differences(differences, models, thin),
        "contrasts": _contrasts(contrasts, thin),
        "joint": _joint_table(differences, models, is_synthetic),
    }


def _thin_cells(estimates: pd.DataFrame) -> set[tuple[str, str, str]]:
    """Specification, policy and population of estimates that may not be read."""
    rows = rows_of.effect_rows(estimates)
    return {
        (row["specification_id"], row["policy"], row["population"])
        for _, row in rows.iterrows()
        if rows_of.look_of(row) == GREY
    }


def _differences(differences: pd.DataFrame, models: dict[str, Model], thin: set[tuple[str, str, str]]) -> dict:
    """`main`: the first specification's pairs by policy; `policies`: each pair over all specifications."""
    pairs = differences[differences["estimate"].notna()]
    tested = [model for code, model in models.items() if (pairs["specification_id"] == code).any()]
    if not tested:
        return {"specification": "", "main": [], "policies": []}
    own = pairs[pairs["specification_id"] == tested[0].specification_id]
    main = [
        _forest(
            label_policy(policy),
            [(label_comparison(str(row["comparison"])), row) for _, row in own[own["policy"] == policy].iterrows()],
            thin, "Difference",
        )
        for policy in rows_of.policies_in(own)
    ]  # fmt: skip
    policies = [
        {
            "name": label_policy(policy),
            "forests": [
                _forest(label_comparison(str(comparison)), _by_specification(rows, tested), thin, "Specification")
                for comparison, rows in pairs[pairs["policy"] == policy].groupby("comparison", sort=False)
            ],
        }
        for policy in rows_of.policies_in(pairs)
    ]
    return {"specification": tested[0].title, "main": main, "policies": policies}


def _by_specification(rows: pd.DataFrame, models: list[Model]) -> list[tuple[str, pd.Series]]:
    found = {row["specification_id"]: row for _, row in rows.iterrows() if row["term"] == row["policy"]}
    return [(model.title, found[model.specification_id]) for model in models if model.specification_id in found]


def _forest(title: str, rows: list[tuple[str, pd.Series]], thin: set[tuple[str, str, str]], first: str) -> Forest:
    lines = [_line(row, name, _is_thin_pair(row, thin)) for name, row in rows]
    return make_forest(title, DIFFERENCES_OF_RATIOS, COLUMNS, lines, first)


def _is_thin_pair(row: pd.Series, thin: set[tuple[str, str, str]]) -> bool:
    """A difference is no better than the thinner of its two groups."""
    groups = str(row["comparison"]).split(" - ")
    return any((row["specification_id"], row["policy"], group) in thin for group in groups)


def _contrasts(rows: pd.DataFrame, thin: set[tuple[str, str, str]]) -> list[Forest]:
    return [
        make_forest(
            label_policy(policy),
            DIFFERENCES_OF_RATIOS,
            COLUMNS,
            [
                _line(
                    row,
                    label_population(str(row["population"])),
                    (row["specification_id"], policy, row["population"]) in thin,
                )
                for _, row in rows[rows["policy"] == policy].iterrows()
            ],
            first_column="Conditional − between–within",
        )
        for policy in rows_of.policies_in(rows)
    ]


def _line(row: pd.Series, name: str, is_grey: bool) -> ForestLine:
    point, low, high = (ratio(row[column]) for column in ("estimate", "conf_low", "conf_high"))
    stars = "" if is_grey else text.stars(row["p_value"])
    return ForestLine(
        name=name,
        bar=bar(DIFFERENCES_OF_RATIOS, point, low, high, look=GREY if is_grey else rows_of.READABLE),
        cells=(
            text.format_odds_ratio(point) + stars,
            text.format_interval(low, high),
            text.format_p_value(row["p_value"]),
        ),
        note="too thin to read" if is_grey else "",
        is_grey=is_grey,
    )


def _joint_table(differences: pd.DataFrame, models: dict[str, Model], is_synthetic: bool) -> Table | None:
    """p-values that all groups are alike: a row a specification, a column a policy."""
    joint = differences[differences["estimate"].isna() & differences["p_value"].notna()]
    if joint.empty:
        return None
    policies = rows_of.policies_in(joint)
    lines = []
    for specification_id, model in models.items():
        own = joint[joint["specification_id"] == specification_id].drop_duplicates("policy").set_index("policy")
        if len(own):
            lines.append([model.title, *(text.format_p_value(own["p_value"].get(policy)) for policy in policies)])
    columns = [Column("Specification", "words"), *(Column(label_policy(policy), "number") for policy in policies)]
    return make_table("p-values that the policy does the same to every group.", columns, lines, is_synthetic)
