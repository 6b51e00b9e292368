"""What the style sheets promise of paper; that a browser keeps it is in tests/browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import analysis.report as report

SHEETS = sorted(Path(report.__file__).parent.rglob("*.css"))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_the_layout_of_telephones_is_of_screens_alone(sheet: Path) -> None:
    """A sheet of A4 is narrower than 46rem too: without `screen` every row is printed as a card."""
    of_width = re.findall(r"@media ([^{]*width[^{]*)\{", sheet.read_text(encoding="utf-8"))
    assert all(query.startswith("screen and ") for query in of_width)


def test_there_are_sheets_with_a_layout_of_telephones() -> None:
    assert sum("@media screen and (max-width" in sheet.read_text(encoding="utf-8") for sheet in SHEETS) >= 2
