"""Every estimator side by side: a panel a policy and population, odds ratios and percentage points never mixed."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.report import formatting as text
from analysis.report.cells import BENCHMARK_ODDS_RATIO, FEWEST_INFORMATIVE_SWITCHERS
from analysis.report.estimators import estimate_rows as rows_of
from analysis.report.estimators.estimate_rows import NamedRow
from analysis.report.estimators.forest import (
    ODDS_RATIOS,
    Axis,
    Forest,
    ForestLine,
    bar,
    make_forest,
    points_axis,
    ratio,
)
from analysis.report.estimators.inputs import EstimatorInputs
from analysis.report.estimators.names import Model, models_of
from analysis.report.estimators.planted import Truths, planted_effects, planted_points, planted_ratio
from analysis.report.labels import POLICY_MEANINGS, label_policy, label_population, label_status
from analysis.report.messages import format_message
from analysis.report.trusted_inference import is_refused, reason_of_refusal

COLUMNS = ("Estimate", "95% interval", "Informative people", "Power", "Smallest detectable")
NORMAL_95 = 1.959964


@dataclass(frozen=True)
class PopulationPanel:
    """The forests of one policy and population; `variants` are further specifications of the same estimators."""

    title: str
    forests: list[Forest]
    variants: list[Forest]
    n_variants: int


def comparison_context(inputs: EstimatorInputs) -> dict:
    """What the section prints: by policy, its panels by population."""
    rows = rows_of.effect_rows(inputs.estimates)
    is_synthetic = rows_of.any_synthetic(rows)
    truths = planted_effects(inputs.planted_truth) if is_synthetic else {}
    axis = _common_points_axis(rows)
    models = models_of(rows)
    policies = []
    for policy in rows_of.policies_in(rows):
        of_policy = rows[rows["policy"] == policy]
        panels = [
            _panel(population, rows_of.named_rows(of_policy[of_policy["population"] == population], models), axis,
                   truths, inputs.is_gated)
            for population in rows_of.populations_in(of_policy)
        ]  # fmt: skip
        words = {"name": label_policy(policy), "meaning": POLICY_MEANINGS.get(policy, ""), "panels": panels}
        policies.append({**words, "n_estimates": len(of_policy), "n_readable": _n_readable(of_policy)})
    return {
        "is_synthetic": is_synthetic,
        "policies": policies,
        "has_truth": bool(truths),
        "fewest": FEWEST_INFORMATIVE_SWITCHERS,
        "benchmark": BENCHMARK_ODDS_RATIO,
        "estimands": _estimands(rows),
        "refused": _refused(rows, models, inputs.is_gated),
        "facts": _facts(rows),
    }


def _n_readable(rows: pd.DataFrame) -> int:
    return sum(rows_of.look_of(row) != rows_of.GREY for _, row in rows.iterrows())


def _refused(rows: pd.DataFrame, models: list[Model], is_gated: bool) -> list[tuple[str, str]]:
    """Effects of which no inference is to be trusted, and why, in the order of the models."""
    refused = rows[[is_refused(row) for _, row in rows.iterrows()]] if len(rows) else rows
    return [
        (
            f"{label_policy(one.row['policy'])}, {label_population(one.row['population'])}: {one.model.title}",
            f"{format_message(reason_of_refusal(one.row), is_gated)}.",
        )
        for one in rows_of.named_rows(refused, models)
    ]


def _facts(rows: pd.DataFrame) -> list[tuple[str, str]]:
    if rows.empty:
        return []
    return [
        (str(rows["estimator"].nunique()), "estimators"),
        (str(rows["specification_id"].nunique()), "specifications"),
        (str(len(rows)), "effects of a policy"),
        (str(_n_readable(rows)), "of them readable"),
    ]


def _estimands(rows: pd.DataFrame) -> list[tuple[str, str]]:
    """Each estimator's estimand in words, once."""
    if rows.empty or "estimand" not in rows:
        return []
    found: dict[str, str] = {}
    for model in models_of(rows):
        first = rows[rows["specification_id"] == model.specification_id].iloc[0]
        found.setdefault(model.kind, text.format_text(first["estimand"]))
    return list(found.items())


def _common_points_axis(rows: pd.DataFrame) -> Axis:
    """One axis of percentage points for all panels, as wide as the readable intervals need."""
    readable = [row for _, row in rows.iterrows() if rows_of.look_of(row) == rows_of.READABLE]
    return points_axis(end for row in readable for end in _points_interval(row))


def _panel(population: str, named: list[NamedRow], axis: Axis, truths: Truths, is_gated: bool) -> PopulationPanel:
    leading, variants = rows_of.leading_and_variants(named)
    return PopulationPanel(
        title=label_population(population),
        forests=_forests(leading, axis, truths, is_gated, by_title=False),
        variants=_forests(variants, axis, truths, is_gated, by_title=True),
        n_variants=len(variants),
    )


def _forests(named: list[NamedRow], axis: Axis, truths: Truths, is_gated: bool, by_title: bool) -> list[Forest]:
    """One forest a scale that has rows; logits stand in both where their average effect is known."""
    in_ratios = [one for one in named if one.model.is_logit]
    in_points = [one for one in named if not one.model.is_logit or not text.is_missing(one.row["effect_pp"])]
    ratio_lines = [_ratio_line(one, truths, is_gated, by_title) for one in in_ratios]
    point_lines = [_points_line(one, axis, truths, is_gated, by_title) for one in in_points]
    forests = []
    if ratio_lines:
        forests.append(make_forest("Odds ratios", ODDS_RATIOS, COLUMNS, ratio_lines))
    if point_lines:
        forests.append(make_forest("Percentage points per six months", axis, COLUMNS, point_lines))
    return forests


def _ratio_line(one: NamedRow, truths: Truths, is_gated: bool, by_title: bool) -> ForestLine:
    row = one.row
    point, low, high = (ratio(row[name]) for name in ("estimate", "conf_low", "conf_high"))
    estimate, interval = text.format_odds_ratio(row["odds_ratio"]), text.format_interval(low, high)
    return _line(
        one, ODDS_RATIOS, (point, low, high), planted_ratio(one, truths), (estimate, interval), is_gated, by_title
    )


def _points_line(one: NamedRow, axis: Axis, truths: Truths, is_gated: bool, by_title: bool) -> ForestLine:
    low, high = _points_interval(one.row)
    interval = text.DASH if text.is_missing(low) else f"{text.format_signed(low)} to {text.format_signed(high)}"
    words = (text.format_signed(one.row["effect_pp"]), interval)
    return _line(one, axis, (one.row["effect_pp"], low, high), planted_points(one, truths), words, is_gated, by_title)


def _points_interval(row: pd.Series) -> tuple[float | None, float | None]:
    effect, error, low, high = (row[name] for name in ("effect_pp", "effect_pp_std_error", "conf_low", "conf_high"))
    if row["scale"] == "probability" and text.is_missing(error) and not text.is_missing(low):
        # The interval of an inference without an error, a bootstrap's, on the scale of the estimate itself.
        return 100 * float(low), 100 * float(high)
    if text.is_missing(effect) or text.is_missing(error):
        return None, None
    return float(effect) - NORMAL_95 * float(error), float(effect) + NORMAL_95 * float(error)


def _line(
    one: NamedRow, axis: Axis, drawn: tuple, truth: object, words: tuple[str, str], is_gated: bool, by_title: bool
) -> ForestLine:
    row, look, is_shown = one.row, rows_of.look_of(one.row), rows_of.is_estimated(one.row)
    is_grey = look == rows_of.GREY
    stars = rows_of.stars_of(row)
    picture = (
        bar(axis, *drawn, look=look, truth=truth)
        if is_shown
        else bar(axis, None, None, None, look=look, words=label_status(str(row["status"])))
    )
    shown = (words[0] + stars, words[1]) if is_shown else (text.DASH, text.DASH)
    return ForestLine(
        name=one.model.title if by_title else one.kind,
        bar=picture,
        cells=(
            *shown,
            text.format_count(row["n_informative_switchers"], is_gated),
            text.DASH if is_grey else text.format_share(row["power"]),
            text.format_odds_ratio(row["mde"]) if is_shown else text.DASH,
        ),
        note=rows_of.note_of(row),
        is_grey=is_grey,
    )
