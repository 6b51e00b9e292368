"""The catalog of sources: typed access to `catalog.yaml`.

What a source *means* (units, codes, rules) stands with the staging models; here stands only how a file of it
is recognised and which of its columns are kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from orchestration.sources.captures import Capture, read_captures

CATALOG_PATH = Path(__file__).with_name("catalog.yaml")
CONFIDENTIALITY_LEVELS = ("public", "restricted", "confidential")


@dataclass(frozen=True)
class Layout:
    """One known header of a source: the file's own column names mapped to raw column names.

    `telling` columns tell a file of this layout from one of another with the same name, `absent` ones it never has;
    neither need be kept. `numbered` columns reach the raw table only where a file has them. `repeats` names the layout
    of the same source whose records a file of this one holds once more. `positions` says which characters of a line,
    counted from 1, hold a column of a fixed-width file, whose lines are `line_width` characters long; `headerless`
    names the columns of delimited text that has no header line.
    """

    name: str
    required: Mapping[str, str]
    optional: Mapping[str, str]
    numbered: Mapping[str, str] = field(default_factory=dict)
    telling: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    repeats: str | None = None
    positions: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    line_width: int | None = None
    headerless: tuple[str, ...] = ()

    @property
    def columns(self) -> dict[str, str]:
        """Return header → raw column, required ones first."""
        return {**self.required, **self.optional, **self.numbered}

    def missing_from(self, header: list[str]) -> list[str]:
        """Return the required and telling columns that a header lacks."""
        return [column for column in dict.fromkeys([*self.required, *self.telling]) if column not in header]

    def unwanted_in(self, header: list[str]) -> list[str]:
        """Return the columns of a header that a file of this layout never has."""
        return [column for column in self.absent if column in header]

    def is_told_by(self, header: list[str]) -> bool:
        """Say whether a header has every telling column and none that is never there, whatever else it lacks."""
        return all(column in header for column in self.telling) and not self.unwanted_in(header)


@dataclass(frozen=True)
class Source:
    """A catalog entry: provenance, recognition and layouts of one source.

    `companions` says, for a format whose files cannot be read alone, which kinds of files have to lie beside them and
    under which names; a name may hold the named groups of the entry's patterns, as in `g{release_year}5{state}.csv`.
    """

    name: str
    title: str
    citation: str
    licence: str
    url: str
    grain: str
    cadence: str
    confidentiality: str
    patterns: tuple[re.Pattern[str], ...]
    period: Mapping[str, str] | str
    format: Mapping[str, str] | str
    layouts: tuple[Layout, ...]
    delimiter: Mapping[str, str] | tuple[str, ...] | str = ","
    encoding: tuple[str, ...] | str = "utf-8"
    quoted: Mapping[str, bool] | bool = False
    set_name: str | None = None
    has_many_files_per_period: bool = False
    key: tuple[str, ...] = ()
    is_key_within_file: bool = True
    captures: tuple[Capture, ...] = ()
    telling_header: str | None = None
    other_headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    days_until_capture: tuple[str, ...] = ()
    link_columns: Mapping[str, str] = field(default_factory=dict)
    study_keys: tuple[str, ...] = ()
    is_any_letter_case: bool = False
    has_table_per_layout: bool = False
    companions: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    def raw_table_of(self, layout_name: str) -> str:
        """Return the name of the raw table that holds the rows of a layout: the source's, or one for each layout."""
        return f"{self.name}_{layout_name}" if self.has_table_per_layout else self.name

    @property
    def raw_tables(self) -> dict[str, tuple[str, ...]]:
        """Return the raw tables of the source, each with the columns it always has: those of its layouts, in catalog
        order, and those of the addresses cells link to, but no numbered ones.
        """
        tables: dict[str, dict[str, None]] = {}
        for layout in self.layouts:
            columns = tables.setdefault(self.raw_table_of(layout.name), {})
            columns.update(dict.fromkeys({**layout.required, **layout.optional}.values()))
        return {name: (*columns, *self.link_columns.values()) for name, columns in tables.items()}

    @property
    def raw_columns(self) -> tuple[str, ...]:
        """Return the columns of all raw tables of the source."""
        return tuple(dict.fromkeys(column for columns in self.raw_tables.values() for column in columns))

    @property
    def numbered_columns(self) -> tuple[str, ...]:
        """Return the raw columns that a table of the source has only where a file brings them."""
        return tuple(dict.fromkeys(raw for layout in self.layouts for raw in layout.numbered.values()))

    def own_spelling(self, header: list[str]) -> list[str]:
        """Return a header with the names the catalog knows spelled as there; others stay as they are.

        Nothing changes unless the source takes its columns in any letter case.
        """
        if not self.is_any_letter_case:
            return header
        names = [name for layout in self.layouts for name in (*layout.columns, *layout.telling, *layout.absent)]
        known = {name.casefold(): name for name in (*names, *self.study_keys)}
        return [known.get(name.casefold(), name) for name in header]

    def match(self, file_name: str) -> re.Match[str] | None:
        """Return the match of the first pattern that fits a file name, or None."""
        return next((found for pattern in self.patterns if (found := pattern.search(file_name))), None)

    def of_suffix(self, option: Mapping[str, str] | str, path: Path) -> str:
        """Resolve an option that may differ by file ending, such as `format` or `delimiter`."""
        return option if isinstance(option, str) else option[bare_suffix(path)]

    def delimiter_of(self, path: Path, first_line: str) -> str:
        """Return what stands between the cells of a file; of several, the one its first line holds most of."""
        if isinstance(self.delimiter, tuple):
            return max(self.delimiter, key=first_line.count)
        return self.of_suffix(self.delimiter, path)

    def is_quoted(self, path: Path) -> bool:
        """Say whether cells of a file may stand in double quotes."""
        return self.quoted if isinstance(self.quoted, bool) else self.quoted[bare_suffix(path)]

    @property
    def is_recognised_by_header(self) -> bool:
        """Say whether a workbook under any name may be a file of this source."""
        return self.telling_header is not None

    @property
    def is_public(self) -> bool:
        """Say whether cells of a file may be shown in a message."""
        return self.confidentiality == "public"

    def layout_for(self, header: list[str]) -> Layout | None:
        """Return the layout that a header fits; of several, the one with most required columns."""
        fitting = [layout for layout in self.layouts if not (layout.missing_from(header) or layout.unwanted_in(header))]
        return max(fitting, key=lambda layout: len(layout.required), default=None)

    def layout_without_header(self, first_line: list[str]) -> Layout | None:
        """Return the layout of a file that begins with a row of as many cells as the layout has columns, or None."""
        fitting = (layout for layout in self.layouts if len(layout.headerless) == len(first_line))
        return next((layout for layout in fitting if not set(layout.headerless) & set(first_line)), None)


def bare_suffix(path: Path) -> str:
    """Return a file's ending without dot, looking through `.gz`."""
    return path.name.lower().removesuffix(".gz").rsplit(".", 1)[-1]


def _census_layout(table: str, entry: Mapping[str, Any]) -> Layout:
    """Build the layout of a table of the American Community Survey: an estimate and a margin of error for each cell."""
    cells = [f"{table}_{cell:03d}{kind}" for cell in entry["cells"] for kind in ("e", "m")]
    return Layout(table, required={}, optional={column: column for column in [*entry["geography"], *cells]})


def _layout(name: str, entry: Mapping[str, Any]) -> Layout:
    if "cells" in entry:
        return _census_layout(name, entry)
    return Layout(
        name,
        required=entry["required"],
        optional=entry.get("optional", {}),
        numbered=_numbered_columns(entry.get("numbered", {})),
        telling=tuple(entry.get("telling", ())),
        absent=tuple(entry.get("absent", ())),
        repeats=entry.get("repeats"),
        positions={column: (first, last) for column, (first, last) in entry.get("positions", {}).items()},
        line_width=entry.get("line_width"),
        headerless=tuple(entry.get("headerless", ())),
    )


def _numbered_columns(counts: Mapping[str, int]) -> dict[str, str]:
    """Return header → raw column of numbered columns: `{HHREPWGT: 160}` stands for HHREPWGT1 to HHREPWGT160."""
    names = (f"{stem}{number}" for stem, count in counts.items() for number in range(1, count + 1))
    return {name: name.lower() for name in names}


def _source(name: str, entry: Mapping[str, Any]) -> Source:
    if entry["confidentiality"] not in CONFIDENTIALITY_LEVELS:
        raise ValueError(f"{CATALOG_PATH}: {name}: confidentiality must be one of {CONFIDENTIALITY_LEVELS}")
    texts = ("title", "citation", "licence", "url", "grain", "cadence", "confidentiality")
    patterns = tuple(re.compile(pattern, re.IGNORECASE) for pattern in entry["patterns"])
    return Source(
        name=name,
        **{key: entry[key] for key in texts},
        patterns=patterns,
        period=entry["period"],
        format=entry["format"],
        layouts=tuple(_layout(key, layout) for key, layout in entry["layouts"].items()),
        delimiter=_one_or_several(entry.get("delimiter", ",")),
        encoding=_one_or_several(entry.get("encoding", "utf-8")),
        quoted=entry.get("quoted", False),
        set_name=entry.get("set"),
        has_many_files_per_period=entry.get("files_per_period") == "many",
        key=tuple(entry.get("key", ())),
        is_key_within_file=entry.get("key_within", "file") == "file",
        captures=_captures(name, entry, patterns),
        telling_header=entry.get("recognised_by", {}).get("header"),
        other_headers={name: tuple(others) for name, others in entry.get("other_headers", {}).items()},
        days_until_capture=tuple(entry.get("days_until_capture", ())),
        link_columns=entry.get("link_columns", {}),
        study_keys=tuple(entry.get("study_keys", ())),
        is_any_letter_case=entry.get("letter_case") == "any",
        has_table_per_layout=entry.get("raw_tables") == "one_per_layout",
        companions={
            file_format: {kind: tuple(names) for kind, names in kinds.items()}
            for file_format, kinds in entry.get("companions", {}).items()
        },
    )


def _one_or_several(option: Any) -> Any:
    return tuple(option) if isinstance(option, list) else option


def _captures(name: str, entry: Mapping[str, Any], patterns: tuple[re.Pattern[str], ...]) -> tuple[Capture, ...]:
    captures = entry.get("captures", ())
    if captures and entry["confidentiality"] != "public":
        raise ValueError(f"{CATALOG_PATH}: {name}: only a public source can have captures")
    try:
        return read_captures(captures, patterns)
    except ValueError as error:
        raise ValueError(f"{CATALOG_PATH}: {name}: {error}") from error


@cache
def load_catalog(path: Path = CATALOG_PATH) -> Mapping[str, Source]:
    """Return every catalog entry by name, in catalog order.

    Raises KeyError when an entry lacks a field and ValueError when a field has an unknown value.
    """
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {name: _source(name, entry) for name, entry in entries.items()}


def sources_of_set(set_name: str) -> tuple[str, ...]:
    """Return the names of the sources that together form one set, such as the four survey files of a year."""
    return tuple(name for name, source in load_catalog().items() if source.set_name == set_name)
