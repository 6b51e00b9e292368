"""The audit: every check that was expected has a result, and every blocking one passed, or nothing is published.

A blocking check without a result does not block in Dagster; this does.
"""

import datetime as dt
from collections.abc import Iterable

import dagster as dg
import pandas as pd

from orchestration import ledger
from orchestration.assets.raw import POOL
from orchestration.resources import RefreshSettings
from orchestration.settings import Settings
from orchestration.versioning import VERSION_DESCRIPTIONS, version_frame
from orchestration.warehouse import build, require_own_build, write_table

CHECK_RESULTS = dg.AssetKey(["quality", "check_results"])
CHECKS_TABLE = "Every check of every run; the last run's rows decided this publication"


def audit_asset(audited: Iterable[dg.AssetKey], expected_checks: frozenset[dg.AssetCheckKey]) -> dg.AssetsDefinition:
    """Return the asset that records every check of a run and stops it when one is missing or a blocking one failed."""

    @dg.asset(
        key=CHECK_RESULTS,
        deps=list(audited),
        group_name="quality",
        pool=POOL,
        description="Results of every check of this refresh and earlier ones; a missing result stops the refresh.",
    )
    def check_results(context: dg.AssetExecutionContext, refresh_settings: RefreshSettings) -> dg.MaterializeResult:
        settings = refresh_settings.resolve()
        evaluations = evaluations_of(context.instance, context.run_id)
        require_complete(expected_checks, evaluations)
        results = results_frame(context.run_id, evaluations)
        ledger.record(settings, "check_results", context.run_id, results)
        write_audit_tables(settings, context, results)
        failed = int((~results["is_passed"]).sum())
        return dg.MaterializeResult(metadata={"dagster/row_count": len(results), "failed": failed})

    return check_results


def evaluations_of(instance: dg.DagsterInstance, run_id: str) -> list[dg.AssetCheckEvaluation]:
    """Return every check evaluation of a run: dbt's, Great Expectations' and Python's alike."""
    records = instance.get_records_for_run(run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION).records
    return [record.event_log_entry.dagster_event.asset_check_evaluation_data for record in records]


def require_complete(expected: frozenset[dg.AssetCheckKey], evaluations: Iterable[dg.AssetCheckEvaluation]) -> None:
    """Raise dagster.Failure when an expected check has no result or a blocking one failed."""
    found = {evaluation.asset_check_key: evaluation for evaluation in evaluations}
    missing = sorted(key.to_user_string() for key in expected - set(found))
    failed = sorted(key.to_user_string() for key, evaluation in found.items() if _blocks(evaluation))
    if missing or failed:
        lines = [f"  no result: {name}" for name in missing] + [f"  failed: {name}" for name in failed]
        raise dg.Failure("The audit stopped the refresh; nothing was published.\n" + "\n".join(lines))


def _blocks(evaluation: dg.AssetCheckEvaluation) -> bool:
    return not evaluation.passed and evaluation.severity == dg.AssetCheckSeverity.ERROR


def results_frame(run_id: str, evaluations: Iterable[dg.AssetCheckEvaluation]) -> pd.DataFrame:
    """Return the rows of `quality.check_results` for a run."""
    return ledger.typed("check_results", [_row(run_id, evaluation) for evaluation in evaluations])


def _row(run_id: str, evaluation: dg.AssetCheckEvaluation) -> dict[str, object]:
    metadata = {name: value.value for name, value in evaluation.metadata.items()}
    layer, table = evaluation.asset_key.path[0], evaluation.asset_key.path[-1]
    return {
        "run_id": run_id,
        "layer": layer,
        "table_name": table,
        "check_name": evaluation.check_name,
        "kind": metadata.get("kind", "dbt"),
        "severity": "error" if evaluation.severity == dg.AssetCheckSeverity.ERROR else "warn",
        "is_blocking": evaluation.severity == dg.AssetCheckSeverity.ERROR,
        "is_passed": evaluation.passed,
        "observed": _observed(metadata),
        "description": evaluation.description,
    }


def _observed(metadata: dict[str, object]) -> str:
    if "observed" in metadata:
        return str(metadata["observed"])
    failures = metadata.get("dagster_dbt/failed_row_count")
    # The count itself stays in the run's history: on a page a small one could point at a person.
    return "" if not failures else "failing rows"


def write_audit_tables(settings: Settings, context: dg.AssetExecutionContext, results: pd.DataFrame) -> None:
    """Write the quality and meta tables that travel with the version: checks, runs and the version itself."""
    with build(settings) as connection:
        require_own_build(connection, context.run_id)
        version = version_frame(connection, settings)
        run = run_frame(settings, context.run_id, _started_at(context), version["data_version"].iloc[0], results)
        ledger.record(settings, "runs", context.run_id, run)
        checks = ledger.history(settings, "check_results")
        runs = ledger.runs_as_published(settings, context.run_id)
        write_table(connection, "quality.check_results", checks, CHECKS_TABLE, ledger.CHECK_RESULT_DESCRIPTIONS)
        write_table(connection, "meta.runs", runs, "Every run, failed ones too", ledger.RUN_DESCRIPTIONS)
        write_table(connection, "meta.versions", version, "What this version was made of", VERSION_DESCRIPTIONS)


def _started_at(context: dg.AssetExecutionContext) -> dt.datetime:
    stats = context.instance.get_run_stats(context.run_id)
    return dt.datetime.fromtimestamp(stats.start_time or stats.launch_time or 0, dt.UTC)


def run_frame(
    settings: Settings,
    run_id: str,
    started_at: dt.datetime,
    data_version: str | None,
    results: pd.DataFrame,
    status: str = "audited",
) -> pd.DataFrame:
    """Return a run's row of `meta.runs`."""
    now = dt.datetime.now(dt.UTC)
    row = {
        "run_id": run_id,
        "data_version": data_version,
        "started_at": started_at,
        "finished_at": now,
        "status": status,
        **settings.as_record(),
        "n_checks": len(results),
        "n_failed_checks": int((~results["is_passed"]).sum()),
        "seconds": (now - started_at).total_seconds(),
    }
    return ledger.typed("runs", [row])
