"""Everything Dagster knows of this project."""

from __future__ import annotations

import dagster as dg

from orchestration.assets.audit import audit_asset
from orchestration.assets.estimates import estimates
from orchestration.assets.expectations import ESTIMATES, estimate_expectations, mart_expectations
from orchestration.assets.models import model_assets
from orchestration.assets.published import published_warehouse, reports
from orchestration.assets.raw import raw_tables, synthetic_twin
from orchestration.assets.regional_crime import REGIONAL_CRIME, regional_crime
from orchestration.assets.selection import SELECTION, selection
from orchestration.assets.specification_curve import specification_curve
from orchestration.assets.victimization_rates import VICTIMIZATION_RATES, victimization_rates
from orchestration.automation import refresh, specification_curve_job
from orchestration.dbt_runner import ensure_manifest
from orchestration.resources import RefreshSettings
from orchestration.settings import apply_environment, settings_from_environment


def build_definitions(refresh_settings: RefreshSettings | None = None) -> dg.Definitions:
    """Return the definitions; tests and the command line hand in their own settings.

    Raises CheckMisconfiguredError when a check or a dependency names an asset that does not exist.
    """
    settings = settings_from_environment()
    apply_environment(settings)
    models = model_assets(ensure_manifest(settings))
    checks = [mart_expectations, estimate_expectations]
    expected = frozenset(models.check_keys).union(*(check.check_keys for check in checks))
    audit = audit_asset([*models.keys, ESTIMATES, VICTIMIZATION_RATES, REGIONAL_CRIME, SELECTION], expected)
    assets = [
        synthetic_twin, raw_tables, models, victimization_rates, regional_crime, selection, estimates, audit, reports,
        published_warehouse, specification_curve,
    ]  # fmt: skip
    require_executable(assets, expected)
    return dg.Definitions(
        assets=assets,
        asset_checks=checks,
        jobs=[refresh, specification_curve_job],
        resources={"refresh_settings": refresh_settings or RefreshSettings()},
        executor=dg.in_process_executor,
    )


class CheckMisconfiguredError(ValueError):
    """A check or a dependency names an asset nobody makes; Dagster would pass over it in silence."""


def require_executable(assets: list[dg.AssetsDefinition], expected: frozenset[dg.AssetCheckKey]) -> None:
    """Raise CheckMisconfiguredError naming every key that nobody makes."""
    made = {key for definition in assets for key in definition.keys}
    wanted = {key for definition in assets for keys in definition.asset_deps.values() for key in keys}
    wanted |= {check.asset_key for check in expected}
    if unknown := sorted(key.to_user_string() for key in wanted - made):
        raise CheckMisconfiguredError(f"No asset makes {', '.join(unknown)}; correct the key where it is named.")


defs = build_definitions()
