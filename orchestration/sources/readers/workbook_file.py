"""Opens Excel workbooks, in whole or at the top only, and reads when they were last saved."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from orchestration.errors import SourceError
from orchestration.sources.readers.headers import MOST_ROWS_ABOVE

PROTECTED_SIGNATURE = bytes.fromhex("D0CF11E0")
PROPERTIES = "docProps/core.xml"
Row = Sequence[object]
MOMENT = "{http://purl.org/dc/terms/}%s"


class UnreadableWorkbookError(SourceError):
    """A workbook is protected, damaged, or none at all."""


def open_workbook(path: Path) -> openpyxl.Workbook:
    """Open a workbook in whole. Raises UnreadableWorkbookError."""
    # Not read-only: in that mode the used range a file declares hides rows of real captures.
    return _opened(path, read_only=False)


def tops_of_visible_sheets(path: Path) -> dict[str, tuple[Row, ...]]:
    """Return the first rows of each visible sheet, in which a header may stand, without reading a large file in whole.

    Raises UnreadableWorkbookError.
    """
    workbook = _opened(path, read_only=True)
    try:
        return {sheet.title: tuple(top_rows(sheet)) for sheet in visible_sheets(workbook)}
    except Exception as error:
        raise _unreadable(path, error) from error
    finally:
        workbook.close()


def _opened(path: Path, *, read_only: bool) -> openpyxl.Workbook:
    with path.open("rb") as handle:
        if handle.read(len(PROTECTED_SIGNATURE)) == PROTECTED_SIGNATURE:
            raise UnreadableWorkbookError(
                "The workbook is protected by a password, or of the old .xls kind.",
                path=path,
                remedy="remove the password and save it as .xlsx.",
            )
    try:
        return openpyxl.load_workbook(path, read_only=read_only)
    except Exception as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> UnreadableWorkbookError:
    return UnreadableWorkbookError(
        f"The workbook cannot be opened: {error}", path=path, remedy="get the file again; it must be an .xlsx."
    )


def visible_sheets(workbook: openpyxl.Workbook) -> list[Worksheet]:
    """Return the sheets a person sees, charts left out."""
    return [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]


def top_rows(sheet: Worksheet) -> Iterator[Row]:
    """Yield the values of the rows in which a header may stand, from row 1."""
    if hasattr(sheet, "reset_dimensions"):
        # A read-only sheet: the range it declares is what hides rows, so it is not believed.
        sheet.reset_dimensions()
    yield from sheet.iter_rows(min_row=1, max_row=MOST_ROWS_ABOVE + 1, values_only=True)


def saved_on(path: Path) -> dt.date | None:
    """Return the day a workbook was last modified or, where it does not say, created, by its own properties.

    Read from the file: openpyxl puts the present moment where a property is missing.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            properties = ElementTree.fromstring(archive.read(PROPERTIES))
    except (KeyError, zipfile.BadZipFile, ElementTree.ParseError):
        return None
    stated = (properties.findtext(MOMENT % name) for name in ("modified", "created"))
    return next((day for text in stated if (day := _day(text))), None)


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat((text or "").strip()[:10])
    except ValueError:
        return None
