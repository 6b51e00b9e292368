"""How the runner treats what it cannot judge, what is not there, and what must not be said."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from expectations import gx_bridge
from expectations.declaration import ProfileExpectation
from expectations.profile_frame import profile_frames
from expectations.runner import BrokenExpectation, CheckResult, expected_checks, run_suite
from expectations.suites import SUITES, profiled_columns, suite_of
from tests.unit.expectations.made_up_profiles import healthy_profile

TABLE = "respondent_periods"


def results_of(profile: pd.DataFrame, table_name: str = TABLE, is_gated: bool = False) -> dict[str, CheckResult]:
    frames = profile_frames(profile, table_name)
    return {result.check_name: result for result in run_suite(table_name, frames, is_gated)}


def test_listing_checks_does_not_import_great_expectations(checkout: Path) -> None:
    code = (
        "import sys; from expectations.runner import expected_checks; from expectations.suites import SUITES;"
        "names = [expected_checks(table) for table in SUITES]; print('great_expectations' in sys.modules)"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=checkout)
    assert printed.stdout.strip() == "False"


@pytest.mark.parametrize("table_name", list(SUITES))
def test_expected_checks_are_those_that_run(table_name: str) -> None:
    names = [name for name, _, _ in expected_checks(table_name)]
    assert len(set(names)) == len(names)
    assert {severity for _, severity, _ in expected_checks(table_name)} <= {"error", "warn"}
    assert all(claim.reason.endswith(".") for claim in suite_of(table_name))


def test_unknown_table_is_named() -> None:
    with pytest.raises(KeyError, match="no_such_mart"):
        run_suite("no_such_mart", {})


def test_a_column_that_was_never_profiled_is_a_broken_check_not_bad_data() -> None:
    profile = healthy_profile(TABLE)
    with pytest.raises(BrokenExpectation, match=r"respondent_periods\..*age_years"):
        results_of(profile[profile["column_name"] != "age_years"])


def test_a_missing_frame_is_a_broken_check() -> None:
    frames = profile_frames(healthy_profile(TABLE), TABLE)
    del frames["by_year"]
    with pytest.raises(BrokenExpectation, match="by_year"):
        run_suite(TABLE, frames)


def test_an_exception_inside_great_expectations_is_raised_and_named() -> None:
    claim = ProfileExpectation(
        "no_such_column", None, "overall", "ExpectColumnValuesToBeBetween", "claim", "Reason.",
        {"column": "absent", "min_value": 0, "max_value": 1},
    )  # fmt: skip
    with pytest.raises(BrokenExpectation, match=r"jurisdictions\.no_such_column.*does not exist"):
        gx_bridge.validate("jurisdictions", claim, pd.DataFrame({"mean": [1.0]}))


def test_profile_without_a_column_of_the_contract_is_refused() -> None:
    with pytest.raises(ValueError, match="n_null"):
        profile_frames(healthy_profile(TABLE).drop(columns="n_null"), TABLE)


def test_an_empty_table_fails_and_does_not_pass_in_silence() -> None:
    profile = healthy_profile(TABLE)
    empty = profile[profile["year"].isna() & profile["row_group"].isna()].copy()
    empty[["n_rows", "n_null", "n_distinct"]] = 0
    empty[["mean", "min", "max"]] = np.nan
    results = results_of(empty)
    assert not results["row_count"].is_passed
    assert not results["has_violent_victimization_mean_year"].is_passed
    assert results["has_violent_victimization_mean_year"].observed == "nothing to look at"


def test_a_policy_without_source_does_not_fail_its_exposure_checks() -> None:
    profile = healthy_profile(TABLE)
    is_policy = profile["column_name"].str.startswith("exposure_any_")
    profile.loc[is_policy, ["mean", "min", "max"]] = np.nan
    profile.loc[is_policy, "n_null"] = profile.loc[is_policy, "n_rows"]
    results = results_of(profile)
    assert results["secure_communities_universal_in_2014"].is_passed
    assert results["secure_communities_universal_in_2014"].observed == "nothing to look at"


def test_one_year_without_a_value_fails_a_yearly_check() -> None:
    profile = healthy_profile(TABLE)
    is_2010 = (profile["column_name"] == "is_male") & (profile["year"] == 2010)
    profile.loc[is_2010, "mean"] = np.nan
    result = results_of(profile)["is_male_mean_year"]
    assert not result.is_passed
    assert result.observed == "no value: 2010"


def test_small_slices_are_not_judged() -> None:
    profile = healthy_profile(TABLE)
    is_cell = (profile["year"] == 2012) & (profile["row_group"] == "other")
    profile.loc[is_cell, "mean"] = 0.0
    profile.loc[is_cell, "n_rows"] = 150
    assert results_of(profile)["has_violent_victimization_mean_year_and_group"].is_passed


def test_the_slice_that_broke_a_check_is_named_with_its_value() -> None:
    profile = healthy_profile(TABLE)
    is_cell = (profile["year"] == 2012) & (profile["row_group"] == "white")
    profile.loc[is_cell & (profile["column_name"] == "has_violent_victimization"), "mean"] = 0.0712345
    result = results_of(profile)["has_violent_victimization_mean_year_and_group"]
    assert result.observed == "outside: 2012 white 0.07123"


def test_smallest_and_largest_values_are_never_printed() -> None:
    profile = healthy_profile(TABLE)
    profile.loc[profile["column_name"] == "age_years", "max"] = 117
    result = results_of(profile)["age_years_range"]
    assert not result.is_passed
    assert result.observed == "largest above the bound"


def test_counts_are_rounded_under_the_gate() -> None:
    profile = healthy_profile(TABLE)
    assert results_of(profile)["row_count"].observed == "85,500"
    profile.loc[profile["column_name"] == "has_violent_victimization", "n_rows"] = 85_433
    assert results_of(profile)["row_count"].observed == "85,433"
    assert results_of(profile, is_gated=True)["row_count"].observed == "85500"


def test_profiled_columns_name_the_slices_a_suite_looks_at() -> None:
    needed = profiled_columns(TABLE)
    assert needed["has_violent_victimization"] == {"by_year", "by_group", "by_year_and_group"}
    assert needed["education_years"] == set()
    assert "county_fips" in profiled_columns("policy_county_month")


def _slices(means: dict[tuple[int, str | None], float]) -> pd.DataFrame:
    rows = [
        {"table_name": "t", "column_name": "c", "year": year, "row_group": group, "n_rows": 100, "n_null": 0,
         "n_distinct": None, "mean": mean, "standard_deviation": 1.0, "min": 0.0, "max": 9.0}
        for (year, group), mean in means.items()
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_a_year_is_compared_with_the_year_before_and_no_other() -> None:
    frames = profile_frames(_slices({(2008, None): 4.0, (2009, None): 5.0, (2012, None): 50.0}), "t")
    changes = frames["yearly_changes"][["year", "mean_change", "mean_change_pct"]].to_numpy().tolist()
    assert changes == [[2009, 1.0, 25.0]]


def test_groups_are_compared_within_a_year_that_has_several() -> None:
    means = {(2008, "2000"): 4.0, (2008, "2010"): 5.0, (2009, "2000"): 9.0}
    spreads = profile_frames(_slices(means), "t")["groups_compared"]
    assert spreads[["year", "n_rows", "mean_spread", "mean_spread_pct"]].to_numpy().tolist() == [[2008, 200, 1.0, 25.0]]


def test_a_jump_is_named_with_its_year() -> None:
    profile = healthy_profile("tract_covariates")
    profile.loc[(profile["column_name"] == "poverty_pct") & (profile["year"] >= 2011), "mean"] = 18.0
    result = results_of(profile, "tract_covariates")["poverty_pct_yearly_change"]
    assert not result.is_passed and not result.is_blocking
    assert result.observed == "outside: 2011 4"


def test_vintages_that_part_are_named_with_their_year() -> None:
    profile = healthy_profile("tract_covariates")
    is_cell = (profile["column_name"] == "black_pct") & (profile["year"] == 2012) & (profile["row_group"] == "2010")
    profile.loc[is_cell, "mean"] = 15.0
    result = results_of(profile, "tract_covariates")["black_pct_groups_compared"]
    assert not result.is_passed
    assert result.observed == "outside: 2012 3"
