"""The quality page of good, failed and barely started runs."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from expectations.report import QualityInputs, as_frame, render_quality_page
from expectations.runner import CheckResult
from expectations.source_sections import age_words, source_states
from tests.unit.report.made_up_frames import RUN, sources


def check(name: str, is_passed: bool = True, severity: str = "error", kind: str = "dbt") -> CheckResult:
    return CheckResult(
        "marts", "respondent_periods", name, kind, severity, severity == "error", is_passed, "0 rows", "One row each."
    )


def rejected_rows(n_rows: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "source": "secure_communities",
            "file_name": "activation_dates.dta",
            "sheet": None,
            "row_number": range(1, n_rows + 1),
            "column_name": "activation_month",
            "reason": "no activation date",
        }
    )


def accounting(rows_kept: int = 3102) -> pd.DataFrame:
    row = ("secure_communities", "activation_dates.dta", 3242, rows_kept, 140, 17)
    columns = ["source", "file_name", "rows_read", "rows_kept", "rows_rejected", "rows_set_aside_later"]
    return pd.DataFrame([row], columns=columns)


def runs() -> pd.DataFrame:
    columns = "run_id data_version started_at finished_at status scale scenario n_checks n_failed_checks seconds"
    rows = [
        ("older-run", "d1", "2025-11-19T10:00:00", None, "failed", "small", "paper", 123, 1, 12.1),
        ("newer-run", "d2", "2025-11-20T10:00:00", None, "published", "small", "paper", 123, 0, 95.5),
    ]
    return pd.DataFrame(rows, columns=columns.split())


def page_of(tmp_path: Path, **changes: object) -> str:
    inputs = {
        "run": RUN | {"status": "published"},
        "check_results": as_frame([check("unique_key"), check("latino_share", kind="great_expectations")]),
        "rejected_rows": rejected_rows(140),
        "row_accounting": accounting(),
        "sources": sources(),
        "runs": runs(),
    }
    page = render_quality_page(QualityInputs(**(inputs | changes)), tmp_path / "quality.html")
    return page.read_text(encoding="utf-8")


def test_good_run_says_so_and_counts_its_checks(tmp_path: Path) -> None:
    text = page_of(tmp_path)
    assert "Every check passed." in text
    assert "<b>2</b> checks" in text
    assert "dbt 1/1" in text
    assert "Great Expectations 1/1" in text
    assert "Not reached" not in text


def test_blocking_failure_is_told_from_a_warning(tmp_path: Path) -> None:
    checks = as_frame([check("unique_key", is_passed=False), check("latino_share", is_passed=False, severity="warn")])
    text = page_of(tmp_path, check_results=checks)
    assert "did not pass its checks and was not published" in text
    assert "<b>1</b> failed (block)" in text
    assert "<b>1</b> warnings" in text
    assert text.index("unique_key") < text.index("latino_share")


def test_warning_alone_does_not_make_a_bad_run(tmp_path: Path) -> None:
    text = page_of(tmp_path, check_results=as_frame([check("latino_share", is_passed=False, severity="warn")]))
    assert "Every blocking check passed" in text


def test_run_that_stopped_early_shows_what_was_not_reached(tmp_path: Path) -> None:
    page = render_quality_page(
        QualityInputs(run={"run_id": "r1", "status": "failed", "message": "acs5: 3 columns missing"}),
        tmp_path / "quality.html",
    )
    text = page.read_text(encoding="utf-8")
    assert text.count("Not reached in this run") == 5
    assert "stopped before any check" in text
    assert "acs5: 3 columns missing" in text


def test_a_row_of_a_workbook_names_its_sheet_and_repairs_are_told_by_rule(tmp_path: Path) -> None:
    rows = rejected_rows(2).assign(sheet="Agreements", source=[None, "ice_287g_participating"])
    repairs = pd.DataFrame({"source": ["ice_287g_participating"] * 3, "rule": ["date written month first"] * 3})
    text = page_of(tmp_path, rejected_rows=rows, repaired_cells=repairs)
    assert text.count('data-label="Sheet">Agreements') == 2
    assert "no catalog entry" in text
    assert '<td data-label="Rule">date written month first</td><td class="n" data-label="Times">3</td>' in text


def test_rejected_rows_are_counted_in_full_and_shown_in_part(tmp_path: Path) -> None:
    text = page_of(tmp_path)
    assert re.search(r"no activation date</td><td[^>]*>140<", text)
    assert text.count("activation_dates.dta") == 20


def test_counts_are_gated_when_a_confidential_source_is_real(tmp_path: Path) -> None:
    text = page_of(tmp_path, is_gated=True, rejected_rows=rejected_rows(7))
    assert "N&lt;15" in text
    assert "3,200" in text
    assert "3,242" not in text
    assert "Disclosure gate on" in text


def test_rows_that_do_not_add_up_are_marked(tmp_path: Path) -> None:
    assert 'class="failed">no<' in page_of(tmp_path, row_accounting=accounting(rows_kept=3101))
    assert 'class="failed">no<' not in page_of(tmp_path)


def test_history_is_newest_first_and_holds_failed_runs(tmp_path: Path) -> None:
    text = page_of(tmp_path)
    assert text.index("newer-run") < text.index("older-run")
    assert 'class="failed">failed<' in text


@pytest.mark.parametrize(("is_people_synthetic", "n_expected"), [(True, 1), (False, 0)])
def test_banner_only_with_synthetic_sources(tmp_path: Path, is_people_synthetic: bool, n_expected: int) -> None:
    text = page_of(tmp_path, sources=sources(is_people_synthetic))
    assert text.count("<strong>SYNTHETIC.</strong>") == n_expected
    assert ("SYNTHETIC" in text) == is_people_synthetic


def test_page_loads_nothing_from_anywhere(tmp_path: Path) -> None:
    text = page_of(tmp_path)
    assert not re.search(r"<script|<link|<img|<iframe|@import|url\(|src=", text)


@pytest.mark.parametrize(
    ("last_date", "as_of", "expected"),
    [
        ("2014", "2025-11-20", "10 years"),
        ("2025-10-20", "2025-11-20", "1 month"),
        ("2025-12", "2025-11-20T10:00:00+00:00", "0 months"),
        ("2014", None, "–"),
    ],
)
def test_age_is_counted_from_the_last_date_covered(last_date: str, as_of: str | None, expected: str) -> None:
    assert age_words(last_date, as_of) == expected


def test_source_covers_the_span_of_its_files() -> None:
    person = sources().iloc[[0, 0]].assign(period=["2005", "2014"], cadence="yearly")
    (state,) = source_states(person, "2025-11-20")
    assert state.covers == "2005 to 2014"
    assert state.n_files == "2"
    assert state.state == "synthetic"
