"""The estimators, run on the audited marts of the build."""

from collections.abc import Callable, Sequence
from itertools import count

import dagster as dg

from analysis.specification import Specification, load_registry, read_frozen
from orchestration.assets.raw import POOL
from orchestration.code_version import code_version
from orchestration.panel import read_inputs
from orchestration.progress import report_progress
from orchestration.resources import RefreshSettings
from orchestration.versioning import version_of_build
from orchestration.warehouse import build, write_results

MARTS = ("respondent_periods", "income_imputations", "county_exposures", "county_exposure_draws", "tract_covariates")


@dg.asset(
    key=["results", "estimates"],
    deps=[dg.AssetKey(["marts", name]) for name in MARTS],
    group_name="results",
    pool=POOL,
    description="Every specification of the tables asked for, estimated on the audited marts; a refused model is a row "
    "with its reason.",
)
def estimates(refresh_settings: RefreshSettings) -> dg.MaterializeResult:
    """Estimate the registry and write the tables of results."""
    # Compiled kernels take a second to load; loading the definitions should not wait for them.
    from analysis.models.estimate_all import estimate_all

    settings = refresh_settings.resolve()
    specifications = load_registry().of_tables(settings.tables)
    # Closed while models are fitted, for only then is what DuckDB sorted in given back.
    with build(settings) as connection:
        inputs = read_inputs(connection, specifications)
        version = version_of_build(connection, settings)
    tables = estimate_all(
        inputs,
        specifications,
        version,
        code_version(),
        _progress_of(specifications),
        read_frozen(settings.frozen_specifications),
    )
    with build(settings) as connection:
        write_results(connection, tables)
    statuses = {str(status): int(n) for status, n in tables.estimates["status"].value_counts().items()}
    return dg.MaterializeResult(metadata={"dagster/row_count": len(tables.estimates), "rows_by_status": statuses})


def _progress_of(specifications: Sequence[Specification]) -> Callable[[str], None]:
    """Return a listener that turns "one more model is done" into a fraction of all models."""
    total = sum(len(specification.populations) for specification in specifications)
    done = count(1)
    report_progress("estimate", 0.0)
    return lambda _message: report_progress("estimate", next(done) / total)
