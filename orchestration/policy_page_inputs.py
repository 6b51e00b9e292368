"""Reads from the build what the policies page is drawn from."""

from __future__ import annotations

import duckdb
import pandas as pd

from analysis.report.policies import PolicyInputs
from orchestration.county_outlines import HEIGHT, WIDTH, read_county_outlines

MONTH_COUNTS = """
select
    policy,
    month_start,
    count(*) as n_counties,
    count(*) filter (where is_active) as n_active,
    count(*) filter (where is_active_certain) as n_certain,
    count(*) filter (where is_active_possible) as n_possible,
    count(*) filter (where coverage = 'observed') as n_observed,
    count(*) filter (where coverage = 'assumed_absent') as n_assumed_absent,
    count(*) filter (where coverage = 'unknown') as n_unknown,
    bool_or(is_synthetic) as is_synthetic
from marts.policy_county_month
group by policy, month_start
"""

# One bit a month instead of a row: bitstring_agg needs the ends of its range as literals.
COUNTY_MONTHS = """
with numbered as (
    select
        policy,
        county_fips,
        is_active,
        cast(date_diff('month', date '{first}', month_start) as integer) as month_number
    from marts.policy_county_month
)

select
    policy,
    county_fips,
    cast(bitstring_agg(month_number, 0, {last}) filter (where is_active) as varchar) as active_months,
    cast(bitstring_agg(month_number, 0, {last}) filter (where is_active is null) as varchar) as unknown_months
from numbered
group by policy, county_fips
"""

JOINT_STATES = """
select
    year(month_start) as year,
    joint_state,
    is_fully_known,
    count(*) as n_county_months,
    bool_or(is_synthetic) as is_synthetic
from marts.policy_joint_states
group by all
"""

POLICY_SOURCES = """
select
    policy,
    source_id,
    count(*) as n_spells,
    count(distinct jurisdiction_id) as n_jurisdictions,
    min(start_earliest) as first_start,
    max(start_latest) as last_start,
    max(first_known_on) as last_known_on,
    bool_or(is_synthetic) as is_synthetic
from marts.policy_timeline
group by policy, source_id
"""

# A source belongs to the page when a policy is read from it, whether or not this run has a file of it.
POLICY_SOURCE_NAMES = "select source from marts.policies union select source_id from marts.policy_claims"
SOURCES = f"select * from meta.sources where source in ({POLICY_SOURCE_NAMES})"

SET_ASIDE_ROWS = f"""
select source, file_name, row_number, column_name, reason
from quality.rejected_rows
where source in ({POLICY_SOURCE_NAMES}) and reason like 'row set aside%'
"""

# One day, seen from soon after and from the end of the lists: an example readers can copy.
AS_OF_STATEMENT = """\
select policy, in_force, count(*) as n_spells, bool_or(is_synthetic) as is_synthetic
from marts.policies_as_of(date '2012-08-15', date '{known_on}')
group by all"""
KNOWN_ON = ("2013-06-01", "2025-12-01")


def policy_page_inputs(connection: duckdb.DuckDBPyConnection, run: dict) -> PolicyInputs:
    """Return the frames of the policies page; `run` is what the report page says of the run."""
    month_counts = connection.execute(MONTH_COUNTS).df()
    return PolicyInputs(
        sources=connection.execute(SOURCES).df(),
        policies=connection.execute("select * from marts.policies").df(),
        month_counts=month_counts,
        county_months=_county_months(connection, month_counts),
        county_outlines=read_county_outlines(),
        outline_size=(WIDTH, HEIGHT),
        legal_events=connection.execute("select * from marts.legal_events").df(),
        federal_regimes=connection.execute("select * from marts.federal_enforcement_regimes").df(),
        statewide_policies=connection.execute("select * from marts.statewide_policies").df(),
        joint_states=connection.execute(JOINT_STATES).df(),
        overlap=connection.execute("select * from marts.policy_overlap").df(),
        policy_counts=connection.execute("select * from marts.policy_counts").df(),
        conflicts=connection.execute("select * from marts.policy_conflicts").df(),
        policy_sources=connection.execute(POLICY_SOURCES).df(),
        set_aside_rows=connection.execute(SET_ASIDE_ROWS).df(),
        as_of_statements=tuple(AS_OF_STATEMENT.format(known_on=day) for day in KNOWN_ON),
        as_of_example=_as_of_example(connection),
        state_names=dict(connection.execute("select state_fips, state_name from marts.states").fetchall()),
        run=run,
    )


def _as_of_example(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    results = [connection.execute(AS_OF_STATEMENT.format(known_on=day)).df().assign(known_on=day) for day in KNOWN_ON]
    return pd.concat(results, ignore_index=True)


def _county_months(connection: duckdb.DuckDBPyConnection, month_counts: pd.DataFrame) -> pd.DataFrame | None:
    """Return the months of each policy and county as text of ones and zeros; None when there is no month."""
    if month_counts.empty:
        return None
    first, last = month_counts["month_start"].min(), month_counts["month_start"].max()
    n_months = (last.year - first.year) * 12 + last.month - first.month
    return connection.execute(COUNTY_MONTHS.format(first=f"{first:%Y-%m-%d}", last=n_months)).df()
