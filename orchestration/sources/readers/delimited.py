"""Reads delimited text: ICPSR tab-separated files, csv, gazetteers, pipe-delimited lists; plain or gzip."""

from __future__ import annotations

import gzip
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as csv

from orchestration.errors import SourceError
from orchestration.sources.catalog import Source
from orchestration.sources.readers.table import MalformedRow, RawTable, layout_of, raw_table

BYTE_ORDER_MARK = "\ufeff"


def read(path: Path, source: Source) -> RawTable:
    """Read a delimited file as text.

    Rows with too many or too few cells come back as malformed rows with their number; blank lines do not count.
    Raises SourceError when the file is empty, is not text of its encoding, or fits no layout.
    """
    delimiter = source.of_suffix(source.delimiter, path)
    header = read_header(path, delimiter, source.encoding)
    layout = layout_of(path, source, header)
    table, malformed = numbered_text(path, header, delimiter, source.encoding)
    result = raw_table(layout, header, table, malformed)
    if result.n_rows == 0:
        raise SourceError("The file has a header and no rows.", path=path, row=2, remedy="get the file again.")
    return result


def read_header(path: Path, delimiter: str, encoding: str) -> list[str]:
    """Return the cells of the first line, without quotes and surrounding blanks.

    Raises SourceError when the file is empty or unreadable.
    """
    opener = gzip.open if path.name.endswith(".gz") else open
    try:
        with opener(path, "rt", encoding=encoding) as text:
            first = text.readline()
    except (OSError, UnicodeDecodeError, EOFError) as error:
        raise SourceError(
            f"The file cannot be read as {encoding} text: {error}", path=path, remedy="get the file again."
        ) from error
    if not first.strip():
        raise SourceError("The file is empty.", path=path, row=1, remedy="remove it or get it again.")
    return [cell.strip().strip('"') for cell in first.removeprefix(BYTE_ORDER_MARK).rstrip("\r\n").split(delimiter)]


def numbered_text(
    path: Path, header: list[str], delimiter: str, encoding: str
) -> tuple[pa.Table, tuple[MalformedRow, ...]]:
    """Return the rows after the header as text with their `source_row_number`, and the rows that could not be split.

    Raises SourceError when the file cannot be read at all.
    """
    malformed: list[MalformedRow] = []
    table = _read_text(path, header, delimiter, encoding, malformed)
    numbers = _row_numbers(table.num_rows, malformed)
    return table.append_column("source_row_number", numbers), tuple(malformed)


def _read_text(path: Path, header: list[str], delimiter: str, encoding: str, malformed: list[MalformedRow]) -> pa.Table:
    def set_aside(row: csv.InvalidRow) -> str:
        # The reader counts lines of the file; the first row after the header is row 1.
        reason = f"{row.actual_columns} cells where the header has {row.expected_columns}"
        if row.text.strip():
            malformed.append(MalformedRow(row.number - 1, reason))
        return "skip"

    try:
        return csv.read_csv(
            pa.input_stream(path, compression="detect"),
            # One thread: only then does the reader know the number of a row it cannot split.
            read_options=csv.ReadOptions(use_threads=False, encoding=encoding, column_names=header, skip_rows=1),
            parse_options=csv.ParseOptions(
                delimiter=delimiter, invalid_row_handler=set_aside, ignore_empty_lines=False
            ),
            convert_options=csv.ConvertOptions(
                column_types={name: pa.string() for name in header},
                strings_can_be_null=True,
                null_values=[""],
            ),
        )
    except (pa.ArrowInvalid, OSError, UnicodeDecodeError) as error:
        raise SourceError(f"The file cannot be read: {error}", path=path, remedy="get the file again.") from error


def _row_numbers(n_rows: int, malformed: list[MalformedRow]) -> pa.Array:
    """Number the rows that were kept, leaving out the numbers of those set aside."""
    taken = {row.row_number for row in malformed}
    if not taken:
        return pa.array(range(1, n_rows + 1), pa.int64())
    numbers = (number for number in range(1, n_rows + len(taken) + 1) if number not in taken)
    return pa.array(list(numbers), pa.int64())
