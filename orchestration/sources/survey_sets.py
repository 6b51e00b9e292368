"""Decides what the survey files of a year serve together: the panel, national rates alone, or nothing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from orchestration.sources.catalog import sources_of_set
from orchestration.sources.inventoried_file import InventoriedFile, real_files

NEEDED_FOR_NATIONAL_RATES = frozenset({"ncvs_household", "ncvs_incident"})
REPEATS = "repeats records"
NATIONAL_ONLY, PARTLY_NATIONAL_ONLY = "national only", "partly national only"
INCOMPLETE_SET = "incomplete set"


def mark_sets(files: list[InventoriedFile]) -> list[InventoriedFile]:
    """Mark the real survey files of years whose set lacks a member.

    Without persons or areas a year serves national rates alone, and the twin keeps it in the panel. A file none of
    whose years has households and incidents serves nothing and is not loaded.
    """
    members: dict[tuple[str, str], set[str]] = defaultdict(set)
    for file in real_files(files):
        for year in file.periods:
            members[file.stored.source.set_name, year].add(file.source_name)

    def marked(file: InventoriedFile) -> InventoriedFile:
        set_name = file.stored.source.set_name if file.stored else None
        if set_name is None or file.is_synthetic or not file.is_loaded:
            return file
        found = {year: members[set_name, year] for year in file.periods}
        lacking = tuple(year for year in found if found[year] != set(sources_of_set(set_name)))
        serves_rates = any(found[year] >= NEEDED_FOR_NATIONAL_RATES for year in lacking)
        return _with_status(replace(file, national_only_periods=lacking), serves_rates)

    return [marked(file) for file in files]


def _with_status(file: InventoriedFile, serves_rates: bool) -> InventoriedFile:
    if not file.national_only_periods:
        return file
    if len(file.national_only_periods) < len(file.periods):
        return replace(file, status=PARTLY_NATIONAL_ONLY)
    if serves_rates:
        return replace(file, status=NATIONAL_ONLY)
    return replace(file, status=INCOMPLETE_SET, is_loaded=False)


def mark_repeated_records(files: list[InventoriedFile]) -> list[InventoriedFile]:
    """Leave out a file of a layout that repeats another's records where real files of that one hold all its years."""
    held: dict[tuple[str | None, str], set[str]] = defaultdict(set)
    for file in real_files(files):
        held[file.source_name, file.stored.layout].update(file.periods)

    def is_repeated(file: InventoriedFile) -> bool:
        if not file.is_loaded:
            return False
        layouts = file.stored.source.layouts
        repeated = next((known.repeats for known in layouts if known.name == file.stored.layout), None)
        return repeated is not None and held[file.source_name, repeated].issuperset(file.periods)

    return [replace(file, status=REPEATS, is_loaded=False) if is_repeated(file) else file for file in files]
