"""The names of a sheet's columns: one normal form for every way a header cell is typed, and the row it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from orchestration.sources.layout import Layout
from orchestration.sources.source import Source

MOST_ROWS_ABOVE = 9
"""A header is looked for in the rows up to here, and one more: lists carry a title and a date above it, never more."""

TRAILING_MARKS = re.compile(r"[\W_]+$")


def normal_form(header: object) -> str:
    """Return a header cell as it is compared: capitals, single blanks, no punctuation at its end.

    No-break spaces and line breaks count as blanks; zero-width characters as nothing. An empty cell is ``""``.
    """
    if header is None:
        return ""
    visible = re.sub("[\u200b\u200c\u200d\u2060\ufeff]", "", str(header))
    return TRAILING_MARKS.sub("", " ".join(visible.upper().split()))


def shown_form(header: object) -> str:
    """Return a header cell as a message shows it: as typed, with single blanks."""
    return "" if header is None else " ".join(str(header).split())


def catalog_names(source: Source, cells: Sequence[object]) -> list[str]:
    """Return a header under the catalog's own names; a cell the source does not know stays as typed.

    Blanks at the right end are cut off: one far to the right would make every row as wide as a sheet can be.
    """
    known = {normal_form(other): name for name, others in source.other_headers.items() for other in others}
    known |= {normal_form(name): name for layout in source.layouts for name in layout.columns}
    names = [known.get(normal_form(cell)) or shown_form(cell) for cell in cells]
    last = max((position for position, name in enumerate(names, start=1) if name), default=0)
    return names[:last]


def find_header(source: Source, rows: Iterable[Sequence[object]]) -> tuple[int, list[str], Layout] | None:
    """Return the first of a sheet's top rows that fits a layout: its row number (from 1), names and layout."""
    for number, cells in enumerate(rows, start=1):
        if number > MOST_ROWS_ABOVE + 1:
            return None
        names = catalog_names(source, cells)
        if layout := source.layout_for(names):
            return number, names, layout
    return None


def likeliest_header(source: Source, rows: Iterable[Sequence[object]]) -> tuple[int, list[str]]:
    """Return the row that comes nearest to a header, for a message: the one with most known names, or the first filled.

    A sheet without a filled row among its first ones gives row 1 and no names.
    """
    top = [(number, catalog_names(source, cells)) for number, cells in enumerate(rows, start=1)]
    filled = [(number, names) for number, names in top[: MOST_ROWS_ABOVE + 1] if any(names)]
    known = {name for layout in source.layouts for name in layout.columns}
    return max(filled, key=lambda row: sum(name in known for name in row[1]), default=(1, []))
