"""The people's page on an invented survey: what is shown, what is withheld, and where SYNTHETIC stands."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from analysis.report import MissingReportColumnError
from analysis.report.respondents import RespondentInputs, render_respondents
from analysis.report.respondents.codebook import MISSING_RULES
from analysis.report.respondents.page import respondents_context
from tests.unit.report import made_up_respondent_frames as made_up

SECTIONS = ("flow", "rates", "lost", "selection", "codebook")
OTHER_PAGES = ("index.html", "estimators.html", "policies.html", "places.html", "quality.html")


def page_of(inputs: RespondentInputs, directory: Path) -> str:
    return render_respondents(inputs, directory).read_text(encoding="utf-8")


def section_of(page: str, name: str) -> str:
    return re.search(rf'<section id="{name}">.*?</section>', page, re.S).group(0)


def row_of(page: str, first_cell: str) -> str:
    return re.search(rf'<tr[^>]*><th scope="row"[^>]*>{first_cell}.*?</tr>', page, re.S).group(0)


@pytest.fixture(scope="module")
def synthetic_page(tmp_path_factory: pytest.TempPathFactory) -> str:
    return page_of(made_up.respondent_inputs(), tmp_path_factory.mktemp("synthetic"))


@pytest.fixture(scope="module")
def real_page(tmp_path_factory: pytest.TempPathFactory) -> str:
    return page_of(made_up.real_inputs(), tmp_path_factory.mktemp("real"))


def test_every_section_is_there_with_its_pictures_and_a_table(synthetic_page: str) -> None:
    for name, n_pictures in zip(SECTIONS, (2, 5 + 3, 2, 0, 0), strict=True):
        section = section_of(synthetic_page, name)
        assert 'class="empty"' not in section, name
        assert "<table" in section, name
        assert section.count("<svg") == n_pictures, name


def test_charts_satisfy_the_schema_that_the_page_does_not_check() -> None:
    context = respondents_context(made_up.respondent_inputs())
    assert len(context["group_panels"]) == 5
    assert len(context["attrition_panels"]) == 2


def test_every_picture_has_words_for_those_who_cannot_see_it(synthetic_page: str) -> None:
    pictures = re.findall(r"<svg[^>]*>", synthetic_page)
    assert all('role="img"' in picture and 'aria-label="' in picture for picture in pictures)


def test_the_page_loads_nothing_and_runs_no_script(synthetic_page: str) -> None:
    assert not re.search(r"<script|<link|<img|<iframe|\ssrc=|@import|url\(", synthetic_page)


def test_the_page_leads_to_the_others_and_to_its_own_sections(synthetic_page: str) -> None:
    nav = re.search(r"<nav.*?</nav>", synthetic_page, re.S).group(0)
    links = re.findall(r'href="([^"]+)"', nav)
    assert links == [*(f"#{name}" for name in SECTIONS), *OTHER_PAGES]


def test_pictures_and_tables_of_made_up_people_say_synthetic(synthetic_page: str) -> None:
    assert all("SYNTHETIC" in picture for picture in re.findall(r"<svg.*?</svg>", synthetic_page, re.S))
    captions = re.findall(r"<(?:fig)?caption>(.*?)</(?:fig)?caption>", synthetic_page, re.S)
    unmarked = [caption for caption in captions if "SYNTHETIC" not in caption]
    assert len(captions) > len(unmarked)
    assert all(caption.endswith("columns of marts.respondent_periods.") for caption in unmarked)


def test_nothing_says_synthetic_when_every_record_is_real(real_page: str) -> None:
    assert "SYNTHETIC" not in real_page
    assert "made-up" not in real_page


def test_a_real_year_stands_among_the_twins_without_their_mark(tmp_path: Path) -> None:
    rates = pd.concat([made_up.victimization_rates(), made_up.real_year()], ignore_index=True)
    page = page_of(made_up.respondent_inputs(victimization_rates=rates), tmp_path)
    violence = re.search(r"<summary>Violence</summary>.*?</details>", page, re.S).group(0)
    assert "SYNTHETIC" in row_of(violence, "2007")
    real = row_of(violence, "2021")
    assert "SYNTHETIC" not in real
    assert "4,598,306 (459,831)" in real
    assert "SYNTHETIC DATA, hollow dots only" in page
    assert "a finding about real\n  people, but for the victimization rates of 2021." in page
    assert "estimated from real records" in page


def test_the_legend_explains_only_marks_that_are_drawn(synthetic_page: str, real_page: str, tmp_path: Path) -> None:
    assert "estimated from real records" not in synthetic_page
    assert "published by the Bureau of Justice Statistics" in synthetic_page
    reliable = made_up.victimization_rates().assign(is_unreliable=False)
    page = page_of(made_up.real_inputs(victimization_rates=reliable, published_rates=None), tmp_path)
    assert "published by the Bureau" not in page
    assert "do not read, 10 or fewer records" not in page
    assert "do not read, 10 or fewer records" in real_page


def test_a_rate_has_its_error_its_interval_and_the_published_one(synthetic_page: str) -> None:
    row = row_of(section_of(synthetic_page, "rates").split("<summary>Violence</summary>")[1], "2005")
    cells = re.findall(r"<td[^>]*>(.*?)</td>", row)
    assert cells == ["26.0 (2.6)", "20.8 to 31.2", "28.4 (1.2)", "6,400,000 (640,000)", "46.0% (4.6)", "100"]


def test_an_unreliable_rate_is_grey(synthetic_page: str) -> None:
    robbery = re.search(r"<summary>Robbery</summary>.*?</details>", synthetic_page, re.S).group(0)
    grey = re.findall(r'<tr class="grey">.*?</tr>', robbery, re.S)
    assert len(grey) == 1
    assert ">2006<" in grey[0]


def test_property_crime_is_per_household(synthetic_page: str) -> None:
    table = re.search(r"<summary>Property crime</summary>.*?</details>", synthetic_page, re.S).group(0)
    assert "Per 1,000 households (SE)" in table
    assert "Per 1,000 people" not in table


def test_every_end_that_occurs_is_put_into_words(synthetic_page: str) -> None:
    ends = re.search(r'<ul class="ends">.*?</ul>', synthetic_page, re.S).group(0)
    assert re.findall(r"<b>(.*?)</b>", ends) == [
        "Interviewed again", "Person not interviewed", "Household moved", "Time in the survey over", "Files end",
    ]  # fmt: skip


def test_the_codebook_explains_the_rules_that_occur_and_no_other(synthetic_page: str) -> None:
    section = section_of(synthetic_page, "codebook")
    assert re.findall(r"<dt>(\w+)</dt>", section) == ["drop", "indicator"]
    assert "People <span" in section
    assert "is_<wbr>male" in section
    assert "indicator: the mean. Degrees." in section


def test_the_page_explains_every_rule_of_the_seed(checkout: Path) -> None:
    seed = pd.read_csv(checkout / "dbt_project/seeds/respondent_covariates.csv")
    assert set(seed["missing_rule"].str.split(":").str[0]) <= set(MISSING_RULES)


def test_the_gate_rounds_counts_and_withholds_what_rests_on_few_records(tmp_path: Path) -> None:
    page = page_of(made_up.real_inputs(is_gated=True), tmp_path)
    assert "Disclosure gate on" in page
    assert "88,000 records → 85,500 interviews of 30,000 people." in page
    for raw in ("87,788", "85,471", "30,001", "2,316"):
        assert raw not in page
    robbery = re.search(r"<summary>Robbery</summary>.*?</details>", page, re.S).group(0)
    assert re.findall(r"<td[^>]*>(.*?)</td>", row_of(robbery, "2006"))[:2] == ["–", "–"]
    assert "N&lt;15" in row_of(robbery, "2006")


def test_without_frames_every_section_says_so(tmp_path: Path) -> None:
    page = page_of(RespondentInputs(), tmp_path)
    for name in SECTIONS:
        assert 'class="empty"' in section_of(page, name), name
    assert "<svg" not in page
    assert "SYNTHETIC" not in page


def test_a_missing_column_is_named_with_its_frame() -> None:
    with pytest.raises(MissingReportColumnError, match=r"attrition: column.*next_contact"):
        made_up.respondent_inputs(attrition=made_up.attrition().drop(columns="next_contact"))
