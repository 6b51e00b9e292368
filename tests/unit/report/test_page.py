"""The report page as a whole: what it says, what it must not say, and that it needs nothing from outside."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from analysis.report import MissingReportColumnError, ReportInputs, load_paper_example, make_paper_example, render
from tests.unit.report.made_up_frames import RUN, estimates, panel_summary, planted_truth, real_estimates, sources
from tests.unit.report.made_up_respondent_frames import rate_row, real_year, sample_flow, victimization_rates


def synthetic_inputs(**changes: object) -> ReportInputs:
    frames = {
        "estimates": estimates(),
        "planted_truth": planted_truth(),
        "sources": sources(),
        "panel_summary": panel_summary(),
        "sample_flow": sample_flow(),
        "victimization_rates": victimization_rates(),
        "run": RUN,
    }
    return ReportInputs(**(frames | changes))


def real_inputs(**changes: object) -> ReportInputs:
    frames = {
        "estimates": real_estimates(),
        "sources": sources(is_people_synthetic=False),
        "panel_summary": panel_summary(is_synthetic=False),
        "victimization_rates": victimization_rates().assign(synthetic_inputs=False),
    }
    return synthetic_inputs(**(frames | changes))


def page_of(inputs: ReportInputs, directory: Path) -> str:
    (page,) = render(inputs, directory / "reports")
    assert page == directory / "reports" / "index.html"
    return page.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def synthetic_page(tmp_path_factory: pytest.TempPathFactory) -> str:
    return page_of(synthetic_inputs(), tmp_path_factory.mktemp("synthetic"))


@pytest.fixture(scope="module")
def real_page(tmp_path_factory: pytest.TempPathFactory) -> str:
    return page_of(real_inputs(), tmp_path_factory.mktemp("real"))


class _Loads(HTMLParser):
    """Addresses a browser would fetch when it opens the page."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name in ("src", "srcset", "data", "xlink:href", "action") or (name == "href" and tag != "a"):
                self.addresses.append(f"{tag} {name}={value}")


def test_page_loads_nothing_and_runs_no_script(synthetic_page: str) -> None:
    loads = _Loads()
    loads.feed(synthetic_page)
    assert loads.addresses == []
    assert not {"script", "link", "iframe", "img"} & set(loads.tags)
    assert loads.tags.count("svg") == 4 + 5
    assert not re.search(r"@import|url\(", synthetic_page)


def test_links_inside_the_page_lead_somewhere(synthetic_page: str) -> None:
    targets = set(re.findall(r'href="#([^"]+)"', synthetic_page))
    assert targets
    assert targets <= set(re.findall(r'id="([^"]+)"', synthetic_page))


def test_banner_names_the_synthetic_sources_and_only_those(synthetic_page: str) -> None:
    banner = re.search(r'<div class="banner".*?</div>', synthetic_page, re.S).group(0)
    invented, real = banner.split("Real:</b>")
    assert "National Crime Victimization Survey, person records" in invented
    assert "287(g) agreements in force" in real
    assert "287(g) agreements in force" not in invented


def test_every_picture_and_resting_table_says_synthetic(synthetic_page: str) -> None:
    pictures = re.findall(r"<svg.*?</svg>", synthetic_page, re.S)
    assert len(pictures) == 9
    assert all("SYNTHETIC" in picture for picture in pictures)
    captions = re.findall(r"<(?:fig)?caption>(.*?)</(?:fig)?caption>", synthetic_page, re.S)
    unmarked = [caption for caption in captions if "SYNTHETIC" not in caption]
    assert unmarked == ["Sources of this run, by state."]


def test_nothing_says_synthetic_when_all_sources_are_real(real_page: str) -> None:
    assert "SYNTHETIC" not in real_page
    assert '<div class="banner"' not in real_page


def test_every_table_of_pooled_estimates_says_so_and_no_other(synthetic_page: str, tmp_path: Path) -> None:
    words = "Income not told was imputed 5 times; estimates and errors are pooled by Rubin&#39;s rules."
    assert synthetic_page.count(words) == 6
    one = estimates().assign(n_imputations=1)
    one.loc[one["specification_id"] == "s2", "n_imputations"] = 3
    text = page_of(synthetic_inputs(estimates=one), tmp_path)
    assert text.count("was imputed 3 times") == 2 and text.count("was imputed") == 2


def test_planted_truth_is_shown_only_with_synthetic_inputs(synthetic_page: str, real_page: str) -> None:
    assert "Planted</th>" in synthetic_page
    assert "truth planted in the synthetic data" in synthetic_page
    assert "Planted</th>" not in real_page
    assert "truth planted" not in real_page


def test_estimates_from_synthetic_people_are_marked_even_without_a_sources_table(tmp_path: Path) -> None:
    text = page_of(synthetic_inputs(sources=None), tmp_path)
    assert "Some inputs were invented by the synthetic twin" in text


def test_no_grey_row_is_starred(tmp_path: Path) -> None:
    everything_significant = estimates().assign(p_value=0.0001)
    text = page_of(synthetic_inputs(estimates=everything_significant), tmp_path)
    rows = re.findall(r'<tr class="([^"]*)">(.*?)</tr>', text, re.S)
    grey = [body for classes, body in rows if "grey" in classes]
    clear = [body for classes, body in rows if "grey" not in classes]
    assert grey
    assert not any("<sup>" in body for body in grey)
    assert any("<sup>***</sup>" in body for body in clear)


def test_thin_and_sourceless_policies_stay_out_of_the_sentences(tmp_path: Path) -> None:
    every_interval_above_one = estimates()
    every_interval_above_one[["conf_low", "conf_high"]] = [0.1, 0.9]
    text = page_of(synthetic_inputs(estimates=every_interval_above_one), tmp_path)
    brief = re.search(r'<section class="brief".*?</section>', text, re.S).group(0)
    sentences = re.findall(r"<li>(.*?)</li>", brief)
    assert len(sentences) == 10
    assert not any("anti-detainer" in sentence for sentence in sentences)
    assert not any("Latino" in sentence and "task-force" in sentence for sentence in sentences)


def test_no_source_policy_says_so(synthetic_page: str) -> None:
    assert "No source: where and when this policy was in force is unknown here." in synthetic_page
    assert ">no source</text>" in synthetic_page


def test_between_component_is_description_apart_without_truth(synthetic_page: str) -> None:
    aside = synthetic_page[synthetic_page.index("Description, not effects") : synthetic_page.index('id="rates"')]
    assert "Between-person description" in aside
    assert "Planted" not in aside
    before = synthetic_page[: synthetic_page.index("Description, not effects")]
    assert "Between-person" not in before


def test_failed_models_are_listed_with_their_message(synthetic_page: str) -> None:
    section = synthetic_page[synthetic_page.index('id="failed"') : synthetic_page.index('id="sources"')]
    assert "not estimable" in section
    assert "no victimised interview among exposed Black persons" in section


def test_sources_table_shows_every_state(synthetic_page: str) -> None:
    section = synthetic_page[synthetic_page.index('id="sources"') :]
    for state in ("SYNTHETIC", ">real<", ">no source<", ">unrecognised<"):
        assert state in section


def test_footer_carries_the_versions(synthetic_page: str) -> None:
    footer = synthetic_page[synthetic_page.index("<footer>") :]
    for value in (RUN["run_id"], RUN["data_version"][:12], RUN["code_version"], "2025-11-20 20:44 UTC"):
        assert value in footer


def test_empty_estimates_give_a_page_that_says_so(tmp_path: Path) -> None:
    inputs = ReportInputs(estimates().iloc[:0], planted_truth().iloc[:0], sources().iloc[:0], None)
    text = page_of(inputs, tmp_path)
    assert "This run holds no estimates" in text
    assert "No specification was run." in text
    assert "<svg" not in text


def test_a_run_in_which_every_model_failed_gives_a_page(tmp_path: Path) -> None:
    numbers = ["estimate", "p_value", "conf_low", "conf_high", "odds_ratio", "effect_pp", "mde", "power"]
    failed = estimates().assign(status="refused", message="panel has no interviews", **dict.fromkeys(numbers))
    text = page_of(synthetic_inputs(estimates=failed), tmp_path)
    assert "panel has no interviews" in text
    assert "In no readable question" in text


def test_missing_column_is_named() -> None:
    with pytest.raises(MissingReportColumnError, match=r"estimates: column.*mde"):
        synthetic_inputs(estimates=estimates().drop(columns="mde"))


def test_gate_rounds_every_count_on_the_page(tmp_path: Path) -> None:
    text = page_of(real_inputs(is_gated=True), tmp_path)
    assert "Disclosure gate on" in text
    assert "30,000" in text
    assert "85,500" in text
    for raw in ("30,112", "85,433", "30,082", "1,445", "31,790"):
        assert raw not in text
    assert "N&lt;15" in text


def test_gate_leaves_rates_of_withheld_counts_out_of_the_picture(tmp_path: Path) -> None:
    few = victimization_rates().assign(n_records=9, synthetic_inputs=False)
    text = page_of(real_inputs(victimization_rates=few, is_gated=True), tmp_path)
    assert "No victimization rates in this run." in text


def test_gate_withholds_the_share_of_few_victimized_interviews(tmp_path: Path) -> None:
    few = panel_summary(is_synthetic=False).assign(n_victimized_interviews=9)
    section = page_of(real_inputs(panel_summary=few, is_gated=True), tmp_path).split('id="rates"')[1]
    assert 'data-label="Share">–<' in section
    assert 'data-label="Share">1.05%<' not in section


def test_the_banner_excepts_real_years_the_page_draws_and_no_other(tmp_path: Path, synthetic_page: str) -> None:
    assert "people, but for" not in synthetic_page
    twin = victimization_rates()
    property_alone = pd.concat([twin, real_year()])
    assert "people, but for" not in page_of(synthetic_inputs(victimization_rates=property_alone), tmp_path)
    real = rate_row(2016, "violent_victimization", "rate", 21.0, synthetic_inputs=False)
    violence_too = pd.concat([twin, pd.DataFrame([real])])
    text = page_of(synthetic_inputs(victimization_rates=violence_too), tmp_path)
    assert "people, but for the victimization rates of 2016." in text


def test_the_flow_is_one_sentence_that_leads_to_every_rule(synthetic_page: str) -> None:
    assert "87,788 records → 85,471 interviews of 30,001 people." in synthetic_page
    assert 'href="respondents.html#flow"' in synthetic_page
    assert "noninterviews" not in synthetic_page


def test_gate_is_off_for_synthetic_people(synthetic_page: str) -> None:
    assert "Disclosure gate off" in synthetic_page
    assert "85,433" in synthetic_page


def test_paper_example_round_trip(tmp_path: Path) -> None:
    run = RUN | {"scale": "paper", "finished_at": "2025-11-20"}
    file = tmp_path / "paper_example.csv"
    make_paper_example(estimates(), pd.DataFrame(), planted_truth(), run).to_csv(file, index=False)
    text = page_of(synthetic_inputs(paper_example=load_paper_example(file)), tmp_path)
    section = text[text.index('id="paper"') : text.index('id="failed"')]
    assert "Precomputed: paper-size twin" in section
    assert "scenario paper, seed 20100101, 2025-11-20" in section
    assert "make paper-example" in section
    assert "SYNTHETIC" in section
    assert ">1.35</td>" in section


def test_absent_paper_example_says_how_to_make_it(tmp_path: Path, synthetic_page: str) -> None:
    assert load_paper_example(tmp_path / "nothing.csv") is None
    section = synthetic_page[synthetic_page.index('id="paper"') : synthetic_page.index('id="failed"')]
    assert "make paper-example" in section


def test_paper_example_with_a_missing_column_names_file_and_remedy(tmp_path: Path) -> None:
    file = tmp_path / "paper_example.csv"
    file.write_text("specification_id\ns1\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"paper_example\.csv.*make paper-example"):
        load_paper_example(file)
