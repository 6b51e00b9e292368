"""Healthy `quality.profile` rows of every mart with a suite, invented but plausible."""

from __future__ import annotations

import pandas as pd

from expectations.suites import profiled_columns

YEARS = range(2005, 2015)
GROUP_ROWS = {"latino": 12_000, "white": 58_000, "black": 10_500, "other": 5_000}
N_ROWS = sum(GROUP_ROWS.values())

MEANS = {
    "has_violent_victimization": 0.0105, "n_violent_incidents": 0.013, "interview_number": 2.6, "age_years": 44.0,
    "is_male": 0.48, "is_proxy": 0.03, "is_income_missing": 0.18, "income_category": 10.4, "tract_poverty_pct": 14.0,
    "tract_unemployed_pct": 8.0, "poverty_pct": 14.0, "unemployed_pct": 8.0, "vacant_pct": 11.0,
    "under_18_pct": 24.0, "foreign_born_pct": 12.0, "latino_pct": 15.0, "black_pct": 12.0,
    "is_mexico_border_county": 23 / 3143, "exposure_any_287g_jail": 0.12, "owner_occupied_pct": 60.0,
    "population": 4_200.0, "concentrated_disadvantage": 0.02, "concentrated_disadvantage_without_unemployment": 0.01,
    "residential_instability": -0.03, "officers_per_1000_residents": 1.9, "budget_dollars_per_resident": 220.0,
    "police_budget_dollars_per_resident": 220.0, "n_agencies": 5.1, "n_agencies_without_officers": 0.04,
    "violent_crimes_per_100000": 260.0, "property_crimes_per_100000": 2_200.0, "murders_per_100000": 3.6,
    "coverage_indicator": 91.0, "is_coverage_warned": 0.06, "national_base_foreign_born_pct": 7.9,
    "national_growth_pct": 102.0,
}  # fmt: skip
COUNTY_MEANS = {"latino_pct": 8.0, "population": 97_000.0}
MEANS_BY_YEAR = {
    "exposure_any_secure_communities": {
        2008: 0.001,
        2009: 0.1,
        2010: 0.3,
        2011: 0.6,
        2012: 0.85,
        2013: 0.99,
        2014: 1.0,
    },
    "exposure_any_287g_task_force": dict.fromkeys(range(2006, 2013), 0.04),
}
EXTREMES = {
    "interview_number": (1, 7), "age_years": (12, 90), "education_years": (0, 22), "income_category": (1, 14),
    "population_share": (1, 1), "active_share": (0, 1), "tract_racial_heterogeneity": (0, 0.79),
    "racial_heterogeneity": (0, 0.79), "exposure_share": (0, 1), "neighbor_exposure_share": (0, 1),
    "population": (60, 9_800_000), "officers_per_1000_residents": (0.3, 18),
}  # fmt: skip
DISTINCT = {"county_fips": 3_143, "state_fips": 51, "policy": 6, "source_id": 8}
TABLE_ROWS = {"jurisdictions": 3_300, "jurisdiction_counties": 9_500, "policy_timeline": 6_400}
TABLE_GROUPS = {
    "tract_covariates": {"2000": 32_000, "2010": 36_000},
    "immigrant_destinations": {"traditional": 160, "new": 780, "other": 2_200},
}
COUNTY_TABLES = ("county_covariates", "county_population_years")


def healthy_profile(table_name: str) -> pd.DataFrame:
    """Profile rows of every column the table's suite looks at, in every slice it looks at."""
    groups = TABLE_GROUPS.get(table_name, GROUP_ROWS)
    n_rows = sum(groups.values()) if table_name in TABLE_GROUPS else TABLE_ROWS.get(table_name, N_ROWS)
    rows = []
    for column, slices in profiled_columns(table_name).items():
        rows.append(_row(table_name, column, None, None, n_rows))
        if "by_year" in slices:
            rows += [_row(table_name, column, year, None, n_rows // 10) for year in YEARS]
        if "by_group" in slices:
            rows += [_row(table_name, column, None, group, n) for group, n in groups.items()]
        if "by_year_and_group" in slices:
            rows += [_row(table_name, column, year, group, n // 10) for year in YEARS for group, n in groups.items()]
    return pd.DataFrame(rows)


def _row(table_name: str, column: str, year: int | None, group: str | None, n_rows: int) -> dict:
    low, high = EXTREMES.get(column, (0, 100))
    mean = MEANS.get(column, 10.0)
    if table_name in COUNTY_TABLES:
        mean = COUNTY_MEANS.get(column, mean)
    if column in MEANS_BY_YEAR:
        mean = MEANS_BY_YEAR[column].get(year, 0.0)
    return {
        "table_name": table_name, "column_name": column, "year": year, "row_group": group, "n_rows": n_rows,
        "n_null": n_rows // 200, "n_distinct": DISTINCT.get(column, 50), "mean": mean,
        "standard_deviation": 1.0, "min": low, "max": high,
    }  # fmt: skip
