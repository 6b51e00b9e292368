"""Decides, by source and period, which files a refresh rests on: the real ones, and the twin's where there are none.

The files of one survey year form a set: what a set that lacks a member still serves, `survey_sets` decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pyarrow.parquet as pq

from orchestration.errors import SourceError
from orchestration.progress import report_progress
from orchestration.settings import Settings
from orchestration.sources.capture_dates import REMEDY, first_day_in
from orchestration.sources.catalog import load_catalog
from orchestration.sources.file_periods import periods_of
from orchestration.sources.geography_guard import refuse_persons_without_area
from orchestration.sources.inventoried_file import InventoriedFile, real_files
from orchestration.sources.raw_store import StoredFile, store
from orchestration.sources.readers import NotNeededError
from orchestration.sources.recognition import FETCH_RECORD, OWN_FILES, FoundFile, find_files
from orchestration.sources.recognition_by_header import FILE_NAME, WORKBOOK_PROPERTIES
from orchestration.sources.source import Source
from orchestration.sources.survey_sets import mark_repeated_records, mark_sets
from orchestration.sources.twin_manifest import synthetic_checksums


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
    distinct = mark_repeated_records(_mark_duplicates(inventoried))
    if not settings.national_only:
        refuse_persons_without_area((file.source_name, file.found.path, file.periods) for file in real_files(distinct))
    checked = mark_sets(distinct)
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
    if found.is_companion:
        return InventoriedFile(found, None, (), found.sha256 in synthetic, "companion", is_loaded=False)
    try:
        stored = store(found, settings.raw_parquet_directory)
    except NotNeededError:
        return InventoriedFile(found, None, (), found.sha256 in synthetic, "not needed", is_loaded=False)
    _refuse_days_after_capture(stored)
    is_synthetic = found.sha256 in synthetic
    status = "synthetic" if is_synthetic else "real"
    return InventoriedFile(found, stored, periods_of(stored), is_synthetic, status, is_loaded=True)


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


def _refuse_two_files_for_one_period(files: list[InventoriedFile]) -> None:
    holders: dict[tuple[str | None, str, bool], InventoriedFile] = {}
    for file in files:
        if not file.is_loaded or file.stored.source.has_many_files_per_period:
            continue
        for period in file.periods:
            # Real records for national rates lie beside the twin's, which keep that year of the panel.
            is_national_only = period in file.national_only_periods
            other = holders.setdefault((file.source_name, period, is_national_only), file)
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


def sources_without_files(files: Iterable[InventoriedFile]) -> list[Source]:
    """Return the catalog entries for which a refresh has no file at all."""
    present = {file.source_name for file in files if file.is_loaded}
    return [source for name, source in load_catalog().items() if name not in present]
