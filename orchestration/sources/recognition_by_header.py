"""Recognises a workbook under any name by the header of a visible sheet, and finds the day it was captured."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from orchestration.errors import SourceError
from orchestration.sources.capture_dates import APART, REMEDY, captured_on, check_plausible
from orchestration.sources.catalog import load_catalog
from orchestration.sources.readers.headers import find_header, normal_form, shown_form
from orchestration.sources.readers.table import known_headers
from orchestration.sources.readers.workbook_file import Row, saved_on, tops_of_visible_sheets
from orchestration.sources.source import Source

FILE_NAME, SHEET, WORKBOOK_PROPERTIES = "file_name", "sheet", "workbook_properties"


@dataclass(frozen=True)
class RecognisedWorkbook:
    """The source a workbook belongs to, the day it was captured, and where that day was found."""

    source: Source
    captured_on: dt.date
    captured_on_basis: str


@dataclass(frozen=True)
class _FittingSheet:
    source: Source
    n_required: int
    title: str
    rows_above: tuple[Row, ...]


def recognise_workbook(path: Path) -> RecognisedWorkbook | None:
    """Return what a workbook is, or None when it is no list of the catalog.

    Raises UnreadableWorkbookError, and SourceError when it looks like one of the catalog's lists but fits no layout,
    when it could be several of them, or when its day of capture is not known.
    """
    sources = [source for source in load_catalog().values() if source.is_recognised_by_header]
    tops = tops_of_visible_sheets(path)
    fits = [fit for title, rows in tops.items() if (fit := _best_fit(path, sources, title, rows))]
    if not fits:
        _refuse_lookalike(path, sources, tops.values())
        return None
    if len({fit.source.name for fit in fits}) > 1:
        sheets = ", ".join(f"{fit.title} ({fit.source.name})" for fit in fits)
        raise SourceError(f"Sheets of several sources fit: {sheets}.", path=path, remedy="keep one list a workbook.")
    day, basis = _capture(path, fits)
    return RecognisedWorkbook(fits[0].source, day, basis)


def _best_fit(path: Path, sources: list[Source], title: str, rows: tuple[Row, ...]) -> _FittingSheet | None:
    """Return the source whose layout explains most of a sheet's header: a pending list's columns stand in both."""
    fits = [
        _FittingSheet(source, len(found[2].required), title, rows[: found[0] - 1])
        for source in sources
        if (found := find_header(source, rows))
    ]
    best = [fit for fit in fits if fit.n_required == max(fit.n_required for fit in fits)]
    if len(best) > 1:
        names = ", ".join(fit.source.name for fit in best)
        raise SourceError(
            f"The header of the sheet {title} fits several sources: {names}.",
            path=path,
            remedy="name the file as its source does; sources/catalog.yaml lists the names.",
        )
    return best[0] if best else None


def _refuse_lookalike(path: Path, sources: list[Source], tops: Iterable[tuple[Row, ...]]) -> None:
    """Stop at a workbook that has a list's telling column: it would otherwise be left out of the list unnoticed."""
    for rows in tops:
        for number, row in enumerate(rows, start=1):
            forms = {normal_form(cell) for cell in row}
            alike = [source for source in sources if normal_form(source.telling_header) in forms]
            if alike:
                known = "; ".join(f"{source.name}: {known_headers(source)}" for source in alike)
                found = ", ".join(shown_form(cell) for cell in row if cell is not None)
                raise SourceError(
                    f"The workbook looks like {' or '.join(source.name for source in alike)}, but its header fits no"
                    f" known layout.\n  found:  {found}\n  known:  {known}",
                    path=path,
                    row=number,
                    remedy="a new layout is one entry in sources/catalog.yaml; a file that is none goes elsewhere.",
                )


def _capture(path: Path, fits: list[_FittingSheet]) -> tuple[dt.date, str]:
    """Return the day of capture and its basis: the file name, else a title or sheet name, else the properties."""
    if day := captured_on(path.stem, path, "the file name"):
        return day, FILE_NAME
    titles = [text for fit in fits for text in (fit.title, *_texts(fit.rows_above))]
    if day := captured_on(APART.join(titles), path, "the sheet's title"):
        return day, SHEET
    if day := saved_on(path):
        check_plausible(day, path, "the workbook's properties")
        return day, WORKBOOK_PROPERTIES
    raise SourceError("Nothing tells the day this list was captured.", path=path, remedy=REMEDY)


def _texts(rows: Iterable[Row]) -> list[str]:
    cells = [cell for row in rows for cell in row if cell is not None]
    return [cell.date().isoformat() if isinstance(cell, dt.datetime) else str(cell) for cell in cells]
