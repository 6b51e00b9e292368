"""Rows of the published version, with one message for a version that was published before a table existed."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import pandas as pd

from orchestration.reading.errors import ReadingError

COUNTIES = """
select county_fips, jurisdiction_name
from marts.jurisdictions
where coverage_level = 'county' and county_fips is not null
order by county_fips
"""
RUN_ANEW = "run `fedlocal run`, which publishes a version of this code."


def rows_of(
    connection: duckdb.DuckDBPyConnection, statement: str, parameters: Mapping[str, object] | None = None
) -> pd.DataFrame:
    """Return the rows of a statement with named parameters.

    Raises ReadingError when the published version lacks a table or column the statement reads.
    """
    try:
        return connection.execute(statement, dict(parameters or {})).df()
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        problem = str(error).splitlines()[0]
        raise ReadingError(f"The published version lacks what this command reads: {problem}", RUN_ANEW) from error


def has_relation(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Say whether the published version has a table or view, such as `meta.sources`."""
    return name in relation_names(connection)


def relation_names(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return every published table and view as `schema.name`, in order."""
    found = connection.execute(
        "select table_schema || '.' || table_name from information_schema.tables "
        "where table_catalog = current_database() order by 1"
    )
    return [name for (name,) in found.fetchall()]


def counties_of(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return county_fips, county_name and state_usps of every county of 2010."""
    rows = rows_of(connection, COUNTIES)
    names = rows["jurisdiction_name"].str.rpartition(", ")
    return pd.DataFrame({"county_fips": rows["county_fips"], "county_name": names[0], "state_usps": names[2]})


def states_of(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return state_fips, state_usps and state_name; without the published seed, postal codes stand for names."""
    if has_relation(connection, "marts.states"):
        return rows_of(connection, "select state_fips, state_usps, state_name from marts.states order by state_fips")
    counties = counties_of(connection)
    states = counties.assign(state_fips=counties["county_fips"].str[:2], state_name=counties["state_usps"])
    return states[["state_fips", "state_usps", "state_name"]].drop_duplicates(ignore_index=True)


def county_changes_of(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return the old county codes and what they stand for; none where the seed is not published."""
    if has_relation(connection, "marts.county_changes"):
        return rows_of(
            connection, "select county_fips_listed, county_fips_2010, reason from marts.county_changes order by all"
        )
    return pd.DataFrame(columns=["county_fips_listed", "county_fips_2010", "reason"])


def policy_names_of(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return the name of every policy code, in the order of the published list."""
    rows = rows_of(connection, "select policy, policy_name from marts.policies")
    return dict(zip(rows["policy"], rows["policy_name"], strict=True))


def source_titles_of(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return the title of every source of the catalog; a seed has none."""
    if not has_relation(connection, "meta.sources"):
        return {}
    rows = rows_of(
        connection, "select source, min(title) as title from meta.sources where title is not null group by 1"
    )
    return dict(zip(rows["source"], rows["title"], strict=True))


def require_policy(policy: str | None, names: Mapping[str, str]) -> None:
    """Raise ReadingError when a code is no policy of the published list."""
    if policy is not None and policy not in names:
        raise ReadingError(f"No policy has the code {policy!r}.", f"choose one of {', '.join(names)}.")
