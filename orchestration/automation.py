"""The jobs, their executor, and what happens when a refresh fails."""

import dagster as dg

from orchestration.assets.specification_curve import CURVE
from orchestration.failure import record_failure


@dg.failure_hook(name="record_failed_run", required_resource_keys={"refresh_settings"})
def record_failed_run(context: dg.HookContext) -> None:
    """Write the failed run to the ledger and draw the quality page from it."""
    settings = context.resources.refresh_settings.resolve()
    message = str(context.op_exception) if context.op_exception else None
    record_failure(settings, context.instance, context.run_id, message)


refresh = dg.define_asset_job(
    "refresh",
    selection=dg.AssetSelection.all() - dg.AssetSelection.assets(CURVE),
    description="Load, model, check, estimate, audit, publish.",
    # In one process: a process per step would cost 8 s each, and DuckDB allows one writer.
    executor_def=dg.in_process_executor,
    hooks={record_failed_run},
)

specification_curve_job = dg.define_asset_job(
    "specification_curve",
    selection=dg.AssetSelection.assets(CURVE),
    description="Estimate every defensible specification on the published version, and draw the curve.",
    executor_def=dg.in_process_executor,
)
