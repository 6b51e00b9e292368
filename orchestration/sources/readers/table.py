"""The result of reading one source file, and the rule by which a header decides its layout."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from orchestration.errors import SourceError
from orchestration.sources.layout import Layout
from orchestration.sources.source import Source


class NotNeededError(Exception):
    """A file is as it should be and holds nothing the catalog keeps, as most files of a whole download do not."""


@dataclass(frozen=True)
class MalformedRow:
    """A row that could not be split into its columns, or that is no row of the table."""

    row_number: int
    reason: str


@dataclass(frozen=True)
class RepairedCell:
    """A cell whose text is not the file's own, with the rule that made it; the column is named as in the raw table.

    Without a row number it stands for every cell of the column that the rule concerns.
    """

    row_number: int | None
    column_name: str
    rule: str


@dataclass(frozen=True)
class UnreadSheet:
    """A sheet of a workbook that was not read."""

    sheet: str
    reason: str


@dataclass(frozen=True)
class RawTable:
    """One file as text.

    `table` has one text column per raw column found, and `source_row_number` (1 = first row after the
    header; in a workbook the sheet's own row number).
    """

    layout: str
    table: pa.Table
    columns_not_loaded: tuple[str, ...]
    malformed_rows: tuple[MalformedRow, ...] = field(default=())
    sheet_name: str | None = None
    repaired_cells: tuple[RepairedCell, ...] = field(default=())
    unread_sheets: tuple[UnreadSheet, ...] = field(default=())

    @property
    def n_rows(self) -> int:
        """Rows that hold anything: those kept here and the malformed ones."""
        return self.table.num_rows + len(self.malformed_rows)


def layout_of(path: Path, source: Source, header: list[str], row: int = 1) -> Layout:
    """Return the layout a header, which stands in a row of the file, fits.

    Raises SourceError listing the headers found and the ones known when none fits.
    """
    layout = source.layout_for(header)
    if layout is not None:
        refuse_repeated_headers(path, layout, header, row)
        return layout
    nearest = min(source.layouts, key=lambda known: len(known.missing_from(header)))
    missing = nearest.missing_from(header)
    raise SourceError(
        f"The header fits no known layout of {source.name} ({source.title})."
        f"\n  found:  {_shown_header(source, header)}\n  known:  {known_headers(source)}",
        path=path,
        row=row,
        column=", ".join(missing or [f"{name}, which such a file does not have" for name in nearest.absent]),
        remedy="check that the file is what its name says; a new layout is one entry in sources/catalog.yaml.",
    )


def known_headers(source: Source) -> str:
    """Return every layout of a source with the columns it needs, for a message."""
    return "; ".join(f"{known.name}: {', '.join(known.required)}" for known in source.layouts)


def _shown_header(source: Source, header: list[str]) -> str:
    """Return a header as a message may show it: a file without one has a person's record in its place."""
    known = {name for layout in source.layouts for name in layout.columns}
    shown = [name for name in header if name and (source.is_public or name in known)]
    hidden = sum(bool(name) for name in header) - len(shown)
    return ", ".join(shown + ([f"{hidden} other names, not shown"] if hidden else [])) or "nothing"


def refuse_repeated_headers(path: Path, layout: Layout, header: list[str], row: int = 1) -> None:
    """Raise SourceError when a column that is kept stands twice: nobody could say which is meant."""
    repeated = sorted({name for name in header if name in layout.columns and header.count(name) > 1})
    if repeated:
        raise SourceError(
            "A column stands twice in the header.",
            path=path,
            row=row,
            column=", ".join(repeated),
            remedy="keep one of them.",
        )


def raw_table(layout: Layout, header: list[str], table: pa.Table, malformed: tuple[MalformedRow, ...] = ()) -> RawTable:
    """Keep the layout's columns of a text table under their raw names, drop rows in which each is blank.

    `table` holds `source_row_number` and one text column per header cell.
    """
    kept = [name for name in dict.fromkeys(header) if name in layout.columns]
    columns = {layout.columns[name]: _blank_to_null(table.column(name)) for name in kept}
    numbered = pa.table({"source_row_number": table.column("source_row_number"), **columns})
    filled = numbered.filter(_has_a_value(numbered, list(columns)))
    left = tuple(name for name in header if name and name not in layout.columns)
    return RawTable(layout.name, filled, left, malformed)


def _blank_to_null(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.if_else(pc.equal(pc.utf8_trim_whitespace(column), ""), pa.scalar(None, pa.string()), column)


def _has_a_value(table: pa.Table, columns: list[str]) -> pa.ChunkedArray:
    found = pc.is_valid(table.column(columns[0]))
    for name in columns[1:]:
        found = pc.or_(found, pc.is_valid(table.column(name)))
    return found
