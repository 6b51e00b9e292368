"""ICE's arrests: the published seed as it stands, and a table of one's own before it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.data.partial_build import build_part, built_rows, fails

pytestmark = pytest.mark.slow

OWN_TABLE = """fiscal_year,criminality,arrests,citation
2012,Convicted criminal,60,report
2012,Pending criminal charges,15,report
2012,Other immigration violator,25,report
2013,Convicted criminal,60,report
2014,unknown,60,report
"""


def test_a_table_of_ones_own_stands_beside_the_published_years(tmp_path: Path) -> None:
    built = build_part(
        tmp_path / "home",
        lambda folder: (folder / "ice_arrests_own.csv").write_text(OWN_TABLE),
        ["+ice_arrests_by_criminality", "+rejected_rows"],
    )
    rows = built_rows(
        built,
        "select definition, arrests, share_pct, basis from marts.ice_arrests_by_criminality"
        " where fiscal_year between 2010 and 2015 order by 1",
    )
    assert rows == [
        ("all", 100, 100.0, "own_table"),
        ("convicted_only", 60, 60.0, "own_table"),
        ("convicted_or_pending", 75, 75.0, "own_table"),
    ]
    assert built_rows(built, "select row_number, reason from quality.rejected_rows") == [(5, "unknown code")]
    totals = (
        "select fiscal_year, arrests from marts.ice_arrests_by_criminality"
        " where definition = 'all' and basis = 'published'"
    )
    published = dict(built_rows(built, totals))
    assert published == {2009: 297_898, 2016: 110_104, 2017: 143_470, 2018: 158_581, 2019: 143_099, 2020: 103_603}
    shares = built_rows(
        built,
        "select definition, arrests, round(share_pct, 1) from marts.ice_arrests_by_criminality"
        " where fiscal_year = 2017 and definition <> 'all' order by 1",
    )
    assert shares == [("convicted_only", None, 73.7), ("convicted_or_pending", 127_992, 89.2)]
    # The number and the share of 2017 were published apart; they agree.
    assert round(100 * 127_992 / published[2017], 1) == 89.2


def test_a_year_and_criminality_under_two_spellings_are_told(tmp_path: Path) -> None:
    pairs = "unique_combination_stg_ice__arrests_fiscal_year__criminality"
    table = OWN_TABLE + "2012,CONVICTED CRIMINAL,60,report\n"
    built = build_part(
        tmp_path / "home", lambda folder: (folder / "ice_arrests.csv").write_text(table), ["stg_ice__arrests"], [pairs]
    )
    assert fails(built, pairs)
