"""Reads ICE's Excel lists. Each cell becomes the text a person would see, dates as ISO text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
from openpyxl.worksheet.worksheet import Worksheet

from orchestration.errors import SourceError
from orchestration.sources.readers.headers import find_header, likeliest_header
from orchestration.sources.readers.sheet_table import filled_cells, sheet_table
from orchestration.sources.readers.table import RawTable, UnreadSheet, layout_of, raw_table, refuse_repeated_headers
from orchestration.sources.readers.workbook_file import open_workbook, top_rows, visible_sheets
from orchestration.sources.source import Source


def read(path: Path, source: Source) -> RawTable:
    """Read the one visible sheet that fits a layout; the other sheets are named with the reason they are not read.

    The header may stand below title rows and name its columns in any order. Blank rows do not count.
    Raises SourceError when the workbook cannot be opened, no visible sheet fits, more than one does, or a cell of
    the table is a formula.
    """
    workbook = open_workbook(path)
    visible = visible_sheets(workbook)
    fitting = [sheet for sheet in visible if find_header(source, top_rows(sheet))]
    if len(fitting) > 1:
        names = ", ".join(sheet.title for sheet in fitting)
        raise SourceError(f"Several sheets fit a layout: {names}.", path=path, remedy="keep one of them.")
    if not visible:
        raise SourceError("The workbook has no visible sheet.", path=path, remedy="get the file again.")
    if not fitting:
        _refuse(path, source, visible)
    raw = _read_sheet(path, source, fitting[0])
    unread = [_unread(sheet, source) for sheet in workbook.worksheets if sheet is not fitting[0]]
    return replace(raw, unread_sheets=tuple(unread))


def _refuse(path: Path, source: Source, sheets: list[Worksheet]) -> None:
    """Raise for the sheet whose header comes nearest to a layout."""
    rows = [likeliest_header(source, top_rows(sheet)) for sheet in sheets]
    row, header = min(rows, key=lambda found: min(len(known.missing_from(found[1])) for known in source.layouts))
    layout_of(path, source, header, row)


def _read_sheet(path: Path, source: Source, sheet: Worksheet) -> RawTable:
    row, header, layout = find_header(source, top_rows(sheet))
    refuse_repeated_headers(path, layout, header, row)
    table = sheet_table(path, sheet, row, header, layout)
    raw = raw_table(layout, [name for name in header if name], table.as_arrow(), tuple(table.malformed))
    addressed = _with_addresses(raw.table, sheet, header, source)
    return replace(raw, table=addressed, sheet_name=sheet.title, repaired_cells=tuple(table.repaired))


def _with_addresses(table: pa.Table, sheet: Worksheet, header: list[str], source: Source) -> pa.Table:
    """Add the addresses that cells link to: a list shows the word "link", and only the address tells two apart."""
    numbers = table.column("source_row_number").to_pylist()
    for name, raw_name in source.link_columns.items():
        if name in header:
            column = header.index(name) + 1
            links = [sheet.cell(number, column).hyperlink for number in numbers]
            addresses = [link.target if link is not None else None for link in links]
            table = table.append_column(raw_name, pa.array(addresses, pa.string()))
    return table


def _unread(sheet: Worksheet, source: Source) -> UnreadSheet:
    is_fitting = find_header(source, top_rows(sheet)) is not None
    if sheet.sheet_state != "visible":
        reason = "hidden, though its header fits a layout" if is_fitting else "hidden"
    elif not filled_cells(sheet):
        reason = "empty"
    else:
        reason = "its header fits no layout"
    return UnreadSheet(sheet.title, f"sheet set aside: {reason}")
