"""Staggered adoption: the effect by method, what violated trends would leave of it, and what each method can take."""

from __future__ import annotations

import re

import pandas as pd

from analysis.estimators.staggered.capabilities import HANDLES
from analysis.report import formatting as text
from analysis.report.estimators import estimate_rows as rows_of
from analysis.report.estimators.estimate_rows import NamedRow
from analysis.report.estimators.forest import GREY, Axis, Forest, ForestLine, bar, make_forest, points_axis
from analysis.report.estimators.inputs import EstimatorInputs
from analysis.report.estimators.names import METHODS, Model, label_comparison, models_of
from analysis.report.estimators.planted import Truths, planted_effects, planted_points
from analysis.report.labels import label_policy, label_population, label_status, policy_of_term
from analysis.report.messages import format_message
from analysis.report.tables import Column, Table, make_table, without_empty_columns
from analysis.report.trusted_inference import is_refused, may_be_claimed

SENSITIVITY = "sensitivity_to_violated_trends"
LATER = "_from_event_time_1"
_WEIGHT = re.compile(r"([\d.]+) % of the weight")
_TIMES = re.compile(r"up to ([\d.]+) times")


def staggered_context(inputs: EstimatorInputs) -> dict:
    """What the section prints: effects by population, sensitivity by method, the two-way comparisons, and limits."""
    own = inputs.estimates[inputs.estimates["estimator"] == "staggered_did"]
    models = models_of(own)
    is_synthetic = rows_of.any_synthetic(own)
    truths = planted_effects(inputs.planted_truth) if is_synthetic else {}
    return {
        "is_synthetic": is_synthetic,
        "policy": _policies(own),
        "effects": _effects(own, models, truths),
        "has_truth": bool(truths),
        "sensitivities": _sensitivities(inputs, own, models),
        "comparisons": _comparisons(own),
        "limits": [(METHODS[model.method], HANDLES[model.method]) for model in models if model.method in HANDLES],
        "messages": _messages(own, models, inputs.is_gated),
    }


def _policies(own: pd.DataFrame) -> str:
    return ", ".join(label_policy(code) for code in rows_of.policies_in(rows_of.effect_rows(own)))


def _effects(own: pd.DataFrame, models: list[Model], truths: Truths) -> list[Forest]:
    """A forest a population: each method's effect on the treated, all times and fully exposed ones alone."""
    averages = own[own["component"] == "att"]
    averages = averages.assign(policy=averages["term"].astype(str).str.removesuffix(LATER).map(policy_of_term))
    whole = {population: _whole_effect(own, population) for population in rows_of.populations_in(averages)}
    shown = [row for _, row in averages.iterrows() if row["status"] == "ok" and not _is_grey(whole[row["population"]])]
    axis = points_axis(100 * float(row[end]) for row in shown for end in ("conf_low", "conf_high"))
    return [
        make_forest(
            label_population(population),
            axis,
            ("Effect, pp", "95% interval", "p"),
            [
                _effect_line(row, model, axis, whole[population], truths)
                for model in models
                for _, row in averages[
                    (averages["specification_id"] == model.specification_id) & (averages["population"] == population)
                ].iterrows()
            ],
            first_column="Method",
        )
        for population in rows_of.populations_in(averages)
    ]


def _whole_effect(own: pd.DataFrame, population: str) -> pd.Series | None:
    """The first method's row of the whole effect, which says for all of them who informs it and what is to be trusted.

    None where no row counts the persons informative of the policy.
    """
    rows = rows_of.effect_rows(own[own["population"] == population])
    rows = rows[rows["n_informative_switchers"].notna()]
    return None if rows.empty else rows.iloc[0]


def _is_grey(whole: pd.Series | None) -> bool:
    return whole is None or rows_of.is_thin(whole) or is_refused(whole)


def _note(whole: pd.Series | None) -> str:
    if whole is None:
        return "too thin to read"
    return rows_of.note_of(whole)


def _effect_line(row: pd.Series, model: Model, axis: Axis, whole: pd.Series | None, truths: Truths) -> ForestLine:
    is_grey = _is_grey(whole)
    point, low, high = (100 * float(row[name]) for name in ("estimate", "conf_low", "conf_high"))
    is_starred = not is_grey and may_be_claimed(whole) and may_be_claimed(row)
    stars = text.stars(row["p_value"]) if is_starred else ""
    truth = planted_points(NamedRow(model, row), truths)
    is_later = str(row["term"]).endswith(LATER)
    return ForestLine(
        name=f"{model.kind}{', fully exposed' if is_later else ''}",
        bar=bar(axis, point, low, high, GREY if is_grey else rows_of.READABLE, truth, _words_without_estimate(row)),
        cells=(text.format_signed(point) + stars, _interval(low, high), text.format_p_value(row["p_value"])),
        note=_note(whole),
        is_grey=is_grey,
    )


def _words_without_estimate(row: pd.Series) -> str:
    return "" if row["status"] == "ok" else label_status(str(row["status"]))


def _interval(low: float, high: float) -> str:
    is_known = not text.is_missing(low) and not text.is_missing(high)
    return f"{text.format_signed(low)} to {text.format_signed(high)}" if is_known else text.DASH


def _sensitivities(inputs: EstimatorInputs, own: pd.DataFrame, models: list[Model]) -> list[dict]:
    tests = inputs.tests[inputs.tests["test"] == SENSITIVITY]
    found = []
    for model in models:
        rows = tests[tests["specification_id"] == model.specification_id]
        forests = []
        for population in rows_of.populations_in(rows):
            of_population = rows[rows["population"] == population]
            is_grey = _is_grey(_whole_effect(own, population))
            forests.append(_sensitivity_forest(population, of_population, is_grey, inputs.is_gated))
        if forests:
            found.append({"kind": model.kind, "forests": forests})
    return found


def _sensitivity_forest(population: str, rows: pd.DataFrame, is_grey: bool, is_gated: bool) -> Forest:
    axis = points_axis(100 * float(value) for name in ("conf_low", "conf_high") for value in rows[name].dropna())
    lines = []
    for _, row in rows.iterrows():
        low, high = 100 * float(row["conf_low"]), 100 * float(row["conf_high"])
        times = _TIMES.search(str(row["comparison"]))
        lines.append(
            ForestLine(
                name=f"{times.group(1)} times" if times else str(row["comparison"]),
                bar=bar(axis, None, low, high, look=GREY if is_grey else rows_of.READABLE),
                cells=(_interval(low, high),),
                is_grey=is_grey,
            )
        )
    words = format_message(rows.iloc[0]["message"], is_gated).split(";")[0]
    title = f"{label_population(population)}: {words}"
    return make_forest(title, axis, ("95% interval, pp",), lines, first_column="Violation allowed")


def _comparisons(own: pd.DataFrame) -> Table | None:
    """The two-by-two comparisons two-way effects are made of; their weights where the run kept them."""
    rows = own[(own["component"] == "comparison") & (own["status"] == "ok")]
    if rows.empty:
        return None
    lines = []
    for _, row in rows.iterrows():
        code = str(row["term"]).split("_comparison_", 1)[-1]
        weight = _WEIGHT.search(str(row["message"]))
        lines.append(
            [
                f"{label_population(str(row['population']))}: {label_comparison(code)}",
                text.format_share(float(weight.group(1)) / 100) if weight else text.DASH,
                text.format_signed(100 * float(row["estimate"])),
            ]
        )
    columns = [Column("Comparison"), Column("Weight", "number"), Column("Difference, pp", "number")]
    caption = "The comparisons that two-way effects of county means are made of."
    return without_empty_columns(make_table(caption, columns, lines, rows_of.any_synthetic(rows)))


def _messages(own: pd.DataFrame, models: list[Model], is_gated: bool) -> list[tuple[str, str]]:
    """What each fit says of itself for everybody together, without the limits of its method, which stand apart."""
    found = []
    for model in models:
        rows = own[(own["specification_id"] == model.specification_id) & (own["component"] == "att")]
        if rows.empty:
            continue
        words = text.format_text(rows.iloc[0]["message"]).replace(HANDLES.get(model.method, ""), "")
        parts = [part.strip() for part in words.split(";") if part.strip(" ;–")]
        if parts:
            found.append((model.kind, format_message("; ".join(parts), is_gated)))
    return found
