"""Reads ICE's Excel lists. Each cell becomes the text a person would see, dates as ISO text."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pyarrow as pa
from openpyxl.worksheet.worksheet import Worksheet

from orchestration.errors import SourceError
from orchestration.sources.catalog import Source
from orchestration.sources.readers.table import RawTable, layout_of, raw_table

PROTECTED_SIGNATURE = bytes.fromhex("D0CF11E0")


def read(path: Path, source: Source) -> RawTable:
    """Read the one visible sheet that fits a layout; blank rows inside the range do not count.

    Raises SourceError when the workbook cannot be opened, no visible sheet fits, or more than one does.
    """
    sheets = [sheet for sheet in _open(path).worksheets if sheet.sheet_state == "visible"]
    fitting = [sheet for sheet in sheets if source.layout_for(_header(sheet))]
    if len(fitting) > 1:
        names = ", ".join(sheet.title for sheet in fitting)
        raise SourceError(f"Several sheets fit a layout: {names}.", path=path, remedy="keep one of them.")
    if not sheets:
        raise SourceError("The workbook has no visible sheet.", path=path, remedy="get the file again.")
    sheet = (fitting or sheets)[0]
    header = _header(sheet)
    layout = layout_of(path, source, header)
    return raw_table(layout, [name for name in header if name], _text_table(path, sheet, header))


def _open(path: Path) -> openpyxl.Workbook:
    with path.open("rb") as handle:
        if handle.read(len(PROTECTED_SIGNATURE)) == PROTECTED_SIGNATURE:
            raise SourceError(
                "The workbook is protected by a password, or of the old .xls kind.",
                path=path,
                remedy="remove the password and save it as .xlsx.",
            )
    try:
        # Not read-only: in that mode the used range of real captures hides rows.
        return openpyxl.load_workbook(path)
    except Exception as error:
        raise SourceError(
            f"The workbook cannot be opened: {error}", path=path, remedy="get the file again; it must be an .xlsx."
        ) from error


def _header(sheet: Worksheet) -> list[str]:
    first = next(sheet.iter_rows(min_row=1, max_row=1, values_only=True), ())
    cells = [" ".join(str(cell).split()) if cell is not None else "" for cell in first]
    # A blank far to the right would make every row as wide as a sheet can be.
    last = max((position for position, name in enumerate(cells, start=1) if name), default=0)
    return cells[:last]


def _text_table(path: Path, sheet: Worksheet, header: list[str]) -> pa.Table:
    rows = list(sheet.iter_rows(min_row=2, max_row=sheet.max_row, max_col=len(header), values_only=True))
    numbers = range(2, len(rows) + 2)
    columns: dict[str, pa.Array] = {}
    for position, name in enumerate(header):
        if name:
            cells = [_text(path, number, name, row[position]) for number, row in zip(numbers, rows, strict=True)]
            columns[name] = pa.array(cells, pa.string())
    return pa.table({**columns, "source_row_number": pa.array(list(numbers), pa.int64())})


def _text(path: Path, row: int, column: str, value: object) -> str | None:
    if isinstance(value, str) and value.startswith("="):
        raise SourceError(
            "A cell is a formula.", path=path, row=row, column=column, remedy="paste the values over the formulas."
        )
    return cell_text(value)


def cell_text(value: object) -> str | None:
    """Return a cell as text: dates as `YYYY-MM-DD`, whole numbers without a decimal point."""
    if value is None:
        return None
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
