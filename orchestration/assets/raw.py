"""Sources: the twin fills what has no real file, then every file becomes part of a verbatim raw table."""

from collections.abc import Iterator

import dagster as dg

from orchestration.resources import RefreshSettings
from orchestration.sources.catalog import load_catalog
from orchestration.sources.inventory import take_inventory
from orchestration.sources.loading import load_raw
from orchestration.sources.source import Source
from orchestration.warehouse import start_build

POOL = "warehouse"
TWIN = dg.AssetKey(["sources", "synthetic_twin"])
DESCRIPTIVE_TABLES = {
    "source_files": "Files this refresh rests on: checksum, period, real or synthetic, rows.",
    "source_file_years": "Years of each survey file, and whether they serve national rates alone.",
    "malformed_rows": "Rows that are none of their table and sheets not read, set aside with the reason.",
    "repaired_cells": "Cells whose text is not the file's own, with the rule that made it.",
    "sources": "Every file found with its status, and every catalog entry without a file.",
    "planted_truth": "Effects the synthetic twin planted; empty when no survey year is synthetic.",
}


@dg.asset(
    key=TWIN,
    group_name="sources",
    description="SYNTHETIC files for every source and period without a real one.",
)
def synthetic_twin(context: dg.AssetExecutionContext, refresh_settings: RefreshSettings) -> dg.MaterializeResult:
    """Begin the build and write the twin's files; nothing is rewritten when they are there already."""
    # The twin's geometry takes a second to import; loading the definitions should not wait for it.
    from orchestration.sources.twin_inputs import write_missing_sources

    settings = refresh_settings.resolve()
    start_build(settings, context.run_id)
    manifest = write_missing_sources(settings)
    return dg.MaterializeResult(
        metadata={"folder": dg.MetadataValue.path(str(settings.twin_directory)), "files": len(manifest.files)}
    )


def _raw_spec(source: Source, raw_table: str) -> dg.AssetSpec:
    return dg.AssetSpec(
        dg.AssetKey(["raw", raw_table]),
        deps=[TWIN],
        group_name="raw",
        description=f"{source.title}. One row: {source.grain}.",
        metadata={
            "citation": source.citation,
            "licence": source.licence,
            "url": dg.MetadataValue.url(source.url),
            "cadence": source.cadence,
            "confidentiality": source.confidentiality,
        },
    )


def _descriptive_spec(table: str, description: str) -> dg.AssetSpec:
    return dg.AssetSpec(dg.AssetKey(["raw", table]), deps=[TWIN], group_name="raw", description=description)


RAW_SPECS = [_raw_spec(source, raw_table) for source in load_catalog().values() for raw_table in source.raw_tables] + [
    _descriptive_spec(table, description) for table, description in DESCRIPTIVE_TABLES.items()
]


@dg.multi_asset(specs=RAW_SPECS, pool=POOL)
def raw_tables(refresh_settings: RefreshSettings) -> Iterator[dg.MaterializeResult]:
    """Read new files into the raw store and point the raw views at the files of this refresh."""
    settings = refresh_settings.resolve()
    files = take_inventory(settings)
    row_counts = load_raw(settings, files)
    for spec in RAW_SPECS:
        rows = row_counts.get(spec.key.path[-1])
        yield dg.MaterializeResult(spec.key, metadata={} if rows is None else {"dagster/row_count": rows})
