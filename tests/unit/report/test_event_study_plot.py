"""The picture of an event study: what is drawn at each event time, in both themes, with its counts."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from analysis.estimators.linear.result import EventStudyResult
from analysis.report import chart_theme as theme
from analysis.report.event_study_plot import (
    ODDS_RATIO_SCALE,
    effects_over_time_panel,
    event_points,
    event_study_panels,
    event_study_picture,
    lead_test_sentence,
)

TIMES = ["≤-3", "-2", "-1", "0", "1", "≥2"]
COMPONENTS = ["lead", "lead", "reference", "lag", "lag", "lag"]


def made_up_result(policies: tuple[str, ...] = ("secure_communities",), status: str = "ok") -> EventStudyResult:
    counts, rows = [], []
    for policy in policies:
        for n, (time, component) in enumerate(zip(TIMES, COMPONENTS, strict=True)):
            term = f"{policy} {time}"
            counts.append((policy, term, component, time, 1_234 + n, 321 + n, 4 if time == "≥2" else 12))
            if component != "reference":
                estimate = 0.0012345 * (n - 2)
                rows.append((term, component, estimate, 0.001, 0.5, estimate - 0.002, estimate + 0.002, np.nan))
    names = ["term", "component", "estimate", "std_error", "p_value", "conf_low", "conf_high", "odds_ratio"]
    shown = ["policy", "term", "component", "event_time", "n_interviews", "n_units", "n_treated_clusters"]
    return EventStudyResult(
        table=pd.DataFrame(rows, columns=names),
        counts=pd.DataFrame(counts, columns=shown),
        status=status,
        message="" if status == "ok" else "no treated unit",
        covariance=None,
        seconds=0.1,
    )


def marks(svg: str, role: str) -> int:
    """Number of marks of a kind in the SVG text."""
    return len(re.findall(rf'aria-roledescription="{role}"', svg))


def test_points_are_in_percentage_points_with_the_reference_at_zero():
    points = event_points(made_up_result())
    assert list(points["event_time"]) == ["≤−3", "−2", "−1", "0", "1", "≥2"]
    np.testing.assert_allclose(points["estimate"], [-0.2469, -0.12345, 0.0, 0.12345, 0.2469, 0.37035])
    assert points["conf_low"].isna().tolist() == [False, False, True, False, False, False]
    assert points["is_before"].tolist() == [True, True, True, False, False, False]
    assert points["fill"].tolist()[2] == theme.PAPER
    assert points["colour"].tolist() == [theme.ACCENT] * 5 + [theme.GREY]
    assert points["n_interviews"].tolist()[0] == "1,234"


def test_the_gate_rounds_counts_and_numbers():
    points = event_points(made_up_result(), is_gated=True)
    assert points["n_interviews"].tolist()[0] == "1,200"
    assert points["n_treated_clusters"].tolist() == ["N<15"] * 6
    assert points["estimate"].tolist()[1] == -0.1234
    assert "1,234" not in event_study_panels(made_up_result(), is_synthetic=False, is_gated=True)[0]


def test_a_panel_has_its_marks():
    (svg,) = event_study_panels(made_up_result(), is_synthetic=False)
    # Six points; five intervals and the line at zero; three shaded event times.
    assert marks(svg, "point") == 6
    assert marks(svg, "rule mark") == 6
    assert marks(svg, "rect mark") == 3
    for words in ("Secure Communities", "reference", "percentage points", "half-years since adoption", "≤−3", "1,234"):
        assert words in svg
    for label in ("interviews", "persons", "treated counties"):
        assert f">{label}</text>" in svg
    assert "SYNTHETIC" not in svg


def test_a_panel_follows_the_theme_of_its_page():
    (svg,) = event_study_panels(made_up_result(), is_synthetic=True)
    assert "SYNTHETIC DATA" in svg
    assert {"var(--accent)", "var(--grey)", "var(--paper)", "var(--line)"} <= set(re.findall(r"var\(--\w+\)", svg))
    assert "#0a0a" not in svg
    assert 'role="img" aria-label="Effects by half-year since adoption' in svg


def test_a_picture_holds_a_panel_a_policy_in_light_colours():
    svg = event_study_picture(made_up_result(("secure_communities", "287g_jail")), is_synthetic=True)
    assert svg.count(">SYNTHETIC DATA<") == 2
    assert "287(g) jail model" in svg
    assert theme.LIGHT_COLOURS[theme.ACCENT] in svg
    assert marks(svg, "point") == 12


def test_without_estimates_nothing_is_drawn():
    result = made_up_result(status="not_estimable")
    assert event_study_panels(result, is_synthetic=True) == []
    with pytest.raises(ValueError, match="no treated unit"):
        event_study_picture(result, is_synthetic=True)


def test_the_sentence_of_the_leads_says_what_they_could_show():
    test = pd.Series(
        {
            "statistic": 1.234, "df_numerator": 3.0, "df_denominator": 1419.0, "p_value": 0.2034,
            "smallest_detectable_constant": 0.0073, "smallest_detectable_trend": 0.0009, "message": "",
        }
    )  # fmt: skip
    sentence = lead_test_sentence(test)
    assert sentence.startswith("Joint test of the leads: F(3, 1,419) = 1.23, p = 0.203.")
    assert "by 0.73 percentage points, or a line of 0.09 a half-year" in sentence
    untested = pd.Series({"p_value": np.nan, "message": "no leads"})
    assert lead_test_sentence(untested) == "The leads cannot be tested together: no leads."


def test_effects_over_time_are_cut_at_the_ends_of_their_scale():
    points = pd.DataFrame(
        {
            "event_time": ["−6", "own", "+6"], "is_before": [True, False, False], "estimate": [1.5, 0.01, 20.0],
            "conf_low": [0.5, 0.001, 9.0], "conf_high": [30.0, 0.5, 44.0], "colour": theme.ACCENT, "fill": theme.ACCENT,
        }
    )  # fmt: skip
    cut = ODDS_RATIO_SCALE.cut(points)
    np.testing.assert_array_equal(cut["estimate"], [1.5, np.nan, np.nan])
    np.testing.assert_array_equal(cut["conf_low"], [0.5, 0.125, np.nan])
    np.testing.assert_array_equal(cut["conf_high"], [8.0, 0.5, np.nan])
    svg = effects_over_time_panel(points, "Latino", "months", ODDS_RATIO_SCALE, is_synthetic=True)
    # One point; two intervals and the line at one; one shaded time.
    assert (marks(svg, "point"), marks(svg, "rule mark"), marks(svg, "rect mark")) == (1, 3, 1)
    assert "url(" not in svg and "SYNTHETIC DATA" in svg
