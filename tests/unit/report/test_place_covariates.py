"""Covariates, boundaries, destinations and police on the page of places: their numbers, and what is never printed."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from analysis.report.places import PlaceInputs
from analysis.report.places.disadvantage import fifths
from analysis.report.places.measures import reliability
from analysis.report.places.releases import release_name, years_as_most_tracts
from tests.unit.report import made_up_place_covariates as covariates
from tests.unit.report.made_up_place_frames import place_inputs
from tests.unit.report.test_places_page import cells_of, page_of, section_of

NEW_SECTIONS = ("releases", "measures", "codes", "index", "boundaries", "destinations", "police")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    return page_of(place_inputs(), tmp_path_factory.mktemp("covariates"))


def counties_of(section: str, style: str) -> list[str]:
    group = re.search(rf'<g class="{style}">(.*?)</g>', section, re.S).group(1)
    return re.findall(r'href="#c(\d+)"', group)


def test_a_year_is_read_as_most_tracts_have_it() -> None:
    years = years_as_most_tracts(covariates.covariate_years())
    assert list(zip(years["year"], years["way"], years["n_otherwise"], strict=True)) == [
        (2006, "interpolated", 0), (2007, "middle", 3), (2014, "held", 0),
    ]  # fmt: skip


def test_a_release_is_named_by_the_years_it_counts() -> None:
    assert [release_name(release) for release in (2000, 2009, pd.NA)] == ["Census 2000", "2005–2009", "–"]


def test_years_say_what_they_are_read_from_and_whether_it_reaches_past_them(page: str) -> None:
    section = section_of(page, "releases")
    interpolated = ["Census 2000", "2005–2009", "on the line between two releases", "yes", "–"]
    assert cells_of(section, "2006") == interpolated
    assert cells_of(section, "2014") == ["2010–2014", "–", "the nearest release, held", "no", "–"]
    assert cells_of(section, "2007")[-1] == "3"
    assert "2 of 3 years rest on survey years after them" in section


def test_a_measure_has_its_means_and_how_far_they_can_be_trusted(page: str) -> None:
    section = section_of(page, "measures")
    assert cells_of(section, "Poor, %") == ["13.8", "15.9", "±0.90", "0.75", "25%"]
    assert cells_of(section, "Residential instability, SD") == ["0.10", "−0.21", "±0.50", "0.00", "0%"]


def test_reliability_is_unknown_without_spread_or_margins() -> None:
    assert [reliability(1.0, 0.0), reliability(None, 4.0), reliability(1.0, 4.0)] == ["–", "–", "0.75"]


def test_codes_are_counted_by_release_and_explained(page: str) -> None:
    section = section_of(page, "codes")
    assert cells_of(section, "2009") == ["6", "0"], "codes stand by size"
    assert cells_of(section, "2010") == ["7", "1,234"]
    assert "<b>-555555555</b>: the estimate is controlled. Kept as 0." in section


def test_the_index_shows_loadings_with_and_without_unemployment(page: str) -> None:
    section = section_of(page, "index")
    chart = re.search(r'<svg class="chart".*?</svg>', section, re.S).group(0)
    assert set(re.findall(r">(0\.\d\d)</text>", chart)) == {"0.81", "0.59", "0.97"}
    assert "with unemployment (79% of the items' variance)" in section.replace("&#39;", "'")
    assert "4,086 tracts" in section
    assert cells_of(section, "Unemployed") == ["0.59", "–"]


def test_fifths_part_the_counties_evenly() -> None:
    classes, limits = fifths(pd.Series(range(10), dtype="float64"))
    assert classes.value_counts().to_dict() == {f"s{n}": 2 for n in range(1, 6)}
    assert limits == pytest.approx([1.8, 3.6, 5.4, 7.2])


def test_counties_without_a_value_are_drawn_apart(page: str) -> None:
    section = section_of(page, "index")
    assert counties_of(section, "none") == ["01007", "01009"]
    assert counties_of(section, "s5") == ["01005"]


def test_outlines_stand_once_and_every_map_draws_every_county(page: str) -> None:
    assert page.count('id="c01001"') == 1
    for name in ("index", "destinations", "police"):
        drawn = re.findall(r'href="#c(\d+)"', section_of(page, name))
        assert sorted(drawn) == list(covariates.ALL_COUNTIES), name


def test_changed_tracts_are_counted_with_the_people_in_them(page: str) -> None:
    section = section_of(page, "boundaries")
    assert "<b>20</b> of 100 tracts (20%)" in section
    assert "30,000 of 100,000 people (30%)" in section


def test_people_lost_by_dividing_counts_are_told(page: str) -> None:
    section = section_of(page, "boundaries")
    assert cells_of(section, "Census 2000")[2:] == ["100,000", "100,000", "0", "100,000", "0"]
    assert cells_of(section, "2005–2009")[2:] == ["110,000", "110,000", "0", "109,988", "−12"]


def test_destinations_are_counted_by_all_three_codings(page: str) -> None:
    section = section_of(page, "destinations")
    assert cells_of(section, "New") == ["2", "0", "2", "0", "0", "1", "1"]
    assert cells_of(section, "All") == ["5", "2", "2", "1", "2", "1", "2"]
    assert counties_of(section, "k2") == ["01005", "01007"]
    assert "7.0% of the residents" in section and "grown by 102%" in section


def test_officers_go_somewhere_or_are_reported_lost(page: str) -> None:
    section = section_of(page, "police")
    assert cells_of(section, "2008")[:7] == ["3,352", "0", "467,900", "437,100", "30,800", "1", "0"]
    totals = re.search(r'<tr><th scope="row">2018</th>(.*?)</tr>', section, re.S).group(1)
    assert re.findall(r"<td[^>]*>(.*?)</td>", totals)[-1] == "+0.01%"


def test_no_number_of_a_few_agencies_or_counties_is_printed(page: str) -> None:
    section = section_of(page, "police")
    assert "4,713" not in section and "4,700" not in section, "two agencies' officers"
    assert "467,906" not in section and "437,069" not in section, "their difference would tell the unmatched"
    assert cells_of(section, "West 2018") == ["12", "3", *["withheld"] * 4]
    assert cells_of(section, "South 2018") == ["1,423", "23", "1.5", "1.2", "1.3", "1.5"]
    assert "1,300" in section, "thirty agencies' officers, in hundreds"


def test_counties_of_police_are_classes(page: str) -> None:
    section = section_of(page, "police")
    assert counties_of(section, "s2") == ["01003", "01005"]
    assert counties_of(section, "none") == ["01009"]


def test_pictures_and_tables_of_made_up_covariates_say_synthetic(page: str) -> None:
    for name in NEW_SECTIONS:
        section = section_of(page, name)
        captions = re.findall(r"<(?:fig)?caption>(.*?)</(?:fig)?caption>", section, re.S)
        assert captions and all("SYNTHETIC" in caption for caption in captions), name
        assert all("SYNTHETIC" in picture for picture in re.findall(r"<svg.*?</svg>", section, re.S)), name


@pytest.mark.parametrize("name", NEW_SECTIONS)
def test_a_section_without_rows_says_no_data_and_leaves_the_others(name: str, tmp_path: Path) -> None:
    page = page_of(PlaceInputs(county_outlines=covariates.county_outlines(), outline_size=(100, 60)), tmp_path)
    assert "No data" in section_of(page, name)


def test_a_run_without_outlines_has_tables_but_no_maps(tmp_path: Path) -> None:
    page = page_of(place_inputs(county_outlines=None), tmp_path)
    assert 'class="map"' not in page
    assert cells_of(section_of(page, "destinations"), "All")[0] == "5"
