"""When counties adopt, told from interviews, by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.estimators import adoption_cohorts, exposure_by_event_time, staggered_did

COLUMNS = ("county", "half_year", "full", "any")
# County: half-year -> exposures (full, any) of its interviews.
INTERVIEWS = {
    "never": {1: [(0, 0)], 2: [(0, 0)], 3: [(0, 0)], 4: [(0, 0)]},
    "two steps": {1: [(0, 0), (0, 0)], 2: [(0, 1), (0, 0)], 3: [(1, 1), (0, 1)], 4: [(1, 1)]},
    "one step": {1: [(0, 0)], 2: [(0, 1)], 3: [(1, 1), (1, 1)], 4: [(1, 1)]},
    "repealed": {1: [(0, 0)], 2: [(1, 1)], 3: [(0, 1)], 4: [(0, 0)]},
    "short": {1: [(0, 0)], 2: [(0, 1)], 3: [(0, 0)], 4: [(0, 0)]},
    "from the first": {2: [(1, 1)], 3: [(1, 1)]},
}


@pytest.fixture
def interviews() -> pd.DataFrame:
    rows = [
        (county, half_year, full, any_exposure)
        for county, half_years in INTERVIEWS.items()
        for half_year, exposures in half_years.items()
        for full, any_exposure in exposures
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).sample(frac=1, random_state=1)


def test_cohorts_by_hand(interviews):
    counties = adoption_cohorts(interviews, *COLUMNS).set_index("county")
    missing = -1
    expected = {
        # cohort, full, repeal, first, last, treated from first, half-years, interviews
        "never": (0, missing, missing, 1, 4, False, 4, 4),
        "two steps": (2, 4, missing, 1, 4, False, 4, 7),
        "one step": (2, 3, missing, 1, 4, False, 4, 5),
        "repealed": (2, 2, 3, 1, 4, False, 4, 4),
        "short": (2, missing, 3, 1, 4, False, 4, 4),
        "from the first": (2, 2, missing, 2, 3, True, 2, 2),
    }
    for county, row in expected.items():
        found = tuple(missing if pd.isna(value) else int(value) for value in counties.loc[county])
        assert found == row, county


def test_exposure_by_event_time_by_hand(interviews):
    kept = interviews[interviews["county"].isin(["never", "one step", "two steps"])]
    profile = exposure_by_event_time(kept, *COLUMNS).set_index("event_time")
    assert profile["share_any"].to_dict() == pytest.approx({-1: 0, 0: 2 / 3, 1: 1, 2: 1})
    assert profile["share_full"].to_dict() == pytest.approx({-1: 0, 0: 0, 1: 3 / 4, 2: 1})
    assert profile["n_counties"].tolist() == [2, 2, 2, 2]
    assert profile["n_interviews"].tolist() == [3, 3, 4, 2]


def test_cohorts_feed_the_estimators_and_repeals_are_seen(interviews):
    counties = adoption_cohorts(interviews, *COLUMNS)
    frame = interviews.merge(counties[["county", "cohort"]], on="county").assign(
        y=lambda f: f["half_year"] % 3 + f["any"]
    )
    options = {"treatment": "any", "sampling": "repeated_cross_sections"}
    refused = staggered_did(frame, "y", "county", "half_year", "cohort", **options)
    assert refused.status == "refused"
    assert "switched off in 2 units, first in period 3" in refused.message
    cut = staggered_did(frame, "y", "county", "half_year", "cohort", on_repeal="cut", **options)
    assert cut.status == "ok"
    assert "1 units are treated from their first observation on" in cut.message
    assert cut.n_rows + cut.set_aside["n_rows"].sum() == len(frame)


def test_what_interviews_must_not_hold(interviews):
    with pytest.raises(KeyError, match="absent"):
        adoption_cohorts(interviews, "absent", *COLUMNS[1:])
    for change, words in (
        ({"any": 0}, "exposed by 'full' but not by 'any'"),
        ({"full": 0.5}, "must hold 0 and 1 only"),
        ({"half_year": 0}, "whole numbers from 1 on"),
        ({"county": None}, "rows lack"),
    ):
        with pytest.raises(ValueError, match=words):
            adoption_cohorts(interviews.assign(**change), *COLUMNS)
