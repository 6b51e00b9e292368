"""Reads fixed-width text, where a column is a span of characters of each line; plain or gzip."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import pyarrow as pa

from orchestration.errors import SourceError
from orchestration.sources.layout import Layout
from orchestration.sources.readers.delimited import BYTE_ORDER_MARK
from orchestration.sources.readers.table import MalformedRow, RawTable, raw_table
from orchestration.sources.source import Source


def read(path: Path, source: Source) -> RawTable:
    """Read a fixed-width file as text; blanks around a cell are not part of it.

    A line that ends before its last column or holds a tab comes back as a malformed row; blank lines do not count.
    Raises SourceError when the file is empty, is not text of its encoding, or has lines of no known width.
    """
    lines = _lines(path, source.encoding)
    layout = _layout_of(path, source, lines)
    numbered = [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    last = max(last for _, last in layout.positions.values())
    whole = [(number, line) for number, line in numbered if not _problem_of(line, last)]
    malformed = tuple(
        MalformedRow(number, problem) for number, line in numbered if (problem := _problem_of(line, last))
    )
    columns = {
        name: pa.array([line[first - 1 : end].strip() for _, line in whole], pa.string())
        for name, (first, end) in layout.positions.items()
    }
    table = pa.table({"source_row_number": pa.array([number for number, _ in whole], pa.int64()), **columns})
    return raw_table(layout, list(layout.positions), table, malformed)


def _problem_of(line: str, last: int) -> str | None:
    if "\t" in line:
        return "a tab, after which no column stands at its place"
    return f"{len(line)} characters where the last column ends at {last}" if len(line) < last else None


def _lines(path: Path, encoding: str) -> list[str]:
    opener = gzip.open if path.name.lower().endswith(".gz") else open
    try:
        with opener(path, "rt", encoding=encoding, newline="") as text:
            lines = [line.rstrip("\r\n") for line in text]
    except (OSError, UnicodeDecodeError, EOFError, zlib.error) as error:
        raise SourceError(
            f"The file cannot be read as {encoding} text: {error}", path=path, remedy="get the file again."
        ) from error
    if lines:
        # A byte order mark would move every column of the first line.
        lines[0] = lines[0].removeprefix(BYTE_ORDER_MARK.encode().decode(encoding))
    if not any(line.strip() for line in lines):
        raise SourceError("The file is empty.", path=path, row=1, remedy="remove it or get it again.")
    return lines


def _layout_of(path: Path, source: Source, lines: list[str]) -> Layout:
    """Return the layout whose line width is the file's; some programs cut blanks from the ends of lines."""
    width = max(map(len, lines))
    known = [layout for layout in source.layouts if layout.positions]
    fitting = [layout for layout in known if layout.line_width == width]
    if not fitting:
        widths = "; ".join(f"{layout.name}: {layout.line_width}" for layout in known)
        raise SourceError(
            f"The lines fit no known layout of {source.name} ({source.title})."
            f"\n  found:  at most {width} characters a line\n  known:  {widths}",
            path=path,
            row=next(number for number, line in enumerate(lines, start=1) if len(line) == width),
            remedy="check that the file is what its name says; a new layout is one entry in sources/catalog.yaml.",
        )
    return fitting[0]
