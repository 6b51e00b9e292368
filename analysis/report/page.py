"""The report page: frames in, one self-contained HTML file out."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.disclosure import GATE_OFF, GATE_ON
from analysis.report import sentences
from analysis.report.cells import BENCHMARK_ODDS_RATIO, FEWEST_INFORMATIVE_SWITCHERS, cells_of, policy_rows
from analysis.report.coefficient_plot import coefficient_panels
from analysis.report.estimate_tables import FailedLine, estimate_tables, failed_lines, truth_ratios
from analysis.report.inputs import ReportInputs
from analysis.report.labels import POLICY_LABELS, POLICY_MEANINGS
from analysis.report.panel_table import panel_lines
from analysis.report.paper_example_section import paper_example_section
from analysis.report.provenance import is_true, make_banner, policies_without_source, source_lines
from analysis.report.rate_plot import group_panels
from analysis.report.rate_rows import legend_marks, real_years, violence_rates
from analysis.report.sample_flow import flow_sentence
from analysis.report.shell import run_facts, write_page
from analysis.report.sight import sight_line
from analysis.report.specification_roles import SpecificationRole, main_role, specification_roles, without_time_role
from analysis.specification.choices import PAPER_POLICIES


def render(inputs: ReportInputs, directory: Path) -> list[Path]:
    """Write `index.html` into `directory` (made when absent) and return the files written."""
    return [write_page("report.html.jinja", directory / "index.html", report_context(inputs))]


def report_context(inputs: ReportInputs) -> dict:
    """Everything the template prints, already formatted."""
    without_source = policies_without_source(inputs.sources)
    estimates_synthetic = bool(inputs.estimates["synthetic_inputs"].map(is_true).any())
    panel_synthetic = bool(inputs.panel_summary["is_synthetic"].map(is_true).any())
    rates = violence_rates(inputs.victimization_rates)
    rates_synthetic = bool(rates["synthetic_inputs"].map(is_true).any())
    banner = make_banner(inputs.sources)
    return {
        "banner": banner,
        "is_synthetic": banner.is_synthetic or estimates_synthetic or panel_synthetic or rates_synthetic,
        "estimates_synthetic": estimates_synthetic,
        "panel_synthetic": panel_synthetic,
        "gate_words": GATE_ON if inputs.is_gated else GATE_OFF,
        "run": run_facts(inputs.run),
        "policy_meanings": [(POLICY_LABELS[code], POLICY_MEANINGS[code]) for code in PAPER_POLICIES],
        "fewest_informative": FEWEST_INFORMATIVE_SWITCHERS,
        "benchmark": BENCHMARK_ODDS_RATIO,
        "flow_sentence": flow_sentence(inputs.sample_flow, inputs.is_gated),
        "rate_panels": group_panels(rates, inputs.published_rates, inputs.is_gated),
        "rates_synthetic": rates_synthetic,
        "real_years": real_years(rates),
        "rate_marks": legend_marks(rates, inputs.published_rates),
        "panel_lines": panel_lines(inputs.panel_summary, inputs.is_gated),
        "sources": source_lines(inputs.sources),
        "paper_example": paper_example_section(inputs.paper_example),
        **_estimate_context(inputs, without_source, estimates_synthetic),
    }


def _estimate_context(inputs: ReportInputs, without_source: set[str], is_synthetic: bool) -> dict:
    roles = specification_roles(inputs.estimates)
    main, timeless = main_role(roles), without_time_role(roles)
    rows = policy_rows(inputs.estimates, "within")
    cells = cells_of(_of(rows, main), without_source) if main else []
    truth = truth_ratios(inputs.planted_truth, main.exposure_definition) if main and is_synthetic else {}
    timeless_cells = cells_of(_of(rows, timeless), without_source) if timeless else None
    planted = inputs.planted_truth if is_synthetic else inputs.planted_truth.iloc[:0]
    tables = {
        component: estimate_tables(inputs.estimates, roles, component, planted, without_source, inputs.is_gated)
        for component in ("within", "unsplit", "between")
    }
    return {
        "main": main,
        "timeless": timeless,
        "has_estimates": not inputs.estimates.empty,
        "has_truth": bool(truth),
        "findings": sentences.findings(cells),
        "no_change": sentences.no_change_sentence(cells),
        "reading_counts": sentences.reading_counts(cells),
        "n_cells": len(cells),
        "sight": [sight_line(cell, inputs.is_gated) for cell in cells],
        "panels": coefficient_panels(cells, timeless_cells, truth, is_synthetic) if cells else [],
        "main_tables": [table for table in tables["within"] if table.role == main],
        "further_tables": [*(table for table in tables["within"] if table.role != main), *tables["unsplit"]],
        "failed_tables": _failed_tables(inputs, roles),
        "between_tables": tables["between"],
    }


def _failed_tables(inputs: ReportInputs, roles: list[SpecificationRole]) -> list[tuple[str, list[FailedLine]]]:
    """What failed, by title of the specification, the main one first."""
    found = [(role.name, failed_lines(_of(inputs.estimates, role), inputs.is_gated)) for role in roles]
    return [(name, lines) for name, lines in found if lines]


def _of(rows: pd.DataFrame, role: object) -> pd.DataFrame:
    return rows[rows["specification_id"] == role.specification_id]
