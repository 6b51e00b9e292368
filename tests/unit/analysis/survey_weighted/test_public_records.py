"""Totals and errors of the public records of 2021, from the records themselves.

The shared incident file lacks the design: each household of the sample carries the sum of its incidents' weights.
"""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.estimators import survey_ratio, survey_total

pytestmark = pytest.mark.real

KEY = ["YEARQ", "IDHH"]
COLUMNS = [*KEY, "WGTVICCY", "V4016", "V4017", "V4018", "V4019", "V4022", "V4529", "V4399"]
DESIGN = {"weights": "one", "strata": "V2117", "psu": "V2118"}


def code(column: pd.Series) -> pd.Series:
    return column.astype("string").str.extract(r"^\(?0*([0-9]+)", expand=False).astype("Float64")


@pytest.fixture(scope="module")
def households(shared_directory) -> pd.DataFrame:
    folder = shared_directory / "data" / "ncvs"
    incidents = pd.read_csv(folder / "ncvs_2021_incident.tsv.gz", sep="\t", usecols=COLUMNS, dtype={"IDHH": "string"})
    codes = {name: code(incidents[name]) for name in COLUMNS[3:]}
    is_series = (codes["V4017"] == 2) & (codes["V4018"] == 1) & (codes["V4019"] == 2)
    number = codes["V4016"].where(codes["V4016"] < 997, 6).clip(upper=10).where(is_series, 1)
    is_abroad = (codes["V4022"] == 1).fillna(False)
    counted = incidents["WGTVICCY"] * number.astype(float)
    offences = {"violent": (1, 20), "property": (31, 59)}
    for name, limits in offences.items():
        incidents[name] = counted.where(codes["V4529"].between(*limits).fillna(False) & ~is_abroad, 0.0)
    incidents["reported"] = incidents["violent"].where((codes["V4399"] == 1).fillna(False), 0.0)
    sums = incidents.groupby(KEY)[["violent", "property", "reported"]].sum()
    frame = pd.read_csv(
        folder / "ncvs_2021_household.tsv.gz",
        sep="\t",
        usecols=[*KEY, "V2117", "V2118", "WGTHHCY"],
        dtype={"IDHH": "string"},
    )
    return frame.join(sums, on=KEY).fillna({"violent": 0.0, "property": 0.0, "reported": 0.0}).assign(one=1.0)


def test_totals_and_errors_are_the_printed_ones(households):
    result = survey_total(households, ["violent", "property"], year_group=None, **DESIGN)
    assert result.table["estimate"].round().tolist() == [4_598_306, 11_682_056]
    assert result.table["std_error"].round().tolist() == [198_115, 263_844]
    assert result.n_records == 256_460


def test_rate_and_share_are_the_printed_ones(households):
    rate = survey_ratio(households, "property", "WGTHHCY", **DESIGN).table.loc[0, "estimate"]
    share = survey_ratio(households, "reported", "violent", **DESIGN).table.loc[0, "estimate"]
    assert (round(1000 * rate, 3), round(100 * share, 2)) == (90.335, 45.65)
