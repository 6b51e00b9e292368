"""The policies page: frames in, one self-contained HTML file out."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from markupsafe import Markup

from analysis.report.chart_theme import unvalidated_charts
from analysis.report.policies import conflicts, counts, coverage, joint_states, legal, month_panels, overlap
from analysis.report.policies.as_of import as_of_table
from analysis.report.policies.county_map import county_map
from analysis.report.policies.inputs import COLUMNS, PolicyInputs
from analysis.report.policies.names import PolicyNames, in_page_order
from analysis.report.provenance import is_true, make_banner
from analysis.report.shell import run_facts, write_page

TEMPLATES = Path(__file__).with_name("templates")


def render_policies(inputs: PolicyInputs, directory: Path) -> Path:
    """Write `policies.html` into `directory` (made when absent) and return its path."""
    with unvalidated_charts():
        context = policies_context(inputs)
    return write_page("policies.html.jinja", directory / "policies.html", context, TEMPLATES)


def policies_context(inputs: PolicyInputs) -> dict:
    """Everything the template prints, already formatted."""
    names = PolicyNames(inputs.policies)
    banner = make_banner(inputs.sources)
    return {
        "banner": banner,
        "is_synthetic": banner.is_synthetic or _has_synthetic_rows(inputs),
        "run": run_facts(inputs.run),
        "map_style": Markup((TEMPLATES / "policies.css").read_text(encoding="utf-8")),
        "map_script": Markup((TEMPLATES / "county_map.js").read_text(encoding="utf-8")),
        **_timeline_context(inputs, names),
        **_together_context(inputs),
        **_evidence_context(inputs, names),
        **_law_context(inputs, names),
    }


def _has_synthetic_rows(inputs: PolicyInputs) -> bool:
    frames = (getattr(inputs, name) for name, columns in COLUMNS.items() if "is_synthetic" in columns)
    return any(_is_any(frame) for frame in frames)


def _is_any(frame: pd.DataFrame) -> bool:
    return bool(frame["is_synthetic"].map(is_true).any())


def _timeline_context(inputs: PolicyInputs, names: PolicyNames) -> dict:
    dated = set(inputs.month_counts["policy"])
    undated = [code for code in in_page_order(inputs.policies["policy"]) if code not in dated]
    return {
        "month_panels": month_panels.month_panels(inputs.month_counts, inputs.legal_events, names),
        "december_table": month_panels.december_table(inputs.month_counts, names),
        "undated": [names.of(code) for code in undated],
        "map": county_map(
            inputs.county_months,
            inputs.county_outlines,
            inputs.month_counts,
            inputs.outline_size,
            names,
        ),
    }


def _together_context(inputs: PolicyInputs) -> dict:
    plain = overlap.inflation_factors(inputs.overlap, "correlation")
    within = overlap.inflation_factors(inputs.overlap, "correlation_within")
    return {
        "joint_panels": joint_states.joint_panels(inputs.joint_states),
        "joint_table": joint_states.joint_table(inputs.joint_states),
        "overlap_panels": overlap.overlap_panels(inputs.overlap),
        "overlap_table": overlap.overlap_table(inputs.overlap),
        "inflation_table": overlap.inflation_table(plain, within, _is_any(inputs.overlap)),
        "inflation_left_out": sorted({*plain.left_out, *within.left_out}),
        "inflation_problems": [] if inputs.overlap.empty else [of.problem for of in (plain, within) if of.problem],
    }


def _evidence_context(inputs: PolicyInputs, names: PolicyNames) -> dict:
    # Counts and rejected rows carry no flag of their own: they rest on the timeline and its sources.
    is_synthetic = _is_any(inputs.policy_sources) or make_banner(inputs.sources).is_synthetic
    unplaced, n_unplaced_left_out = coverage.unplaced_table(inputs.set_aside_rows, is_synthetic)
    return {
        "agreement_counts": counts.agreement_counts(inputs.policy_counts),
        "count_panels": counts.count_panels(inputs.policy_counts, names, is_synthetic),
        "counts_table": counts.counts_table(inputs.policy_counts, names, is_synthetic),
        "conflict_summary": conflicts.conflict_summary(inputs.conflicts),
        "conflict_kinds": conflicts.conflict_kinds(inputs.conflicts, inputs.state_names, names),
        "n_conflicts": len(inputs.conflicts),
        "most_conflicts_shown": conflicts.MOST_ROWS_SHOWN,
        "coverage_table": coverage.coverage_table(inputs.policies, inputs.month_counts, names),
        "source_table": coverage.source_table(inputs.policy_sources, inputs.sources, names),
        "set_aside_table": coverage.set_aside_table(inputs.set_aside_rows, is_synthetic),
        "n_set_aside": len(inputs.set_aside_rows),
        "n_unplaced": coverage.n_unplaced(inputs.set_aside_rows),
        "unplaced_table": unplaced,
        "n_unplaced_left_out": n_unplaced_left_out,
    }


def _law_context(inputs: PolicyInputs, names: PolicyNames) -> dict:
    months = inputs.month_counts["month_start"]
    return {
        "regime_panel": legal.regime_panel(inputs.federal_regimes, months.max() if len(months) else None),
        "regime_table": legal.regime_table(inputs.federal_regimes),
        "event_table": legal.event_table(inputs.legal_events, names),
        "statewide_table": legal.statewide_table(inputs.statewide_policies, inputs.state_names, names),
        "as_of_statements": inputs.as_of_statements,
        "as_of_table": as_of_table(inputs.as_of_example, names),
    }
