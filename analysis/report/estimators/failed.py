"""What could not be estimated, by specification: models and terms with their status and reason."""

from __future__ import annotations

import pandas as pd

from analysis.report.estimate_tables import failed_lines
from analysis.report.estimators import estimate_rows as rows_of
from analysis.report.estimators.inputs import EstimatorInputs
from analysis.report.estimators.names import Model, models_of
from analysis.report.labels import label_policy, label_population, label_status
from analysis.report.messages import format_message
from analysis.report.tables import Column, Table, make_table

COLUMNS = [Column("Population"), Column("Terms", "words"), Column("Status"), Column("Why", "words")]


def failed_context(inputs: EstimatorInputs) -> dict:
    """What the section prints: policies without an estimate in one table, then everything by specification."""
    failed = inputs.estimates[inputs.estimates["status"] != "ok"]
    models = models_of(failed)
    return {
        "is_synthetic": rows_of.any_synthetic(failed),
        "effects": _effects(failed, models, inputs.is_gated),
        "tables": [_by_specification(model, failed, inputs.is_gated) for model in models],
        "has_estimates": not inputs.estimates.empty,
    }


def _effects(failed: pd.DataFrame, models: list[Model], is_gated: bool) -> Table | None:
    """Effects of a policy that are missing, a row a population, policy and reason, with the specifications it hits."""
    rows = rows_of.effect_rows(failed)
    if rows.empty:
        return None
    titles = {model.specification_id: model.title for model in models}
    rows = rows.assign(
        title=rows["specification_id"].map(titles), message=[format_message(m, is_gated) for m in rows["message"]]
    )
    lines = [
        [
            f"{label_policy(policy)}: {label_population(population)}", label_status(str(status)), message,
            "; ".join(of_reason["title"].unique()),
        ]
        for (policy, population, status, message), of_reason in rows.groupby(
            ["policy", "population", "status", "message"], sort=False
        )
    ]  # fmt: skip
    columns = [Column("Effect"), Column("Status"), Column("Why", "words"), Column("Specifications", "words")]
    return make_table("Effects of a policy without an estimate.", columns, lines, rows_of.any_synthetic(rows))


def _by_specification(model: Model, failed: pd.DataFrame, is_gated: bool) -> dict:
    rows = failed[failed["specification_id"] == model.specification_id]
    lines = [[line.population, line.terms, line.status, line.message] for line in failed_lines(rows, is_gated)]
    table = make_table("Left out, and why.", COLUMNS, lines, rows_of.any_synthetic(rows))
    return {"title": model.title, "kind": model.kind, "table": table}
