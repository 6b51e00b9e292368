"""What changes with a policy beside victimization, and bounds on what selection could do to an effect."""

import dagster as dg

from orchestration.assets.raw import POOL
from orchestration.panel import read_panel
from orchestration.resources import RefreshSettings
from orchestration.versioning import version_of_build
from orchestration.warehouse import build, write_results

PANEL = dg.AssetKey(["marts", "respondent_periods"])
POLICY_MONTHS = dg.AssetKey(["marts", "policy_county_month"])
SELECTION = dg.AssetKey(["results", "selection"])
HAS_SYNTHETIC_POLICY = """
select coalesce(bool_or(is_synthetic), false)
from marts.policy_county_month
where list_contains(?, policy) and coverage <> 'unknown'
"""


@dg.asset(
    key=SELECTION,
    deps=[PANEL, POLICY_MONTHS],
    group_name="results",
    pool=POOL,
    description="Who is lost, answers and is asked where a policy is in force, and bounds on effects for it "
    "(results.selection_bounds).",
)
def selection(refresh_settings: RefreshSettings) -> dg.MaterializeResult:
    """Write `results.selection` and `results.selection_bounds`."""
    from analysis.results.selection import SELECTION as DIFFERENCES
    from analysis.results.selection import SELECTION_BOUNDS
    from analysis.selection.bounds_by_policy import bounds_by_policy
    from analysis.selection.by_policy import selection_by_policy
    from analysis.specification.choices import PAPER_POLICIES

    settings = refresh_settings.resolve()
    with build(settings) as connection:
        panel = read_panel(connection)
        version = version_of_build(connection, settings)
        has_synthetic = bool(connection.execute(HAS_SYNTHETIC_POLICY, [list(PAPER_POLICIES)]).fetchone()[0])
    differences = selection_by_policy(panel, PAPER_POLICIES, version, has_synthetic)
    bounds = bounds_by_policy(panel, PAPER_POLICIES, version, has_synthetic)
    with build(settings) as connection:
        write_results(connection, [(DIFFERENCES, differences), (SELECTION_BOUNDS, bounds)])
    return dg.MaterializeResult(metadata={"dagster/row_count": len(differences), "bounds": len(bounds)})
