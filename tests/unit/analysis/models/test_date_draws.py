"""Draws of uncertain dates: how estimates combine, and what a draw changes of the panel."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.models.date_draws import combine_draws, draw_panel

PANEL = pd.DataFrame(
    {
        "county_fips": ["01001", "01001", "01003"],
        "interview_month": pd.to_datetime(["2010-07-01", "2010-08-01", "2010-07-01"]),
        "exposure_any_287g_jail": [False, None, False],
        "exposure_share_287g_jail": [0.0, np.nan, 0.0],
        "exposure_full_287g_jail": [False, None, False],
    }
)


def drawn(draw_number: int, county: str, month: str, share: float) -> dict[str, object]:
    return {
        "draw_number": draw_number, "policy": "287g_jail",
        "county_fips": county, "interview_month": pd.Timestamp(month),
        "exposure_any": share > 0, "exposure_share": share, "exposure_full": share == 1,
    }  # fmt: skip


def test_variance_is_within_plus_between_with_its_correction() -> None:
    combined = combine_draws([1.0, 2.0, 3.0], [0.5, 0.5, 0.5])
    assert combined.estimate == pytest.approx(2.0)
    assert combined.within_variance == pytest.approx(0.25)
    assert combined.between_variance == pytest.approx(1.0)
    assert combined.date_uncertainty == pytest.approx(4 / 3)
    assert combined.std_error == pytest.approx(np.sqrt(0.25 + 4 / 3))


def test_dates_that_change_nothing_add_nothing() -> None:
    combined = combine_draws([0.2, 0.2], [0.1, 0.1])
    assert combined.date_uncertainty == 0
    assert combined.std_error == pytest.approx(0.1)


@pytest.mark.parametrize(("estimates", "errors"), [([1.0], [1.0]), ([1.0, 2.0], [1.0]), ([1.0, np.nan], [1.0, 1.0])])
def test_what_cannot_be_combined_is_refused(estimates: list[float], errors: list[float]) -> None:
    with pytest.raises(ValueError, match=r"two draws or more|not estimable"):
        combine_draws(estimates, errors)


def test_a_draw_changes_its_rows_alone() -> None:
    draws = pd.DataFrame([drawn(1, "01001", "2010-08-01", 0.5), drawn(2, "01001", "2010-07-01", 1.0)])
    first = draw_panel(PANEL, draws, 1)
    assert first["exposure_share_287g_jail"].tolist() == [0.0, 0.5, 0.0]
    assert first["exposure_any_287g_jail"].tolist() == [False, True, False]
    second = draw_panel(PANEL, draws, 2)
    assert second["exposure_full_287g_jail"].tolist() == [True, None, False]
    assert PANEL["exposure_any_287g_jail"].tolist() == [False, None, False]


def test_two_rows_for_one_cell_are_refused() -> None:
    draws = pd.DataFrame([drawn(1, "01001", "2010-08-01", 0.5), drawn(1, "01001", "2010-08-01", 1.0)])
    with pytest.raises(ValueError, match="merge"):
        draw_panel(PANEL, draws, 1)
