"""Which policies were in force on some day, as known on another."""

from __future__ import annotations

import datetime as dt

import duckdb
import pandas as pd

from orchestration.reading.days import Days
from orchestration.reading.published_rows import rows_of

ALL_SOURCES = dt.date(9999, 12, 31)
"""A day after every source: what is known now."""

# The rule of certain and possible stays in the table function. A month is the union of its days: a spell is certain
# in it when it is on one of them, and 'certain' comes before 'possible'.
IN_FORCE = """
with found as (
    {days}
),

spells as (
    select
        policy, jurisdiction_id, state_fips, county_fips, agency_name, coverage_level, start_earliest, start_latest,
        end_earliest, end_latest, known_from, confidence, source_id, spell_id, agreement_id, is_synthetic,
        min(in_force) as in_force
    from found
    group by all
)

select
    spells.policy,
    policies.policy_name,
    spells.in_force,
    spells.agency_name,
    jurisdictions.jurisdiction_name,
    spells.coverage_level,
    spells.state_fips,
    spells.county_fips,
    spells.start_earliest,
    spells.start_latest,
    spells.end_earliest,
    spells.end_latest,
    history.end_status,
    spells.known_from,
    history.is_counted,
    coalesce(spells.coverage_level = 'state' and not policies.is_statewide_counted, false) as is_statewide_agreement,
    spells.confidence,
    spells.source_id,
    spells.spell_id,
    spells.agreement_id,
    spells.is_synthetic
from spells
left join marts.policy_timeline_history as history
    on spells.spell_id = history.spell_id and spells.known_from = history.known_from
left join marts.policies as policies on spells.policy = policies.policy
left join marts.jurisdictions as jurisdictions on spells.jurisdiction_id = jurisdictions.jurisdiction_id
where
    ($policy is null or spells.policy = $policy)
    and ($level is null or spells.coverage_level = $level)
    and ($state_fips is null or spells.state_fips = $state_fips or spells.coverage_level = 'national')
order by spells.policy, spells.state_fips, jurisdictions.jurisdiction_name, spells.agency_name, spells.spell_id
"""


def read_in_force(
    connection: duckdb.DuckDBPyConnection,
    as_of: Days,
    known_on: dt.date,
    policy: str | None = None,
    state_fips: str | None = None,
    level: str | None = None,
) -> pd.DataFrame:
    """Return a row per spell in force on some of the days, by the sources known on a day.

    A state's rows include the national ones, which hold there too.
    """
    days = "\n    union all\n    ".join(
        f"select * from marts.policies_as_of(date '{day}', date '{known_on}')" for day in as_of.each()
    )
    filters = {"policy": policy, "state_fips": state_fips, "level": level}
    return rows_of(connection, IN_FORCE.format(days=days), filters)


def counts_by_policy(rows: pd.DataFrame, policy_names: dict[str, str]) -> pd.DataFrame:
    """Return, a row a policy found, how many spells are certain and possible, and how many do not count by default."""
    counts = []
    for policy, name in policy_names.items():
        of_policy = rows[rows["policy"] == policy]
        if not of_policy.empty:
            is_left_out = of_policy["is_statewide_agreement"] | of_policy["is_counted"].eq(False)
            counts.append(
                {
                    "policy": policy,
                    "name": name,
                    "certain": int((of_policy["in_force"] == "certain").sum()),
                    "possible": int((of_policy["in_force"] == "possible").sum()),
                    "not counted by default": int(is_left_out.sum()),
                }
            )
    return pd.DataFrame(counts, columns=["policy", "name", "certain", "possible", "not counted by default"])
