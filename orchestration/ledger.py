"""The ledger: what every run did and found, failed ones too, a Parquet file a run that no other run touches."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.settings import Settings

CHECK_RESULT_DESCRIPTIONS = {
    "run_id": "Run that made the check",
    "layer": "Schema of the table checked",
    "table_name": "Table checked",
    "check_name": "Name of the check, unique within its table",
    "kind": "Who checked: dbt, great_expectations or python",
    "severity": "error or warn",
    "is_blocking": "Whether a failure stops the publication",
    "is_passed": "Whether the check passed",
    "observed": "What was seen, in aggregated numbers",
    "description": "What the check claims",
}
RUN_DESCRIPTIONS = {
    "run_id": "Identifier of one execution",
    "data_version": "Version the run made; null when it failed before it had one",
    "started_at": "When the run started, UTC",
    "finished_at": "When the run was audited or failed, UTC",
    "status": "published, audited or failed",
    "scale": "Size of the synthetic twin: small or paper",
    "scenario": "What the twin planted",
    "seed": "Seed of the twin",
    "fill_with_twin": "Whether policies without a real file were invented beside real ones",
    "national_only": "Whether survey records without an area file served national rates alone",
    "counting_rule": "How policy spells counted in the county-months",
    "tables": "Tables of the registry of specifications that were estimated: names with commas, or all",
    "n_checks": "Checks made",
    "n_failed_checks": "Checks that failed, warnings among them",
    "seconds": "Wall time until the audit, in seconds",
}
CHECK_RESULT_TYPES = {
    "run_id": "string",
    "layer": "string",
    "table_name": "string",
    "check_name": "string",
    "kind": "string",
    "severity": "string",
    "is_blocking": "bool",
    "is_passed": "bool",
    "observed": "string",
    "description": "string",
}
RUN_TYPES = {
    "run_id": "string",
    "data_version": "string",
    "started_at": "datetime64[s, UTC]",
    "finished_at": "datetime64[s, UTC]",
    "status": "string",
    "scale": "string",
    "scenario": "string",
    "seed": "int64",
    "fill_with_twin": "bool",
    "national_only": "boolean",
    "counting_rule": "string",
    "tables": "string",
    "n_checks": "int64",
    "n_failed_checks": "int64",
    "seconds": "float64",
}
ENTRIES = {"runs": RUN_TYPES, "check_results": CHECK_RESULT_TYPES}


def typed(entry: str, rows: list[dict]) -> pd.DataFrame:
    """Return rows as a frame with the ledger's columns and types; no rows give an empty frame."""
    types = ENTRIES[entry]
    return pd.DataFrame(rows, columns=list(types)).astype(types)


def record(settings: Settings, entry: str, run_id: str, rows: pd.DataFrame) -> None:
    """Write a run's rows of an entry (`runs` or `check_results`); its later state replaces its earlier one."""
    folder = settings.ledger_directory / entry
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{run_id}.draft"
    pq.write_table(pa.Table.from_pandas(rows, preserve_index=False), draft)
    draft.replace(folder / f"{run_id}.parquet")


def runs_as_published(settings: Settings, run_id: str) -> pd.DataFrame:
    """Return the runs as the version that one of them makes tells them: itself published.

    Whoever reads the tables or pages of a version reads them after the last step of its run.
    """
    runs = history(settings, "runs")
    is_own = (runs["run_id"] == run_id) & (runs["status"] == "audited")
    return runs.assign(status=runs["status"].mask(is_own, "published"))


def history(settings: Settings, entry: str) -> pd.DataFrame:
    """Return an entry's rows of all runs; runs in order of time, an empty frame before the first."""
    frames = [pd.read_parquet(path) for path in sorted((settings.ledger_directory / entry).glob("*.parquet"))]
    frames = [frame for frame in frames if not frame.empty]
    if not frames:
        return typed(entry, [])
    # an earlier release wrote fewer columns
    rows = pd.concat(frames, ignore_index=True).reindex(columns=list(ENTRIES[entry])).astype(ENTRIES[entry])
    if "finished_at" in rows:
        rows = rows.sort_values(["finished_at", "run_id"], ignore_index=True)
    return rows
