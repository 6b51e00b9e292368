"""Draws the quality page of a run, finished or failed, from the ledger and what the build holds of it."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd

from expectations.report import QualityInputs, render_quality_page
from orchestration import ledger
from orchestration.code_version import code_version
from orchestration.confidentiality import has_real_confidential_source
from orchestration.settings import Settings
from orchestration.warehouse import build, rows_if_made


def draw_quality_page(settings: Settings, path: Path, run_id: str, message: str | None = None) -> Path:
    """Write the page of a run and return its path; `message` is why a failed run stopped."""
    runs = ledger.runs_as_published(settings, run_id)
    checks = ledger.history(settings, "check_results")
    checks = checks[checks["run_id"] == run_id]
    run = runs[runs["run_id"] == run_id].tail(1)
    record = run.iloc[0].to_dict() if len(run) else {"run_id": run_id}
    with build(settings) as connection:
        inputs = QualityInputs(
            run={**record, "code_version": code_version(), "message": message},
            check_results=None if checks.empty else checks,
            rejected_rows=rows_if_made(connection, "quality", "rejected_rows"),
            repaired_cells=rows_if_made(connection, "quality", "repaired_cells"),
            row_accounting=rows_if_made(connection, "quality", "row_accounting"),
            sources=_sources(connection),
            runs=runs,
            is_gated=has_real_confidential_source(connection),
        )
    return render_quality_page(inputs, path)


def _sources(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame | None:
    """Return the sources as the models left them, or as they were loaded when the run stopped before."""
    modelled = rows_if_made(connection, "meta", "sources")
    return modelled if modelled is not None else rows_if_made(connection, "raw", "sources")
