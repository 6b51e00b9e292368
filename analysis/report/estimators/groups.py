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
from analysis.report.trusted_inference import REFUSED_WORDS, is_refused, rests_on_own_error

GROUP_DIFFERENCE, CONTRAST = "group_difference", "estimator_contrast"
COLUMNS = ("Ratio", "95% interval", "p")


def groups_context(inputs: EstimatorInputs) -> dict:
    """What the section prints: by specification its differences and joint tests, then the contrast of estimators."""
    tests = inputs.tests.assign(policy=inputs.tests["term"].map(policy_of_term))
    tests = tests[tests["policy"].notna()]
    cells = _cells(inputs.estimates)
    models = {model.specification_id: model for model in models_of(inputs.estimates)}
    differences = tests[tests["test"] == GROUP_DIFFERENCE]
    contrasts = tests[tests["test"] == CONTRAST]
    is_synthetic = rows_of.any_synthetic(pd.concat([differences, contrasts]))
    return {
        "is_synthetic": is_synthetic,
        **_differences(differences, models, cells),
        "contrasts": _contrasts(contrasts, cells),
        "joint": _joint_table(differences, models, cells, is_synthetic),
    }


Cells = dict[tuple[str, str, str], list[pd.Series]]
"""Rows of an effect by specification, policy and population."""


def _cells(estimates: pd.DataFrame) -> Cells:
    found: Cells = {}
    for _, row in rows_of.effect_rows(estimates).iterrows():
        found.setdefault((row["specification_id"], row["policy"], row["population"]), []).append(row)
    return found


def _differences(differences: pd.DataFrame, models: dict[str, Model], cells: Cells) -> dict:
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
            cells, "Difference",
        )
        for policy in rows_of.policies_in(own)
    ]  # fmt: skip
    policies = [
        {
            "name": label_policy(policy),
            "forests": [
                _forest(label_comparison(str(comparison)), _by_specification(rows, tested), cells, "Specification")
                for comparison, rows in pairs[pairs["policy"] == policy].groupby("comparison", sort=False)
            ],
        }
        for policy in rows_of.policies_in(pairs)
    ]
    return {"specification": tested[0].title, "main": main, "policies": policies}


def _by_specification(rows: pd.DataFrame, models: list[Model]) -> list[tuple[str, pd.Series]]:
    found = {row["specification_id"]: row for _, row in rows.iterrows() if row["term"] == row["policy"]}
    return [(model.title, found[model.specification_id]) for model in models if model.specification_id in found]


def _forest(title: str, rows: list[tuple[str, pd.Series]], cells: Cells, first: str) -> Forest:
    lines = [_line(row, name, _behind(row, cells)) for name, row in rows]
    return make_forest(title, DIFFERENCES_OF_RATIOS, COLUMNS, lines, first)


def _behind(row: pd.Series, cells: Cells) -> list[pd.Series]:
    """The estimates of a difference's two groups: it is no better than the worse of them."""
    groups = str(row["comparison"]).split(" - ")
    return [one for group in groups for one in cells.get((row["specification_id"], row["policy"], group), [])]


def _contrasts(rows: pd.DataFrame, cells: Cells) -> list[Forest]:
    return [
        make_forest(
            label_policy(policy),
            DIFFERENCES_OF_RATIOS,
            COLUMNS,
            [
                _line(
                    row,
                    label_population(str(row["population"])),
                    cells.get((row["specification_id"], policy, row["population"]), []),
                )
                for _, row in rows[rows["policy"] == policy].iterrows()
            ],
            first_column="Conditional − between–within",
        )
        for policy in rows_of.policies_in(rows)
    ]


def _line(row: pd.Series, name: str, behind: list[pd.Series]) -> ForestLine:
    """A difference is tested by the errors of the estimates behind it: starred only where these are to be trusted.

    Where no inference of one of them is, the difference has none either.
    """
    grey = [one for one in behind if rows_of.look_of(one) == GREY]
    is_grey, is_own = bool(grey), all(rests_on_own_error(one) for one in behind)
    point, low, high = (ratio(row[column]) for column in ("estimate", "conf_low", "conf_high"))
    p_value = row["p_value"]
    if any(is_refused(one) for one in behind):
        low = high = p_value = None
    stars = text.stars(p_value) if is_own and not is_grey else ""
    return ForestLine(
        name=name,
        bar=bar(DIFFERENCES_OF_RATIOS, point, low, high, look=GREY if is_grey else rows_of.READABLE),
        cells=(
            text.format_odds_ratio(point) + stars,
            text.format_interval(low, high),
            text.format_p_value(p_value),
        ),
        note=_note(grey, is_own),
        is_grey=is_grey,
    )


def _note(grey: list[pd.Series], is_own: bool) -> str:
    if grey:
        return REFUSED_WORDS if any(is_refused(one) for one in grey) else "too thin to read"
    return "" if is_own else "another inference is to be trusted"


def _joint_table(differences: pd.DataFrame, models: dict[str, Model], cells: Cells, is_synthetic: bool) -> Table | None:
    """p-values that all groups are alike: a row a specification, a column a policy.

    None is printed where no inference of a group's effect is to be trusted.
    """
    joint = differences[differences["estimate"].isna() & differences["p_value"].notna()]
    if joint.empty:
        return None
    policies = rows_of.policies_in(joint)
    refused = {(key[0], key[1]) for key, rows in cells.items() if key[2] != "all" and any(map(is_refused, rows))}
    lines = []
    for specification_id, model in models.items():
        own = joint[joint["specification_id"] == specification_id].drop_duplicates("policy").set_index("policy")
        if len(own):
            shown = {p: None if (specification_id, p) in refused else own["p_value"].get(p) for p in policies}
            lines.append([model.title, *(text.format_p_value(value) for value in shown.values())])
    columns = [Column("Specification", "words"), *(Column(label_policy(policy), "number") for policy in policies)]
    return make_table("p-values that the policy does the same to every group.", columns, lines, is_synthetic)
