"""Writes workbooks whose bytes depend on their cells only: no clock time inside the document or the archive."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl

FIXED_MOMENT = dt.datetime(2020, 1, 1)
_MODIFIED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms)")


def write_workbook(
    path: Path,
    sheet_name: str,
    rows: Sequence[Sequence[object]],
    link_column: int | None = None,
    used_rows: int | None = None,
) -> None:
    """Write one sheet of rows, the first of them the header.

    With `link_column` (from 0), cells of that column given as (text, address) become hyperlinks; with `used_rows` the
    sheet's used range reaches down to that row.
    """
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = sheet_name
    for number, row in enumerate(rows, start=1):
        for position, value in enumerate(row, start=1):
            text, address = value if isinstance(value, tuple) else (value, None)
            # Blank cells of the used range exist in the real sheets, so they are touched here too.
            cell = sheet.cell(number, position, text)
            if isinstance(text, dt.datetime):
                cell.number_format = "mm-dd-yy"
            if address is not None and link_column == position - 1:
                cell.hyperlink = address
    if used_rows is not None:
        # An empty cell is saved only where it has a format; one such corner stretches the range.
        sheet.cell(used_rows, len(rows[0])).number_format = "@"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_without_clock(workbook))


def _without_clock(workbook: openpyxl.Workbook) -> bytes:
    saved, fixed = io.BytesIO(), io.BytesIO()
    workbook.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            member = zipfile.ZipInfo(name, date_time=FIXED_MOMENT.timetuple()[:6])
            member.compress_type = zipfile.ZIP_DEFLATED
            content = source.read(name)
            if name == "docProps/core.xml":
                moment = FIXED_MOMENT.strftime("%Y-%m-%dT%H:%M:%SZ").encode("ascii")
                content = _MODIFIED.sub(rb"\g<1>" + moment + rb"\g<2>", content)
            target.writestr(member, content)
    return fixed.getvalue()
