"""What the quality page is made from."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd


@dataclass(frozen=True)
class QualityInputs:
    """Frames of one run, failed or not; None = the run did not get that far, and the page says so.

    run             run_id, status ('succeeded', 'failed', …), started_at, finished_at, seconds, data_version,
                    code_version, scale, scenario, seed, and `message` of a failed run; any may be missing
    check_results   quality.check_results of the run
    rejected_rows   quality.rejected_rows
    repaired_cells  quality.repaired_cells
    row_accounting  quality.row_accounting
    sources         meta.sources
    runs            meta.runs, the history with failed runs
    is_gated        True when a confidential source is real: counts are then rounded for release
    """

    run: dict = field(default_factory=dict)
    check_results: pd.DataFrame | None = None
    rejected_rows: pd.DataFrame | None = None
    repaired_cells: pd.DataFrame | None = None
    row_accounting: pd.DataFrame | None = None
    sources: pd.DataFrame | None = None
    runs: pd.DataFrame | None = None
    is_gated: bool = False
