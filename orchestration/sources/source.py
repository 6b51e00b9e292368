"""An entry of the catalog: where a source comes from, how its files are recognised, and which tables they fill."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from orchestration.sources.captures import Capture
from orchestration.sources.layout import Layout


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
