"""State blocks of the real activation dates of Secure Communities."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.inference import block_assignment
from analysis.inference.histories import CountyHistories

N_MONTHS = 96  # 2008 to 2015
LAST_MONTH = 82  # the national end in November 2014

pytestmark = pytest.mark.real


def test_two_thirds_of_counties_follow_their_state_and_no_history_is_left_out(shared_directory):
    path = shared_directory / "data" / "policy" / "secure_communities" / "activation_dates.dta"
    dated = pd.read_stata(path, convert_categoricals=False).dropna(subset=["activation_month"])
    dated = dated.drop_duplicates("countyfips")
    counties = dated["countyfips"].astype(int).astype(str).str.zfill(5).to_numpy()
    onsets = ((dated["activation_year"] - 2008) * 12 + dated["activation_month"] - 1).astype(int).to_numpy()
    months = np.arange(N_MONTHS)
    is_active = (months >= onsets[:, None]) & (months <= LAST_MONTH)
    histories = CountyHistories("active", counties, months, is_active.astype(float))
    design = block_assignment(histories, {county: county[:2] for county in counties})
    assert (design.n_units, len(counties)) == (49, 3_102)
    assert int(design.is_fixed.sum()) == 0
    # Stated beside the estimands: 66 % of all counties activated in their state's modal month.
    assert np.mean(design.deviations == 0) == pytest.approx(0.66, abs=0.005)
    np.testing.assert_array_equal(design.assigned(np.arange(49)), histories.values)
