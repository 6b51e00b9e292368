"""The rollout of Secure Communities: who was activated when, and the file of activation months.

A few large or border counties come first, then most states switch on nearly whole in one month: 18 of the 49 states
with dates (the contiguous ones and the District) have at least 90 % of their counties in one month. The list gives
months; the twin's truth is the day in the middle of the listed month. Undated counties that exist are on from
2013-01-22, the day the program reached every jurisdiction.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd

from orchestration.twin.calendar_months import first_day, last_day, middle_day, month_number
from orchestration.twin.random_streams import random_stream
from orchestration.twin.states import PUERTO_RICO

FILE_NAME = "activation_dates.dta"
NATIONWIDE_FROM = dt.date(2013, 1, 22)
LAST_DAY = dt.date(2014, 11, 20)
N_BLOCK_STATES = 18
N_FIRST, N_SECOND = 14, 88
FIRST_MAIN_MONTH, LAST_MONTH = month_number(2010, 6), month_number(2013, 1)
DISTRICT = "11"
UNDATED_STATES = ("02", "15", PUERTO_RICO)
UNDATED_COUNTIES = ("51595", "51600", "51683", "51685", "51735", "54017")
# The file mixes codes of several years: old and defunct codes beside new ones, and two live codes without a row.
CODES_WITHOUT_ROW = ("02270", "46113")
EXTRA_CODES = {
    "02031": "ANGOON", "02201": "PR.OF WALES-OUT.KETCHIKAN", "02232": "SKAGWAY-HOONAH-ANGOON",
    "02280": "WRANGELL-PETERSBURG", "02158": "Kusilvak Census Area", "30113": "YELLOWSTONE NATL PARK",
    "46102": "Oglala Lakota County", "46131": "WASHABAUGH", "51560": "CLIFTON FORGE CITY",
    "51695": "NANSEMOND CITY", "51780": "SOUTH BOSTON CITY", "72990": "PUERTO RICO, NFD",
}  # fmt: skip
MISSPELT = {"02185": "NORTH SLOPE BOROUH", "02188": "NORTHWEST ARTIC BOROUGH", "02290": "YUKON-KOYUKUKK"}
# Stata stores when a file was written; a fixed moment keeps the bytes the same.
WRITTEN_AT = dt.datetime(2022, 4, 18, 14, 16)
LABELS = {
    "countyname": "County Name", "countyfips": "FIPS County Code", "state": "State", "statefips": "FIPS State code",
    "activation_month": "Month of activation", "activation_year": "Year of activation", "l": "Flag",
}  # fmt: skip


def invent_rollout(people: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Return county_fips and activation_month (a month number, null where undated) for every county with a row."""
    random = random_stream(seed, "secure communities")
    dated = people[~people["state_fips"].isin(UNDATED_STATES)].reset_index(drop=True)
    states = dated.groupby("state_fips").agg(border_km=("border_km", "min"), people=("population", "sum"))
    # Every other state, the smallest first: the District has one county and cannot do otherwise.
    blocks = (
        states.sort_values(["people", "border_km"])
        .drop(DISTRICT)
        .index[::2][: N_BLOCK_STATES - 1]
        .append(pd.Index([DISTRICT]))
    )
    centre = _state_months(states, random)
    month = dated["state_fips"].map(centre).to_numpy()
    month = month + np.where(dated["state_fips"].isin(blocks), 0, _months_apart(dated, random))
    # Folded, not cut off, at the end, or a late state would come in one stroke after all.
    month = np.where(month > LAST_MONTH, 2 * LAST_MONTH - month, month)
    month = _with_early_counties(month, dated, blocks, random)
    rollout = pd.DataFrame({"county_fips": dated["county_fips"], "activation_month": month.astype(float)})
    rollout.loc[rollout["county_fips"].isin(UNDATED_COUNTIES), "activation_month"] = np.nan
    undated = people.loc[people["state_fips"].isin(UNDATED_STATES), ["county_fips"]].assign(activation_month=np.nan)
    rollout = pd.concat([rollout, undated], ignore_index=True)
    return rollout[~rollout["county_fips"].isin(CODES_WITHOUT_ROW)].sort_values("county_fips", ignore_index=True)


def _months_apart(dated: pd.DataFrame, random: np.random.Generator) -> np.ndarray:
    """Spread the counties of each state over eleven months around its main one, in random order."""
    shuffled = dated["state_fips"].iloc[random.permutation(len(dated))]
    return (shuffled.groupby(shuffled).cumcount().sort_index().to_numpy() * 4 + 5) % 11 - 5


def _state_months(states: pd.DataFrame, random: np.random.Generator) -> dict[str, int]:
    """Give each state its main month, from mid-2010 at the border to January 2013 far from it."""
    rank = (states["border_km"].rank(pct=True) + random.normal(0, 0.25, len(states))).rank(pct=True)
    months = FIRST_MAIN_MONTH + np.rint((LAST_MONTH - FIRST_MAIN_MONTH) * rank**0.8).astype(int)
    return dict(zip(states.index, months, strict=True))


def _with_early_counties(
    month: np.ndarray, dated: pd.DataFrame, blocks: pd.Index, random: np.random.Generator
) -> np.ndarray:
    score = np.log(dated["population"]) + 2.0 * np.exp(-dated["border_km"] / 200.0) + random.normal(0, 0.5, len(dated))
    score = score.where(~dated["state_fips"].isin(blocks), -np.inf)
    order = np.argsort(-score.to_numpy(), kind="stable")
    month = month.copy()
    month[order[:N_FIRST]] = month_number(2008, 10) + random.integers(0, 3, N_FIRST)
    month[order[N_FIRST : N_FIRST + N_SECOND]] = month_number(2009, 1) + random.integers(0, 12, N_SECOND)
    return month


def read_real_rollout(raw: pd.DataFrame) -> pd.DataFrame:
    """Return county_fips and activation_month from the raw text columns of the real file."""
    codes = raw["countyfips"].astype(str).str.strip().str.replace(r"\.0$", "", regex=True).str.zfill(5)
    year, month = (pd.to_numeric(raw[column], errors="coerce") for column in ("activation_year", "activation_month"))
    rollout = pd.DataFrame({"county_fips": codes, "activation_month": year * 12 + month - 1})
    return rollout.drop_duplicates("county_fips").sort_values("county_fips", ignore_index=True)


def rollout_spells(rollout: pd.DataFrame, county_fips: pd.Series) -> pd.DataFrame:
    """Return one spell a county of 2010: policy, county_fips, first_day, last_day (inclusive).

    A county without a date, or without a row, counts from the day the program was nationwide.
    """
    months = county_fips.map(rollout.set_index("county_fips")["activation_month"])
    starts = [NATIONWIDE_FROM if np.isnan(month) else _activation_day(int(month)) for month in months]
    spells = pd.DataFrame({"county_fips": county_fips, "first_day": starts})
    spells = spells[~spells["county_fips"].str.startswith(PUERTO_RICO)]
    return spells.assign(policy="secure_communities", last_day=LAST_DAY)


def _activation_day(month: int) -> dt.date:
    return middle_day(first_day(month), last_day(month))


def write_activation_dates(path: Path, rollout: pd.DataFrame, people: pd.DataFrame) -> None:
    """Write the Stata file: codes as numbers, months without days, undated rows, misspelt and defunct places."""
    table = _activation_rows(rollout, people)
    path.parent.mkdir(parents=True, exist_ok=True)
    table.to_stata(path, write_index=False, version=118, time_stamp=WRITTEN_AT, variable_labels=LABELS)


def _activation_rows(rollout: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    known = rollout.merge(people[["county_fips", "usps", "base_name", "name"]], on="county_fips", how="left")
    is_city = known["name"].str.endswith(" city")
    names = known["base_name"].str.upper().where(~is_city, known["base_name"].str.upper() + " CITY")
    known["countyname"] = known["county_fips"].map(MISSPELT).fillna(names)
    usps = dict(zip(people["state_fips"], people["usps"], strict=True))
    extra = pd.DataFrame({"county_fips": list(EXTRA_CODES), "countyname": list(EXTRA_CODES.values())})
    rows = pd.concat([known, extra], ignore_index=True).sort_values("county_fips", ignore_index=True)
    month = rows["activation_month"]
    # The unexplained flag of the real file, on about one row in eight.
    flag = np.where(rows["county_fips"].astype(int) % 8 == 1, "L", "")
    return pd.DataFrame(
        {
            "countyname": rows["countyname"],
            "countyfips": rows["county_fips"].astype("int32"),
            "state": rows["county_fips"].str[:2].map(usps),
            "statefips": rows["county_fips"].str[:2].astype("int8"),
            "activation_month": month % 12 + 1,
            "activation_year": month // 12,
            "l": flag,
        }
    )
