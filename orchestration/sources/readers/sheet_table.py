"""Takes the rows of a table out of a sheet: what is no row of it is set aside, what a person sees is filled in."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.worksheet.worksheet import Worksheet

from orchestration.errors import SourceError
from orchestration.sources.layout import Layout
from orchestration.sources.readers.headers import normal_form
from orchestration.sources.readers.table import MalformedRow, RepairedCell

NOT_A_ROW = "not a row of the table: "
ONLY_ONE_CELL = NOT_A_ROW + "only one cell is filled"
ABOVE_THE_HEADER = NOT_A_ROW + "it stands above the header"
BESIDE_THE_TABLE = NOT_A_ROW + "no column of the list is filled"
HEADER_AGAIN = NOT_A_ROW + "the header again"
ONLY_ERRORS = NOT_A_ROW + "only error values"
FILLED_DOWN = "merged cell filled from the top cell"
FILLED_ACROSS = "merged cell across columns read as its first column"
ERROR_READ_AS_EMPTY = "error value read as empty"
# `#N/A` is not among them: the lists write it for "not applicable", and staging knows it.
ERROR_VALUES = frozenset({"#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#FIELD!"})


@dataclass
class SheetTable:
    """The rows of a table in a sheet, as text by the header's own names, and what was done to come by them."""

    names: Mapping[int, str]
    rows: dict[int, list[str | None]] = field(default_factory=dict)
    malformed: list[MalformedRow] = field(default_factory=list)
    repaired: list[RepairedCell] = field(default_factory=list)

    def as_arrow(self) -> pa.Table:
        """Return one text column a name, and `source_row_number`, the sheet's own."""
        numbers = pa.array(list(self.rows), pa.int64())
        cells = {
            name: pa.array([row[position] for row in self.rows.values()], pa.string())
            for position, name in enumerate(self.names.values())
        }
        return pa.table({**cells, "source_row_number": numbers})


def sheet_table(path: Path, sheet: Worksheet, header_row: int, header: list[str], layout: Layout) -> SheetTable:
    """Return the rows below a header, in the layout's columns.

    Blank rows do not count. Rows above the header and rows that are none of the table are set aside with a reason.
    Raises SourceError when a cell of the table is a formula.
    """
    names = {column: name for column, name in enumerate(header, start=1) if name in layout.columns}
    table = SheetTable(names)
    own = filled_cells(sheet)
    filled_down = _filled_down(sheet, header_row, own)
    for number in sorted(own):
        seen = {**filled_down.get(number, {}), **own[number]}
        if number == header_row:
            continue
        if reason := _why_no_row(seen, own[number], names, is_above=number < header_row):
            table.malformed.append(MalformedRow(number, reason))
            continue
        texts = [_text(path, number, name, seen.get(column)) for column, name in names.items()]
        if not any(texts):
            table.malformed.append(MalformedRow(number, ONLY_ERRORS))
            continue
        table.rows[number] = texts
        filled = [(names[column], FILLED_DOWN) for column in filled_down.get(number, {}) if column in names]
        errors = [(names[column], ERROR_READ_AS_EMPTY) for column in names if seen.get(column) in ERROR_VALUES]
        table.repaired += [RepairedCell(number, layout.columns[name], rule) for name, rule in filled + errors]
    table.repaired += _read_across(sheet, table, layout)
    table.repaired.sort(key=lambda cell: (cell.row_number, cell.column_name, cell.rule))
    return table


def filled_cells(sheet: Worksheet) -> dict[int, dict[int, object]]:
    """Return the cells that hold anything, by row and column.

    From the cells that exist: asking for every row to the far corner would make a million of them for one stray blank.
    """
    filled: dict[int, dict[int, object]] = defaultdict(dict)
    for (row, column), cell in sheet._cells.items():
        if cell.value is not None and not (isinstance(cell.value, str) and not cell.value.strip()):
            filled[row][column] = cell.value
    return filled


def _filled_down(sheet: Worksheet, header_row: int, own: Mapping[int, dict]) -> dict[int, dict[int, object]]:
    """Return what a person sees in the lower rows of cells merged over several: the top cell's value.

    Only in rows that hold something of their own: a row merged in every column is one row with the one above.
    """
    filled: dict[int, dict[int, object]] = defaultdict(dict)
    for merged in sheet.merged_cells.ranges:
        value = own.get(merged.min_row, {}).get(merged.min_col)
        if value is not None and merged.min_row > header_row:
            for number in own:
                if merged.min_row < number <= merged.max_row:
                    filled[number][merged.min_col] = value
    return filled


def _read_across(sheet: Worksheet, table: SheetTable, layout: Layout) -> list[RepairedCell]:
    return [
        RepairedCell(number, layout.columns[table.names[merged.min_col]], FILLED_ACROSS)
        for merged in sheet.merged_cells.ranges
        if merged.max_col > merged.min_col and merged.min_col in table.names
        for number in table.rows.keys() & {merged.min_row}
    ]


def _why_no_row(
    seen: Mapping[int, object], own: Mapping[int, object], names: Mapping[int, str], *, is_above: bool
) -> str | None:
    if len(seen) == 1:
        return ONLY_ONE_CELL
    if is_above:
        return ABOVE_THE_HEADER
    if not own.keys() & names.keys():
        return BESIDE_THE_TABLE
    is_header = all(normal_form(seen.get(column)) == normal_form(name) for column, name in names.items())
    return HEADER_AGAIN if is_header else None


def _text(path: Path, row: int, column: str, value: object) -> str | None:
    is_formula = isinstance(value, str) and value.startswith("=")
    if is_formula or isinstance(value, ArrayFormula | DataTableFormula):
        raise SourceError(
            "A cell is a formula.", path=path, row=row, column=column, remedy="paste the values over the formulas."
        )
    return None if value in ERROR_VALUES else cell_text(value)


def cell_text(value: object) -> str | None:
    """Return a cell as text: dates as `YYYY-MM-DD`, whole numbers without a decimal point."""
    if value is None:
        return None
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
