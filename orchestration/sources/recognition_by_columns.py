"""Tells by the header which source a file belongs to where its name fits several, as studies of an archive do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from orchestration.errors import SourceError
from orchestration.sources import readers
from orchestration.sources.layout import Layout
from orchestration.sources.source import Source


def told_by_columns(path: Path, candidates: Sequence[Source]) -> Source | str:
    """Return the one candidate whose telling columns a file has, or in words why none of its study is meant.

    Raises SourceError when several candidates are told, or none and the file lacks the keys of every study.
    """
    headers = {source.name: readers.header_of(path, source) for source in candidates}
    told = [source for source in candidates if any(_is_told(layout, headers[source.name]) for layout in source.layouts)]
    if len(told) == 1:
        return told[0]
    if told:
        raise SourceError(
            f"The header fits several sources: {', '.join(source.name for source in told)}.",
            path=path,
            row=1,
            column="; ".join(f"{source.name}: {_telling(source)}" for source in told),
            remedy="name the file as only one of them does; sources/catalog.yaml lists the names.",
        )
    study = [source for source in candidates if _has_keys(source, headers[source.name])]
    if not study:
        raise _another_study(path, candidates, headers)
    records = "; ".join(f"{source.name}: {_telling(source)}" for source in study)
    return (
        f"a file with the keys {', '.join(study[0].study_keys)} of its study and none of the columns that tell its"
        f" records ({records}), such as an address file"
    )


def _is_told(layout: Layout, header: list[str]) -> bool:
    return bool(layout.telling) and layout.is_told_by(header)


def _has_keys(source: Source, header: list[str]) -> bool:
    return bool(source.study_keys) and all(key in header for key in source.study_keys)


def _telling(source: Source) -> str:
    return ", ".join(dict.fromkeys(name for layout in source.layouts for name in layout.telling))


def _another_study(path: Path, candidates: Sequence[Source], headers: dict[str, list[str]]) -> SourceError:
    lacking = []
    for source in candidates:
        missing = min((layout.missing_from(headers[source.name]) for layout in source.layouts), key=len)
        lacking.append(f"  {source.name} lacks {', '.join(missing)}")
    return SourceError(
        "The file is named like a study of the archive, but its header fits none of those known:\n"
        + "\n".join(lacking),
        path=path,
        row=1,
        column="; ".join(dict.fromkeys(", ".join(source.study_keys) for source in candidates)),
        remedy="take another study's file out of the raw folder; a file without a header needs one.",
    )
