"""Every expectation holds on healthy profiles and can fail on corrupted ones."""

from __future__ import annotations

import pandas as pd
import pytest

from expectations.declaration import ProfileExpectation
from expectations.profile_frame import estimate_frames, profile_frames
from expectations.runner import judge, run_suite
from expectations.suites import SUITES
from tests.unit.expectations.made_up_profiles import healthy_profile
from tests.unit.report.made_up_frames import estimates

MARTS = [table_name for table_name in SUITES if table_name != "estimates"]
MART_CLAIMS = [(table_name, claim) for table_name in MARTS for claim in SUITES[table_name]]


def corrupt(profile: pd.DataFrame, claim: ProfileExpectation) -> pd.DataFrame:
    """The profile with the one number the claim is about moved out of its bounds, in every slice it looks at."""
    profile = profile.copy()
    is_column = profile["column_name"] == claim.column
    if claim.metric == "year":
        return profile[~(is_column & (profile["year"] == 2010))]
    bound = claim.arguments["max_value"]
    wrong = bound + 1 if bound is not None else claim.arguments["min_value"] - 1
    if claim.metric == "missing_share":
        profile.loc[is_column, "n_null"] = profile.loc[is_column, "n_rows"]
    elif claim.metric == "group_share":
        profile.loc[is_column & (profile["row_group"] == claim.group), "n_rows"] = 10_000_000
    elif claim.metric in ("mean_change", "mean_change_pct"):
        # every other year is far from the one before
        profile.loc[is_column & (profile["year"] % 2 == 0), "mean"] += 10 * (bound + profile["mean"].abs().max())
    elif claim.metric in ("mean_spread", "mean_spread_pct"):
        is_first = profile["row_group"] == profile["row_group"].dropna().iloc[0]
        profile.loc[is_column & is_first, "mean"] += 10 * (bound + profile["mean"].abs().max())
    elif claim.metric == "value":
        profile.loc[is_column, "max"] = wrong
    else:
        profile[claim.metric] = profile[claim.metric].astype("float64")
        profile.loc[is_column, claim.metric] = wrong
    return profile


@pytest.mark.parametrize("table_name", MARTS)
def test_healthy_profile_passes_every_check(table_name: str) -> None:
    results = run_suite(table_name, profile_frames(healthy_profile(table_name), table_name))
    assert [(result.check_name, result.observed) for result in results if not result.is_passed] == []
    assert len(results) == len(SUITES[table_name])


@pytest.mark.parametrize(
    ("table_name", "claim"), MART_CLAIMS, ids=[f"{table}.{claim.check_name}" for table, claim in MART_CLAIMS]
)
def test_each_expectation_fails_on_its_corruption(table_name: str, claim: ProfileExpectation) -> None:
    frames = profile_frames(corrupt(healthy_profile(table_name), claim), table_name)
    broken = judge(table_name, claim, frames, is_gated=False)
    assert not broken.is_passed
    assert broken.observed not in ("", "nothing to look at")
    assert broken.is_blocking == (claim.severity == "error")


def test_healthy_estimates_pass() -> None:
    assert all(result.is_passed for result in run_suite("estimates", estimate_frames(estimates())))


def spoil(check_name: str) -> dict[str, pd.DataFrame]:
    """Estimates spoiled in the one way the check exists for."""
    frame, wanted = estimates(), None
    first = frame.index[0]
    if check_name == "every_specification_and_population_present":
        wanted = [(name, "all") for name in [*frame["specification_id"].unique(), "never-run"]]
    elif check_name == "something_estimated":
        frame["status"] = "refused"
    else:
        column, value = {
            "status_known": ("status", "fine"),
            "component_known": ("component", "both"),
            "conf_low_not_above_estimate": ("conf_low", 9.0),
            "estimate_not_above_conf_high": ("conf_high", -9.0),
            "odds_ratio_plausible": ("odds_ratio", 80.0),
            "p_value_is_probability": ("p_value", 1.5),
            "fraction_missing_information_is_share": ("fraction_missing_information", 1.1),
        }[check_name]
        frame.loc[first, column] = value
    return estimate_frames(frame, wanted)


@pytest.mark.parametrize("check_name", [claim.check_name for claim in SUITES["estimates"]])
def test_each_estimate_expectation_fails_alone(check_name: str) -> None:
    results = run_suite("estimates", spoil(check_name))
    assert [result.check_name for result in results if not result.is_passed] == [check_name]


def test_an_infinite_looking_ratio_may_stand_when_its_status_is_not_ok() -> None:
    frame = estimates()
    frame.loc[frame.index[0], ["odds_ratio", "status"]] = [400.0, "not_estimable"]
    results = {result.check_name: result for result in run_suite("estimates", estimate_frames(frame))}
    assert results["odds_ratio_plausible"].is_passed
