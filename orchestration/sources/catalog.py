"""The catalog of sources, read from `catalog.yaml`.

What a source *means* (units, codes, rules) stands with the staging models; here stands only how a file of it
is recognised and which of its columns are kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from orchestration.sources.captures import Capture, read_captures
from orchestration.sources.layout import Layout
from orchestration.sources.source import Source

CATALOG_PATH = Path(__file__).with_name("catalog.yaml")
CONFIDENTIALITY_LEVELS = ("public", "restricted", "confidential")


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
