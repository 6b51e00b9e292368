"""What the data forbid is a status with words; what the caller got wrong raises."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.estimators import event_study_frame, sensitivity_to_violations, staggered_did
from tests.unit.analysis.staggered.made_up_adoption import adoption_panel

COLUMNS = ("y", "unit", "period", "cohort")
METHODS = ["callaway_santanna", "sun_abraham", "imputation", "bacon"]


def judged(frame, **options):
    result = staggered_did(frame, *COLUMNS, **options)
    if result.status != "ok":
        assert result.table["estimate"].isna().all()
    return result.status, result.message


@pytest.mark.parametrize("method", METHODS)
def test_all_units_treated_at_once(method):
    status, message = judged(adoption_panel((3,) * 5), method=method)
    assert status == "not_estimable"
    assert "all 5 units are treated in the same period 3" in message


@pytest.mark.parametrize("method", METHODS)
def test_nobody_treated(method):
    status, message = judged(adoption_panel((0,) * 5), method=method)
    assert (status, "none of 5 units adopts" in message) == ("not_estimable", True)


def test_everybody_treated_from_the_start():
    status, message = judged(adoption_panel((1, 1, 0, 0)))
    assert (status, "(2 treated from their first observation on are set aside)" in message) == ("not_estimable", True)


def test_no_never_treated_units_for_never_treated_controls():
    status, message = judged(adoption_panel((3, 3, 5, 5)), control="never_treated")
    assert status == "not_estimable"
    assert "each of 4 units is treated in the end; use control='not_yet_treated'" in message


@pytest.mark.parametrize("column", ["y", "unit", "period"])
def test_missing_values_are_refused_with_their_count(column):
    frame = adoption_panel().astype({"unit": float, "period": float})
    frame.loc[[2, 9], column] = np.nan
    status, message = judged(frame)
    assert (status, f"{column} (2 rows)" in message) == ("refused", True)


def test_an_outcome_that_never_varies():
    assert judged(adoption_panel().assign(y=1.0)) == ("not_estimable", "the outcome is 1 in all 70 rows")


def test_no_rows():
    assert judged(adoption_panel().iloc[:0])[0] == "not_estimable"


def test_one_cluster():
    frame = adoption_panel(noise=1.0).assign(state=1)
    status, message = judged(frame, cluster="state")
    assert (status, "one cluster" in message) == ("not_estimable", True)


def test_a_cohort_that_changes_within_a_unit():
    frame = adoption_panel()
    frame.loc[60, "cohort"] = 4
    status, message = judged(frame)
    assert (status, "'cohort' must be constant within a unit but changes for 1" in message) == ("refused", True)


def test_repeated_periods_of_a_unit():
    frame = adoption_panel()
    status, message = judged(frame.iloc[[0, *range(len(frame))]])
    assert (status, "1 rows repeat a unit's period" in message) == ("refused", True)


def test_fractions_and_periods_below_one():
    assert "whole numbers" in judged(adoption_panel().assign(period=lambda f: f["period"] + 0.5))[1]
    assert "must be positive" in judged(adoption_panel().assign(period=lambda f: f["period"] - 1))[1]


def test_weights_that_change_or_vanish():
    frame = adoption_panel().assign(w=lambda f: f["period"])
    assert "sampling='repeated_cross_sections'" in judged(frame, weights="w")[1]
    assert "zero or negative in 70 rows" in judged(frame.assign(w=0.0), weights="w")[1]


def with_repeal(unit: int = 4, period: int = 6):
    frame = adoption_panel(noise=1.0)
    frame.loc[(frame["unit"] == unit) & (frame["period"] >= period), "treated"] = 0
    return frame


@pytest.mark.parametrize("method", METHODS)
def test_a_treatment_that_is_switched_off_is_refused(method):
    status, message = judged(with_repeal(), method=method, treatment="treated")
    assert status == "refused"
    assert "switched off in 1 units, first in period 6" in message


@pytest.mark.parametrize("method", ["callaway_santanna", "sun_abraham", "imputation"])
def test_a_unit_is_cut_at_its_first_repeal_on_demand(method):
    frame = with_repeal()
    result = staggered_did(frame, *COLUMNS, method=method, treatment="treated", on_repeal="cut")
    assert "1 units are cut at their first repeal; 97.1% of the observations are kept" in result.message
    by_hand = staggered_did(frame.drop(index=[4 * 7 + 5, 4 * 7 + 6]), *COLUMNS, method=method)
    np.testing.assert_allclose(result.table["estimate"], by_hand.table["estimate"], rtol=1e-12)


def test_what_comes_back_after_a_repeal_stays_out():
    frame = with_repeal(period=5)
    frame.loc[(frame["unit"] == 4) & (frame["period"] == 7), "treated"] = 1
    result = staggered_did(frame, *COLUMNS, treatment="treated", on_repeal="cut")
    assert result.set_aside["n_rows"].tolist() == [3]


def test_treatment_that_contradicts_the_cohort():
    frame = adoption_panel()
    early = frame.assign(treated=frame["treated"].where(frame.index != 0, 1))
    assert (
        "1 units are treated before their cohort's period or without a cohort" in judged(early, treatment="treated")[1]
    )
    late = frame.assign(treated=frame["treated"].where(frame["period"] != 3, 0))
    assert "3 are not treated in it" in judged(late, treatment="treated")[1]


def test_bacon_refuses_an_unbalanced_panel():
    status, message = judged(adoption_panel().drop(index=3), method="bacon")
    assert (status, "1 of 10 units lack some of the 7 periods" in message) == ("refused", True)


def test_covariates_without_anything_of_their_own():
    rng = np.random.default_rng(1)
    frame = adoption_panel((0,) * 20 + (3,) * 20, noise=1.0)
    frame = frame.assign(one=1.0, x=rng.standard_normal(40)[frame["unit"]], z=rng.standard_normal(len(frame)))
    frame["twice"] = 2 * frame["x"] + 3
    assert judged(frame, covariates=("x", "one")) == ("not_estimable", "one is constant")
    assert judged(frame, covariates=("x", "twice"))[1].startswith("twice is collinear with")
    status, message = judged(frame, covariates=("z", "x"), method="imputation")
    assert (status, "x is constant within a unit" in message) == ("not_estimable", True)
    frame["trend"] = frame["period"] ** 2
    status, message = judged(frame, covariates=("z", "trend"), method="sun_abraham")
    assert (status, "trend is constant within a period" in message) == ("not_estimable", True)
    assert judged(frame, covariates=("z",), method="imputation")[0] == "ok"


def test_a_cohort_unseen_at_the_reference_of_sun_and_abraham():
    frame = adoption_panel((0,) * 6 + (3,) * 5 + (6,) * 5)
    status, message = judged(frame[frame["period"] != 5], method="sun_abraham", fewest_control_clusters=0)
    assert (status, "cohorts 6 are not seen at event time -1" in message) == ("not_estimable", True)


def test_unknown_columns_and_wrong_arguments_raise():
    frame = adoption_panel()
    with pytest.raises(KeyError, match="absent"):
        staggered_did(frame, "absent", *COLUMNS[1:])
    with pytest.raises(ValueError, match="make it numeric"):
        staggered_did(frame.assign(y="a"), *COLUMNS)
    for options, words in (
        ({"method": "twfe"}, "method must be one of"),
        ({"control": "everybody"}, "control must be one of"),
        ({"on_repeal": "ignore"}, "on_repeal must be one of"),
        ({"anticipation": -1}, "anticipation"),
        ({"confidence_level": 95}, "confidence_level"),
        ({"method": "imputation", "control": "never_treated"}, "by construction"),
        ({"method": "sun_abraham", "sampling": "repeated_cross_sections"}, "repeated cross-sections need"),
        ({"method": "imputation", "base_period": "varying"}, "base_period must be"),
        ({"method": "bacon", "covariates": ("y",)}, "without covariates"),
    ):
        with pytest.raises(ValueError, match=words):
            staggered_did(frame, *COLUMNS, **options)


def test_what_rests_on_a_refused_result_says_so():
    refused = staggered_did(with_repeal(), *COLUMNS, treatment="treated")
    assert event_study_frame(refused).empty
    bounds = sensitivity_to_violations(refused)
    assert bounds["conf_low"].isna().all()
    assert bounds["message"].str.startswith("no event study: 'treated' is not absorbing").all()


@pytest.mark.parametrize("method", METHODS)
def test_every_method_says_what_it_handles(method):
    handles = staggered_did(adoption_panel(noise=1.0), *COLUMNS, method=method).handles.lower()
    for topic in ("never switched off", "from their first observation on", "repeated cross-sections", "unbalanced"):
        assert topic in handles
    assert "universality" in handles or "every unit is treated in the end" in handles
