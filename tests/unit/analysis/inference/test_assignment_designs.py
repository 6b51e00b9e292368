"""Histories and what they might have been, on counties few enough to write down."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.inference.assignment_designs import block_assignment, free_assignment, permute_histories, shifted
from analysis.inference.histories import read_histories
from analysis.inference.permutations import JointDraws, donor_draws

MONTHS = pd.date_range("2008-01-01", periods=8, freq="MS")
# State A: two counties on from month 2, one a month later, one never. State B: on from month 5, one two months early.
HISTORIES = {
    "01001": [0, 0, 1, 1, 1, 1, 1, 0],
    "01003": [0, 0, 1, 1, 1, 1, 1, 0],
    "01005": [0, 0, 0, 1, 1, 1, 1, 0],
    "01007": [0, 0, 0, 0, 0, 0, 0, 0],
    "02001": [0, 0, 0, 0, 0, 1, 1, 0],
    "02003": [0, 0, 0, 0, 0, 1, 1, 0],
    "02005": [0, 0, 0, 1, 1, 1, 1, 0],
}
STATES = {county: county[:2] for county in HISTORIES}


def exposure_rows(histories: dict[str, list[float]] = HISTORIES) -> pd.DataFrame:
    """One row a county and month, shuffled."""
    rows = [
        (county, month, value) for county, own in histories.items() for month, value in zip(MONTHS, own, strict=True)
    ]
    frame = pd.DataFrame(rows, columns=["county_fips", "interview_month", "exposure_any"])
    return frame.astype({"exposure_any": "boolean"}).sample(frac=1, random_state=1)


def test_histories_are_read_whatever_the_order_of_rows():
    histories = read_histories(exposure_rows(), "exposure_any")
    assert histories.counties.tolist() == list(HISTORIES)
    assert histories.values.tolist() == list(HISTORIES.values())
    back = histories.with_values(histories.values)
    assert (
        back.merge(exposure_rows(), on=["county_fips", "interview_month"])
        .eval("exposure_any_x == exposure_any_y")
        .all()
    )


def test_freely_a_county_gets_the_whole_history_of_another():
    design = free_assignment(read_histories(exposure_rows(), "exposure_any"))
    donors = np.array([4, 0, 3, 2, 1, 6, 5])
    assert design.assigned(donors).tolist() == [list(HISTORIES.values())[d] for d in donors]
    assert (design.n_units, design.n_treated_units, design.n_distinct_patterns) == (7, 6, 4)


def test_blocks_exchange_their_common_history_and_counties_keep_their_deviation():
    design = block_assignment(read_histories(exposure_rows(), "exposure_any"), STATES)
    assert design.units.tolist() == ["01", "02"]
    assert design.patterns.tolist() == [HISTORIES["01001"], HISTORIES["02001"]]
    assert design.deviations.tolist() == [0, 0, 1, 0, 0, 0, -2]
    assert design.is_fixed.tolist() == [False, False, False, True, False, False, False]
    np.testing.assert_array_equal(design.assigned(np.array([0, 1])), design.histories.values)
    assert design.assigned(np.array([1, 0])).tolist() == [
        [0, 0, 0, 0, 0, 1, 1, 0],
        [0, 0, 0, 0, 0, 1, 1, 0],
        [0, 0, 0, 0, 0, 0, 1, 0],
        [0, 0, 0, 0, 0, 0, 0, 0],
        [0, 0, 1, 1, 1, 1, 1, 0],
        [0, 0, 1, 1, 1, 1, 1, 0],
        [1, 1, 1, 1, 1, 1, 1, 0],
    ]


def test_expected_exposures_are_the_mean_over_all_assignments():
    design = block_assignment(read_histories(exposure_rows(), "exposure_any"), STATES)
    both = [design.assigned(np.array(donors)) for donors in ([0, 1], [1, 0])]
    np.testing.assert_allclose(design.expected, np.mean(both, axis=0))
    free = free_assignment(read_histories(exposure_rows(), "exposure_any"))
    np.testing.assert_allclose(free.expected, np.tile(free.histories.values.mean(axis=0), (7, 1)))


def test_a_shift_moves_the_rise_and_not_the_calendars_end():
    ramp = np.array([[0, 0, 1 / 3, 2 / 3, 1, 1, 0.5, 0]])
    assert shifted(ramp, np.array([1])).tolist() == [[0, 0, 0, 1 / 3, 2 / 3, 1, 0.5, 0]]
    assert shifted(ramp, np.array([-2])).tolist() == [[1 / 3, 2 / 3, 1, 1, 1, 1, 0.5, 0]]
    assert shifted(ramp, np.array([0])).tolist() == ramp.tolist()
    assert shifted(np.array([[1.0]]), np.array([2])).tolist() == [[1.0]]


def test_a_block_that_never_adopts_passes_its_absence_on():
    histories = HISTORIES | {"03001": [0] * 8, "03003": [0] * 8, "03005": [0, 1, 1, 1, 1, 1, 1, 0]}
    design = block_assignment(
        read_histories(exposure_rows(histories), "exposure_any"), {county: county[:2] for county in histories}
    )
    assert design.is_fixed.tolist() == [False] * 3 + [True] + [False] * 5 + [True]
    assigned = design.assigned(np.array([2, 1, 0]))
    assert not assigned[:4].any()
    assert assigned[7].tolist() == HISTORIES["01001"] and assigned[9].tolist() == histories["03005"]


def test_of_equally_frequent_histories_the_first_exposed_is_the_blocks():
    two = {"01001": HISTORIES["02001"], "01003": HISTORIES["01001"], "02001": HISTORIES["02001"]}
    design = block_assignment(read_histories(exposure_rows(two), "exposure_any"), {c: c[:2] for c in two})
    assert design.patterns[0].tolist() == HISTORIES["01001"] and design.deviations.tolist() == [3, 0, 0]


def test_permuted_frames_keep_the_multiset_of_histories():
    frames = list(permute_histories(exposure_rows(), "exposure_any", n_draws=20, seed=3))
    assert len(frames) == 20
    wide = [f.pivot(index="county_fips", columns="interview_month", values="exposure_any") for f in frames]
    for frame in wide:
        assert sorted(frame.to_numpy().tolist()) == sorted(map(list, HISTORIES.values()))
    assert len({tuple(map(tuple, frame.to_numpy())) for frame in wide}) > 10


def test_two_states_have_two_assignments_the_observed_one_first():
    frames = list(permute_histories(exposure_rows(), "exposure_any", blocks=STATES, n_draws=50))
    assert len(frames) == 2
    own = read_histories(exposure_rows(), "exposure_any").values
    assert read_histories(frames[0], "exposure_any").values.tolist() == own.tolist()
    assert read_histories(frames[1], "exposure_any").values.tolist() != own.tolist()


def test_policies_of_the_same_units_are_permuted_together_and_draws_repeat():
    counties, states = np.array(list("abcdefghijkl")), np.array(list("xyzuvw"))
    draws = JointDraws({"jail": counties, "task_force": counties, "secure_communities": states}, 300, seed=5)
    ((rows, donors),) = draws.batches()
    assert rows == slice(0, 300) and not draws.is_enumerated
    assert donors["jail"] is donors["task_force"]
    assert donors["secure_communities"].shape == (300, 6)
    assert (np.sort(donors["jail"], axis=1) == np.arange(12)).all()
    np.testing.assert_array_equal(donors["jail"], next(iter(draws.batches()))[1]["jail"])


def test_all_permutations_of_few_units():
    draws, n, is_enumerated = donor_draws(4, 24, seed=1)
    assert (n, is_enumerated) == (24, True) and len({tuple(d) for d in draws}) == 24
    assert donor_draws(4, 23, seed=1)[1:] == (23, False)


def test_bad_input_by_name():
    rows = exposure_rows()
    with pytest.raises(KeyError, match="exposure_share"):
        read_histories(rows, "exposure_share")
    with pytest.raises(ValueError, match="one policy at a time"):
        read_histories(pd.concat([rows, rows]), "exposure_any")
    with pytest.raises(KeyError, match="02005"):
        block_assignment(read_histories(rows, "exposure_any"), {c: s for c, s in STATES.items() if c != "02005"})
    with pytest.raises(ValueError, match="unknown in some period for 1 of 7"):
        next(permute_histories(rows.iloc[1:], "exposure_any"))
