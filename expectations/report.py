"""The quality page of a run, finished or failed: what was checked, set aside, counted and read."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.disclosure import GATE_OFF, GATE_ON
from analysis.report.inputs import SOURCE_COLUMNS, complete_frame
from analysis.report.provenance import make_banner
from analysis.report.shell import write_page
from expectations.check_sections import CheckTotals, check_totals, checked_tables
from expectations.quality_inputs import QualityInputs
from expectations.row_sections import MOST_ROWS_SHOWN, accounting_lines, first_rejected_rows, rejection_lines
from expectations.source_sections import run_lines, source_states

__all__ = ["QualityInputs", "render_quality_page"]

TEMPLATES = Path(__file__).with_name("templates")
RUN_KEYS = (
    "run_id", "status", "message", "started_at", "finished_at", "seconds", "data_version", "code_version", "scale",
    "scenario", "seed",
)  # fmt: skip
LAST_GOOD = "The last good version stays published."


def render_quality_page(inputs: QualityInputs, path: Path) -> Path:
    """Write the page to `path` and return it. Works for a failed run: a missing frame is a section "not reached"."""
    return write_page("quality.html.jinja", path, quality_context(inputs), TEMPLATES)


def quality_context(inputs: QualityInputs) -> dict:
    """Everything the template prints; None for a part the run did not reach."""
    run = {key: inputs.run.get(key) for key in RUN_KEYS}
    sources = complete_frame("sources", inputs.sources, SOURCE_COLUMNS)
    banner = make_banner(sources)
    checks, rejected, accounting = inputs.check_results, inputs.rejected_rows, inputs.row_accounting
    repaired = inputs.repaired_cells
    return {
        "run": run,
        "is_failed": is_failed_run(run),
        "banner": banner,
        "is_synthetic": banner.is_synthetic,
        "gate_words": GATE_ON if inputs.is_gated else GATE_OFF,
        "totals": None if checks is None else check_totals(checks),
        "tables": None if checks is None else checked_tables(checks),
        "rejections": None if rejected is None else rejection_lines(rejected, inputs.is_gated),
        "repairs": [] if repaired is None else rejection_lines(repaired, inputs.is_gated, reason="rule"),
        "rejected_rows": None if rejected is None else first_rejected_rows(rejected),
        "most_rows_shown": MOST_ROWS_SHOWN,
        "accounting": None if accounting is None else accounting_lines(accounting, inputs.is_gated),
        "sources": None if inputs.sources is None else source_states(sources, run["finished_at"] or run["started_at"]),
        "runs": None if inputs.runs is None else run_lines(inputs.runs),
        "verdict": verdict(run, None if checks is None else check_totals(checks)),
    }


def is_failed_run(run: dict) -> bool:
    """Whether the run ended badly; the page of a good run is drawn just before it is published."""
    return "fail" in str(run["status"]).lower()


def verdict(run: dict, totals: CheckTotals | None) -> str:
    """The first sentence of the page."""
    if totals is not None and totals.n_blocking_failures:
        return f"This run did not pass its checks and was not published. {LAST_GOOD}"
    if is_failed_run(run):
        where = "before any check" if totals is None else "before publication, though no blocking check failed"
        return f"This run stopped {where}. {LAST_GOOD}"
    if totals is None or not totals.n_checks:
        return "No check has reported a result."
    if totals.n_warnings:
        return "Every blocking check passed; the warnings below deserve a look."
    return "Every check passed."


def as_frame(rows: list[object]) -> pd.DataFrame:
    """Check results of `runner.run_suite` as a frame with the columns of `quality.check_results`."""
    return pd.DataFrame([vars(row) for row in rows])
