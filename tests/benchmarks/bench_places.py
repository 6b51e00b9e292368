"""Seconds and memory from pipe-delimited summary files to marts.tract_covariates and marts.county_covariates.

    python tests/benchmarks/bench_places.py [--home HOME] [--geography ../shared/data/geography] [--runs 2]

Writes made-up tables of twelve releases for every tract of the tract weights (some 72,000) and all cells of the
catalog, each with its margin of error, then measures in a process of its own: text to raw tables ("cold": no stored
copy; "unchanged": found by checksum), and every model between them and the two marts, on two threads. The floor is the
same text read by DuckDB's own reader straight into tables of whole numbers. Machines are noisy: quote the median.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as csv
from measurements import report

RELEASES = range(2009, 2021)
COPIED = ("Gaz_counties_national_2010.txt", "ltdb_weights_2000_2010.csv.gz", "county_adjacency_2010.tsv")
MODELS = ("+tract_covariates", "+county_covariates")


def write_files(raw: Path, geography: Path) -> int:
    """Write the summary files of all releases and return how many cells, margins of error included, they hold."""
    from orchestration.sources.catalog import load_catalog

    raw.mkdir(parents=True, exist_ok=True)
    for name in COPIED:
        shutil.copy(geography / name, raw)
    weights = pd.read_csv(geography / "ltdb_weights_2000_2010.csv.gz", dtype=str)
    random = np.random.default_rng(20101)
    n_cells = 0
    for release in RELEASES:
        tracts = np.unique(weights["trtid00" if release == 2009 else "trtid10"])
        for layout in load_catalog()["acs5"].layouts:
            if layout.name == "b23025" and release < 2011:
                continue
            cells = [column for column in layout.columns if column.startswith(layout.name)]
            write_table(raw / f"acsdt5y{release}-{layout.name}.dat", tracts, cells, random)
            n_cells += len(cells) * len(tracts)
    return n_cells


def write_table(path: Path, tracts: np.ndarray, cells: list[str], random: np.random.Generator) -> None:
    """Write one table: small counts, a fifth of them zero, below a total that is their sum."""
    people = random.lognormal(4.0, 0.5, len(tracts))
    columns: dict[str, np.ndarray] = {"GEO_ID": np.char.add("1400000US", tracts.astype(str))}
    counts = {}
    for cell in cells[::2]:
        counts[cell] = random.poisson(people * random.choice([0.0, 1.0], len(tracts), p=[0.2, 0.8]))
    total = cells[0]
    if total.endswith("_001e") and len(cells) > 2:
        counts[total] = np.sum([value for cell, value in counts.items() if cell != total], axis=0) + 40
    for cell, value in counts.items():
        table, number = cell[:-1].upper().split("_")
        columns[f"{table}_E{number}"] = value
        columns[f"{table}_M{number}"] = np.rint(8 + 1.3 * np.sqrt(value)).astype(int)
    options = csv.WriteOptions(delimiter="|", quoting_style="none", quoting_header="none")
    csv.write_csv(pa.table(columns), str(path), options)


def measure(home: Path, *, is_cold: bool) -> dict[str, float]:
    """Return the seconds of each stage and the peak memory in GB; for a process of its own."""
    from orchestration.dbt_runner import failure_message, invoke_dbt
    from orchestration.settings import Settings
    from orchestration.sources.inventory import take_inventory
    from orchestration.sources.loading import load_raw
    from orchestration.warehouse import build, start_build

    settings = Settings(home=home, raw_directory=home / "mine")
    settings.create_directories()
    if is_cold:
        shutil.rmtree(settings.raw_parquet_directory, ignore_errors=True)
    shutil.rmtree(home / "build" / "warehouse.duckdb", ignore_errors=True)
    started = time.perf_counter()
    start_build(settings)
    load_raw(settings, take_inventory(settings, with_twin=False))
    read = time.perf_counter()
    result = invoke_dbt(
        settings, ["build", "--select", *MODELS, "--exclude", "resource_type:test", "resource_type:unit_test"]
    )
    if not result.success:
        raise RuntimeError(failure_message(result))
    built = time.perf_counter()
    with build(settings) as connection:
        rows = connection.execute("select count(*) from marts.tract_covariates").fetchone()[0]
    peak_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    slowest = sorted(((run.execution_time, run.node.name) for run in result.result.results), reverse=True)[:12]
    print(*(f"{seconds:6.1f} s  {name}" for seconds, name in slowest), sep="\n", file=sys.stderr)
    return {"read": read - started, "models": built - read, "total": built - started, "peak_gb": peak_gb, "rows": rows}


def floor_seconds(raw: Path) -> float:
    """Return the seconds DuckDB takes to read the same files as whole numbers."""
    import duckdb

    started = time.perf_counter()
    connection = duckdb.connect(config={"threads": "2"})
    for number, path in enumerate(sorted(raw.glob("acsdt5y*.dat"))):
        connection.execute(f"create table file_{number} as from read_csv('{path}', delim = '|')")
    return time.perf_counter() - started


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, help="a folder for the files; one that has them is used as it is")
    parser.add_argument("--geography", type=Path, default=Path("../shared/data/geography"))
    parser.add_argument("--runs", type=int, default=2)
    parser.add_argument("--measure", choices=("cold", "unchanged"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure(options.home, is_cold=options.measure == "cold")))
        return
    with tempfile.TemporaryDirectory(prefix="fedlocal-bench-") as folder:
        home = options.home or Path(folder)
        raw = home / "mine"
        if not raw.is_dir():
            n_cells = write_files(raw, options.geography)
            n_bytes = sum(path.stat().st_size for path in raw.glob("acsdt5y*.dat"))
            print(f"{n_cells:,} cells, margins of error included, in {n_bytes / 1e9:.2f} GB of text")
        report("summary files, no stored copy", __file__, home, "tract-years", is_cold=True, n_runs=options.runs)
        report("summary files unchanged", __file__, home, "tract-years", is_cold=False, n_runs=options.runs)
        floors = [floor_seconds(raw) for _ in range(options.runs)]
        print(f"floor: DuckDB reads the same text in {statistics.median(floors):.1f} s")


if __name__ == "__main__":
    main()
