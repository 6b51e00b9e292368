"""Seconds of the county-month panel and of the exposures of a million interviews, beside a join by ranges.

    python tests/benchmarks/bench_policy_timeline.py [--home HOME] [--raw FOLDER] [--runs 3]

Without --home a refresh makes one first (with --raw, on real files). The compiled SQL of the models runs on a copy of
its build, on two threads: the panel from the timeline to the stored table, its constraints included, as a refresh
stores it; the exposures from the panel to one row an interview that carries the three definitions of five policies, as
marts.respondent_periods does, the windows for every lead and lag included. Laying every lead and lag out by interview
is timed apart. The peer joins interviews to county spells by overlapping dates, the way it is usually written, for the
three definitions alone; it knows neither open dates nor missing sources. Machines are noisy: quote the median.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from orchestration.dbt_runner import invoke_dbt, manifest_nodes
from orchestration.settings import DBT_TARGET_DIRECTORY, settings_from_environment

N_INTERVIEWS = 1_000_000
PANEL_MODELS = ("int_counted_spells", "int_county_stretches", "policy_county_month")
EXPOSURE_MODELS = ("county_exposures", "int_interview_exposures")
INTERVIEWS = f"""
create or replace table interviews as
select row_number() over () as interview, county_fips, interview_month
from (select county_fips, interview_month from marts.respondent_periods) as drawn
cross join range(1000) as copies(n)
limit {N_INTERVIEWS}
"""
EXPOSED = """
create or replace table exposed as
select interviews.interview, exposures.* exclude (county_fips, interview_month)
from interviews
left join intermediate.int_interview_exposures as exposures using (county_fips, interview_month)
"""
EXPOSED_WITH_SHIFTS = """
create or replace table exposed_with_shifts as
select interviews.interview, exposures.* exclude (county_fips, interview_month)
from interviews
inner join marts.county_exposures as exposures using (county_fips, interview_month)
"""
RANGE_JOIN = """
create or replace table exposed_by_range as
with spells as (
    select county_fips, policy, starts_on, ends_on
    from intermediate.int_county_stretches
    where kind = 'known' and counting_rule = 'default'
    and policy in (select distinct policy from marts.county_exposures)
),
overlapping as (
    select
        interviews.interview,
        spells.policy,
        greatest(spells.starts_on, interviews.interview_month - interval 6 month) as first_day,
        least(spells.ends_on, interviews.interview_month - interval 1 day) as last_day
    from interviews
    inner join spells
        on interviews.county_fips = spells.county_fips
            and spells.starts_on < interviews.interview_month
            and spells.ends_on >= interviews.interview_month - interval 6 month
),
measured as (
    select
        interview,
        policy,
        sum(date_diff('month', first_day, last_day) + 1) as n_months,
        sum(date_diff('day', first_day, last_day) + 1) as n_days
    from overlapping
    group by interview, policy
)
select
    interviews.interview,
    policies.policy,
    measured.n_months is not null as exposure_any,
    coalesce(least(measured.n_months, 6), 0) / 6.0 as exposure_share,
    coalesce(measured.n_days >= 181, false) as exposure_full
from interviews
cross join (select distinct policy from marts.county_exposures) as policies
left join measured on interviews.interview = measured.interview and policies.policy = measured.policy
"""


def compiled(name: str) -> tuple[str, str]:
    """Return a model's schema-qualified name and its compiled SQL."""
    node = next(n for n in manifest_nodes().values() if n["name"] == name and n["resource_type"] == "model")
    path = DBT_TARGET_DIRECTORY / "compiled" / node["package_name"] / node["original_file_path"]
    return f"{node['schema']}.{name}", path.read_text(encoding="utf-8")


def stored_again(connection: duckdb.DuckDBPyConnection, name: str) -> Callable[[], None]:
    """Return a call that empties a model's table and fills it anew, so that its constraints are checked."""
    table, query = compiled(name)
    definition = connection.execute("select sql from duckdb_tables() where table_name = ?", [name]).fetchone()[0]

    def store() -> None:
        connection.execute(f"drop table {table}")
        connection.execute(definition)
        connection.execute(f"insert into {table} {query}")

    return store


def timed(connection: duckdb.DuckDBPyConnection, runs: int, *steps: Callable[[], object] | str) -> list[float]:
    """Return the seconds of each run of the steps together, after one that is not counted."""
    seconds = []
    for _ in range(runs + 1):
        started = time.perf_counter()
        for step in steps:
            connection.execute(step) if isinstance(step, str) else step()
        seconds.append(time.perf_counter() - started)
    return seconds[1:]


def told(what: str, seconds: list[float], n_rows: int) -> None:
    """Print one line of figures."""
    low, high = min(seconds), max(seconds)
    print(f"{what:<52} {statistics.median(seconds):5.2f} s ({low:.2f}-{high:.2f})  {n_rows:>12,} rows")


def count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    """Return a table's rows."""
    return connection.execute(f"select count(*) from {table}").fetchone()[0]


def measure(build: Path, runs: int) -> None:
    """Print the figures for a copy of a build."""
    connection = duckdb.connect(str(build), config={"threads": "2", "memory_limit": "4GB"})
    panel = timed(connection, runs, *(stored_again(connection, name) for name in PANEL_MODELS))
    shape = "count(distinct county_fips), count(distinct month_start), count(distinct policy)"
    sizes = connection.execute(f"select {shape} from marts.policy_county_month").fetchone()
    told("county-month panel", panel, count(connection, "marts.policy_county_month"))
    print(f"  {sizes[0]:,} counties x {sizes[1]} months x {sizes[2]} policies")
    connection.execute(INTERVIEWS)
    windows = timed(connection, runs, *(stored_again(connection, name) for name in EXPOSURE_MODELS))
    joined = timed(connection, runs, EXPOSED)
    both = [one + other for one, other in zip(windows, joined, strict=True)]
    told(f"exposures of {N_INTERVIEWS:,} interviews", both, count(connection, "exposed"))
    told("  windows by county and month, leads and lags", windows, count(connection, "marts.county_exposures"))
    told("  join on county and month", joined, count(connection, "exposed"))
    shifted = timed(connection, runs, EXPOSED_WITH_SHIFTS)
    told("every lead and lag laid out by interview, in long form", shifted, count(connection, "exposed_with_shifts"))
    peer = timed(connection, runs, RANGE_JOIN)
    told("peer: range join of interviews and spells", peer, count(connection, "exposed_by_range"))
    print(f"peer / ours: {statistics.median(peer) / statistics.median(both):.1f}")
    connection.close()


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, help="a home with a finished build; default: a refresh makes one")
    parser.add_argument("--raw", type=Path, help="real files for that refresh")
    parser.add_argument("--runs", type=int, default=3, help="timed runs after a warm-up (default 3)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fedlocal-bench-") as folder:
        home = options.home or Path(folder) / "home"
        if options.home is None:
            raw = ["--raw", str(options.raw)] if options.raw else []
            subprocess.run([sys.executable, "-m", "orchestration", "run", "--home", str(home), *raw], check=True)
        settings = settings_from_environment(home=home)
        invoke_dbt(settings, ["compile", "--select", *PANEL_MODELS, *EXPOSURE_MODELS])
        build = Path(folder) / "warehouse.duckdb"
        shutil.copy(settings.build_database, build)
        measure(build, options.runs)


if __name__ == "__main__":
    main()
