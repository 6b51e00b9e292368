"""Decides, by source and period, which files a refresh rests on: the real ones, and the twin's where there are none.

The files of one survey year form a set. A real set replaces the twin's only when it is whole; a set that lacks a
member is marked `incomplete set`, and stands aside where the twin has that year.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

import pyarrow.compute as pc
import pyarrow.parquet as pq

from orchestration.errors import SourceError
from orchestration.progress import report_progress
from orchestration.settings import Settings
from orchestration.sources.capture_dates import REMEDY, first_day_in
from orchestration.sources.catalog import Source, load_catalog, sources_of_set
from orchestration.sources.geography_guard import refuse_persons_without_area
from orchestration.sources.raw_store import StoredFile, store
from orchestration.sources.recognition import FETCH_RECORD, OWN_FILES, FoundFile, find_files
from orchestration.sources.recognition_by_header import FILE_NAME, WORKBOOK_PROPERTIES
from orchestration.sources.twin_manifest import synthetic_checksums

YEAR_AND_QUARTER = re.compile(r"(19[7-9]\d|20\d\d)\.[1-4]\d*")
FIRST_PANEL_YEAR, LAST_PANEL_YEAR = 2005, 2014
PANEL_YEARS = frozenset(str(year) for year in range(FIRST_PANEL_YEAR, LAST_PANEL_YEAR + 1))


@dataclass(frozen=True)
class InventoriedFile:
    """A file with everything a refresh decided about it."""

    found: FoundFile
    stored: StoredFile | None
    periods: tuple[str, ...]
    is_synthetic: bool
    status: str
    is_loaded: bool
    incomplete_periods: tuple[str, ...] = ()

    @property
    def source_name(self) -> str | None:
        """Return the catalog entry's name, or None for a file that fits none."""
        return self.found.source.name if self.found.source else None

    @property
    def period(self) -> str:
        """Return the period in words: one, or first to last."""
        if len(self.periods) > 1:
            return f"{self.periods[0]} to {self.periods[-1]}"
        return self.periods[0] if self.periods else ""


def take_inventory(settings: Settings, *, with_twin: bool = True) -> list[InventoriedFile]:
    """Return every file below the raw folder and, with the twin, below the twin's, each with its status.

    Raises SourceError when a file is unreadable, has no known layout, holds days after the one it is said to be
    captured on, when persons come without an area file, or when two files claim one period.
    """
    real = find_files(settings.raw_directory, excluded=settings.twin_directory)
    twin = find_files(settings.twin_directory) if with_twin and settings.twin_directory.is_dir() else []
    synthetic = synthetic_checksums(settings)
    inventoried = []
    candidates = [found for found in real + twin if not _is_bookkeeping(found, settings)]
    for position, found in enumerate(candidates):
        report_progress("read raw files", position / len(candidates))
        inventoried.append(_inventoried(found, settings, synthetic))
    distinct = _mark_duplicates(inventoried)
    refuse_persons_without_area((file.source_name, file.found.path, file.periods) for file in _real(distinct))
    checked = _mark_incomplete_sets(distinct)
    _refuse_two_files_for_one_period(checked)
    _refuse_one_name_twice(checked)
    return checked


def _is_bookkeeping(found: FoundFile, settings: Settings) -> bool:
    if found.path == settings.raw_directory / FETCH_RECORD:
        return True
    inside = found.path.is_relative_to(settings.twin_directory)
    truth = settings.twin_directory / "truth"
    return inside and (found.path.name in OWN_FILES or found.path.is_relative_to(truth))


def _inventoried(found: FoundFile, settings: Settings, synthetic: frozenset[str]) -> InventoriedFile:
    if found.source is None:
        return InventoriedFile(found, None, (), found.sha256 in synthetic, "unrecognised", is_loaded=False)
    stored = store(found, settings.raw_parquet_directory)
    _refuse_days_after_capture(stored)
    is_synthetic = found.sha256 in synthetic
    status = "synthetic" if is_synthetic else "real"
    return InventoriedFile(found, stored, _periods(stored), is_synthetic, status, is_loaded=True)


def _refuse_days_after_capture(stored: StoredFile) -> None:
    """Refuse a capture date taken from a workbook's properties when the list itself names a later day.

    A date in a file's name is somebody's word; properties change with every save, and a clock may be wrong.
    """
    found = stored.found
    if found.captured_on_basis != WORKBOOK_PROPERTIES:
        return
    for column in stored.source.days_until_capture:
        cells = pq.read_table(stored.parquet, columns=["source_row_number", column]).to_pydict()
        for row, text in zip(cells["source_row_number"], cells[column], strict=True):
            day = first_day_in(text)
            if day and day > found.captured_on:
                raise SourceError(
                    f"The list names {day}, but its workbook says it was last saved on {found.captured_on}.",
                    path=found.path,
                    row=row,
                    column=column.upper(),
                    remedy=REMEDY,
                )


def _periods(stored: StoredFile) -> tuple[str, ...]:
    rule = stored.source.period
    if rule == "all":
        return ("all",)
    if "years_in" in rule:
        return _years_in(stored, rule["years_in"])
    if stored.found.captured_on is not None:
        return (stored.found.captured_on.isoformat(),)
    return (str(stored.found.release_year),)


def _years_in(stored: StoredFile, column: str) -> tuple[str, ...]:
    """Return the years of a survey file's quarters; a cell that is no quarter is left to staging.

    Raises SourceError when no cell is one: the file would stand for no year at all.
    """
    cells = pc.unique(pq.read_table(stored.parquet, columns=[column]).column(column)).drop_null().to_pylist()
    years = {cell.strip()[:4] for cell in cells if YEAR_AND_QUARTER.fullmatch(cell.strip())}
    if not years:
        raise SourceError(
            "No row has a year and quarter, such as 2009.3.",
            path=stored.found.path,
            column=column.upper(),
            remedy="check that the columns stand under their own names.",
        )
    return tuple(sorted(years))


def _mark_duplicates(files: list[InventoriedFile]) -> list[InventoriedFile]:
    """Load a file that lies in two places once; a list that did not change between two captures is two captures.

    A copy whose name does not say when it was captured is no capture of its own beside one whose name does.
    """
    dated = {(file.source_name, file.found.sha256) for file in files if file.found.captured_on_basis == FILE_NAME}
    seen: set[tuple[object, ...]] = set()
    marked = []
    for file in files:
        identity = (file.source_name, file.found.sha256, file.found.captured_on, file.found.release_year)
        is_undated = file.found.captured_on_basis not in (None, FILE_NAME)
        is_copy = identity in seen or (is_undated and identity[:2] in dated)
        repeated = file.is_loaded and is_copy
        marked.append(replace(file, status="duplicate", is_loaded=False) if repeated else file)
        seen.add(identity)
    return marked


def _mark_incomplete_sets(files: list[InventoriedFile]) -> list[InventoriedFile]:
    """Mark real survey files of a year whose set lacks a member; the twin keeps that year of the panel."""
    members = defaultdict(set)
    for file in _real(files):
        for year in file.periods:
            members[file.stored.source.set_name, year].add(file.source_name)

    def marked(file: InventoriedFile) -> InventoriedFile:
        set_name = file.stored.source.set_name if file.stored else None
        if set_name is None or file.is_synthetic or not file.is_loaded:
            return file
        whole = set(sources_of_set(set_name))
        incomplete = tuple(year for year in file.periods if members[set_name, year] != whole)
        if not incomplete:
            return file
        stands_aside = bool(PANEL_YEARS.intersection(incomplete))
        return replace(file, status="incomplete set", is_loaded=not stands_aside, incomplete_periods=incomplete)

    return [marked(file) for file in files]


def _real(files: Iterable[InventoriedFile]) -> list[InventoriedFile]:
    return [file for file in files if file.stored is not None and file.is_loaded and not file.is_synthetic]


def _refuse_two_files_for_one_period(files: list[InventoriedFile]) -> None:
    holders: dict[tuple[str, str], InventoriedFile] = {}
    for file in files:
        if not file.is_loaded or file.stored.source.has_many_files_per_period:
            continue
        for period in file.periods:
            other = holders.setdefault((file.source_name, period), file)
            if other is not file:
                raise SourceError(
                    f"Two files hold {file.source_name} for {period}; the other is {other.found.path}.",
                    path=file.found.path,
                    remedy="keep one of them in the raw folder.",
                )


def _refuse_one_name_twice(files: list[InventoriedFile]) -> None:
    """Refuse two different files of a source under one name: rows are told by the name of their file alone."""
    named: dict[tuple[str, str], InventoriedFile] = {}
    for file in files:
        if not file.is_loaded:
            continue
        other = named.setdefault((file.source_name, file.found.path.name), file)
        if other is not file:
            raise SourceError(
                f"Two different files of {file.source_name} have one name; the other is {other.found.path}.",
                path=file.found.path,
                remedy="rename one of them, or keep only one in the raw folder.",
            )


def real_periods(files: Iterable[InventoriedFile], source: str) -> frozenset[str]:
    """Return the periods of a source that whole, real files hold."""
    return frozenset(
        period
        for file in files
        if file.source_name == source and file.is_loaded and not file.is_synthetic
        for period in file.periods
        if period not in file.incomplete_periods
    )


def sources_without_files(files: Iterable[InventoriedFile]) -> list[Source]:
    """Return the catalog entries for which a refresh has no file at all."""
    present = {file.source_name for file in files if file.is_loaded}
    return [source for name, source in load_catalog().items() if name not in present]
