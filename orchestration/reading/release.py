"""Which tables may leave the room as they are when the warehouse holds a real confidential source."""

from __future__ import annotations

import duckdb

from orchestration.confidentiality import has_real_confidential_source
from orchestration.reading.errors import ReadingError

PUBLIC_TABLES = frozenset(
    f"marts.{name}"
    for name in (
        "counting_rules",
        "county_change_shares",
        "county_changes",
        "county_crime",
        "county_islands",
        "county_neighbors",
        "county_population",
        "federal_enforcement_regimes",
        "ice_arrests",
        "ice_arrests_by_criminality",
        "jurisdiction_counties",
        "jurisdictions",
        "legal_events",
        "offense_levels",
        "policies",
        "policy_claims",
        "policy_conflicts",
        "policy_counts",
        "policy_county_month",
        "policy_county_month_variants",
        "policy_coverage",
        "policy_date_draws",
        "policy_joint_states",
        "policy_neighbor_month",
        "policy_overlap",
        "policy_timeline",
        "policy_timeline_history",
        "published_counts",
        "regional_crime",
        "states",
        "statewide_policies",
        "tract_changes",
    )
)
"""Tables made of public sources alone; a test follows each back to its sources."""


def require_releasable(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Raise ReadingError when a table can rest on a real confidential source.

    Its counts would have to be rounded and small ones withheld, which no export does.
    """
    if name in PUBLIC_TABLES or not has_real_confidential_source(connection, "meta.sources"):
        return
    raise ReadingError(
        f"{name} is not exported: this version holds a real confidential source, or does not say that it holds none, "
        "and an export rounds and withholds nothing.",
        "export a table of the policy timeline, or take numbers from the report, where they are rounded.",
    )
