"""Seconds and memory from raw survey files to marts.respondent_periods, and of reading them again unchanged.

    python tests/benchmarks/bench_respondents.py [--home HOME] [--scale paper] [--runs 3]

Without --home a twin is written and places and policies are built first; the clock starts with the survey's files:
tab-separated text to raw tables of text ("cold": no stored copy; "unchanged": found by checksum), then every model
between them and marts.respondent_periods, on two threads. The floor is the same text read by DuckDB's own reader
straight into tables of its own guessed types, without keys, rules or joins. Machines are noisy: quote the median.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measurements import report

SURVEY = "ncvs_"
MODELS = (
    "stg_ncvs__household", "stg_ncvs__person", "stg_ncvs__incident", "stg_ncvs__area", "int_household_interviews",
    "int_contacts", "int_incidents", "int_interviews", "int_next_contacts", "int_interview_months",
    "int_interview_outcomes", "county_exposures", "int_interview_exposures", "respondent_periods",
)  # fmt: skip


def measure(home: Path, *, is_cold: bool) -> dict[str, float]:
    """Return the seconds of each stage and the peak memory in GB; for a process of its own."""
    import resource

    from orchestration.dbt_runner import failure_message, invoke_dbt
    from orchestration.settings import settings_from_environment
    from orchestration.sources.inventory import take_inventory
    from orchestration.sources.loading import load_raw
    from orchestration.warehouse import build

    settings = settings_from_environment(home=home)
    if is_cold:
        for folder in settings.raw_parquet_directory.glob(f"{SURVEY}*"):
            shutil.rmtree(folder)
    with build(settings) as connection:
        # The views of the last refresh; the tables behind places and policies stay.
        connection.execute("drop schema raw cascade")
        connection.execute("create schema raw")
    started = time.perf_counter()
    load_raw(settings, take_inventory(settings))
    read = time.perf_counter()
    result = invoke_dbt(settings, ["run", "--select", *MODELS])
    if not result.success:
        raise RuntimeError(failure_message(result))
    built = time.perf_counter()
    with build(settings) as connection:
        rows = connection.execute("select count(*) from marts.respondent_periods").fetchone()[0]
    peak_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    return {"read": read - started, "models": built - read, "total": built - started, "peak_gb": peak_gb, "rows": rows}


def floor_seconds(home: Path) -> float:
    """Return the seconds DuckDB takes to read the same files, but for those of Stata, which it cannot."""
    import duckdb

    started = time.perf_counter()
    connection = duckdb.connect(config={"threads": "2"})
    for number, path in enumerate(sorted((home / "raw" / "SYNTHETIC").glob(f"{SURVEY}*/*"))):
        if path.suffix != ".dta":
            connection.execute(f"create table file_{number} as from read_csv('{path}', all_varchar = true)")
    return time.perf_counter() - started


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, help="a home with a finished build; default: a refresh makes one")
    parser.add_argument("--scale", default="paper", choices=("small", "paper"))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--measure", choices=("cold", "unchanged"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    os.environ["FEDLOCAL_SCALE"] = options.scale
    if options.measure:
        print(json.dumps(measure(options.home, is_cold=options.measure == "cold")))
        return
    with tempfile.TemporaryDirectory(prefix="fedlocal-bench-") as folder:
        home = options.home or Path(folder)
        if options.home is None:
            command = [sys.executable, "-m", "orchestration", "run", "--home", str(home), "--scale", options.scale]
            subprocess.run(command, check=True)
        report("raw files, no stored copy", __file__, home, "interviews", is_cold=True, n_runs=options.runs)
        report("raw files unchanged", __file__, home, "interviews", is_cold=False, n_runs=options.runs)
        floors = [floor_seconds(home) for _ in range(options.runs)]
        print(f"floor: DuckDB reads the same text in {statistics.median(floors):.1f} s")


if __name__ == "__main__":
    main()
