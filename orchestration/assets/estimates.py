"""The estimators, run on the audited marts of the build."""

from collections.abc import Callable, Sequence
from itertools import count

import dagster as dg

from analysis.result_descriptions import COLUMN_DESCRIPTIONS
from analysis.specification import Specification, load_specifications
from orchestration.assets.raw import POOL
from orchestration.code_version import code_version
from orchestration.panel import read_imputations, read_panel
from orchestration.progress import report_progress
from orchestration.resources import RefreshSettings
from orchestration.versioning import version_of_build
from orchestration.warehouse import build, write_table

TABLE_COMMENT = "Estimates of every specification, population and term; a refused model is a row"
RESPONDENT_PERIODS = dg.AssetKey(["marts", "respondent_periods"])
INCOME_IMPUTATIONS = dg.AssetKey(["marts", "income_imputations"])


@dg.asset(
    key=["results", "estimates"],
    deps=[RESPONDENT_PERIODS, INCOME_IMPUTATIONS],
    group_name="results",
    pool=POOL,
    description="Every specification, estimated on the audited marts; a refused model is a row with its reason.",
)
def estimates(refresh_settings: RefreshSettings) -> dg.MaterializeResult:
    """Estimate the registry and write `results.estimates`."""
    # Compiled kernels take a second to load; loading the definitions should not wait for them.
    from analysis.estimate import estimate_all

    settings = refresh_settings.resolve()
    specifications = load_specifications()
    with build(settings) as connection:
        panel = read_panel(connection, [specification.outcome for specification in specifications])
        version = version_of_build(connection, settings)
        imputations = read_imputations(connection)
        rows = estimate_all(panel, specifications, version, code_version(), _progress_of(specifications), imputations)
        write_table(connection, "results.estimates", rows, TABLE_COMMENT, COLUMN_DESCRIPTIONS)
    statuses = {str(status): int(n) for status, n in rows["status"].value_counts().items()}
    return dg.MaterializeResult(metadata={"dagster/row_count": len(rows), "rows_by_status": statuses})


def _progress_of(specifications: Sequence[Specification]) -> Callable[[str], None]:
    """Return a listener that turns "one more model is done" into a fraction of all models."""
    total = sum(len(specification.populations) for specification in specifications)
    done = count(1)
    report_progress("estimate", 0.0)
    return lambda _message: report_progress("estimate", next(done) / total)
