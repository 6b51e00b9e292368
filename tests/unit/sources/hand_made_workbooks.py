"""Writes small workbooks as ICE's lists look, and as they may look one day."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

HEADER = ("STATE", "LAW ENFORCEMENT AGENCY", "TYPE", "COUNTY", "SUPPORT TYPE", "SIGNED", "MOA", "ADDENDUM")
PENDING_HEADER = ("STATE", "LAW ENFORCEMENT AGENCY", "TYPE", "COUNTY", "SUPPORT TYPE")
SIGNED = dt.datetime(2025, 3, 17)


def agreement(number: int, **cells: object) -> tuple[object, ...]:
    """Return a row of the list; cells given by column name replace its own."""
    own = ("TEXAS", f"Agency {number}", "County", "Bowie County", "Task Force Model", SIGNED, "link", None)
    return tuple({**dict(zip(HEADER, own, strict=True)), **cells}.values())


def pending(number: int) -> tuple[object, ...]:
    """Return a row of the pending list."""
    return agreement(number)[: len(PENDING_HEADER)]


def fill(sheet: Worksheet, rows: Sequence[Sequence[object]]) -> None:
    """Append rows to a sheet, an empty one for a blank row."""
    for row in rows:
        sheet.append(list(row))


def write(path: Path, *rows: Sequence[object], title: str = "Sheet1", saved: dt.datetime | None = None) -> Path:
    """Write a workbook of one sheet, last saved at a moment of one's choice."""
    book = openpyxl.Workbook()
    book.active.title = title
    fill(book.active, rows)
    return save(book, path, saved)


def save(book: openpyxl.Workbook, path: Path, saved: dt.datetime | None = None) -> Path:
    """Save a workbook; openpyxl always writes the present moment, so another one is put into the file itself."""
    book.save(path)
    if saved is not None:
        set_property(path, "modified", saved)
    return path


def set_property(path: Path, name: str, moment: dt.datetime | None) -> None:
    """Put a moment into a workbook's properties, or take the property out."""
    with zipfile.ZipFile(path) as archive:
        members = {member: archive.read(member) for member in archive.namelist()}
    text = members["docProps/core.xml"].decode()
    new = "" if moment is None else rf"\g<1>{moment:%Y-%m-%dT%H:%M:%SZ}\g<2>"
    pattern = rf"(<dcterms:{name}[^>]*>)[^<]*(</dcterms:{name}>)"
    members["docProps/core.xml"] = re.sub(pattern, new, text).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for member, content in members.items():
            archive.writestr(member, content)
