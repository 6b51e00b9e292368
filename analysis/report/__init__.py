"""The report page of a run: DataFrames in, one offline HTML file out.

No Dagster and no DuckDB here, and no estimation: every number on the page was computed before.
"""

from __future__ import annotations

from analysis.report.inputs import MissingReportColumnError, ReportInputs
from analysis.report.page import render
from analysis.report.paper_example import PAPER_EXAMPLE_FILE, load_paper_example, make_paper_example

__all__ = [
    "PAPER_EXAMPLE_FILE",
    "MissingReportColumnError",
    "ReportInputs",
    "load_paper_example",
    "make_paper_example",
    "render",
]
