"""The tables of the raw schema that describe its files: what each is, how it was read, and what was set aside."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import pyarrow as pa

from orchestration.settings import Settings
from orchestration.sources.inventoried_file import InventoriedFile
from orchestration.sources.inventory import sources_without_files
from orchestration.sources.source import Source

PLANTED_TRUTH_TYPES = {
    "scenario": "string",
    "policy": "string",
    "population": "string",
    "exposure_definition": "string",
    "estimand": "string",
    "scale": "string",
    "value": "float64",
    "seed": "Int64",
    "twin_scale": "string",
}


def source_files_frame(files: Iterable[InventoriedFile]) -> pd.DataFrame:
    """Return one row per loaded file and raw table: identity, period, origin and rows.

    `source` is the raw table, which bears the name of the catalog entry unless the entry has several tables.
    """
    rows = [
        {
            "source_file_id": table.file_id,
            "source": table.raw_table,
            "file_name": file.found.path.name,
            "period": file.period,
            "captured_on": file.found.captured_on,
            "captured_on_basis": file.found.captured_on_basis,
            "sheet_name": file.stored.sheet_name,
            "release_year": file.found.release_year,
            "is_synthetic": file.is_synthetic,
            "n_rows": table.n_rows,
            "n_rows_malformed": table.n_rows_malformed,
        }
        for file in files
        if file.is_loaded
        for table in file.stored.tables
    ]
    frame = pd.DataFrame(rows, columns=[
        "source_file_id", "source", "file_name", "period", "captured_on", "captured_on_basis", "sheet_name",
        "release_year", "is_synthetic", "n_rows", "n_rows_malformed",
    ])  # fmt: skip
    return frame.astype(
        {
            "captured_on": pd.ArrowDtype(pa.date32()),
            "captured_on_basis": "string",
            "sheet_name": "string",
            "release_year": "Int32",
            "is_synthetic": "bool",
            "n_rows": "int64",
            "n_rows_malformed": "int64",
        }
    )


def source_file_years_frame(files: Iterable[InventoriedFile]) -> pd.DataFrame:
    """Return one row per survey file and year, with whether the year serves national rates alone."""
    rows = [
        (file.found.sha256, int(year), year in file.national_only_periods)
        for file in files
        if file.is_loaded and file.stored.source.set_name
        for year in file.periods
    ]
    frame = pd.DataFrame(rows, columns=["source_file_id", "year", "is_national_only"])
    return frame.astype({"source_file_id": "string", "year": "int32", "is_national_only": "bool"})


def malformed_rows_frame(files: Iterable[InventoriedFile]) -> pd.DataFrame:
    """Return one row per row that is none of its table, per sheet not read, and per workbook that cannot be opened."""
    rows: list[tuple[object, ...]] = []
    for file in files:
        name = file.found.path.name
        if file.found.remark:
            rows.append((file.source_name, name, None, None, None, f"file set aside: {file.found.remark}"))
        if file.is_loaded:
            # Rows and sheets that could not be read are told with the file's first table.
            stored, source = file.stored, file.stored.tables[0].raw_table
            rows += [
                (source, name, stored.sheet_name, row.row_number, None, row.reason) for row in stored.malformed_rows
            ]
            rows += [(source, name, unread.sheet, None, None, unread.reason) for unread in stored.unread_sheets]
    return _cells_frame(rows, "reason")


def repaired_cells_frame(files: Iterable[InventoriedFile]) -> pd.DataFrame:
    """Return one row per cell whose text is not the file's own, with the rule that made it."""
    rows = [
        (file.source_name, file.found.path.name, file.stored.sheet_name, cell.row_number, cell.column_name, cell.rule)
        for file in files
        if file.is_loaded
        for cell in file.stored.repaired_cells
    ]
    return _cells_frame(rows, "rule")


def _cells_frame(rows: list[tuple[object, ...]], words: str) -> pd.DataFrame:
    columns = ["source", "file_name", "sheet", "row_number", "column_name", words]
    texts = {name: "string" for name in columns if name != "row_number"}
    return pd.DataFrame(rows, columns=columns).astype({**texts, "row_number": "Int64"})


def sources_frame(files: list[InventoriedFile]) -> pd.DataFrame:
    """Return the rows of `meta.sources`: one per file found, and one per catalog entry without a file."""
    found = [{**_provenance(file.found.source), **_file_record(file)} for file in files]
    absent = [{**_provenance(source), "status": "no source"} for source in sources_without_files(files)]
    texts = [
        "source", "title", "citation", "licence", "url", "layout", "grain", "cadence", "confidentiality",
        "period", "captured_on_basis", "file_name", "file_sha256",
    ]  # fmt: skip
    columns = [*texts, "file_bytes", "n_rows", "is_synthetic", "status", "columns_not_loaded"]
    frame = pd.DataFrame(found + absent, columns=columns)
    return frame.astype(
        dict.fromkeys([*texts, "status", "columns_not_loaded"], "string")
        | {"file_bytes": "Int64", "n_rows": "Int64", "is_synthetic": "boolean"}
    )


def _provenance(source: Source | None) -> dict[str, str]:
    if source is None:
        return {}
    fields = ("title", "citation", "licence", "url", "grain", "cadence", "confidentiality")
    return {"source": source.name, **{name: getattr(source, name) for name in fields}}


def _file_record(file: InventoriedFile) -> dict[str, object]:
    stored = file.stored
    return {
        "layout": stored.layout if stored else None,
        "period": file.period,
        "captured_on_basis": file.found.captured_on_basis,
        "file_name": file.found.path.name,
        "file_sha256": file.found.sha256,
        "file_bytes": file.found.n_bytes,
        "n_rows": stored.n_rows if stored else None,
        "is_synthetic": file.is_synthetic,
        "status": file.status,
        "columns_not_loaded": ", ".join(stored.columns_not_loaded) if stored else None,
    }


def planted_truth_frame(settings: Settings, files: Iterable[InventoriedFile]) -> pd.DataFrame:
    """Return what the twin planted, or no rows when no survey year of the refresh is the twin's."""
    path = settings.twin_directory / "truth" / "planted_truth.csv"
    rests_on_twin = any(file.is_loaded and file.is_synthetic and file.source_name == "ncvs_person" for file in files)
    if not (rests_on_twin and path.exists()):
        return pd.DataFrame(columns=list(PLANTED_TRUTH_TYPES)).astype(PLANTED_TRUTH_TYPES)
    # One scenario is called `null`, which pandas would otherwise read as missing.
    truth = pd.read_csv(path, keep_default_na=False, na_values={"value": [""]})
    return truth.astype(PLANTED_TRUTH_TYPES)[list(PLANTED_TRUTH_TYPES)]
