"""The people's page: frames in, one self-contained HTML file out."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from markupsafe import Markup

from analysis.disclosure import GATE_OFF, GATE_ON
from analysis.report.chart_theme import unvalidated_charts
from analysis.report.provenance import is_true, make_banner
from analysis.report.rate_plot import crime_panels, group_panels
from analysis.report.rate_rows import legend_marks, real_years
from analysis.report.respondents.attrition import counts_by, ends_table, is_any_synthetic, lost_share, lost_table
from analysis.report.respondents.attrition_picture import attrition_panels, legend
from analysis.report.respondents.codebook import codebook_parts, missing_rules
from analysis.report.respondents.flow_picture import flow_picture
from analysis.report.respondents.flow_tables import flow_table, kept_table
from analysis.report.respondents.inputs import RespondentInputs
from analysis.report.respondents.rate_tables import crime_tables, group_table
from analysis.report.respondents.selection import (
    bounds_table,
    no_estimate_lines,
    selection_sentence,
    selection_tables,
)
from analysis.report.sample_flow import INCIDENTS, INTERVIEWS, FlowStep, flow_sentence, flow_steps
from analysis.report.shell import run_facts, write_page

TEMPLATES = Path(__file__).with_name("templates")


def render_respondents(inputs: RespondentInputs, directory: Path) -> Path:
    """Write `respondents.html` into `directory` (made when absent) and return its path."""
    with unvalidated_charts():
        context = respondents_context(inputs)
    return write_page("respondents.html.jinja", directory / "respondents.html", context, TEMPLATES)


def respondents_context(inputs: RespondentInputs) -> dict:
    """Everything the template prints, already formatted."""
    banner = make_banner(inputs.sources)
    has_made_up_rates = bool(inputs.victimization_rates["synthetic_inputs"].map(is_true).any())
    # The flow has no flag of its own: it counts the rows of the survey's files.
    is_flow_synthetic = banner.is_synthetic or is_any_synthetic(inputs.attrition)
    is_selection_synthetic = bool(inputs.selection["synthetic_inputs"].map(is_true).any())
    return {
        "banner": banner,
        "is_synthetic": is_flow_synthetic or has_made_up_rates or is_selection_synthetic,
        "gate_words": GATE_ON if inputs.is_gated else GATE_OFF,
        "run": run_facts(inputs.run),
        "page_style": Markup((TEMPLATES / "respondents.css").read_text(encoding="utf-8")),
        "facts": _facts(inputs.sample_flow, inputs.attrition, inputs.is_gated),
        "flow_sentence": flow_sentence(inputs.sample_flow, inputs.is_gated),
        "flows": _flows(inputs.sample_flow, is_flow_synthetic, inputs.is_gated),
        **_rate_context(inputs, has_made_up_rates),
        **_attrition_context(inputs.attrition, inputs.is_gated),
        **_selection_context(inputs),
        "codebook_parts": codebook_parts(inputs.covariates),
        "missing_rules": missing_rules(inputs.covariates),
    }


def _facts(sample_flow: pd.DataFrame, attrition: pd.DataFrame, is_gated: bool) -> list[tuple[str, str]]:
    """The largest numbers of the page, each with what it counts."""
    people, incidents = (_panel_step(sample_flow, flow, is_gated) for flow in (INTERVIEWS, INCIDENTS))
    facts = []
    if people:
        facts += [(people.n_persons_left, "people"), (people.n_records_left, "interviews")]
    if incidents:
        facts.append((incidents.n_records_left, "incidents of violence they told"))
    if not attrition.empty:
        together = counts_by(attrition.assign(everybody="all"), "everybody").loc["all"]
        facts.append((lost_share(together, is_gated), "lost, of those who could be met again"))
    return facts


def _panel_step(sample_flow: pd.DataFrame, flow: str, is_gated: bool) -> FlowStep | None:
    return next((step for step in flow_steps(sample_flow, flow, is_gated) if step.kind == "panel"), None)


def _flows(sample_flow: pd.DataFrame, is_synthetic: bool, is_gated: bool) -> list[dict]:
    """Picture, table and what is kept, of the interviews and of the incidents."""
    arguments = (is_synthetic, is_gated)
    flows = [
        {
            "picture": flow_picture(sample_flow, flow, *arguments),
            "table": flow_table(sample_flow, flow, *arguments),
            "kept": kept_table(sample_flow, flow, *arguments),
            "name": flow,
        }
        for flow in (INTERVIEWS, INCIDENTS)
    ]
    return [flow for flow in flows if flow["table"]]


def _rate_context(inputs: RespondentInputs, is_synthetic: bool) -> dict:
    frames = (inputs.victimization_rates, inputs.published_rates, inputs.is_gated)
    return {
        "rates_synthetic": is_synthetic,
        "real_years": real_years(inputs.victimization_rates),
        "rate_marks": legend_marks(inputs.victimization_rates, inputs.published_rates),
        "group_panels": group_panels(*frames),
        "crime_panels": crime_panels(*frames),
        "crime_tables": crime_tables(*frames),
        "group_table": group_table(inputs.victimization_rates, inputs.is_gated),
    }


def _attrition_context(attrition: pd.DataFrame, is_gated: bool) -> dict:
    return {
        "attrition_synthetic": is_any_synthetic(attrition),
        "attrition_panels": attrition_panels(attrition, is_gated),
        "attrition_legend": legend(attrition),
        "ends_table": ends_table(attrition, is_gated),
        "lost_table": lost_table(attrition, is_gated),
    }


def _selection_context(inputs: RespondentInputs) -> dict:
    return {
        "selection_sentence": selection_sentence(inputs.selection, inputs.is_gated),
        "selection_tables": selection_tables(inputs.selection, inputs.is_gated),
        "bounds_table": bounds_table(inputs.selection_bounds, inputs.is_gated),
        "selection_failed": no_estimate_lines(
            pd.concat([inputs.selection, inputs.selection_bounds], ignore_index=True), inputs.is_gated
        ),
    }
