"""The policies page on an invented timeline."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from analysis.report import MissingReportColumnError
from analysis.report.policies import PolicyInputs, render_policies
from analysis.report.policies.conflicts import shares_of_rows
from analysis.report.policies.county_map import spells_of, state_in
from analysis.report.policies.month_panels import changes, milestones, unknown_spans
from analysis.report.policies.overlap import inflation_factors
from analysis.report.policies.page import policies_context
from tests.unit.report import made_up_policy_frames as made_up

SECTIONS = ("months", "map", "together", "counts", "conflicts", "coverage", "law", "as-of")


def page_of(inputs: PolicyInputs, directory: Path) -> str:
    return render_policies(inputs, directory).read_text(encoding="utf-8")


def section_of(page: str, name: str) -> str:
    return re.search(rf'<section id="{name}">.*?</section>', page, re.S).group(0)


@pytest.fixture(scope="module")
def real_page(tmp_path_factory: pytest.TempPathFactory) -> str:
    return page_of(made_up.policy_inputs(), tmp_path_factory.mktemp("real"))


@pytest.fixture(scope="module")
def synthetic_page(tmp_path_factory: pytest.TempPathFactory) -> str:
    return page_of(made_up.policy_inputs(is_synthetic=True), tmp_path_factory.mktemp("synthetic"))


def test_every_section_is_there_with_its_picture_and_its_table(real_page: str) -> None:
    for name in SECTIONS:
        section = section_of(real_page, name)
        assert 'class="empty"' not in section, name
        assert "<table" in section, name
    for name, n_pictures in {"months": 2, "map": 1, "together": 5, "counts": 2, "law": 1}.items():
        assert section_of(real_page, name).count("<svg") == n_pictures, name


def test_every_picture_has_words_for_those_who_cannot_see_it(real_page: str) -> None:
    pictures = re.findall(r"<svg[^>]*>", real_page)
    assert len(pictures) == 11
    assert all('role="img"' in picture and 'aria-label="' in picture for picture in pictures)


def test_charts_satisfy_the_schema_that_the_page_does_not_check() -> None:
    context = policies_context(made_up.policy_inputs())
    assert len(context["month_panels"]) == 2
    assert len(context["joint_panels"]) == 2


def test_the_banner_names_the_synthetic_source(synthetic_page: str) -> None:
    assert "<title>SYNTHETIC" in synthetic_page
    banner = re.search(r'<div class="banner".*?</div>', synthetic_page, re.S).group(0)
    invented, real = banner.split("<b>Real:</b>")
    assert "Declined detainers" in invented
    assert "Activation dates by county" in real


def test_pictures_and_tables_of_synthetic_rows_say_so(synthetic_page: str) -> None:
    panels = re.findall(r"<svg.*?</svg>", section_of(synthetic_page, "months"), re.S)
    assert ["SYNTHETIC" in panel for panel in panels] == [False, True]
    assert all(
        "SYNTHETIC" in picture for picture in re.findall(r"<svg.*?</svg>", section_of(synthetic_page, "together"), re.S)
    )
    for name in ("map", "counts"):
        section = section_of(synthetic_page, name)
        assert all("SYNTHETIC" in picture for picture in re.findall(r"<svg.*?</svg>", section, re.S)), name
        assert all("SYNTHETIC" in caption for caption in re.findall(r"<caption>(.*?)</caption>", section)), name
    assert "Declined detainers (SYNTHETIC)" in section_of(synthetic_page, "coverage")
    captions = re.findall(r"<caption>(.*?)</caption>", section_of(synthetic_page, "as-of"))
    assert all("SYNTHETIC" in caption for caption in captions)


def test_nothing_says_synthetic_when_every_row_is_real(real_page: str) -> None:
    assert "SYNTHETIC" not in real_page


def test_synthetic_rows_are_marked_without_a_sources_table(tmp_path: Path) -> None:
    assert 'class="banner"' in page_of(made_up.policy_inputs(is_synthetic=True, sources=None), tmp_path)


def test_without_any_frame_every_section_says_that_it_is_empty(tmp_path: Path) -> None:
    page = page_of(PolicyInputs(), tmp_path)
    empty = [name for name in SECTIONS if 'class="empty"' in section_of(page, name)]
    assert empty == list(SECTIONS)
    assert "<svg" not in page
    assert "<script" not in page


@pytest.mark.parametrize("name", sorted(set(made_up.policy_inputs().__dataclass_fields__) - {"run", "state_names"}))
def test_any_one_frame_may_be_missing(name: str, tmp_path: Path) -> None:
    absent = {"as_of_statements": (), "outline_size": (0, 0)}.get(name)
    assert page_of(made_up.policy_inputs(**{name: absent}), tmp_path).count("<section id=") == len(SECTIONS)


def test_names_from_files_are_escaped(real_page: str) -> None:
    assert "Bodie &lt;County&gt; Sheriff, California" in real_page
    assert "<County>" not in real_page


def test_the_page_loads_nothing_from_elsewhere(real_page: str) -> None:
    assert not re.search(r"""(src|href)\s*=\s*["'](https?:)?//""", real_page)
    assert not re.search(r"url\(|@import|fetch\(|XMLHttpRequest|http", real_page)
    links = set(re.findall(r'href="([^#"]+)"', real_page))
    assert links == {"index.html", "estimators.html", "respondents.html", "places.html", "quality.html"}


def test_a_frame_that_lacks_a_column_is_named() -> None:
    with pytest.raises(MissingReportColumnError, match=r"conflicts: column.*rule"):
        made_up.policy_inputs(conflicts=made_up.conflicts().drop(columns="rule"))


def test_the_map_shows_the_newest_month_without_a_script(real_page: str) -> None:
    section = section_of(real_page, "map")
    counties = re.findall(r"<path[^>]*data-n=[^>]*>", section)
    assert len(counties) == 4
    assert sum('class="on"' in county for county in counties) == 1
    assert sum('class="unknown"' in county for county in counties) == 3
    assert "Anti-detainer policy, 2017-12: in force in 1 of 4 counties, not known in 3." in section
    assert 'max="119"' in section


def test_a_county_carries_only_the_spells_that_differ_from_the_default(real_page: str) -> None:
    section = section_of(real_page, "map")
    defaults = re.findall(r'data-default="([^"]*)"', section)
    assert defaults == ["24-83", "?0-119"]
    own = re.findall(r'data-n="County (\d+)"([^>]*?) d=', section)
    assert [(code, attributes.strip()) for code, attributes in own] == [
        ("06001", 'data-p1="72-119"'), ("06003", ""), ("48001", 'data-p0="48-83"'), ("48003", 'data-p0="48-83"'),
    ]  # fmt: skip


def test_a_county_without_a_row_is_not_known_rather_than_free_of_the_policy(tmp_path: Path) -> None:
    rows = made_up.county_months()
    rows = rows[(rows["policy"] != "secure_communities") | (rows["county_fips"] != "48003")]
    section = section_of(page_of(made_up.policy_inputs(county_months=rows), tmp_path), "map")
    assert re.search(r'data-n="County 48003" data-p0="\?0-119"', section)


@pytest.mark.parametrize(
    ("active", "unknown", "text"),
    [("", "", ""), ("0110", "", "1-2"), ("1101", "0010", "0-1 3-3 ?2-2"), ("", "111", "?0-2")],
)
def test_months_become_stretches(active: str, unknown: str, text: str) -> None:
    assert spells_of(active, unknown) == text
    states = {"1": "on", "0": ""}
    for number, bit in enumerate(active):
        expected = "unknown" if unknown[number : number + 1] == "1" else states[bit]
        assert state_in(text, number) == expected


def test_only_changes_of_a_count_are_drawn() -> None:
    counts = made_up.month_counts(is_synthetic=False)
    drawn = changes(counts[counts["policy"] == "secure_communities"])
    assert drawn["n_active"].tolist() == [0, 2, 4, 0, 0]
    assert drawn["year"].tolist() == pytest.approx([2008, 2010, 2012, 2015, 2018], abs=0.01)


def test_the_months_without_a_source_for_most_counties_are_one_stretch() -> None:
    counts = made_up.month_counts(is_synthetic=False)
    assert unknown_spans(counts[counts["policy"] == "secure_communities"]).empty
    spans = unknown_spans(counts[counts["policy"] == "anti_detainer"])
    assert spans.to_numpy().ravel().tolist() == pytest.approx([2008, 2018], abs=0.01)


def test_labels_that_would_touch_stand_on_lines_of_their_own() -> None:
    events = made_up.legal_events()
    crowded = pd.concat([events, events.assign(event_id="eo_13993")], ignore_index=True)
    marks = milestones(crowded, "secure_communities", (2008.0, 2018.0))
    by_year = marks.groupby(marks["year"].round())["y"].apply(list)
    assert all(len(set(heights)) == len(heights) for heights in by_year)
    assert (marks["left"] <= marks["year"]).all()
    assert milestones(crowded, "287g_jail", (2008.0, 2018.0)).empty


def test_inflation_factors_leave_out_what_never_varies(real_page: str) -> None:
    factors = inflation_factors(made_up.overlap(is_synthetic=False), "correlation")
    assert factors.factors.to_dict() == pytest.approx({"287g_jail": 1 / 0.64, "287g_task_force": 1 / 0.64})
    assert factors.left_out == ("anti-detainer",)
    section = section_of(real_page, "together")
    assert ">1.56</td>" in section
    assert "they do not vary where they are known: anti-detainer" in section


def test_a_singular_overlap_says_why_there_are_no_factors(tmp_path: Path) -> None:
    overlap = made_up.overlap(is_synthetic=False)
    overlap.loc[overlap["correlation"].notna(), "correlation"] = 1.0
    section = section_of(page_of(made_up.policy_inputs(overlap=overlap), tmp_path), "together")
    assert "No variance inflation factors: the correlation matrix of 287g_jail, 287g_task_force is singular" in section


def test_published_counts_show_their_agreement(real_page: str) -> None:
    section = section_of(real_page, "counts")
    assert re.search(r'class="bad"><b>1</b> differs', section)
    assert "34–35" in section
    assert "CRS, R41423 (a note)" in section


def test_at_most_three_hundred_conflicts_are_shown_and_the_rest_told(tmp_path: Path) -> None:
    page = page_of(made_up.policy_inputs(conflicts=made_up.conflicts(n_rows=450)), tmp_path)
    section = section_of(page, "conflicts")
    assert section.count("Bodie") == 300
    assert "151 more are not shown" in section
    assert "select * from marts.policy_conflicts where kind = &#39;end&#39;" in section


def test_small_kinds_of_conflict_are_shown_whole() -> None:
    assert shares_of_rows({"a": 5, "b": 400, "c": 200}, most=300) == {"a": 5, "b": 148, "c": 147}
    assert shares_of_rows({"a": 5, "b": 6}, most=300) == {"a": 5, "b": 6}


def test_a_policy_without_a_source_is_unknown_and_never_absent(real_page: str) -> None:
    assert "unknown everywhere:</b> Worksite raid." in section_of(real_page, "months")
    row = re.search(r"<tr><th[^>]*>Worksite raid</th>.*?</tr>", section_of(real_page, "coverage"), re.S).group(0)
    assert re.findall(r">([^<>]+)</td>", row) == ["0%", "0%", "100%", "never", "always"]


def test_agencies_without_a_county_are_pointed_at(real_page: str) -> None:
    section = section_of(real_page, "coverage")
    assert re.search(r"<b>1</b> of them name an agency without a county", section)
    assert "roster.csv" in section


def test_what_was_known_on_each_day_stands_side_by_side(real_page: str) -> None:
    section = section_of(real_page, "as-of")
    assert "as known on 2013-06-01" in section
    row = re.search(r"<tr><th[^>]*>Anti-detainer policy</th>.*?</tr>", section, re.S).group(0)
    assert re.findall(r">([^<>]+)</td>", row) == ["possible", "–", "1"]


def test_dates_from_memory_are_marked(real_page: str) -> None:
    section = section_of(real_page, "law")
    assert "82 Fed. Reg. 8799 (date from memory)" in section
    assert "ICE, news release</td>" in section
