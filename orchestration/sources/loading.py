"""Loads an inventory into the build's `raw` schema: a view per source, and the tables that describe the files."""

from __future__ import annotations

import duckdb

from orchestration.settings import Settings
from orchestration.sources.catalog import load_catalog
from orchestration.sources.descriptive_tables import (
    malformed_rows_frame,
    planted_truth_frame,
    repaired_cells_frame,
    source_file_years_frame,
    source_files_frame,
    sources_frame,
)
from orchestration.sources.duplicates import refuse_repeated_keys, refuse_tracts_counted_twice
from orchestration.sources.inventoried_file import InventoriedFile
from orchestration.warehouse import build, create_raw_relation, write_table


def load_raw(settings: Settings, files: list[InventoriedFile]) -> dict[str, int]:
    """Write the raw schema of the build and return the rows of each raw table of a source.

    The rows stay in the raw store's Parquet files; the views only point at those of this refresh.
    Raises SourceError naming file and rows when a key repeats.
    """
    with build(settings) as connection:
        for name, source in load_catalog().items():
            loaded = [
                table for file in files if file.is_loaded and file.source_name == name for table in file.stored.tables
            ]
            for raw_table, columns in source.raw_tables.items():
                # Two captures of an unchanged list are two files with the same bytes: the rows are stored once.
                parquet_files = dict.fromkeys(table.parquet for table in loaded if table.raw_table == raw_table)
                create_raw_relation(
                    connection, raw_table, columns, parquet_files, only_where_present=source.numbered_columns
                )
        refuse_repeated_keys(connection, files)
        refuse_tracts_counted_twice(connection, files)
        write_table(connection, "raw.source_files", source_files_frame(files), "Files a refresh rests on")
        write_table(connection, "raw.source_file_years", source_file_years_frame(files), "Years of each survey file")
        write_table(connection, "raw.malformed_rows", malformed_rows_frame(files), "Rows no reader could split")
        write_table(connection, "raw.repaired_cells", repaired_cells_frame(files), "Cells a reader filled or emptied")
        write_table(connection, "raw.sources", sources_frame(files), "Every file found, and every source without one")
        write_table(connection, "raw.planted_truth", planted_truth_frame(settings, files), "Effects the twin planted")
        return _row_counts(connection)


def _row_counts(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    counts = connection.execute("select source, sum(n_rows) from raw.source_files group by source").fetchall()
    raw_tables = [table for source in load_catalog().values() for table in source.raw_tables]
    return dict.fromkeys(raw_tables, 0) | {table: int(rows) for table, rows in counts}
