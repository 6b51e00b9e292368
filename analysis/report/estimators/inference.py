"""One estimate, several inferences: the main specification's effects by each, and which of them to trust."""

from __future__ import annotations

import pandas as pd

from analysis.report import formatting as text
from analysis.report.estimators import estimate_rows as rows_of
from analysis.report.estimators.forest import GREY, ODDS_RATIOS, Forest, ForestLine, bar, make_forest, ratio
from analysis.report.estimators.inputs import EstimatorInputs
from analysis.report.labels import label_inference, label_policy, label_population, policy_of_term
from analysis.report.messages import format_message
from analysis.report.provenance import is_true
from analysis.report.specification_roles import main_role, specification_roles
from analysis.report.tables import Column, Table, make_table

NOTHING_ADVISED = "none of these"


def inference_context(inputs: EstimatorInputs) -> dict:
    """What the section prints: a table of p-values with the recommended inference, and the intervals by policy."""
    role = main_role(specification_roles(inputs.estimates)) if not inputs.estimates.empty else None
    rows = inputs.inferences
    if role is not None:
        rows = rows[(rows["specification_id"] == role.specification_id) & (rows["component"] == "within")]
    rows = rows.assign(policy=rows["term"].map(policy_of_term)) if len(rows) else rows.assign(policy=None)
    rows = rows[rows["policy"].notna()]
    is_synthetic = rows_of.any_synthetic(rows)
    if rows.empty or role is None:
        return {"is_synthetic": is_synthetic, "table": None}
    thin = _thin_effects(inputs.estimates, role.specification_id)
    return {
        "is_synthetic": is_synthetic,
        "specification": role.name,
        "table": _table(rows, thin, is_synthetic, inputs.is_gated),
        "policies": [
            {
                "name": label_policy(policy),
                "forests": [
                    _forest(population, effect, (policy, population) in thin)
                    for population in rows_of.populations_in(rows)
                    if len(effect := rows[(rows["policy"] == policy) & (rows["population"] == population)])
                ],
            }
            for policy in rows_of.policies_in(rows)
        ],
    }


def _thin_effects(estimates: pd.DataFrame, specification_id: str) -> set[tuple[str, str]]:
    rows = rows_of.effect_rows(estimates[estimates["specification_id"] == specification_id])
    return {(row["policy"], row["population"]) for _, row in rows.iterrows() if rows_of.look_of(row) == GREY}


def _table(rows: pd.DataFrame, thin: set[tuple[str, str]], is_synthetic: bool, is_gated: bool) -> Table:
    inferences = list(rows["inference"].unique())
    lines, grey = [], []
    for policy in rows_of.policies_in(rows):
        for population in rows_of.populations_in(rows):
            effect = rows[(rows["policy"] == policy) & (rows["population"] == population)]
            if effect.empty:
                continue
            if (policy, population) in thin:
                grey.append(len(lines))
            lines.append(_table_line(policy, population, effect.set_index("inference"), inferences, is_gated))
    columns = [Column("Effect"), *(Column(label_inference(name), "number") for name in inferences)]
    columns += [Column("To be trusted"), Column("Why", "words")]
    return make_table(
        "p-values of no effect, by inference; ▸ the one to be trusted.", columns, lines, is_synthetic, grey
    )


def _table_line(policy: str, population: str, effect: pd.DataFrame, inferences: list[str], is_gated: bool) -> list[str]:
    advised = effect[effect["is_recommended"].map(is_true)]
    p_values = [_p_value(effect, name, name in advised.index) for name in inferences]
    first = advised.iloc[0] if len(advised) else effect.iloc[0]
    name = label_inference(str(advised.index[0])) if len(advised) else NOTHING_ADVISED
    effect_name = f"{label_policy(policy)}: {label_population(population)}"
    return [effect_name, *p_values, name, format_message(first["reason"], is_gated)]


def _p_value(effect: pd.DataFrame, inference: str, is_advised: bool) -> str:
    words = text.format_p_value(effect["p_value"].get(inference))
    return f"▸ {words}" if is_advised else words


def _forest(population: str, effect: pd.DataFrame, is_grey: bool) -> Forest:
    return make_forest(
        label_population(population),
        ODDS_RATIOS,
        ("95% interval", "p"),
        [_forest_line(row, is_grey) for _, row in effect.iterrows()],
        first_column="Inference",
    )


def _forest_line(row: pd.Series, is_grey: bool) -> ForestLine:
    point, low, high = (ratio(row[name]) for name in ("estimate", "conf_low", "conf_high"))
    is_advised = is_true(row["is_recommended"])
    return ForestLine(
        name=label_inference(str(row["inference"])),
        bar=bar(ODDS_RATIOS, point, low, high, look=GREY if is_grey else rows_of.READABLE),
        cells=(text.format_interval(low, high), text.format_p_value(row["p_value"])),
        note="to be trusted" if is_advised else "",
        is_grey=is_grey,
        is_marked=is_advised,
    )
