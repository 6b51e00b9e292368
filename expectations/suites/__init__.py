"""One suite a mart, one for the estimates. Suites are lists of claims; nothing is computed here."""

from __future__ import annotations

from expectations.declaration import (
    BY_GROUP,
    BY_YEAR,
    BY_YEAR_AND_GROUP,
    GROUPS_COMPARED,
    YEARLY_CHANGES,
    ProfileExpectation,
)
from expectations.suites import (
    county_covariates,
    county_crime,
    county_exposures,
    county_policing,
    county_population_years,
    estimates,
    immigrant_destinations,
    income_imputations,
    jurisdiction_counties,
    jurisdictions,
    policy_claims,
    policy_county_month,
    policy_timeline,
    respondent_periods,
    tract_covariates,
)

MODULES = (
    jurisdictions,
    jurisdiction_counties,
    policy_claims,
    policy_timeline,
    policy_county_month,
    county_exposures,
    tract_covariates,
    county_covariates,
    county_population_years,
    county_policing,
    county_crime,
    immigrant_destinations,
    respondent_periods,
    income_imputations,
    estimates,
)
SUITES: dict[str, list[ProfileExpectation]] = {module.TABLE_NAME: module.EXPECTATIONS for module in MODULES}
# The slices a frame is made of, where these are not its own.
SLICES_OF = {YEARLY_CHANGES: BY_YEAR, GROUPS_COMPARED: BY_YEAR_AND_GROUP}
LAYERS = {table_name: "results" if table_name == "estimates" else "marts" for table_name in SUITES}


def suite_of(table_name: str) -> list[ProfileExpectation]:
    """The suite of a table. Raises KeyError naming the tables that have one."""
    if table_name not in SUITES:
        raise KeyError(f"{table_name}: no suite; tables with one are {', '.join(SUITES)}")
    return SUITES[table_name]


def profiled_columns(table_name: str) -> dict[str, set[str]]:
    """Columns `quality.profile` must hold for a table's suite, each with the slices it is looked at in.

    Slices: `by_year`, `by_group`, `by_year_and_group`; every column needs its row over the whole table too.
    """
    needed: dict[str, set[str]] = {}
    for expectation in suite_of(table_name):
        if expectation.column is not None:
            slices = needed.setdefault(expectation.column, set())
            slices |= {SLICES_OF.get(expectation.frame, expectation.frame)} & {BY_YEAR, BY_GROUP, BY_YEAR_AND_GROUP}
    return needed
