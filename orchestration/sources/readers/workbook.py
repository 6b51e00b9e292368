"""Reads ICE's Excel lists. Each cell becomes the text a person would see, dates as ISO text."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pyarrow as pa
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from orchestration.errors import SourceError
from orchestration.sources.catalog import Source
from orchestration.sources.readers.table import RawTable, layout_of, raw_table


def read(path: Path, source: Source) -> RawTable:
    """Read the first sheet that fits a layout; blank rows inside the range do not count.

    A sheet that fits no layout is skipped when another does. Raises SourceError when the workbook cannot be
    opened, has no rows, or no sheet fits.
    """
    sheets = _open(path).worksheets
    headers = {sheet.title: _header(sheet) for sheet in sheets}
    sheet = next((sheet for sheet in sheets if source.layout_for(headers[sheet.title])), sheets[0])
    header = headers[sheet.title]
    layout = layout_of(path, source, header)
    result = raw_table(layout, [name for name in header if name], _text_table(sheet, header))
    if result.n_rows == 0:
        raise SourceError("The sheet has a header and no rows.", path=path, row=2, remedy="get the file again.")
    return result


def _open(path: Path) -> openpyxl.Workbook:
    try:
        # Not read-only: in that mode the used range of real captures hides rows.
        return openpyxl.load_workbook(path, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, OSError, ValueError) as error:
        raise SourceError(
            f"The workbook cannot be opened: {error}",
            path=path,
            remedy="get the file again; it must be an .xlsx.",
        ) from error


def _header(sheet: Worksheet) -> list[str]:
    first = next(sheet.iter_rows(min_row=1, max_row=1, values_only=True), ())
    return [" ".join(str(cell).split()) if cell is not None else "" for cell in first]


def _rows(sheet: Worksheet) -> Iterator[tuple[int, tuple[object, ...]]]:
    yield from enumerate(sheet.iter_rows(min_row=2, values_only=True), start=2)


def _text_table(sheet: Worksheet, header: list[str]) -> pa.Table:
    rows = list(_rows(sheet))
    columns: dict[str, pa.Array] = {"source_row_number": pa.array([number for number, _ in rows], pa.int64())}
    for position, name in enumerate(header):
        if name:
            columns[name] = pa.array([cell_text(cells[position]) for _, cells in rows], pa.string())
    return pa.table(columns)


def cell_text(value: object) -> str | None:
    """Return a cell as text: dates as `YYYY-MM-DD`, whole numbers without a decimal point."""
    if value is None:
        return None
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
