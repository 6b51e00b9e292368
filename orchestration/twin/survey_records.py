"""Brings the survey's four record types together, each over all years."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from orchestration.twin.calendar_months import interview_year_quarter, year_of
from orchestration.twin.household_records import household_records
from orchestration.twin.identifiers import SampledHouseholds, household_ids, person_ids
from orchestration.twin.incident_records import incident_records
from orchestration.twin.person_records import area_records, person_records
from orchestration.twin.survey import Survey
from orchestration.twin.tract_history import TractHistory


@dataclass(frozen=True)
class RecordTables:
    """The survey's tables over all years: person, household, incident and area records, each with its years."""

    person: pa.Table
    person_year: np.ndarray
    household: pa.Table
    household_year: np.ndarray
    incident: pa.Table
    incident_year: np.ndarray
    area: pa.Table


def record_tables(
    survey: Survey, tracts: pd.DataFrame, history: TractHistory, sampled: pd.DataFrame, seed: int,
    random: np.random.Generator,
) -> RecordTables:  # fmt: skip
    """Return every record of the survey in the survey's own codes."""
    interviews = survey.interviews
    yearq = interview_year_quarter(interviews.month)
    idhh = _interview_household_ids(survey, seed)
    idper = person_ids(idhh, survey.persons["line"].to_numpy()[interviews.person])
    household, household_month = household_records(survey, tracts, sampled, seed, random)
    reported = survey.incidents["interview"].to_numpy()
    return RecordTables(
        person=person_records(survey, yearq, idhh, idper, random),
        person_year=year_of(interviews.month),
        household=household,
        household_year=year_of(household_month),
        incident=incident_records(survey, yearq, idhh, idper, random),
        incident_year=year_of(interviews.month[reported]),
        area=area_records(survey, tracts, history, yearq, idper),
    )


def _interview_household_ids(survey: Survey, seed: int) -> np.ndarray:
    interviews = survey.interviews
    number_there = survey.households["number_at_address"].to_numpy()[interviews.household]
    entry = survey.addresses.entry_month[interviews.address]
    return household_ids(SampledHouseholds(interviews.address, number_there, entry, interviews.is_after_break), seed)
