"""Published answers to the printed digits: county teen employment and the minimum wage."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.estimators import two_way_effects

pytestmark = pytest.mark.answers


def test_minimum_wage_two_way_effects(shared_directory):
    panel = pd.read_csv(shared_directory / "answers" / "mpdta.csv")
    first_treated = panel["first.treat"]
    panel["treated"] = ((first_treated > 0) & (panel["year"] >= first_treated)).astype(float)
    result = two_way_effects(panel, "lemp", ["treated"], "countyreal", "year")
    assert result.status == "ok"
    assert f"{result.table['estimate'].iloc[0]:.4f}" == "-0.0365"
    assert (result.n_interviews_used, result.n_units, result.n_single_units) == (2500, 500, 0)
