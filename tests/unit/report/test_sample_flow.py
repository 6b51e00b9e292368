"""The sample flow step by step: in order, counts rounded under the gate, lengths made from what is printed."""

from __future__ import annotations

import pytest

from analysis.report.respondents.flow_picture import flow_picture
from analysis.report.respondents.flow_tables import flow_table, kept_table
from analysis.report.sample_flow import flow_sentence, flow_steps
from tests.unit.report.made_up_respondent_frames import sample_flow

EMPTY = sample_flow().iloc[:0]


def test_steps_stand_in_order_whatever_the_order_of_the_rows() -> None:
    steps = flow_steps(sample_flow().iloc[::-1], "interviews", is_gated=False)
    assert [step.kind for step in steps] == ["start", "exclusion", "exclusion", "panel", "kept"]
    assert (steps[1].n_records, steps[1].n_records_left, steps[1].n_persons_left) == ("2,316", "85,472", "30,001")


def test_what_is_left_and_what_was_taken_are_parts_of_the_first_rows() -> None:
    start, noninterviews, *_ = flow_steps(sample_flow(), "interviews", is_gated=False)
    assert (start.share_left, start.share_taken) == (1.0, 0.0)
    assert noninterviews.share_left == pytest.approx(85472 / 87788)
    assert noninterviews.share_taken == pytest.approx(2316 / 87788)


def test_the_gate_rounds_counts_and_the_lengths_made_from_them() -> None:
    start, noninterviews, *_, kept = flow_steps(sample_flow(), "interviews", is_gated=True)
    assert (start.n_records_left, noninterviews.n_records, kept.n_records) == ("88,000", "2,300", "N<15")
    assert noninterviews.share_taken == pytest.approx(2300 / 88000)


def test_the_sentence_goes_from_records_to_people() -> None:
    assert flow_sentence(sample_flow(), False) == "87,788 records → 85,471 interviews of 30,001 people."
    assert flow_sentence(EMPTY, False) is None


def test_the_table_leaves_what_is_kept_to_a_table_of_its_own() -> None:
    table = flow_table(sample_flow(), "incidents", is_synthetic=True, is_gated=False)
    assert table.is_synthetic
    assert table.rows == (
        ("rows of the files", "", "3,384", "–"),
        ("not violent (V4529 not 1 to 20)", "2,540", "844", "750"),
        ("of a person-interview that is not in the panel", "0", "844", "750"),
        ("violent incidents of the panel", "", "844", "750"),
    )
    kept = kept_table(sample_flow(), "incidents", is_synthetic=True, is_gated=False)
    assert kept.rows == (("month not known", "counted in the six months", "30"),)


def test_the_picture_leaves_rules_without_a_case_to_the_table() -> None:
    picture = flow_picture(sample_flow(), "incidents", is_synthetic=False, is_gated=False)
    assert "takes out 2,540" in picture
    assert "844 incidents of 750 people" in picture
    assert "not in the panel" not in picture
    assert "SYNTHETIC" not in picture


def test_without_rows_there_is_neither_picture_nor_table() -> None:
    assert flow_steps(EMPTY, "interviews", is_gated=False) == []
    assert flow_picture(EMPTY, "interviews", True, False) is None
    assert flow_table(EMPTY, "interviews", True, False) is None
    assert kept_table(EMPTY, "interviews", True, False) is None
