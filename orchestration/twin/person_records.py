"""Person and area records: one a person-interview, in the survey's variables and codes.

Columns that the catalog does not keep (V3033, V3074, V3080) are written too, as real files have them.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa

from orchestration.twin.calendar_months import month_of_year, year_of
from orchestration.twin.persons import NEVER_MARRIED
from orchestration.twin.record_columns import (
    OUT_OF_UNIVERSE,
    OUT_OF_UNIVERSE_2,
    RESIDUE,
    RESIDUE_2,
    RESIDUE_RATE,
    blank_where,
    record_table,
)
from orchestration.twin.survey import Survey
from orchestration.twin.tract_history import TractHistory

TOP_AGE = 90
FIRST_YEAR_WITH_ALLOCATED_HISPANIC = 2014
FIRST_YEAR_OF_2010_TRACTS = 2011


def person_records(
    survey: Survey, yearq: np.ndarray, idhh: np.ndarray, idper: np.ndarray, random: np.random.Generator
) -> pa.Table:
    """Return one record a person-interview, noninterviews with weight 0 and blank answers."""
    interviews, n = survey.interviews, len(yearq)
    persons = survey.persons.iloc[interviews.person]
    age = interviews.age_months // 12
    is_missed, year = ~interviews.is_complete, year_of(interviews.month)
    months_there = survey.households["months_at_address"].to_numpy()[interviews.household] + 6 * (
        interviews.household_interview - 1
    )
    employed = _employment(persons, age, random)
    is_latino = survey.group == 0
    # Residue in ethnicity and race only where it leaves the group as it is.
    hispanic = np.where(~is_latino & (random.random(n) < RESIDUE_RATE), RESIDUE, np.where(is_latino, 1, 2))
    race = np.where((survey.group == 3) & (random.random(n) < RESIDUE_RATE), RESIDUE_2, persons["race_code"].to_numpy())
    columns = {
        "YEARQ": yearq, "IDHH": idhh, "IDPER": idper,
        "V3011": interviews.interview_type,
        "V3014": np.minimum(age, TOP_AGE),
        "V3015": _marital(persons, age, random),
        "V3018": np.where(persons["is_male"], 1, 2),
        "V3020": _education(persons, age, random),
        "V3023A": race,
        "V3024": hispanic,
        "V3024A": blank_where(np.where(is_latino, 1, 2), year < FIRST_YEAR_WITH_ALLOCATED_HISPANIC),
        "V3025": month_of_year(interviews.month), "V3026": random.integers(1, 29, n), "V3027": year,
        "V3031": blank_where(np.where(months_there < 12, months_there, OUT_OF_UNIVERSE_2), is_missed),
        "V3032": blank_where(np.where(months_there < 12, OUT_OF_UNIVERSE_2, months_there // 12), is_missed),
        "V3033": blank_where(np.where(months_there < 60, random.integers(1, 5, n), OUT_OF_UNIVERSE_2), is_missed),
        **{name: blank_where(values, is_missed) for name, values in employed.items()},
        "V3080": survey.weight * 2,
        "WGTPERCY": survey.weight,
    }  # fmt: skip
    return record_table(columns)


def _marital(persons: pd.DataFrame, age: np.ndarray, random: np.random.Generator) -> np.ndarray:
    marital = np.where(age < 18, NEVER_MARRIED, persons["marital"])
    return np.where(random.random(len(age)) < RESIDUE_RATE, RESIDUE, marital)


def _education(persons: pd.DataFrame, age: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Return the grade reached while at school, the degree afterwards."""
    attained = np.where(age < 19, np.clip(age - 6, 4, 12), persons["education"])
    return np.where(random.random(len(age)) < RESIDUE_RATE, RESIDUE_2, attained)


def _employment(persons: pd.DataFrame, age: np.ndarray, random: np.random.Generator) -> dict[str, np.ndarray]:
    """Return V3071-V3074; a job last week leaves the next two questions out of the universe."""
    n = len(age)
    wants_work = (
        persons["is_employed_adult"].to_numpy() & (age < 67) & (random.random(n) < np.where(age < 20, 0.35, 0.96))
    )
    is_asked = age >= 16
    earlier_job = ~wants_work & (random.random(n) < 0.12)
    lasted = np.where(earlier_job & wants_work, OUT_OF_UNIVERSE, np.where(random.random(n) < 0.9, 1, 2))
    job = np.where(is_asked, np.where(wants_work, 1, 2), OUT_OF_UNIVERSE)
    six_months = np.where(is_asked & ~wants_work, np.where(earlier_job, 1, 2), OUT_OF_UNIVERSE)
    weeks = np.where(is_asked & earlier_job, lasted, OUT_OF_UNIVERSE)
    return {
        "V3071": job,
        "V3072": six_months,
        "V3073": weeks,
        "V3074": np.where(job == 1, random.integers(1, 28, n), OUT_OF_UNIVERSE_2),
    }


def area_records(
    survey: Survey, tracts: pd.DataFrame, history: TractHistory, yearq: np.ndarray, idper: np.ndarray
) -> pa.Table:
    """Return the home county and tract of each person-interview; tracts of 2000 before 2011, of 2010 from then on."""
    tract = survey.households["tract"].to_numpy()[survey.interviews.household]
    county = tracts["county_fips"].to_numpy()[tract]
    vintage = np.where(year_of(survey.interviews.month) < FIRST_YEAR_OF_2010_TRACTS, 2000, 2010)
    earlier = history.codes_of_addresses(tract, survey.interviews.address)
    geoid = np.where(vintage == 2000, earlier, tracts["tract_geoid"].to_numpy()[tract])
    columns = {
        "YEARQ": yearq, "IDPER": idper, "STATE_FIPS": tracts["state_fips"].to_numpy()[tract], "COUNTY_FIPS": county,
        "TRACT_GEOID": geoid, "TRACT_VINTAGE": vintage,
    }  # fmt: skip
    return record_table(columns)
