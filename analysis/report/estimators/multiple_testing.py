"""The main family of tests: p-values as they are, adjusted for being many, and of equivalence."""

from __future__ import annotations

import pandas as pd

from analysis.report import formatting as text
from analysis.report.estimators import estimate_rows as rows_of
from analysis.report.estimators.inputs import EstimatorInputs
from analysis.report.labels import label_policy, label_population
from analysis.report.specification_roles import main_role, registry, specification_roles
from analysis.report.tables import Column, Table, make_table, number_columns

DEFAULT_SMALLEST_EFFECT = 1.16


def multiple_testing_context(inputs: EstimatorInputs) -> dict:
    """What the section prints: a row an effect of the main specification's family."""
    role = main_role(specification_roles(inputs.estimates)) if not inputs.estimates.empty else None
    if role is None:
        return {"is_synthetic": False, "table": None}
    own = inputs.estimates[inputs.estimates["specification_id"] == role.specification_id]
    family = inputs.estimates[inputs.estimates["family"].isin(own["family"].dropna().unique())]
    rows = rows_of.effect_rows(family if len(family) else own)
    rows = rows[(rows["status"] == "ok") & ~rows["component"].isin(rows_of.MIXING_COMPONENTS)]
    n_tests = int(rows["p_value"].notna().sum())
    is_synthetic = rows_of.any_synthetic(rows)
    _, registered = registry().get(role.specification_id, (0, None))
    return {
        "is_synthetic": is_synthetic,
        "specification": role.name,
        "table": _table(rows, is_synthetic) if n_tests else None,
        "n_tests": n_tests,
        "expected_by_chance": text.format_signed(0.05 * n_tests, 1).lstrip("+"),
        "smallest_effect": registered.smallest_effect_of_interest if registered else DEFAULT_SMALLEST_EFFECT,
    }


def _table(rows: pd.DataFrame, is_synthetic: bool) -> Table:
    order = {policy: n for n, policy in enumerate(rows_of.policies_in(rows))}
    groups = {population: n for n, population in enumerate(rows_of.populations_in(rows))}
    rows = rows.assign(at=rows["policy"].map(order) * 100 + rows["population"].map(groups)).sort_values("at")
    lines, grey = [], []
    for _, row in rows.iterrows():
        if rows_of.look_of(row) == rows_of.GREY:
            grey.append(len(lines))
        lines.append(
            [
                f"{label_policy(row['policy'])}: {label_population(row['population'])}",
                text.format_odds_ratio(row["odds_ratio"]),
                *(text.format_p_value(row[name]) for name in ("p_value", "p_holm", "p_romano_wolf", "p_equivalence")),
            ]
        )
    columns = [
        Column("Effect"),
        *number_columns("Odds ratio", "p", "p, Holm", "p, Romano–Wolf", "p of equivalence"),
    ]
    return make_table("The family of the main specification.", columns, lines, is_synthetic, grey)
