"""A table as text: what `plain_table.html.jinja` prints. Cells are plain strings; the template escapes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from analysis.report.formatting import DASH


@dataclass(frozen=True)
class Column:
    """Heading and kind of a column.

    `text` wraps, `number` stands to the right, `words` is a sentence, `value` has room for a date, `path` wraps
    anywhere.
    """

    title: str
    kind: str = "text"


@dataclass(frozen=True)
class Table:
    """A caption, columns and rows of as many cells; the first cell of a row names it.

    `grey_rows` holds the numbers, from zero, of rows not to be read, `synthetic_rows` those marked one by one where
    the table as a whole is not.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    is_synthetic: bool = False
    grey_rows: frozenset[int] = frozenset()
    synthetic_rows: frozenset[int] = frozenset()


def make_table(
    caption: str,
    columns: Iterable[Column],
    rows: Iterable[Iterable[str]],
    is_synthetic: bool = False,
    grey_rows: Iterable[int] = (),
    synthetic_rows: Iterable[int] = (),
) -> Table:
    """A table of the rows given.

    Raises ValueError when a row has not one cell a column.
    """
    columns, rows = tuple(columns), tuple(tuple(row) for row in rows)
    for number, row in enumerate(rows):
        if len(row) != len(columns):
            raise ValueError(f"{caption}: row {number} has {len(row)} cells for {len(columns)} columns")
    return Table(caption, columns, rows, is_synthetic, frozenset(grey_rows), frozenset(synthetic_rows))


def without_empty_columns(table: Table) -> Table:
    """The table without the columns, but for the first, whose every cell is a dash."""
    kept = [n for n in range(len(table.columns)) if n == 0 or any(row[n] != DASH for row in table.rows)]
    rows = tuple(tuple(row[n] for n in kept) for row in table.rows)
    return replace(table, columns=tuple(table.columns[n] for n in kept), rows=rows)


def number_columns(*titles: str) -> list[Column]:
    """Return columns of numbers with these titles."""
    return [Column(title, "number") for title in titles]
