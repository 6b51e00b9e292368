"""Reads from the build what the page of estimators is drawn from."""

from __future__ import annotations

import duckdb

from analysis.report.estimators import EstimatorInputs
from orchestration.confidentiality import has_real_confidential_source

TABLES = {
    "estimates": "results.estimates",
    "inferences": "results.inferences",
    "tests": "results.tests",
    "balance": "results.balance",
    "planted_truth": "meta.planted_truth",
    "sources": "meta.sources",
}


def estimator_page_inputs(connection: duckdb.DuckDBPyConnection, run: dict) -> EstimatorInputs:
    """Return the frames of the page of estimators; `run` is what the report page says of the run."""
    frames = {name: connection.execute(f"select * from {table}").df() for name, table in TABLES.items()}
    return EstimatorInputs(**frames, run=run, is_gated=has_real_confidential_source(connection))
