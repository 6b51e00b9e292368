"""What is kept of a run that failed: its row and its checks in the ledger, and a quality page drawn from them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import dagster as dg

from orchestration import ledger
from orchestration.assets.audit import evaluations_of, results_frame, run_frame
from orchestration.settings import Settings


def failed_quality_page(settings: Settings) -> Path:
    """Return where the quality page of the last refresh lies, if it failed."""
    return settings.failure_directory / "quality.html"


def record_failure(settings: Settings, instance: dg.DagsterInstance, run_id: str, message: str | None = None) -> None:
    """Add a failed run to the ledger and draw its quality page; what is published stays as it is."""
    # Drawing needs the page and table libraries; loading the definitions should not wait for them.
    from orchestration.quality_page import draw_quality_page

    results = results_frame(run_id, evaluations_of(instance, run_id))
    stats = instance.get_run_stats(run_id)
    started = dt.datetime.fromtimestamp(stats.start_time or stats.launch_time or 0, dt.UTC)
    ledger.record(settings, "check_results", run_id, results)
    ledger.record(settings, "runs", run_id, run_frame(settings, run_id, started, None, results, status="failed"))
    draw_quality_page(settings, failed_quality_page(settings), run_id, message)
