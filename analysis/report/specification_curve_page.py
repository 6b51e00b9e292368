"""The page of the specification curve: frames in, one self-contained HTML file out."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import exp
from pathlib import Path

import pandas as pd
from markupsafe import Markup

from analysis.disclosure import GATE_OFF, GATE_ON, round_significant
from analysis.report import formatting as text
from analysis.report.chart_theme import unvalidated_charts
from analysis.report.labels import POPULATIONS, label_policy, label_population
from analysis.report.provenance import is_true, make_banner
from analysis.report.shell import run_facts, write_page
from analysis.report.specification_curve_plot import Truth, choice_columns, curve_panel, curve_points
from analysis.report.tables import Column, Table, make_table, number_columns
from analysis.specification.choices import PAPER_POLICIES


@dataclass(frozen=True)
class CurveInputs:
    """Frames behind the page.

    effects          rows of SPECIFICATION_CURVE with their choices
    joint            rows of CURVE_INFERENCE
    planted_truth    meta.planted_truth; empty when the people are real
    sources          meta.sources, for the banner
    n_specifications how many the curve has, estimated or not
    run              data_version, code_version and what else the footer tells
    is_gated         True when a confidential source is real: numbers are then rounded for release
    """

    effects: pd.DataFrame
    joint: pd.DataFrame
    planted_truth: pd.DataFrame
    sources: pd.DataFrame
    n_specifications: int
    run: dict = field(default_factory=dict)
    is_gated: bool = False

    @property
    def is_synthetic(self) -> bool:
        """Whether an interview or any source, that of a policy too, is invented."""
        is_by_row = bool(self.effects["synthetic_inputs"].map(is_true).any())
        return is_by_row or make_banner(self.sources).is_synthetic


@dataclass(frozen=True)
class CurveSection:
    """A policy with its panels and what each says."""

    policy: str
    panels: list[tuple[Markup | None, str]]


def render_curve(inputs: CurveInputs, page: Path) -> Path:
    """Write the page and return its path."""
    with unvalidated_charts():
        return write_page("specification_curve.html.jinja", page, curve_context(inputs))


def curve_context(inputs: CurveInputs) -> dict:
    """Everything the template prints, already formatted."""
    is_synthetic = inputs.is_synthetic
    truth = planted(inputs.planted_truth) if is_synthetic else {}
    n_estimated = int(inputs.effects["specification_id"].nunique())
    registered = sorted(inputs.effects["registration"].dropna().astype(str).unique())
    return {
        "banner": make_banner(inputs.sources),
        "is_synthetic": is_synthetic,
        "has_truth": bool(truth),
        "n_specifications": inputs.n_specifications,
        "n_estimated": n_estimated,
        "axes": _axes(inputs.effects),
        "registration": ", ".join(registered),
        "joint_table": joint_table(inputs.joint, is_synthetic, inputs.is_gated),
        "sections": _sections(inputs, truth, is_synthetic),
        "gate_words": GATE_ON if inputs.is_gated else GATE_OFF,
        "run": run_facts(inputs.run),
    }


def planted(truth: pd.DataFrame) -> Truth:
    """Planted log odds ratio by policy, population and exposure definition; what is on another scale is left out."""
    return {
        (str(row.policy), str(row.population), str(row.exposure_definition)): float(row.value)
        for row in truth[truth["scale"] == "log_odds"].itertuples()
        if not text.is_missing(row.value)
    }


def joint_table(joint: pd.DataFrame, is_synthetic: bool, is_gated: bool = False) -> Table:
    """What the curve says together; a row without a readable estimate is grey."""
    columns = [Column("Policy"), Column("Population"), *number_columns(
        "Readable / thin / none", "Median odds ratio", "Without an effect", "p of the median", "Significant up",
        "Significant down", "By chance", "p of the share",
    )]  # fmt: skip
    joint = _in_page_order(joint)
    rows = [_joint_cells(row, is_gated) for _, row in joint.iterrows()]
    grey = [n for n, count in enumerate(joint["n_readable"]) if count == 0]
    return make_table("All specifications together, by policy and population.", columns, rows, is_synthetic, grey)


def panel_sentence(row: pd.Series, is_gated: bool = False) -> str:
    """The curve of one policy and population in a sentence."""
    if text.is_missing(row["median_estimate"]):
        return f"Nothing to read: of {row['n_specifications']} estimates {row['n_thin']} are thin, the others missing."
    told = (
        f"Median odds ratio {_ratio(row['median_odds_ratio'], is_gated)} over {row['n_readable']} readable estimates;"
        f" significant {text.format_share(row['share_significant_up'])} up,"
        f" {text.format_share(row['share_significant_down'])} down."
    )
    if text.is_missing(row["p_median"]):
        return f"{told} {row['message']}."
    return (
        f"{told} Jointly: p of the median {text.format_p_value(row['p_median'])}, p of the share of significant"
        f" estimates {text.format_p_value(row['p_share_significant'])}."
    )


def _joint_cells(row: pd.Series, is_gated: bool) -> list[str]:
    ends = [_exp(row["null_median_low"]), _exp(row["null_median_high"])]
    return [
        label_policy(row["term"]),
        label_population(row["population"]),
        f"{row['n_readable']} / {row['n_thin']} / {row['n_failed']}",
        _ratio(row["median_odds_ratio"], is_gated),
        text.format_interval(*ends),
        text.format_p_value(row["p_median"]),
        text.format_share(row["share_significant_up"]),
        text.format_share(row["share_significant_down"]),
        text.format_share(row["null_share_significant"]),
        text.format_p_value(row["p_share_significant"]),
    ]


def _exp(value: object) -> float | None:
    return None if text.is_missing(value) else exp(float(value))


def _ratio(value: object, is_gated: bool) -> str:
    return text.format_odds_ratio(round_significant(value) if is_gated and not text.is_missing(value) else value)


def _in_page_order(rows: pd.DataFrame) -> pd.DataFrame:
    policies = [*PAPER_POLICIES, *(code for code in rows["term"].unique() if code not in PAPER_POLICIES)]
    places = rows["term"].map(policies.index) * len(POPULATIONS) + rows["population"].map(POPULATIONS.index)
    return rows.iloc[places.to_numpy(dtype=int).argsort(kind="stable")]


def _sections(inputs: CurveInputs, truth: Truth, is_synthetic: bool) -> list[CurveSection]:
    sections: list[CurveSection] = []
    for term, of_policy in _in_page_order(inputs.joint).groupby("term", sort=False):
        panels = []
        for _, row in of_policy.iterrows():
            is_own = (inputs.effects["term"] == term) & (inputs.effects["population"] == row["population"])
            effects = inputs.effects[is_own]
            points = curve_points(effects, truth, inputs.is_gated)
            picture = curve_panel(str(term), str(row["population"]), points, is_synthetic)
            panels.append((picture, panel_sentence(row, inputs.is_gated)))
        sections.append(CurveSection(label_policy(str(term)), panels))
    return sections


def _axes(effects: pd.DataFrame) -> list[tuple[str, list[str]]]:
    return [
        (column.removeprefix("choice_").replace("_", " "), [str(value) for value in effects[column].unique()])
        for column in choice_columns(effects)
    ]
