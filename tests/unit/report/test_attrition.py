"""Who is lost: shares of those who could be met again, and lengths that tell no more than their labels."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.report.respondents.attrition import ENDS, LOST, MET, counts_by, ends_table, lost_table, printed_counts
from analysis.report.respondents.attrition_picture import segments
from tests.unit.report.made_up_respondent_frames import attrition

EMPTY = attrition().iloc[:0]
MODEL = "dbt_project/models/intermediate/respondent/int_next_contacts.sql"


def test_lost_is_a_share_of_those_who_could_be_met_again() -> None:
    table = lost_table(attrition(), is_gated=False)
    assert [column.title for column in table.columns] == ["Interview", "Met again or lost", "All", "Latino", "White"]
    assert table.rows == (("1", "1,000", "7.0%", "20.0%", "5.6%"), ("2", "200", "10.0%", "–", "10.0%"))


def test_the_words_of_an_end_agree_with_the_model(checkout: Path) -> None:
    model = (checkout / MODEL).read_text(encoding="utf-8")
    missing = model.split("as is_next_interview_missing")[0].rsplit("case", 1)[1]
    for code, end in ENDS.items():
        assert (end.outcome in (MET, LOST)) == (f"'{code}'" in missing), code
    assert "= 'interviewed' then false" in missing


def test_the_ends_of_everybody_add_up() -> None:
    table = ends_table(attrition(), is_gated=False)
    assert [row[0] for row in table.rows] == [
        "Interviewed again", "Person not interviewed", "Household moved", "Time in the survey over", "Files end",
    ]  # fmt: skip
    assert sum(int(row[3].replace(",", "")) for row in table.rows) == 1450
    assert sum(float(row[4].rstrip("%")) for row in table.rows) == pytest.approx(100, abs=0.3)


def test_the_gate_withholds_shares_that_rest_on_few_people() -> None:
    few = attrition()
    few.loc[few["next_contact"] == "household_replaced", "n_interviews"] = 2
    moved = next(row for row in ends_table(few, is_gated=True).rows if row[0] == "Household moved")
    assert moved[3:] == ("N<15", "–", "–")
    few.loc[few["population_group"] == "latino", "n_interviews"] = 14
    assert lost_table(few, is_gated=True).rows[0][3] == "–"


def test_a_bar_has_no_stretch_for_a_withheld_count() -> None:
    few = attrition()
    few.loc[few["next_contact"] == "files_end", "n_interviews"] = 2
    drawn = segments(printed_counts(counts_by(few, "interview_number"), is_gated=True))
    first = drawn[drawn["row"] == 1]
    assert len(first) == 3
    assert first["start"].iloc[0] == 0
    assert first["end"].iloc[-1] == pytest.approx(100)
    assert list(first["start"].iloc[1:]) == list(first["end"].iloc[:-1])


def test_without_interviews_there_is_no_table() -> None:
    assert lost_table(EMPTY, is_gated=False) is None
    assert ends_table(EMPTY, is_gated=False) is None
