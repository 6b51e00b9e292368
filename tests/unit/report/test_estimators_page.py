"""The page of estimators on an invented run: what is drawn, what stays grey, what is gated, where SYNTHETIC stands."""

from __future__ import annotations

import re
from math import exp
from pathlib import Path

import pandas as pd
import pytest

from analysis.report import MissingReportColumnError
from analysis.report.estimators import EstimatorInputs, render_estimators
from analysis.report.estimators import estimate_rows as rows_of
from analysis.report.estimators.forest import ODDS_RATIOS, ForestLine, bar, make_forest, points_axis
from analysis.report.estimators.leads_and_lags import joint_leads_sentence
from analysis.report.estimators.names import models_of
from analysis.report.estimators.page import SECTIONS, estimators_context
from analysis.report.estimators.planted import planted_effects, planted_points
from analysis.report.estimators.time_points import event_time_points, months_of, shifted_points
from analysis.report.messages import format_message
from tests.unit.report import made_up_estimator_frames as made_up

OTHER_PAGES = ("index.html", "policies.html", "respondents.html", "places.html", "quality.html")


def page_of(inputs: EstimatorInputs, directory: Path) -> str:
    return render_estimators(inputs, directory).read_text(encoding="utf-8")


def section_of(page: str, name: str) -> str:
    return re.search(rf'<section id="{name}">.*?</section>', page, re.S).group(0)


def forest_of(section: str, title: str, nth: int = 0) -> str:
    found = [
        table for table in re.findall(r"<table class=\"forest.*?</table>", section, re.S) if f"<b>{title}" in table
    ]
    return found[nth]


def row_of(table: str, name: str) -> tuple[str, list[str]]:
    """Classes and cells of the row of a name, the picture left out."""
    row = re.search(rf'<tr class="([^"]*)"><th scope="row">{re.escape(name)}[ <].*?</tr>', table, re.S)
    return row.group(1).strip(), re.findall(r'<td class="n"[^>]*>(.*?)</td>', row.group(0))


def plain_row(section: str, first_cell: str) -> list[str]:
    row = re.search(rf'<tr[^>]*><th scope="row"[^>]*>{first_cell}</th>.*?</tr>', section, re.S).group(0)
    return re.findall(r"<td[^>]*>(.*?)</td>", row)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    return page_of(made_up.estimator_inputs(), tmp_path_factory.mktemp("synthetic"))


@pytest.fixture(scope="module")
def gated_page(tmp_path_factory: pytest.TempPathFactory) -> str:
    return page_of(made_up.real_inputs(is_gated=True), tmp_path_factory.mktemp("gated"))


def test_every_section_is_there_under_its_own_heading(page: str) -> None:
    for number, section in enumerate(SECTIONS, start=1):
        shown = section_of(page, section.name)
        assert f"<h2>{number}. {section.title}</h2>" in shown
        assert 'class="empty"' not in shown, section.name


def test_the_page_loads_nothing_and_runs_no_script(page: str) -> None:
    assert not re.search(r"<script|<link|<img|<iframe|\ssrc=|@import|url\(", page)


def test_the_page_leads_to_the_others_and_to_its_own_sections(page: str) -> None:
    nav = re.search(r"<nav.*?</nav>", page, re.S).group(0)
    assert re.findall(r'href="([^"]+)"', nav) == [*(f"#{section.name}" for section in SECTIONS), *OTHER_PAGES]


def test_every_estimator_has_a_row_and_scales_are_never_mixed(page: str) -> None:
    section = section_of(page, "comparison")
    ratios, points = forest_of(section, "Odds ratios"), forest_of(section, "Percentage points")
    logits = ("Between–within logit", "Conditional logit", "Survey-weighted logit")
    others = ("Linear, person effects", "Callaway–Sant’Anna", "Matched differences", "Matched differences, adjusted")
    for name in (*logits, *others):
        assert f'<th scope="row">{name}' in points
        assert (f'<th scope="row">{name}' in ratios) == (name in logits)
    assert row_of(ratios, logits[1])[1] == ["1.42*", "0.96 to 2.10", "1,445", "34%", "1.75"]
    assert row_of(points, others[0])[1] == ["+0.31*", "−0.67 to +1.29", "1,445", "34%", "1.75"]
    assert "The numbers of different rows are not the same quantity." in section


def test_further_specifications_of_an_estimator_are_folded_under_their_titles(page: str) -> None:
    section = section_of(page, "comparison")
    assert "2 further specifications" in section
    folded = forest_of(section, "Odds ratios", nth=1)
    assert row_of(folded, "The same without half-year and interview-number effects")[1][0] == "1.42*"
    assert "Between–within logit</th>" not in folded


def test_under_thirty_informative_people_a_row_is_grey_without_star_or_power(page: str) -> None:
    section = section_of(page, "comparison")
    # Panels follow in the order all, latino, white, black; only the first has further specifications.
    black = section[section.index("<h4>Secure Communities: Black</h4>") :]
    classes, cells = row_of(forest_of(black, "Odds ratios"), "Between–within logit")
    assert classes == "grey"
    assert cells == ["1.42", "–", "29", "–", "1.75"]
    for table in re.findall(r"<table class=\"forest.*?</table>", page, re.S):
        grey = re.findall(r'<tr class="grey.*?</tr>', table, re.S)
        assert not any("*<" in row for row in grey)


def test_a_row_shows_the_recommended_inference_and_names_it(page: str) -> None:
    ratios = forest_of(section_of(page, "comparison"), "Odds ratios")
    assert row_of(ratios, "Between–within logit")[1] == ["1.42*", "–", "1,445", "34%", "1.75"]
    row = re.search(r'<tr[^>]*><th scope="row">Between–within logit.*?</tr>', ratios, re.S).group(0)
    assert '<span class="note">Score wild bootstrap</span>' in row
    assert 'class="dot"' in row and 'class="interval"' not in row


def test_an_estimate_no_inference_of_which_is_to_be_trusted_is_grey_without_star_or_interval(page: str) -> None:
    section = section_of(page, "comparison")
    jail = section[section.index("<h4>287(g) jail model: Latino</h4>") :]
    for title, estimate in (("Odds ratios", "1.57"), ("Percentage points", "+0.51")):
        forest = forest_of(jail, title)
        assert row_of(forest, "Between–within logit") == ("grey", [estimate, "–", "162", "–", "–"])
        row = re.search(r'<tr class="grey.*?</tr>', forest, re.S).group(0)
        assert '<span class="note">no inference to be trusted</span>' in row
        assert 'class="interval"' not in row
    why = "40 of 796 counties are treated: those who inform it live as if in 1.3 equal counties."
    assert f"<dd>{why}</dd>" in section
    assert "287(g) jail model, Latino: All four policies at once" in section


def test_a_bootstraps_interval_of_a_linear_estimate_is_shown_in_percentage_points(tmp_path: Path) -> None:
    estimates, inferences = made_up.estimates(), made_up.inferences()
    is_linear = (estimates["specification"] == "two_way_effects") & (estimates["term"] == made_up.SECURE)
    estimates.loc[is_linear, "recommended_inference"] = "score_wild_bootstrap"
    drawn = estimates[is_linear & (estimates["population"] == "all")].iloc[0].reindex(inferences.columns)
    drawn = drawn.to_dict() | {"inference": "score_wild_bootstrap", "p_value": 0.03, "conf_low": 0.0004,
                               "conf_high": 0.0062, "std_error": float("nan"), "is_recommended": True}  # fmt: skip
    inferences = pd.concat([inferences, pd.DataFrame([drawn])], ignore_index=True)
    page = page_of(made_up.estimator_inputs(estimates=estimates, inferences=inferences), tmp_path)
    points = forest_of(section_of(page, "comparison"), "Percentage points")
    assert row_of(points, "Linear, person effects")[1][:2] == ["+0.31*", "+0.04 to +0.62"]


def test_a_difference_is_starred_only_where_the_errors_behind_it_are_to_be_trusted(tmp_path: Path) -> None:
    refused, another = made_up.estimates(), made_up.estimates()
    is_latino = (refused["specification_id"] == made_up.MAIN) & (refused["population"] == "latino")
    refused.loc[is_latino & (refused["term"] == made_up.SECURE), "recommended_inference"] = "refused"
    another.loc[is_latino & (another["term"] == made_up.SECURE), "recommended_inference"] = "state"
    for estimates, classes, tested, note in (
        (refused, "grey", ["–", "–"], "no inference to be trusted"),
        (another, "", ["1.20 to 5.20", "0.012"], "another inference is to be trusted"),
    ):
        section = section_of(page_of(made_up.estimator_inputs(estimates=estimates), tmp_path), "groups")
        forest = forest_of(section, "Secure Communities")
        assert row_of(forest, "White − Latino") == (classes, ["2.50", *tested])
        assert f'White − Latino <span class="note">{note}</span>' in forest
        assert ("0.032" in section) == (classes == ""), "the joint test rests on the same errors"


def test_nothing_is_said_of_leads_where_no_inference_is_to_be_trusted(tmp_path: Path) -> None:
    estimates = made_up.estimates()
    is_staggered = (estimates["estimator"] == "staggered_did") & (estimates["component"] == "att")
    estimates.loc[is_staggered & (estimates["term"] == made_up.SECURE), "recommended_inference"] = "refused"
    page = page_of(made_up.estimator_inputs(estimates=estimates), tmp_path)
    assert "all 15 leads are zero" not in page
    assert "the lead is zero" in page, "of the event study, which is not refused"
    effects = forest_of(section_of(page, "staggered"), "All residents")
    assert row_of(effects, "Callaway–Sant’Anna") == ("grey", ["−0.63", "–", "–"])
    assert row_of(effects, "Callaway–Sant’Anna, fully exposed")[1][0] == "−0.72"


def test_a_row_without_an_estimate_says_why_in_its_place(page: str) -> None:
    section = section_of(page, "comparison")
    jail = section[section.index("<h4>287(g) jail model: Black</h4>") :]
    ratios = forest_of(jail, "Odds ratios")
    assert ">not estimable</text>" in ratios
    assert row_of(ratios, "Between–within logit")[1][:2] == ["–", "–"]


def truths_of(forest: str) -> dict[str, str]:
    """Where the diamond stands on the axis, by row, of rows that have one."""
    found = {}
    for row in re.findall(r"<tr[^>]*><th.*?</tr>", forest, re.S):
        place = re.search(r'<svg x="([\d.]+)%" y="9" overflow="visible"><path class="truth"', row)
        if place:
            found[re.search(r'<th scope="row">([^<]*?) ?<', row).group(1)] = place.group(1)
    return found


def test_planted_truth_stands_on_odds_ratios_of_the_same_people_and_on_points_of_exposed_windows(page: str) -> None:
    section = section_of(page, "comparison")
    ratio = f"{ODDS_RATIOS.position(exp(0.05)):.1f}"
    assert truths_of(forest_of(section, "Odds ratios")) == {"Between–within logit": ratio, "Conditional logit": ratio}
    axis = points_axis([2.0])
    assert 'text-anchor="middle">−2</text>' in forest_of(section, "Percentage points")
    any_window, whole_window = f"{axis.position(0.25):.1f}", f"{axis.position(0.5):.1f}"
    assert truths_of(forest_of(section, "Percentage points")) == {
        "Linear, person effects": any_window, "Callaway–Sant’Anna": whole_window,
        "Matched differences": any_window, "Matched differences, adjusted": any_window,
    }  # fmt: skip
    effects = forest_of(section_of(page, "staggered"), "All residents")
    assert set(truths_of(effects)) == {"Callaway–Sant’Anna", "Callaway–Sant’Anna, fully exposed"}


def test_real_people_have_no_planted_truth_even_where_a_table_of_it_lies(tmp_path: Path) -> None:
    for planted in (None, made_up.planted_in_both_scales()):
        page = page_of(made_up.real_inputs(planted_truth=planted), tmp_path)
        assert 'class="truth"' not in page and "planted" not in page


@pytest.mark.parametrize(
    ("name", "component", "changes", "expected"),
    [
        ("triple_difference", "triple_difference", {}, 0.25),
        ("triple_difference_dose", "triple_difference", {}, None),
        ("two_way_effects", "within", {"outcome": "has_property_victimization"}, None),
        ("two_way_effects", "within", {"exposure_definition": "share"}, None),
        ("two_way_effects", "within", {"status": "not_converged"}, None),
        ("two_way_effects", "within", {"synthetic_inputs": False}, None),
        ("two_way_effects", "within", {"exposure_definition": "full"}, 0.5),
        ("paper_all_policies", "within", {}, None),
    ],
)
def test_points_are_planted_for_the_own_exposure_and_estimand_alone(
    name: str, component: str, changes: dict, expected: float | None
) -> None:
    rows = rows_of.effect_rows(pd.DataFrame([made_up.effect(name, "latino", 0.003, component) | changes]))
    (one,) = rows_of.named_rows(rows, models_of(rows))
    assert planted_points(one, planted_effects(made_up.planted_in_both_scales())) == expected


def test_inferences_mark_the_one_to_be_trusted_with_its_reason(page: str) -> None:
    section = section_of(page, "inference")
    cells = plain_row(section, "Secure Communities: All residents")
    assert cells == ["0.021", "0.030", "▸ 0.047", "0.120", "Score wild bootstrap",
                     "24 of 24 states are treated: so they are reweighted"]  # fmt: skip
    forest = forest_of(section, "All residents")
    assert row_of(forest, "Score wild bootstrap") == ("marked", ["–", "0.047"])
    assert row_of(forest, "Clusters: counties") == ("", ["0.95 to 2.12", "0.021"])
    assert row_of(forest_of(section, "Black"), "Clusters: counties")[0] == "grey"


def test_event_times_are_in_order_with_the_reference_between() -> None:
    rows = made_up.estimates()
    rows = rows[(rows["specification"] == "event_study") & (rows["population"] == "all")]
    points = event_time_points(rows, reference=-1, is_thin=False, is_gated=False)
    assert points["event_time"].tolist() == ["≤−2", "−1", "0", "1", "≥2"]
    assert points["is_before"].tolist() == [True, True, False, False, False]
    assert points["estimate"].tolist() == [0.2, 0.0, 0.2, 0.2, 0.2]
    assert points["conf_low"].isna().tolist() == [False, True, False, False, False]


def test_shifted_exposures_stand_before_and_after_the_own_window() -> None:
    assert [months_of(f"287g_jail{end}", "287g_jail") for end in ("", "_lead_6_months", "_lag_12_months", "_x")] == [
        0, -6, 12, None,
    ]  # fmt: skip
    assert months_of("287g_jail_lead_6_months", "secure_communities") is None
    rows = made_up.estimates().query("specification == 'leads_and_lags'")
    points = shifted_points(rows, made_up.SECURE, is_gated=False)
    assert points["event_time"].tolist() == ["−18", "−6", "own", "+6"]
    assert points["estimate"].round(3).tolist() == [1.105, 1.105, 1.221, 1.105]
    assert points["is_before"].tolist() == [True, True, False, False]


def test_leads_say_what_their_test_could_have_found(page: str) -> None:
    section = section_of(page, "leads")
    assert section.count("<svg") == 4 + 4 + 1
    assert "All residents: the lead is zero, p = 0.399. It finds leads that all differ from the reference by" in section
    assert "all 15 leads are zero, p = 0.420. It finds a drift of 0.068 percentage points a half-year" in section
    assert "Latino: the leads cannot be tested together (a lead has no variance)." in section
    strong = pd.Series({"population": "all", "p_value": 1e-9, "degrees_of_freedom": 3.0, "smallest_detectable": None})
    assert "p < 0.001. What the test could have found is not known." in joint_leads_sentence(strong, is_drift=True)


def test_staggered_shows_methods_bounds_weights_and_limits(page: str) -> None:
    section = section_of(page, "staggered")
    effects = forest_of(section, "All residents")
    assert row_of(effects, "Callaway–Sant’Anna")[1][:2] == ["−0.63*", "−1.61 to +0.35"]
    assert row_of(effects, "Callaway–Sant’Anna, fully exposed")[1][0] == "−0.72*"
    bounds = forest_of(section, "All residents: holds up to 0.01 times")
    assert row_of(bounds, "0 times")[1] == ["−1.32 to −0.10"]
    assert row_of(bounds, "0.5 times")[1] == ["−3.32 to +1.90"]
    assert plain_row(section, "All residents: Earlier against later treated") == ["57%", "−0.18"]
    assert "Needs a treatment that is never switched off" in section


def test_matching_tells_the_treated_kept_and_the_covariates_apart(page: str) -> None:
    section = section_of(page, "matched")
    cells = plain_row(section, "Secure Communities: All residents")
    assert cells == ["3,242", "2,535", "78%", "1,445", "1 of 2", "1 of 2", "−0.32"]
    assert section.count("<svg") == 2


def test_group_differences_are_as_thin_as_their_thinner_group(page: str) -> None:
    section = section_of(page, "groups")
    forest = forest_of(section, "Secure Communities")
    assert row_of(forest, "White − Latino") == ("", ["2.50*", "1.20 to 5.20", "0.012"])
    assert row_of(forest, "Black − White") == ("grey", ["2.50", "1.20 to 5.20", "0.012"])
    every = forest_of(section, "White − Latino")
    assert row_of(every, "All four policies at once, any overlap with the reference period")[1][0] == "2.50*"
    assert "0.032" in section, "the joint test that all groups are alike"
    contrast = forest_of(section, "Secure Communities", nth=1)
    assert row_of(contrast, "All residents") == ("", ["2.50*", "1.20 to 5.20", "0.012"])


def test_many_tests_print_every_adjustment(page: str) -> None:
    section = section_of(page, "many")
    assert plain_row(section, "Secure Communities: Latino") == ["1.42", "0.021", "0.105", "0.073", "0.610"]
    assert plain_row(section, "Secure Communities: All residents") == ["1.42", "0.047", "0.105", "–", "–"]
    assert plain_row(section, r"287\(g\) jail model: Latino") == ["1.57", "–", "–", "–", "–"]
    assert "5 effects are tested at once: at 5% about 0.2" in section


def test_what_failed_is_told_with_its_specification(page: str) -> None:
    section = section_of(page, "failed")
    cells = plain_row(section, r"287\(g\) jail model: Black")
    assert cells == ["not estimable", "separation in 1,234 interviews",
                     "All four policies at once, any overlap with the reference period"]  # fmt: skip


def test_every_picture_and_table_of_synthetic_people_says_so(page: str) -> None:
    captions = re.findall(r"<caption>(.*?)</caption>", page, re.S)
    assert captions and all("SYNTHETIC" in caption for caption in captions)
    charts = re.findall(r'<svg class="chart".*?</svg>', page, re.S)
    assert charts and all("SYNTHETIC" in chart and 'role="img"' in chart for chart in charts)


def test_nothing_says_synthetic_when_every_record_is_real(tmp_path: Path) -> None:
    assert "SYNTHETIC" not in page_of(made_up.real_inputs(), tmp_path)


def test_the_gate_rounds_every_count_also_in_messages(gated_page: str) -> None:
    assert "Disclosure gate on" in gated_page
    for raw in ("1,445", "3,242", "2,535", "1,234", "85,468", "24 of 24", ">162<", ">29<"):
        assert raw not in gated_page, raw
    assert "separation in 1,200 interviews" in gated_page
    assert plain_row(section_of(gated_page, "matched"), "Secure Communities: All residents")[:3] == [
        "3,200", "2,500", "78%",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("message", "released"),
    [
        ("only 12 persons change both", "only N<15 persons change both"),
        ("17 of 85,468 interviews (exposure 17); 287g_jail", "20 of 85,500 interviews (exposure 20); 287g_jail"),
        ("93 % of the interviews, holds up to 0.018 times", "93 % of the interviews, holds up to 0.018 times"),
        ("event times ≤-4 and -3 from 2005-01.", "event times ≤-4 and -3 from 2005-01."),
        ("it is 1,240.", "it is 1,200."),
        (None, "–"),
    ],
)
def test_messages_are_released_with_rounded_counts(message: str | None, released: str) -> None:
    assert format_message(message, is_gated=True) == released
    assert format_message(message) == ("–" if message is None else message)


def test_an_axis_is_symmetric_on_its_scale_and_cuts_what_lies_beyond() -> None:
    assert ODDS_RATIOS.position(1.0) == pytest.approx(50.0)
    assert ODDS_RATIOS.position(0.25) == pytest.approx(3.0)
    assert ODDS_RATIOS.position(2.0) == pytest.approx(50 + 94 / 4)
    assert ODDS_RATIOS.position(400.0) == pytest.approx(97.0)
    assert points_axis([0.4, None, -0.9]).ticks == (-1.0, -0.5, 0.0, 0.5, 1.0)
    assert points_axis([]).high == 1.0
    assert points_axis([80.0]).high == 10.0


def test_an_interval_beyond_the_axis_has_an_arrow_and_a_point_beyond_it_is_not_drawn() -> None:
    drawn = bar(ODDS_RATIOS, 9.0, 0.5, 90.0)
    assert drawn.count('class="arrow"') == 1 and "<circle" not in drawn
    assert 'x1="26.5%" x2="97.0%"' in drawn
    inside = bar(ODDS_RATIOS, 1.0, 0.5, 2.0, truth=1.5)
    assert 'class="arrow"' not in inside and 'cx="50.0%"' in inside and 'class="truth"' in inside


def test_a_forest_wants_a_cell_for_each_column() -> None:
    line = ForestLine("Model", bar(ODDS_RATIOS, 1.0, None, None), ("1.00",))
    with pytest.raises(ValueError, match="Odds: Model has 1 cells for 2 columns"):
        make_forest("Odds", ODDS_RATIOS, ("a", "b"), [line])


def test_a_run_without_estimates_says_so_in_every_section(tmp_path: Path) -> None:
    page = page_of(EstimatorInputs(), tmp_path)
    assert page.count('class="empty"') == len(SECTIONS)
    assert "<svg" not in page


def test_estimates_alone_give_a_page(tmp_path: Path) -> None:
    nothing = dict.fromkeys(("inferences", "tests", "balance", "sources", "planted_truth"))
    page = page_of(made_up.estimator_inputs(**nothing), tmp_path)
    assert 'class="empty"' not in section_of(page, "comparison")
    assert 'class="empty"' in section_of(page, "inference")


def test_charts_satisfy_the_schema_that_the_page_does_not_check() -> None:
    sections = {section["name"]: section for section in estimators_context(made_up.estimator_inputs())["sections"]}
    n_panels = [len(group["panels"]) for study in sections["leads"]["studies"] for group in study["groups"]]
    assert n_panels == [4, 4, 1]
    assert [len(policy["panels"]) for policy in sections["matched"]["policies"]] == [2]


def test_a_frame_without_a_column_is_refused() -> None:
    with pytest.raises(MissingReportColumnError, match="estimates: column\\(s\\) scale missing"):
        EstimatorInputs(estimates=made_up.estimates().drop(columns="scale"))
