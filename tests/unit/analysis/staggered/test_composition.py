"""Who is interviewed, before and after."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.estimators import composition_test, staggered_did
from tests.unit.analysis.staggered.made_up_adoption import persons

COLUMNS = ("unit", "period", "cohort")
COHORTS = (0,) * 45 + (3,) * 45 + (5,) * 45


def test_a_trait_that_shifts_with_adoption_is_found_and_others_are_not():
    frame = persons(COHORTS)
    treated = frame["treated"].to_numpy()
    result = composition_test(frame.assign(age=frame["age"] + 15 * treated), *COLUMNS, traits=["age", "sex"])
    joint = result.joint.set_index("trait")
    assert list(joint.index) == ["age", "sex=female", "sex=male"]
    assert joint.loc["age", "p_value_holm"] < 1e-6
    assert joint.loc["sex=female", "p_value_holm"] > 0.05
    # Shares of the two values sum to one, so their shifts are the same with opposite sign.
    by_trait = result.table.pivot(index="term", columns="component", values="estimate")
    np.testing.assert_allclose(by_trait["sex=female"], -by_trait["sex=male"], atol=1e-12)
    assert by_trait.loc["1", "age"] == pytest.approx(15, abs=6)


def test_rows_are_those_of_the_estimator_with_the_trait_as_outcome():
    frame = persons(COHORTS, n_periods=5)
    result = composition_test(frame, *COLUMNS, traits=["age"])
    direct = staggered_did(frame, "age", *COLUMNS, sampling="repeated_cross_sections")
    rows = direct.table[direct.table["component"] == "event_time"]
    np.testing.assert_allclose(result.table["estimate"], rows["estimate"], rtol=1e-12)
    is_event = (direct.table["component"] == "event_time").to_numpy()
    covariance = direct.covariance[np.ix_(is_event, is_event)]
    shifts = rows["estimate"].to_numpy()
    wald, q = shifts @ np.linalg.solve(covariance, shifts), len(shifts)
    # Forty-five clusters on either side: Hotelling's F with 44 degrees.
    assert result.joint["statistic"].iloc[0] == pytest.approx(wald * (44 - q + 1) / (44 * q))


def test_a_joint_test_of_more_event_times_than_clusters_bear_is_refused():
    row = composition_test(persons((0,) * 9 + (3,) * 9), *COLUMNS, traits=["age"]).joint.iloc[0]
    assert (row["status"], np.isnan(row["p_value"])) == ("refused", True)
    assert "cannot be tested jointly with" in row["message"]


def test_holm_by_hand():
    from analysis.estimators.staggered.composition_test import _holm

    adjusted = _holm(np.array([0.04, 0.01, np.nan, 0.03]))
    np.testing.assert_allclose(adjusted, [0.06, 0.03, np.nan, 0.06])


def test_a_trait_with_missing_values_is_told_and_the_others_stand():
    frame = persons(COHORTS)
    frame["sex"] = frame["sex"].astype(object).where(frame.index > 4, None)
    result = composition_test(frame, *COLUMNS, traits=["sex", "age"])
    status = result.joint.set_index("trait")["status"]
    assert (status["age"], status["sex=female"]) == ("ok", "refused")
    assert "sex=female: missing values in sex=female (5 rows)" in result.message


def test_constant_trait_and_wrong_arguments():
    frame = persons(COHORTS).assign(one=1)
    constant = composition_test(frame, *COLUMNS, traits=["one"])
    assert (constant.status, "the outcome is 1" in constant.message) == ("not_estimable", True)
    with pytest.raises(KeyError, match="absent"):
        composition_test(frame, *COLUMNS, traits=["absent"])
    with pytest.raises(ValueError, match="at least one"):
        composition_test(frame, *COLUMNS, traits=[])
