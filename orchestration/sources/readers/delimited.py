"""Reads delimited text: ICPSR tab-separated files, csv, gazetteers, pipe-delimited lists; plain or gzip."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Collection
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv

from orchestration.errors import SourceError
from orchestration.sources.readers.table import MalformedRow, RawTable, layout_of, raw_table
from orchestration.sources.source import Source

BYTE_ORDER_MARK = "\ufeff"
BLOCK_BYTES = 8 * 1024 * 1024


def read(path: Path, source: Source) -> RawTable:
    """Read a delimited file as text.

    Rows with too many or too few cells come back as malformed rows with their number; blank lines do not count.
    Raises SourceError when the file is empty, is not text of its encoding, or fits no layout.
    """
    encoding = _encoding_of(path, source)
    delimiter = source.delimiter_of(path, _first_line(path, encoding))
    header = source.own_spelling(read_header(path, delimiter, encoding))
    is_quoted = source.is_quoted(path)
    headerless = source.layout_without_header(header)
    layout = headerless or layout_of(path, source, header)
    header = list(headerless.headerless) if headerless else header
    table, malformed = numbered_text(
        path, header, delimiter, encoding, is_quoted, layout.columns.keys(), n_header_rows=0 if headerless else 1
    )
    return raw_table(layout, header, table, malformed)


def header_of(path: Path, source: Source) -> list[str]:
    """Return the names of a file's columns, those the source knows as the catalog spells them.

    Raises SourceError when the file is empty or unreadable.
    """
    encoding = _encoding_of(path, source)
    delimiter = source.delimiter_of(path, _first_line(path, encoding))
    return source.own_spelling(read_header(path, delimiter, encoding))


def read_header(path: Path, delimiter: str, encoding: str) -> list[str]:
    """Return the cells of the first line, without quotes and surrounding blanks.

    Raises SourceError when the file is empty or unreadable.
    """
    first = _first_line(path, encoding)
    return [cell.strip().strip('"') for cell in first.split(delimiter)]


def _encoding_of(path: Path, source: Source) -> str:
    """Return the encoding of a file: of several, the first that every byte of it fits, else the last."""
    if isinstance(source.encoding, str):
        return source.encoding
    *preferred, last = source.encoding
    return next((encoding for encoding in preferred if _is_readable_as(path, encoding)), last)


def _is_readable_as(path: Path, encoding: str) -> bool:
    opener = gzip.open if path.name.lower().endswith(".gz") else open
    try:
        with opener(path, "rt", encoding=encoding) as text:
            while text.read(BLOCK_BYTES):
                pass
    except (OSError, UnicodeDecodeError, EOFError, zlib.error):
        return False
    return True


def _first_line(path: Path, encoding: str) -> str:
    """Return the first line without its end and without a byte order mark."""
    opener = gzip.open if path.name.lower().endswith(".gz") else open
    try:
        with opener(path, "rt", encoding=encoding) as text:
            first = text.readline()
    except (OSError, UnicodeDecodeError, EOFError, zlib.error) as error:
        raise SourceError(
            f"The file cannot be read as {encoding} text: {error}", path=path, remedy="get the file again."
        ) from error
    if not first.strip():
        raise SourceError("The file is empty.", path=path, row=1, remedy="remove it or get it again.")
    return first.removeprefix(BYTE_ORDER_MARK.encode().decode(encoding)).rstrip("\r\n")


def numbered_text(
    path: Path,
    header: list[str],
    delimiter: str,
    encoding: str,
    is_quoted: bool,
    kept: Collection[str] | None = None,
    n_header_rows: int = 1,
) -> tuple[pa.Table, tuple[MalformedRow, ...]]:
    """Return the rows after the header rows as text with their `source_row_number`, and those that could not be split.

    Only columns named in `kept` are returned, all where it is None; a row's cells are counted over all of them.
    Raises SourceError when the file cannot be read at all, or when a quote swallows rows.
    """
    malformed: list[MalformedRow] = []
    # Positions, not names: a header may name a column twice that nobody keeps.
    positions = {_position(position): name for position, name in enumerate(header) if kept is None or name in kept}
    kept_positions = list(positions)
    table = _read_text(path, len(header), kept_positions, delimiter, encoding, is_quoted, n_header_rows, malformed)
    named = {name: table.column(position) for position, name in positions.items()}
    return pa.table({**named, "source_row_number": _row_numbers(table.num_rows, malformed)}), tuple(malformed)


def _position(position: int) -> str:
    return f"cell {position}"


def _refuse_swallowed_rows(path: Path, batch: pa.RecordBatch, n_rows_before: int) -> None:
    """Refuse a cell that holds a line break: a quote that was never closed takes the rows after it into one cell."""
    for column in batch.columns:
        is_broken = pc.match_substring_regex(column, "[\\r\\n]")
        if pc.any(is_broken).as_py():
            raise _swallowed_rows(path, n_rows_before + is_broken.index(True).as_py() + 1)


def _swallowed_rows(path: Path, row: int) -> SourceError:
    return SourceError(
        "A quoted cell runs over a line break: a quote is not closed, and the rows after it would be lost.",
        path=path,
        row=row,
        remedy="close or remove the quote.",
    )


def _read_text(
    path: Path,
    n_columns: int,
    kept: list[str],
    delimiter: str,
    encoding: str,
    is_quoted: bool,
    n_header_rows: int,
    malformed: list[MalformedRow],
) -> pa.Table:
    swallowing: list[int] = []

    def set_aside(row: csv.InvalidRow) -> str:
        # The reader counts lines of the file; the first row after a header is row 1.
        number = row.number - n_header_rows
        reason = f"{row.actual_columns} cells where the header has {row.expected_columns}"
        if row.text.strip():
            malformed.append(MalformedRow(number, reason))
        if is_quoted and re.search("[\r\n]", row.text.strip()):
            swallowing.append(number)
        return "skip"

    names = [_position(position) for position in range(n_columns)]
    # An unclosed quote may stand in a column nobody keeps, so a quoted file is converted whole, a batch at a time.
    converted = names if is_quoted else kept
    try:
        table = _kept_columns(
            path,
            kept,
            is_quoted,
            read_options=csv.ReadOptions(
                # One thread: only then does the reader know the number of a row it cannot split.
                use_threads=False,
                encoding=encoding,
                column_names=names,
                skip_rows=n_header_rows,
                block_size=BLOCK_BYTES,
            ),
            parse_options=csv.ParseOptions(
                delimiter=delimiter,
                quote_char='"' if is_quoted else False,
                newlines_in_values=is_quoted,
                invalid_row_handler=set_aside,
                ignore_empty_lines=False,
            ),
            convert_options=csv.ConvertOptions(
                column_types=dict.fromkeys(converted, pa.string()),
                include_columns=converted,
                strings_can_be_null=True,
                null_values=[""],
            ),
        )
    except (pa.ArrowInvalid, OSError, UnicodeError) as error:
        if "Empty CSV" in str(error):
            return pa.table({name: pa.array([], pa.string()) for name in kept})
        raise SourceError(f"The file cannot be read: {error}", path=path, remedy="get the file again.") from error
    # An error raised where the reader asks about a row would come back as another one.
    if swallowing:
        raise _swallowed_rows(path, swallowing[0])
    return table


def _kept_columns(path: Path, kept: list[str], is_quoted: bool, **options: object) -> pa.Table:
    compression = "gzip" if path.name.lower().endswith(".gz") else None
    batches = []
    n_rows = 0
    with csv.open_csv(pa.input_stream(str(path), compression=compression), **options) as reader:
        for batch in reader:
            if is_quoted:
                _refuse_swallowed_rows(path, batch, n_rows)
            n_rows += batch.num_rows
            batches.append(batch.select(kept))
    return pa.Table.from_batches(batches, pa.schema([(name, pa.string()) for name in kept]))


def _row_numbers(n_rows: int, malformed: list[MalformedRow]) -> pa.Array:
    """Number the rows that were kept, leaving out the numbers of those set aside."""
    taken = {row.row_number for row in malformed}
    if not taken:
        return pa.array(range(1, n_rows + 1), pa.int64())
    numbers = (number for number in range(1, n_rows + len(taken) + 1) if number not in taken)
    return pa.array(list(numbers), pa.int64())
