"""Household records: one a household and interview, noninterviews with weight 0, in the survey's variables and codes.

V2122, which the catalog does not keep, is written too, as real files have it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa

from orchestration.twin.calendar_months import interview_year_quarter, year_of
from orchestration.twin.identifiers import SampledHouseholds, household_ids
from orchestration.twin.interviews import is_renamed_after_break
from orchestration.twin.record_columns import RESIDUE_2, blank_where, record_table
from orchestration.twin.survey import Survey
from orchestration.twin.weights import household_weights

INCOME_MISSING_RATE = 0.18


def household_records(
    survey: Survey, tracts: pd.DataFrame, sampled: pd.DataFrame, seed: int, random: np.random.Generator
) -> tuple[pa.Table, np.ndarray]:
    """Return one record a household and interview, noninterviews with weight 0, and their months."""
    addresses = survey.addresses
    address, position = np.nonzero(addresses.is_in_panel[: survey.n_addresses])
    household = addresses.household[address, position]
    month = addresses.months[address, position]
    is_held = addresses.is_household_interviewed[address, position]
    is_after_break = is_renamed_after_break(addresses.entry_month[address], month)
    first_position = survey.households["first_position"].to_numpy()[household]
    tract = addresses.tract[address]
    of_household = survey.households.iloc[household]
    number_there = of_household["number_at_address"].to_numpy()
    identified = SampledHouseholds(address, number_there, addresses.entry_month[address], is_after_break)
    n = len(household)
    design = variance_design(tract, month, tracts, sampled)
    urbanity = tracts["urbanity"].to_numpy()[tract]
    # Whether a household tells its income stays with it.
    refuses = random.random(len(survey.households))[household]
    income = np.where(refuses < INCOME_MISSING_RATE / 2, RESIDUE_2, of_household["income_category"])
    no_income = ~is_held | ((refuses >= INCOME_MISSING_RATE / 2) & (refuses < INCOME_MISSING_RATE))
    columns = {
        "YEARQ": interview_year_quarter(month),
        "IDHH": household_ids(identified, seed),
        # Its real codes could not be checked: here the number of the household's interview, 1 the unbounded one.
        "V2011": position - first_position + 1,
        "V2015": blank_where(np.where(of_household["is_owner"], 1, np.where(random.random(n) < 0.04, 3, 2)), ~is_held),
        "V2026": blank_where(income, no_income),
        "V2117": design["stratum"],
        "V2118": design["half_sample"],
        "V2122": np.where(is_held, random.choice([4, 8, 16, 24, 32], n), 33),
        "V2125": np.where(urbanity > 0.2, 1, 2),
        "V2126B": np.where(urbanity < 0.5, 0, np.clip(np.rint(15 + 2.5 * urbanity), 16, 23)).astype(int),
        "V2127B": design["region"],
        "V2129": np.select([urbanity > 1.9, urbanity > 0.4], [1, 2], default=3),
        "WGTHHCY": household_weights(year_of(month), is_held, random),
    }
    return record_table(columns), month


def variance_design(
    tract: np.ndarray, month: np.ndarray, tracts: pd.DataFrame, sampled: pd.DataFrame
) -> dict[str, np.ndarray]:
    """Return pseudo-stratum, half-sample and region of interviews in given tracts and months."""
    county = pd.Index(sampled["county_fips"]).get_indexer(tracts["county_fips"])[tract]
    half = sampled["half_sample"].to_numpy()[county]
    earlier, later = (sampled[name].to_numpy()[county] for name in ("stratum_2005", "stratum_2006"))
    return {
        "stratum": np.where(year_of(month) == 2005, earlier, later),
        # In counties that represent themselves the segments are halved.
        "half_sample": np.where(half == 0, tract % 2 + 1, half),
        "region": sampled["region"].to_numpy()[county],
    }
