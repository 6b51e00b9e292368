"""Great Expectations as blocking asset checks: one suite a mart, and one for the estimates."""

from collections.abc import Iterable, Iterator

import dagster as dg

from analysis.specification import load_registry
from expectations.declaration import ERROR
from expectations.profile_frame import estimate_frames, profile_frames
from expectations.runner import CheckResult, expected_checks, run_suite
from expectations.suites import LAYERS
from orchestration.assets.raw import POOL
from orchestration.confidentiality import has_real_confidential_source
from orchestration.progress import report_progress
from orchestration.resources import RefreshSettings
from orchestration.warehouse import build

ESTIMATES = dg.AssetKey(["results", "estimates"])
PROFILE = dg.AssetKey(["quality", "profile"])
SOURCES = dg.AssetKey(["meta", "sources"])
AUDITED_MARTS = tuple(table for table, layer in LAYERS.items() if layer == "marts")


def _specs(key: dg.AssetKey, deps: Iterable[dg.AssetKey]) -> list[dg.AssetCheckSpec]:
    return [
        dg.AssetCheckSpec(
            name=name, asset=key, blocking=severity == ERROR, description=description, additional_deps=list(deps)
        )
        for name, severity, description in expected_checks(key.path[-1])
    ]


MART_SPECS = [spec for mart in AUDITED_MARTS for spec in _specs(dg.AssetKey(["marts", mart]), [PROFILE, SOURCES])]


@dg.multi_asset_check(name="mart_expectations", specs=MART_SPECS, pool=POOL)
def mart_expectations(refresh_settings: RefreshSettings) -> Iterator[dg.AssetCheckResult]:
    """Check the profile of every mart against its suite."""
    report_progress("check expectations", 0.0)
    with build(refresh_settings.resolve()) as connection:
        profile = connection.execute("select * from quality.profile").df()
        is_gated = has_real_confidential_source(connection)
    for position, mart in enumerate(AUDITED_MARTS, start=1):
        results = run_suite(mart, profile_frames(profile, mart), is_gated)
        report_progress("check expectations", position / len(AUDITED_MARTS))
        yield from (asset_check_result(result) for result in results)


@dg.multi_asset_check(name="estimate_expectations", specs=_specs(ESTIMATES, [SOURCES]), pool=POOL)
def estimate_expectations(refresh_settings: RefreshSettings) -> Iterator[dg.AssetCheckResult]:
    """Check the rows of the estimates against their suite: every specification asked for must have its rows."""
    settings = refresh_settings.resolve()
    with build(settings) as connection:
        rows = connection.execute("select * from results.estimates").df()
        is_gated = has_real_confidential_source(connection)
    declared = [
        (specification.specification_id, population)
        for specification in load_registry().of_tables(settings.tables)
        for population in specification.populations
    ]
    results = run_suite("estimates", estimate_frames(rows, declared), is_gated)
    yield from (asset_check_result(result) for result in results)


def asset_check_result(result: CheckResult) -> dg.AssetCheckResult:
    """Return a check's result as Dagster shows and stores it."""
    severity = dg.AssetCheckSeverity.ERROR if result.severity == ERROR else dg.AssetCheckSeverity.WARN
    return dg.AssetCheckResult(
        asset_key=dg.AssetKey([result.layer, result.table_name]),
        check_name=result.check_name,
        passed=result.is_passed,
        severity=severity,
        description=result.description,
        metadata={"observed": result.observed, "kind": result.kind},
    )
