"""Whole histories of exposure from months of activity, by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.models.county_histories import county_histories

MONTHS = pd.date_range("2008-01-01", periods=9, freq="MS")
INTERVIEWS = pd.date_range("2008-07-01", periods=4, freq="MS")


def activity(active: dict[str, list[int]], shares: dict[str, list[float]] | None = None) -> pd.DataFrame:
    rows = [
        {"county_fips": county, "month_start": month, "policy": "287g_jail", "is_active": bool(on),
         "active_share": (shares or {}).get(county, flags)[m]}
        for county, flags in active.items()
        for m, (month, on) in enumerate(zip(MONTHS, flags, strict=True))
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_an_interview_sees_the_six_months_before_it():
    """Active from June on: July's window holds one active month of six, October's four."""
    frame = activity({"01001": [0, 0, 0, 0, 0, 1, 1, 1, 1], "01003": [0] * 9})
    shares = county_histories(frame, "287g_jail", "share", ["01001", "01003"], INTERVIEWS)
    np.testing.assert_allclose(shares.values, [[1 / 6, 2 / 6, 3 / 6, 4 / 6], [0] * 4])
    any_overlap = county_histories(frame, "287g_jail", "any", ["01001", "01003"], INTERVIEWS)
    np.testing.assert_array_equal(any_overlap.values, [[1] * 4, [0] * 4])


def test_full_exposure_asks_for_whole_months():
    flags = [1] * 9
    frame = activity({"01001": flags}, {"01001": [1, 1, 0.5, 1, 1, 1, 1, 1, 1]})
    full = county_histories(frame, "287g_jail", "full", ["01001"], INTERVIEWS)
    np.testing.assert_array_equal(full.values, [[0, 0, 0, 1]])


@pytest.mark.parametrize("definition", ["any", "share", "full"])
def test_a_month_without_a_row_makes_its_windows_unknown(definition):
    frame = activity({"01001": [0] * 9})
    holed = frame[frame["month_start"] != pd.Timestamp("2008-02-01")]
    values = county_histories(holed, "287g_jail", definition, ["01001"], INTERVIEWS).values[0]
    assert np.isnan(values).tolist() == [True, True, False, False]
