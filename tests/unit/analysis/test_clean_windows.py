"""Clean windows on rows few enough to judge by eye."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.clean_windows import clean_windows

# Units of four rows: 0 switches alone, 1 switches together with another policy, 2 is a control in the same joint state,
# 3 a control in another joint state, 4 always exposed, 5 switches after another policy came.
ROW_START = np.arange(0, 25, 4)
JAIL = np.array([[0, 0, 1, 1], [0, 0, 1, 1], [0, 0, 0, 0], [0, 0, 0, 0], [1, 1, 1, 1], [0, 0, 0, 1]]).ravel()
OTHER = np.array([[0, 0, 0, 0], [0, 0, 1, 1], [0, 0, 0, 0], [2, 2, 2, 2], [0, 0, 0, 0], [0, 1, 1, 1]]).ravel()
EXPOSURES = {"jail": JAIL, "other": OTHER}


def test_windows_by_hand():
    found = clean_windows(EXPOSURES, "jail", ROW_START)
    kept = [[1, 1, 1, 1], [1, 1, 0, 0], [1, 1, 1, 1], [0, 0, 0, 0], [0, 0, 0, 0], [1, 1, 1, 1]]
    assert found.is_kept.reshape(6, 4).astype(int).tolist() == kept
    windows = [[0] * 4, [1, 1, 2, 2], [3] * 4, [4] * 4, [5] * 4, [6, 7, 7, 7]]
    assert found.window_codes.reshape(6, 4).tolist() == windows
    assert (found.n_switching_windows, found.n_treated, found.n_treated_kept) == (2, 9, 3)
    assert found.share_treated_kept == pytest.approx(3 / 9)


def test_controls_share_the_period():
    periods = np.tile([0, 1, 2, 3], 6)
    periods[8:12] = [2, 3, 4, 5]
    found = clean_windows(EXPOSURES, "jail", ROW_START, periods)
    assert found.is_kept.reshape(6, 4).astype(int).tolist()[2] == [1, 1, 0, 0]


def test_share_exposures_and_three_other_policies():
    exposures = {
        "jail": np.array([0, 0.5, 1, 0, 0, 0]),
        "a": np.array([1, 1, 1, 1, 1, 1]),
        "b": np.array([0, 0, 0, 0, 0, 0]),
        "c": np.array([0, 0, 0.5, 0, 0, 0]),
    }
    found = clean_windows(exposures, "jail", np.array([0, 3, 6]))
    assert found.is_kept.tolist() == [True, True, False, True, True, True]
    assert found.share_treated_kept == 0.5


def test_a_policy_that_never_changes_alone_says_so():
    found = clean_windows({"jail": JAIL[4:8], "other": OTHER[4:8]}, "jail", np.array([0, 4]))
    assert found.status == "not_estimable" and "2 exposed rows" in found.message
    assert not found.is_kept.any() and found.share_treated_kept == 0
    nobody = clean_windows({"jail": np.zeros(4)}, "jail", np.array([0, 4]))
    assert nobody.status == "not_estimable" and np.isnan(nobody.share_treated_kept)


def test_unknown_exposure_is_refused():
    found = clean_windows(EXPOSURES | {"other": np.where(OTHER == 2, np.nan, OTHER)}, "jail", ROW_START)
    assert found.status == "refused" and "other (4 rows)" in found.message and not found.is_kept.any()


def test_wrong_arguments_raise():
    with pytest.raises(KeyError, match="task_force"):
        clean_windows(EXPOSURES, "task_force", ROW_START)
    with pytest.raises(ValueError, match="24 rows"):
        clean_windows(EXPOSURES | {"other": OTHER[1:]}, "jail", ROW_START)
