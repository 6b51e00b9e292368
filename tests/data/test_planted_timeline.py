"""The timeline built from all files of the twin is the one the twin planted, up to what the dates leave open."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.command_line import query

pytestmark = pytest.mark.slow

POLICIES = ("secure_communities", "287g_jail", "287g_task_force", "anti_detainer")
KEYS = ["policy", "county_fips", "month_start"]
# Ends known only to lie between two captures are three months wide; a handful of agreements has such an end.
LARGEST_SHARE_THAT_DIFFERS = 0.002


@pytest.fixture(scope="module")
def county_months(refreshed_home: Path) -> pd.DataFrame:
    """Return the mart's county-months of surveyed counties from July 2004 to 2014, with the planted share beside it."""
    twin = refreshed_home / "raw/SYNTHETIC"
    built = query(
        refreshed_home,
        "select policy, county_fips, strftime(month_start, '%Y-%m-%d') as month_start, active_share, is_active_certain,"
        " is_active_possible from marts.policy_county_month"
        f" where policy in {POLICIES} and month_start between date '2004-07-01' and date '2014-12-01'",
    )
    planted = pd.read_csv(twin / "truth/policy_months.csv.gz", dtype={"county_fips": str, "month": str})
    planted = planted.rename(columns={"month": "month_start", "active_share": "planted_share"})
    months = built[built["county_fips"].isin(_surveyed_counties(twin))].merge(planted, on=KEYS, how="left")
    return months.fillna({"planted_share": 0.0})


def _surveyed_counties(twin: Path) -> set[str]:
    areas = [pd.read_csv(path, sep="\t", dtype=str) for path in sorted((twin / "ncvs_area").glob("*.tsv"))]
    return set(pd.concat(areas)["COUNTY_FIPS"].str.zfill(5))


def test_what_was_planted_is_possible_and_what_is_certain_was_planted(county_months: pd.DataFrame) -> None:
    assert len(county_months) == len(POLICIES) * 126 * county_months["county_fips"].nunique()
    was_active = county_months["planted_share"] > 0
    assert county_months.loc[was_active, "is_active_possible"].all()
    assert was_active[county_months["is_active_certain"].fillna(False).astype(bool)].all()


@pytest.mark.parametrize("policy", POLICIES)
def test_shares_of_months_are_those_planted(county_months: pd.DataFrame, policy: str) -> None:
    months = county_months[(county_months["policy"] == policy) & county_months["active_share"].notna()]
    differs = (months["active_share"] - months["planted_share"]).abs() > 1e-6
    assert differs.mean() <= (0 if policy in ("anti_detainer", "secure_communities") else LARGEST_SHARE_THAT_DIFFERS)
    # Nothing differs on a day whose state is certain either way.
    is_settled = months["is_active_certain"].eq(months["is_active_possible"])
    assert (differs & is_settled & ~months["is_active_certain"].astype(bool)).sum() == 0


def test_only_undated_activations_are_unknown(county_months: pd.DataFrame) -> None:
    unknown = county_months[county_months["active_share"].isna()]
    assert set(unknown["policy"]) <= {"secure_communities"}
    assert unknown["month_start"].between("2008-10-01", "2013-01-01").all()
