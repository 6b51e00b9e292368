"""Totals, means and ratios: R's figures, lonely units, domains, and what is refused.

R version 4.2.2, survey 4.1.1, LONELY read as d, printed with fourteen digits:
    options(survey.lonely.psu = "adjust")
    ds <- svydesign(id = ~unit, strata = ~stratum, weights = ~weight, data = d, nest = TRUE)
    SE(svytotal(~crimes, ds)); SE(svymean(~crimes, ds)); SE(svyratio(~crimes, ~persons, ds)); s <- subset(ds, is_city)
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.survey import SurveyDesignError, survey_mean, survey_ratio, survey_total
from tests.unit.survey.hand_made_samples import DESIGN, LONELY

R_TOTAL_CENTRED_AT_ZERO = 49.213819197457


def only_row(result) -> pd.Series:
    assert len(result.table) == 1
    return result.table.iloc[0]


def test_means_and_ratios_with_a_lonely_unit_are_those_of_r():
    mean, ratio = survey_mean(LONELY, "crimes", **DESIGN), survey_ratio(LONELY, "crimes", "persons", **DESIGN)
    assert only_row(mean)["estimate"] == pytest.approx(4.88, abs=1e-13)
    assert only_row(mean)["std_error"] == pytest.approx(0.91057291855183, abs=5e-14)
    assert only_row(ratio)["estimate"] == pytest.approx(2.1981981981982, abs=5e-14)
    assert only_row(ratio)["std_error"] == pytest.approx(0.47722377634226, abs=5e-14)
    assert (mean.degrees_of_freedom, mean.n_psus, mean.n_strata, mean.n_lonely_psus) == (4, 8, 4, 1)


def test_domains_with_a_lonely_unit_are_those_of_r():
    mean = survey_mean(LONELY, "crimes", domain="is_city", **DESIGN)
    ratio = survey_ratio(LONELY, "crimes", "persons", domain=LONELY["is_city"], **DESIGN)
    assert only_row(mean)["estimate"] == pytest.approx(6.1935483870968, abs=5e-14)
    assert only_row(mean)["std_error"] == pytest.approx(0.62201436314581, abs=5e-14)
    assert only_row(ratio)["std_error"] == pytest.approx(0.2571717757269, abs=5e-14)
    assert (mean.n_records, mean.n_psus, mean.degrees_of_freedom) == (5, 8, 4)


def test_covariance_of_two_means_is_that_of_r():
    covariance = survey_mean(LONELY, ["crimes", "persons"], **DESIGN).covariance
    printed = [[0.82914304, 0.05291776], [0.05291776, 0.10883744]]
    np.testing.assert_allclose(covariance, printed, atol=5e-9)


def test_total_centres_the_lonely_unit_at_the_mean_of_all():
    """R up to 4.1 leaves the lonely total of 40 as it is; from 4.2 it subtracts the mean of the eight, 122 / 8."""
    total = only_row(survey_total(LONELY, "crimes", **DESIGN))
    assert total["estimate"] == 122
    assert total["std_error"] ** 2 == pytest.approx(R_TOTAL_CENTRED_AT_ZERO**2 - 40**2 + (40 - 122 / 8) ** 2)


def test_two_units_by_hand():
    """Totals 2 and 6 in one stratum: 2/1 · (2² + 2²) = 16, and half of it where half of all units were drawn."""
    frame = pd.DataFrame({"y": [1.0, 3.0], "w": [2.0, 2.0], "unit": ["a", "b"], "units_in_population": [4, 4]})
    assert only_row(survey_total(frame, "y", "w", psu="unit"))["std_error"] == pytest.approx(4.0)
    corrected = survey_total(frame, "y", "w", psu="unit", fpc="units_in_population")
    assert only_row(corrected)["std_error"] == pytest.approx(np.sqrt(8))


def test_a_single_unit_has_no_error():
    result = survey_total(LONELY.assign(one=1), "crimes", "weight", psu="one")
    assert result.degrees_of_freedom == 0
    assert only_row(result)["estimate"] == 122
    assert only_row(result)[["std_error", "conf_low", "conf_high"]].isna().all()


def test_a_domain_without_records_has_a_total_of_zero_and_no_mean():
    nobody = np.zeros(len(LONELY), dtype=bool)
    assert only_row(survey_total(LONELY, "crimes", domain=nobody, **DESIGN))[["estimate", "std_error"]].tolist() == [
        0,
        0,
    ]
    assert only_row(survey_mean(LONELY, "crimes", domain=nobody, **DESIGN))[["estimate", "std_error"]].isna().all()


def test_units_of_different_strata_may_share_a_name():
    renamed = LONELY.assign(unit=LONELY["stratum"] * 10 + LONELY["unit"])
    pd.testing.assert_frame_equal(
        survey_total(renamed, "crimes", **DESIGN).table, survey_total(LONELY, "crimes", **DESIGN).table
    )


def test_missing_values_matter_only_within_the_domain():
    gap = LONELY.assign(crimes=LONELY["crimes"].where(LONELY["is_city"]))
    whole = survey_mean(LONELY, "crimes", domain="is_city", **DESIGN)
    pd.testing.assert_frame_equal(survey_mean(gap, "crimes", domain="is_city", **DESIGN).table, whole.table)
    with pytest.raises(SurveyDesignError, match=r"'crimes' is missing or infinite in 4 .* row 1"):
        survey_mean(gap, "crimes", **DESIGN)


@pytest.mark.parametrize(
    ("changes", "arguments", "message"),
    [
        ({"weight": np.nan}, {}, "'weight' is missing"),
        ({"weight": -1.0}, {}, "'weight' has negative weights"),
        ({"stratum": None}, {}, "'stratum' is missing"),
        ({"unit": None}, {}, "'unit' is missing"),
        ({"crimes": "many"}, {}, "'crimes' holds no numbers"),
        ({"crimes": np.inf}, {}, "'crimes' is missing or infinite"),
        ({}, {"values": "crime"}, "'crime' is not in the frame"),
        ({}, {"domain": [True]}, "true or false for each record"),
        ({}, {"domain": "crimes"}, "true or false for each record"),
        ({}, {"domain": LONELY["is_city"].iloc[::-1]}, "index is not the frame's"),
        ({"size": range(9)}, {"fpc": "size"}, "'size' varies within a stratum"),
        ({"size": 1}, {"fpc": "size"}, "fewer PSUs than were drawn"),
        ({}, {"confidence_level": 95}, "confidence_level"),
    ],
)
def test_what_contradicts_itself_is_refused(changes, arguments, message):
    with pytest.raises(ValueError, match=message):
        survey_total(**{"frame": LONELY.assign(**changes), "values": "crimes", **DESIGN, **arguments})


def test_ratios_need_matching_denominators():
    with pytest.raises(SurveyDesignError, match="3 numerators need one denominator or as many, got 2"):
        survey_ratio(LONELY, ["crimes"] * 3, ["persons"] * 2, **DESIGN)


def test_an_empty_frame_is_refused():
    with pytest.raises(SurveyDesignError, match="no rows"):
        survey_total(LONELY.iloc[:0], "crimes", **DESIGN)
