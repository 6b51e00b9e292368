"""The sample flow: exclusions in order, what is left, and counts rounded under the gate."""

from __future__ import annotations

import pandas as pd

from analysis.report.sample_flow import sample_flows

FLOW = pd.DataFrame(
    [
        ("incidents", 1, "start", "rows of the files", 3384, 3384, None),
        ("interviews", 2, "exclusion", "noninterviews", 2316, 85471, 30001),
        ("interviews", 1, "start", "rows of the files", 87787, 87787, None),
        ("interviews", 3, "kept", "income not stated", 7, 85471, 30001),
    ],
    columns=["flow", "step", "kind", "rule", "n_records", "n_records_left", "n_persons_left"],
)


def test_steps_stand_in_order_and_say_what_they_leave_out() -> None:
    (title, lines), (_, incidents) = sample_flows(FLOW, is_gated=False)
    assert title == "From person records to the panel" and len(incidents) == 1
    assert [line.rule for line in lines] == ["rows of the files", "left out: noninterviews", "income not stated"]
    assert (lines[1].n_records, lines[1].n_records_left, lines[1].n_persons_left) == ("2,316", "85,471", "30,001")
    assert [line.is_kept for line in lines] == [False, False, True]


def test_counts_are_gated() -> None:
    lines = sample_flows(FLOW, is_gated=True)[0][1]
    assert (lines[1].n_records_left, lines[2].n_records) == ("85,500", "N<15")


def test_without_rows_there_is_no_flow() -> None:
    assert sample_flows(FLOW.iloc[:0], is_gated=False) == []
