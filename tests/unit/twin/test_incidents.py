"""Incidents: how many a month with an event brings, of which kinds, and how many the police hear of."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from orchestration.twin.calendar_months import month_number
from orchestration.twin.incidents import (
    REPORTED_OTHER,
    REPORTED_VIOLENCE,
    VIOLENT_CHANCES,
    VIOLENT_CODES,
    draw_incidents,
    mean_count_per_event,
)

CODES_OF_KIND = {
    "rape_sexual_assault": [1, 2, 3, 4, 15, 16, 18, 19],
    "robbery": [5, 6, 7, 8, 9, 10],
    "aggravated_assault": [11, 12, 13],
    "simple_assault": [14, 17, 20],
}


def test_expected_count_of_an_event_follows_the_series_rule() -> None:
    # 97 % single incidents, 5 % of them twice, and 3 % series counted up to ten.
    assert mean_count_per_event() == pytest.approx(0.97 * 1.05 + 0.03 * 7.99, abs=0.02)


def _shares_by_kind(codes: np.ndarray, chances: np.ndarray) -> dict[str, float]:
    shares = chances / chances.sum()
    return {kind: float(shares[np.isin(codes, of_kind)].sum()) for kind, of_kind in CODES_OF_KIND.items()}


@pytest.mark.real
def test_kinds_of_violence_have_their_published_shares(shared_directory: Path) -> None:
    path = shared_directory / "data/ncvs/bjs_cv2012_rates_se_1993_2012_hathix.csv"
    published = pd.read_csv(path, skiprows=3, header=None, usecols=range(6), names=["year", "all", *CODES_OF_KIND])
    published["year"] = published["year"].astype(str).str[:4].astype(int)
    rates = published[published["year"] >= 2005][list(CODES_OF_KIND)].sum()
    assert len(published[published["year"] >= 2005]) == 8
    assert _shares_by_kind(VIOLENT_CODES, VIOLENT_CHANCES) == pytest.approx((rates / rates.sum()).to_dict(), abs=0.0005)


def test_violence_is_reported_more_often_than_theft(random: np.random.Generator) -> None:
    n = 60_000
    events = np.zeros((n, 6), dtype=bool)
    events[: n // 2, 0] = True
    incidents = draw_incidents(events, np.full(n, month_number(2010, 1)), np.full(n, True), random)
    is_reported = incidents["reported"] == 1
    # Four standard errors.
    assert is_reported[incidents["code"] <= 20].mean() == pytest.approx(REPORTED_VIOLENCE, abs=0.012)
    property_crime = is_reported[incidents["code"] > 30]
    assert property_crime.mean() == pytest.approx(REPORTED_OTHER, abs=2 / np.sqrt(len(property_crime)))
