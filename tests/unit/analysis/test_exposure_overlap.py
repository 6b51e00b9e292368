"""Joint states and collinearity of exposures, against statsmodels and by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.exposure_overlap import exposure_overlap


def exposures(seed: int = 1) -> tuple[pd.DataFrame, np.ndarray]:
    rng = np.random.default_rng(seed)
    persons = np.repeat(np.arange(80), 5)
    shared = rng.random(400)
    frame = pd.DataFrame({name: (0.6 * shared + 0.4 * rng.random(400) > 0.5).astype(float) for name in "abc"})
    return frame, persons


def test_factors_are_those_of_statsmodels_on_deviations():
    from statsmodels.stats.outliers_influence import variance_inflation_factor

    frame, persons = exposures()
    found = exposure_overlap(frame, persons)
    deviations = (frame - frame.groupby(persons).transform("mean")).to_numpy()
    theirs = [variance_inflation_factor(deviations, c) for c in range(3)]
    np.testing.assert_allclose(found.policies["variance_inflation_factor"], theirs, rtol=1e-10)
    scaled = deviations / np.linalg.norm(deviations, axis=0)
    assert found.condition_number == pytest.approx(np.linalg.cond(scaled), rel=1e-8)
    np.testing.assert_allclose(found.policies["within_sd"], deviations.std(axis=0), rtol=1e-10)


def test_joint_states_by_hand():
    frame = pd.DataFrame({"jail": [0, 0.5, 1, 0, 0], "communities": [False, True, True, False, False]})
    found = exposure_overlap(frame, np.array(["p", "p", "p", "q", "r"]))
    assert found.joint_states.to_dict("list") == {
        "jail": [False, True], "communities": [False, True], "n_rows": [3, 2], "n_groups": [3, 1],
    }  # fmt: skip
    assert found.policies["n_varying_groups"].tolist() == [1, 1]


def test_a_policy_without_variation_is_named_and_left_out():
    frame, persons = exposures()
    found = exposure_overlap(frame.assign(d=persons % 2), persons)
    assert "d never varies" in found.message
    assert found.policies["variance_inflation_factor"].isna().tolist() == [False, False, False, True]
    alone = exposure_overlap(frame[["a"]] * 0, persons)
    assert np.isnan(alone.condition_number)


def test_collinear_policies_have_no_factors():
    frame, persons = exposures()
    found = exposure_overlap(frame.assign(d=frame["a"] + frame["b"]), persons)
    assert found.condition_number == np.inf and "singular" in found.message
    assert found.policies["variance_inflation_factor"].isna().all()


def test_wrong_arguments_raise():
    frame, persons = exposures()
    with pytest.raises(ValueError, match="groups"):
        exposure_overlap(frame, persons[1:])
    frame.loc[3, "b"] = np.nan
    with pytest.raises(ValueError, match=r"b \(1\)"):
        exposure_overlap(frame, persons)
