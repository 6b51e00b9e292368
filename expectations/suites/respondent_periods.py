"""Expectations on the profile of marts.respondent_periods, one row a person-interview."""

from __future__ import annotations

from expectations.declaration import (
    BY_YEAR,
    BY_YEAR_AND_GROUP,
    WARN,
    group_share_between,
    mean_between,
    missing_at_most,
    rows_between,
    values_between,
    years_present,
)

TABLE_NAME = "respondent_periods"
OUTCOME = "has_violent_victimization"

# Below this many interviews a victimization rate near 1 % moves by half its size from chance alone.
FEWEST_INTERVIEWS = 2_000

MISSING_PERSON_COVARIATES = {
    "age_years": 0.01,
    "is_divorced_or_separated": 0.05,
    "is_never_married": 0.05,
    "education_years": 0.10,
    "is_employed": 0.15,
    "income_category": 0.45,
    "is_homeowner": 0.05,
    "residence_years": 0.10,
}
TRACT_PERCENTAGES = (
    "tract_poverty_pct", "tract_public_assistance_pct", "tract_female_headed_pct", "tract_unemployed_pct",
    "tract_vacant_pct", "tract_under_18_pct", "tract_aged_15_24_pct", "tract_divorced_or_separated_pct",
    "tract_moved_under_10y_pct", "tract_foreign_born_pct", "tract_latino_pct", "tract_black_pct",
)  # fmt: skip
TRACT_COVARIATES = ("tract_population_density_per_km2", "tract_racial_heterogeneity", *TRACT_PERCENTAGES)
COUNTY_COVARIATES = ("county_population_density_per_km2", "county_foreign_born_pct", "county_latino_pct")

OUTCOME_EXPECTATIONS = [
    rows_between(OUTCOME, 1_000, None, reason="The smallest twin has some 85,000 interviews; so few mean lost files."),
    years_present(OUTCOME, 2005, 2014, reason="The study period; a missing year is a missing file.", severity=WARN),
    mean_between(
        OUTCOME, 0.002, 0.06, BY_YEAR,
        reason="Published six-month rates lie near 1 %; outside this band the incidents did not join.",
    ),
    mean_between(
        OUTCOME, 0.002, 0.06, BY_YEAR_AND_GROUP, smallest_n_rows=FEWEST_INTERVIEWS,
        reason="No published group rate leaves this band; a group outside it was coded wrongly.",
    ),
    mean_between(
        "n_violent_incidents", 0.002, 0.15, reason="Victims report between one and two incidents on average.",
    ),
]  # fmt: skip

COMPOSITION_EXPECTATIONS = [
    values_between("interview_number", 1, 7, reason="An address stays in the sample for seven interviews."),
    mean_between(
        "interview_number",
        1.5,
        4.5,
        BY_YEAR,
        severity=WARN,
        years=(2007, 2100),
        reason="A rotating panel mixes first to seventh; before 2007 the order starts with the panel itself.",
    ),
    group_share_between(OUTCOME, "latino", 0.07, 0.30, reason="Latinos were 12 to 17 % of residents aged 12 or older."),
    group_share_between(OUTCOME, "white", 0.45, 0.85, reason="Non-Latino Whites were 63 to 70 %."),
    group_share_between(OUTCOME, "black", 0.06, 0.25, reason="Non-Latino Blacks were about 12 %."),
    values_between("age_years", 12, 90, reason="Persons under 12 are not interviewed; ages are topcoded at 90."),
    mean_between("age_years", 33, 55, BY_YEAR, reason="The mean age of residents 12 or older is in the forties."),
    mean_between("is_male", 0.40, 0.58, BY_YEAR, reason="About 48 % of respondents are men."),
    mean_between("is_proxy", 0.0, 0.20, reason="Proxy interviews are rare after age 13.", severity=WARN),
    values_between("education_years", 0, 22, reason="The recoded scale ends at a doctorate."),
    values_between("income_category", 1, 14, reason="Fourteen categories until 2014; later ones are folded in."),
    mean_between(
        "is_income_missing", 0.0, 0.45, reason="About 18 % refuse; much more means a lost code.", severity=WARN
    ),
]

COVERAGE_EXPECTATIONS = [
    *(
        missing_at_most(column, share, reason="Survey items of this kind are rarely refused.")
        for column, share in MISSING_PERSON_COVARIATES.items()
    ),
    missing_at_most("county_fips", 0.01, reason="The area file names a county for every interview."),
    *(
        missing_at_most(column, 0.10, reason="Only tracts without residents or households have no value.")
        for column in TRACT_COVARIATES
    ),
    *(missing_at_most(column, 0.05, reason="Every county is in the ACS.") for column in COUNTY_COVARIATES),
    missing_at_most("person_weight", 0.01, reason="Every kept interview has a weight."),
    *(values_between(column, 0, 100, reason="A percentage.") for column in TRACT_PERCENTAGES),
    values_between("tract_racial_heterogeneity", 0, 0.8001, reason="One minus the sum of five squared shares."),
    mean_between("tract_poverty_pct", 5, 30, reason="National poverty was 12 to 16 %.", severity=WARN),
    mean_between("tract_unemployed_pct", 2, 20, reason="National unemployment was 5 to 10 %.", severity=WARN),
]

EXPOSURE_EXPECTATIONS = [
    mean_between(
        "exposure_any_secure_communities", 0.0, 0.0, BY_YEAR, check_name="secure_communities_not_before_2008",
        years=(2000, 2007), may_be_absent=True, severity=WARN, smallest_n_rows=1,
        reason="The first county activated in October 2008.",
    ),
    mean_between(
        "exposure_any_secure_communities", 0.9, 1.0, BY_YEAR, check_name="secure_communities_universal_in_2014",
        years=(2014, 2014), may_be_absent=True, severity=WARN, reason="All counties were active by January 2013.",
    ),
    mean_between(
        "exposure_any_287g_task_force", 0.0, 0.0, BY_YEAR, check_name="task_force_ended_before_2014",
        years=(2014, 2014), may_be_absent=True, severity=WARN,
        reason="Every task force agreement had ended by 31 December 2012.",
    ),
    mean_between(
        "exposure_any_287g_jail", 0.0, 0.35, BY_YEAR, may_be_absent=True, severity=WARN,
        reason="Some 35 to 50 agreements, in large counties; more exposure means a statewide one was spread out.",
    ),
]  # fmt: skip

EXPECTATIONS = [
    *OUTCOME_EXPECTATIONS,
    *COMPOSITION_EXPECTATIONS,
    *COVERAGE_EXPECTATIONS,
    *EXPOSURE_EXPECTATIONS,
]
