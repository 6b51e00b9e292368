"""What the people's page says of selection: rows that can be read, thin ones, and what the gate withholds."""

from __future__ import annotations

from analysis.report.respondents import RespondentInputs
from analysis.report.respondents.page import respondents_context
from analysis.report.respondents.selection import (
    MEASURE_LABELS,
    bounds_table,
    no_estimate_lines,
    selection_sentence,
    selection_tables,
)
from analysis.selection.measures import MEASURES
from tests.unit.report.made_up_respondent_frames import (
    real_inputs,
    respondent_inputs,
    selection,
    selection_bounds,
)


def test_a_table_a_population_with_thin_and_missing_rows_grey() -> None:
    tables = dict(selection_tables(selection(), is_gated=False))
    assert list(tables) == ["All residents", "Latino"]
    everybody = tables["All residents"]
    assert everybody.rows[0] == (
        "Lost half a year later", "Secure Communities", "21.7%", "20.4%", "+1.20", "+0.40 to +2.00", "<0.001", "0.018",
        "2,800",
    )  # fmt: skip
    assert everybody.rows[3][:5] == ("Age, years", "Secure Communities", "40.5", "39.9", "+0.48")
    assert everybody.grey_rows == {2} and tables["Latino"].grey_rows == {0}
    assert set(tables["Latino"].rows[0][2:]) == {"–"}


def test_only_what_can_be_read_is_put_in_a_sentence() -> None:
    assert selection_sentence(selection(), is_gated=False) == (
        "Of 3 differences 1 stands out although adjusted for being many: lost half a year later, Secure Communities, "
        "All residents +1.20."
    )
    nothing = selection().assign(p_holm=1.0)
    assert "none stands out" in selection_sentence(nothing, is_gated=False)
    assert selection_sentence(selection().iloc[4:], is_gated=False) is None


def test_the_gate_withholds_a_difference_that_rests_on_few() -> None:
    few = selection()
    gated, shown = (selection_tables(few, is_gated)[0][1].rows[2] for is_gated in (True, False))
    assert shown[2] == "21.7%" and set(gated[2:8]) == {"–"} and gated[8] == "2,800"
    # The complement is as telling: 13 of 2,800 who were not lost.
    nearly_all = few.iloc[:1].assign(n_marked_with=2_787)
    assert set(selection_tables(nearly_all, True)[0][1].rows[0][2:8]) == {"–"}


def test_bounds_in_points_and_the_rate_it_would_take() -> None:
    table = bounds_table(selection_bounds(), is_gated=False)
    assert table.rows[0] == (
        "Secure Communities", "All residents", "−0.10", "−1.20", "1.5%", "−0.12 to +0.74", "−0.76 to +0.74",
        "−20.63 to +21.65", "10.3×", "165",
    )  # fmt: skip
    assert table.rows[1][8] == "–" and table.grey_rows == {1}
    far = selection_bounds().assign(break_even_ratio=114.4)
    assert bounds_table(far, is_gated=False).rows[0][8] == ">50×"


def test_the_gate_withholds_bounds_of_few_victims_or_few_lost() -> None:
    table = bounds_table(selection_bounds(), is_gated=True)
    assert table.rows[0][2] == "−0.10" and table.rows[0][9] == "150"
    assert set(table.rows[1][2:9]) == {"–"} and table.rows[1][9] == "N<15"
    few_lost = selection_bounds().assign(n_lost_with=14)
    assert set(bounds_table(few_lost, is_gated=True).rows[0][2:9]) == {"–"}


def test_each_reason_is_told_once_with_its_counts_gated() -> None:
    failed = selection().iloc[[4, 4]].assign(message="in force in every one of 1,234 interviews")
    assert no_estimate_lines(failed, True) == [
        "Anti-detainer policy: refused, in force in every one of 1,200 interviews"
    ]


def test_made_up_policies_mark_the_section_where_everybody_is_real() -> None:
    context = respondents_context(real_inputs(selection=selection(), selection_bounds=selection_bounds()))
    assert context["is_synthetic"] and context["bounds_table"].is_synthetic
    assert all(table.is_synthetic for _, table in context["selection_tables"])
    assert not respondents_context(real_inputs())["is_synthetic"]


def test_a_run_without_estimates_of_selection_says_so() -> None:
    context = respondents_context(RespondentInputs())
    assert context["selection_tables"] == [] and context["bounds_table"] is None
    assert respondents_context(respondent_inputs())["selection_failed"]


def test_every_measure_has_words() -> None:
    assert {measure.name for measure in MEASURES} == set(MEASURE_LABELS)
