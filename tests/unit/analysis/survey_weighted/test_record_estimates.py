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

from analysis.estimators import survey_mean, survey_ratio, survey_total
from tests.unit.analysis.survey_weighted.hand_made_samples import DESIGN, LONELY

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
    assert (result.status, result.n_psus) == ("not_estimable", 1)
    assert "single PSU" in result.message
    assert only_row(result)[["estimate", "std_error", "conf_low"]].isna().all()


def test_strata_of_one_unit_each_leave_an_error_without_limits():
    frame = pd.DataFrame({"y": [1.0, 3.0], "w": 1.0, "h": [1, 2]})
    result = survey_total(frame, "y", "w", strata="h")
    assert (result.status, result.degrees_of_freedom, result.n_lonely_psus) == ("ok", 0, 2)
    assert "no limits" in result.message
    assert only_row(result)["std_error"] == pytest.approx(np.sqrt(2))
    assert only_row(result)[["conf_low", "conf_high"]].isna().all()


def test_lonely_units_are_told_or_refused():
    told = survey_total(LONELY, "crimes", **DESIGN)
    assert told.message == "1 strata hold a single PSU, which is centred at the mean of all"
    refused = survey_total(LONELY, "crimes", lonely_psu="refuse", **DESIGN)
    assert refused.status == "refused"
    assert "1 strata hold a single PSU, first {'stratum': 4}" in refused.message
    with pytest.raises(ValueError, match="lonely_psu must be one of adjust, refuse"):
        survey_total(LONELY, "crimes", lonely_psu="drop", **DESIGN)


def test_a_domain_without_records_has_no_estimate():
    result = survey_total(LONELY, "crimes", domain=np.zeros(len(LONELY), dtype=bool), **DESIGN)
    assert (result.status, result.message) == ("not_estimable", "no record belongs to the domain")
    assert only_row(result).isna()["estimate"]


def test_a_mean_over_records_without_weight_is_not_estimable():
    result = survey_mean(LONELY.assign(weight=0.0), "crimes", **DESIGN)
    assert (result.status, result.message) == ("not_estimable", "the mean has a denominator of zero: crimes")
    assert result.faulty_terms == (("crimes", "mean"),)


@pytest.mark.parametrize("estimate", [survey_total, survey_mean])
def test_several_domains_are_each_domain_alone_with_their_covariance(estimate):
    frame = LONELY.assign(place=np.where(LONELY["is_city"], "city", "country"))
    both = estimate(frame, ["crimes", "persons"], by="place", **DESIGN)
    assert both.table[["term", "component"]].to_numpy().tolist() == [
        ["crimes", "city"], ["persons", "city"], ["crimes", "country"], ["persons", "country"],
    ]  # fmt: skip
    alone = estimate(frame, ["crimes", "persons"], domain="is_city", **DESIGN)
    np.testing.assert_allclose(both.table["estimate"][:2], alone.table["estimate"])
    np.testing.assert_allclose(both.covariance[:2, :2], alone.covariance)
    if estimate is survey_total:
        whole = estimate(frame, "crimes", **DESIGN)
        assert both.covariance[np.ix_([0, 2], [0, 2])].sum() == pytest.approx(whole.covariance[0, 0])


def test_several_domains_of_a_ratio():
    frame = LONELY.assign(place=np.where(LONELY["is_city"], "city", "country"))
    both = survey_ratio(frame, "crimes", "persons", by="place", **DESIGN).table
    assert both.loc[0, "std_error"] == pytest.approx(0.2571717757269, abs=5e-14)


def test_a_stratum_code_used_anew_in_another_year_group_is_another_stratum():
    """By hand, units 1, 3 and 10, 14 with the same codes in two year groups: 2/1·(1² + 1²) + 2/1·(2² + 2²)."""
    frame = pd.DataFrame(
        {"y": [1.0, 3, 10, 14], "w": 1.0, "h": 1, "u": [1, 2, 1, 2], "years": [2005, 2005, 2006, 2006]}
    )
    result = survey_total(frame, "y", "w", strata="h", psu="u", year_group="years")
    assert (result.n_psus, result.n_strata, result.degrees_of_freedom) == (4, 2, 2)
    assert result.covariance[0, 0] == pytest.approx(4 + 16)
    # Joined, the codes would make two units of 11 and 17 of one stratum.
    assert survey_total(frame, "y", "w", strata="h", psu="u").covariance[0, 0] == pytest.approx(36)


def test_units_of_different_strata_may_share_a_name():
    renamed = LONELY.assign(unit=LONELY["stratum"] * 10 + LONELY["unit"])
    pd.testing.assert_frame_equal(
        survey_total(renamed, "crimes", **DESIGN).table, survey_total(LONELY, "crimes", **DESIGN).table
    )


def test_missing_values_matter_only_within_the_domain():
    gap = LONELY.assign(crimes=LONELY["crimes"].where(LONELY["is_city"]))
    whole = survey_mean(LONELY, "crimes", domain="is_city", **DESIGN)
    pd.testing.assert_frame_equal(survey_mean(gap, "crimes", domain="is_city", **DESIGN).table, whole.table)
    refused = survey_mean(gap, "crimes", **DESIGN)
    assert refused.status == "refused"
    assert "'crimes' is missing or infinite in 4 of the records counted, first in frame row 1" in refused.message


@pytest.mark.parametrize(
    ("changes", "arguments", "message"),
    [
        ({"weight": np.nan}, {}, "'weight' is missing"),
        ({"weight": -1.0}, {}, "'weight' has negative weights"),
        ({"stratum": None}, {}, "'stratum' is missing"),
        ({"unit": None}, {}, "'unit' is missing"),
        ({"crimes": np.inf}, {}, "'crimes' is missing or infinite"),
        ({"size": range(9)}, {"fpc": "size"}, "'size' varies within a stratum"),
        ({"size": 1}, {"fpc": "size"}, "fewer PSUs than were drawn"),
        ({"place": None}, {"by": "place"}, "'place' is missing"),
    ],
)
def test_records_that_cannot_be_used_are_refused(changes, arguments, message):
    result = survey_total(**{"frame": LONELY.assign(**changes), "variable": "crimes", **DESIGN, **arguments})
    assert result.status == "refused"
    assert message in result.message
    assert only_row(result)[["estimate", "std_error"]].isna().all()


@pytest.mark.parametrize(
    ("changes", "arguments", "error", "message"),
    [
        ({"crimes": "many"}, {}, ValueError, "'crimes' has type"),
        ({}, {"variable": "crime"}, KeyError, "not in the frame: crime"),
        ({}, {"strata": "nowhere"}, KeyError, "not in the frame: nowhere"),
        ({}, {"domain": [True]}, ValueError, "true or false for each record"),
        ({}, {"domain": "crimes"}, ValueError, "true or false for each record"),
        ({}, {"domain": LONELY["is_city"].iloc[::-1]}, ValueError, "index is not the frame's"),
        ({}, {"confidence_level": 95}, ValueError, "confidence_level"),
        ({}, {"statistic": "median"}, ValueError, "statistic must be one of total, mean"),
    ],
)
def test_wrong_arguments_raise(changes, arguments, error, message):
    with pytest.raises(error, match=message):
        survey_total(**{"frame": LONELY.assign(**changes), "variable": "crimes", **DESIGN, **arguments})


def test_ratios_need_matching_denominators():
    with pytest.raises(ValueError, match="3 numerators need one denominator or as many, got 2"):
        survey_ratio(LONELY, ["crimes"] * 3, ["persons"] * 2, **DESIGN)


def test_an_empty_frame_is_refused():
    result = survey_total(LONELY.iloc[:0], "crimes", **DESIGN)
    assert result.status == "refused"
    assert "no rows" in result.message
