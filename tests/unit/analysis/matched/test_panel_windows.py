"""Who is a candidate, on panels small enough to count by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.estimators import pairs_at_last_unexposed

DESIGN = {
    "outcome": "y", "person": "person", "interview_order": "number", "treated": "on", "calendar": "half_year",
}  # fmt: skip


def panel(**histories: str) -> pd.DataFrame:
    """One history a person, `half_year:exposure` by blanks; exposure is '-', 'T' (the policy) or 'o' (another)."""
    rows = [
        {"person": person, "number": n, "half_year": int(half_year), "on": state == "T", "other": state == "o"}
        for person, history in histories.items()
        for n, (half_year, state) in enumerate((part.split(":") for part in history.split()), start=1)
    ]
    frame = pd.DataFrame(rows).astype({"on": int, "other": int})
    return frame.assign(y=np.arange(len(frame), dtype=float) ** 2, county=frame["person"].str[0])


def windows(frame, **more):
    return pairs_at_last_unexposed(frame, **DESIGN, other_exposures=("other",), **more)


def described(candidates: pd.DataFrame) -> list[tuple]:
    columns = ["person", "is_treated", "half_year", "half_year_after"]
    return [tuple(row) for row in candidates[columns].itertuples(index=False)]


def test_treated_stand_at_their_last_unexposed_interview_and_controls_at_the_same_dates():
    frame = panel(a="1:- 2:- 3:T 4:T", b="1:- 2:- 3:- 4:-", c="3:- 4:-")
    assert described(windows(frame).candidates) == [("a", True, 2, 3), ("b", False, 2, 3)]


def test_a_missed_half_year_asks_for_controls_of_both_dates():
    frame = panel(a="1:- 3:T", b="1:- 2:- 3:-", c="1:- 3:-", d="1:- 2:-")
    assert described(windows(frame).candidates) == [("a", True, 1, 3), ("b", False, 1, 3), ("c", False, 1, 3)]


@pytest.mark.parametrize(
    ("history", "why"),
    [
        ("1:- 2:T", "switches itself"),
        ("1:- 2:o", "exposed to another policy at the end of the window"),
        ("1:o 2:-", "exposed to another policy at its start"),
        ("0:o 1:- 2:-", "exposed to another policy before it"),
        ("0:T 1:- 2:-", "exposed to the policy before it"),
        ("1:-", "seen once"),
    ],
)
def test_no_control_if_exposed_to_any_policy_up_to_the_end(history, why):
    frame = panel(a="1:- 2:T", x=history)
    assert not [row for row in described(windows(frame).candidates) if not row[1]], why


def test_later_switchers_are_controls_before_they_switch():
    frame = panel(a="1:- 2:T", b="1:- 2:- 3:T")
    assert described(windows(frame).candidates) == [("a", True, 1, 2), ("b", False, 1, 2), ("b", True, 2, 3)]


def test_a_person_exposed_from_the_start_or_off_again_is_no_switcher():
    frame = panel(a="1:T 2:- 3:T", b="1:- 2:T 3:- 4:T", c="1:- 2:-")
    assert described(windows(frame).candidates) == [("b", True, 1, 2), ("c", False, 1, 2)]


def test_outcome_before_is_the_mean_of_the_last_unexposed_interviews():
    frame = panel(a="1:- 2:- 3:T", b="2:- 3:T", c="1:- 2:- 3:-", d="2:- 3:-")
    found = windows(frame, n_before=2)
    assert described(found.candidates) == [("a", True, 2, 3), ("c", False, 2, 3)]
    np.testing.assert_array_equal(found.candidates["outcome_before"], [(0 + 1) / 2, (25 + 36) / 2])
    np.testing.assert_array_equal(found.candidates["outcome_after"], [4, 49])
    steps = found.flow.set_index("step")["n_persons"]
    assert steps["of them with fewer than 2 unexposed interviews"] == 1


def test_flow_counts_persons():
    frame = panel(a="1:- 2:T", b="1:T 2:T", c="1:-", d="1:- 2:-", e="1:o 2:T", f="1:- 2:- 3:-")
    assert windows(frame).flow["n_persons"].tolist() == [6, 1, 1, 2, 0, 1, 2, 2]
    clean = windows(frame, without_others=True)
    assert clean.flow["n_persons"].tolist() == [6, 1, 1, 2, 0, 1, 1, 2]
    assert clean.candidates.loc[clean.candidates["is_treated"], "person"].tolist() == ["a"]


def test_rows_point_into_the_frame_and_its_order_does_not_matter():
    frame = panel(a="1:- 2:- 3:T", b="1:- 2:- 3:-", c="2:- 3:-")
    shuffled = frame.sample(frac=1, random_state=3).reset_index(drop=True)
    found, again = windows(frame), windows(shuffled)
    values = ["person", "is_treated", "half_year", "outcome_before", "outcome_after"]
    pd.testing.assert_frame_equal(found.candidates[values], again.candidates[values])
    for row in again.candidates.itertuples():
        assert shuffled["y"][row.row_before] == row.outcome_before and shuffled["y"][row.row_after] == row.outcome_after


def test_missing_and_repeated_interviews_are_refused():
    frame = panel(a="1:- 2:T", b="1:- 2:-")
    fault = windows(frame.assign(half_year=[1, None, 1, 2])).fault
    assert fault.status == "refused" and "half_year (1 rows)" in fault.message
    fault = windows(frame.assign(number=[1, 1, 1, 2])).fault
    assert fault.status == "refused" and "1 interviews have the person and 'number' of another" in fault.message


def test_wrong_arguments_raise():
    frame = panel(a="1:- 2:T", b="1:- 2:-")
    with pytest.raises(ValueError, match="'on' holds values other than 0 and 1"):
        windows(frame.assign(on=0.5))
    with pytest.raises(ValueError, match="n_before must be at least one"):
        windows(frame, n_before=0)
    with pytest.raises(ValueError, match="columns row_before are made here"):
        windows(frame.assign(row_before=1), covariates=("row_before",))
    with pytest.raises(KeyError, match="not_there"):
        windows(frame, covariates=("not_there",))
