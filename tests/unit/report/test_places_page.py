"""The page of places on invented counties: what is shown, what is withheld, and where SYNTHETIC stands."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from analysis.report import MissingReportColumnError
from analysis.report.places import PlaceInputs, render_places
from analysis.report.places.crime_coverage import classed_counties
from analysis.report.places.page import SECTIONS, places_context
from tests.unit.report import made_up_place_frames as made_up

N_PICTURES = (1, 0, 0, 2, 0, 1, 1, 4, 2, 3)
"""Charts and maps of each section, in the order of SECTIONS."""
OTHER_PAGES = ("index.html", "estimators.html", "policies.html", "respondents.html", "quality.html")


def page_of(inputs: PlaceInputs, directory: Path) -> str:
    return render_places(inputs, directory).read_text(encoding="utf-8")


def section_of(page: str, name: str) -> str:
    return re.search(rf'<section id="{name}">.*?</section>', page, re.S).group(0)


def cells_of(page: str, first_cell: str) -> list[str]:
    row = re.search(rf'<tr[^>]*><th scope="row"[^>]*>{first_cell}</th>.*?</tr>', page, re.S).group(0)
    return re.findall(r"<td[^>]*>(.*?)</td>", row)


@pytest.fixture(scope="module")
def synthetic_page(tmp_path_factory: pytest.TempPathFactory) -> str:
    return page_of(made_up.place_inputs(), tmp_path_factory.mktemp("synthetic"))


def test_every_section_is_there_with_its_pictures_and_a_table(synthetic_page: str) -> None:
    for section, n_pictures in zip(SECTIONS, N_PICTURES, strict=True):
        shown = section_of(synthetic_page, section.name)
        assert 'class="empty"' not in shown, section.name
        assert "<table" in shown, section.name
        assert shown.count("<svg") == n_pictures, section.name


def test_charts_satisfy_the_schema_that_the_page_does_not_check() -> None:
    sections = places_context(made_up.place_inputs())["sections"]
    panels = {section["name"]: len(section.get("panels", [])) for section in sections}
    drawn = {name: n for name, n in panels.items() if n}
    assert drawn == {"releases": 1, "index": 1, "crime": 4, "coverage": 2, "ice": 3}


def test_every_picture_has_words_for_those_who_cannot_see_it(synthetic_page: str) -> None:
    pictures = re.findall(r"<svg[^>]*>", synthetic_page)
    assert all('role="img"' in picture and 'aria-label="' in picture for picture in pictures)


def test_the_page_loads_nothing_and_runs_no_script(synthetic_page: str) -> None:
    assert not re.search(r"<script|<link|<img|<iframe|\ssrc=|@import|url\(", synthetic_page)


def test_the_page_leads_to_the_others_and_to_its_own_sections(synthetic_page: str) -> None:
    nav = re.search(r"<nav.*?</nav>", synthetic_page, re.S).group(0)
    assert re.findall(r'href="([^"]+)"', nav) == [*(f"#{section.name}" for section in SECTIONS), *OTHER_PAGES]


def test_pictures_and_tables_of_made_up_places_say_synthetic_and_published_arrests_do_not(synthetic_page: str) -> None:
    for name in ("crime", "coverage"):
        section = section_of(synthetic_page, name)
        assert all("SYNTHETIC" in picture for picture in re.findall(r"<svg.*?</svg>", section, re.S))
        captions = re.findall(r"<(?:fig)?caption>(.*?)</(?:fig)?caption>", section, re.S)
        assert captions and all("SYNTHETIC" in caption for caption in captions)
    assert "SYNTHETIC" not in section_of(synthetic_page, "ice")


def test_nothing_says_synthetic_when_every_record_is_real(tmp_path: Path) -> None:
    assert "SYNTHETIC" not in page_of(made_up.real_inputs(), tmp_path)


def test_a_gap_stands_between_the_police_and_the_survey(synthetic_page: str) -> None:
    section = section_of(synthetic_page, "crime")
    expected = ["4.5", "96.4%", "52 of 1,423", "10.0 (1.5)", "55% (6.0)", "+5.5 (1.5)", "30.0 (2.0)", "44"]
    assert cells_of(section, "South 2012") == expected
    assert "South 2011" not in section, "a year without police records has nothing to stand beside"


def test_thin_numbers_of_the_survey_are_starred_and_the_police_are_not(synthetic_page: str) -> None:
    cells = cells_of(section_of(synthetic_page, "crime"), "West 2012")
    assert cells[:4] == ["4.5", "96.4%", "52 of 1,423", "11.0 (1.5)*"]
    assert cells[5] == "+6.5 (1.5)*"


def test_the_gate_withholds_thin_numbers_with_the_gap_that_would_tell_them(tmp_path: Path) -> None:
    page = page_of(made_up.real_inputs(is_gated=True), tmp_path)
    cells = cells_of(section_of(page, "crime"), "West 2012")
    assert cells == ["4.5", "96.4%", "52 of 1,423", "–", "–", "–", "–", "N&lt;15"]


def test_the_gate_withholds_a_share_of_few_reported_records_alone(tmp_path: Path) -> None:
    section = section_of(page_of(made_up.real_inputs(is_gated=True), tmp_path), "crime")
    assert cells_of(section, "Northeast 2012")[3:6] == ["8.0 (1.5)", "–", "+3.5 (1.5)"]
    assert cells_of(section, "South 2012")[4] == "55% (6.0)"


def test_counties_are_told_apart_by_what_is_missing_of_them() -> None:
    classes = classed_counties(made_up.county_crime().query("year == 2012"))["coverage_class"]
    assert classes.tolist() == ["full", "partial", "thin", "silent", "silent"]


def test_a_year_counts_the_counties_warned_of(synthetic_page: str) -> None:
    section = section_of(synthetic_page, "coverage")
    assert cells_of(section, "2012") == ["5", "2", "1", "1", "3", "60%", "1"]
    assert cells_of(section, "2006")[-1] == "–", "no total was printed, so none differs"
    assert "<b>3</b> of 5 counties warned of in 2012" in synthetic_page


def test_each_definition_of_a_criminal_has_its_own_panel(synthetic_page: str) -> None:
    section = section_of(synthetic_page, "ice")
    pictures = re.findall(r"<svg.*?</svg>", section, re.S)
    for picture, own, others in zip(pictures, ("298", "74", "89"), (("74", "89"), ("298", "89"), ("74",)), strict=True):
        words = set(re.findall(r">([\d.]+)</text>", picture))
        assert own in words and not words & set(others)
    assert "totals of 2010 to 2011, 2013 to 2016" in section
    assert made_up.CITATION in section


def test_a_run_without_places_says_so(tmp_path: Path) -> None:
    page = page_of(PlaceInputs(), tmp_path)
    assert page.count('class="empty"') == len(SECTIONS)
    assert "<svg" not in page


def test_a_frame_without_a_column_is_refused() -> None:
    with pytest.raises(MissingReportColumnError, match="county_crime: column\\(s\\) year missing"):
        PlaceInputs(county_crime=pd.DataFrame(made_up.county_crime()).drop(columns="year"))
