"""Differences within persons, by hand, by brute force, and against a regression."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from analysis.estimators import long_differences
from tests.unit.analysis.staggered.made_up_adoption import adoption_panel

COLUMNS = ("y", "person", "county", "period", "cohort")


def frame_of(rows: list[tuple[int, int, int, int, float]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["person", "county", "period", "cohort", "y"])


def panel(seed: int = 3, n_persons: int = 120, noise: float = 1.0) -> pd.DataFrame:
    """Persons seen in two to five consecutive half-years of eight, in counties that adopt in 3, 5, 6 or never."""
    rng = np.random.default_rng(seed)
    cohort_of = np.array([0, 0, 0, 0, 3, 3, 5, 5, 6, 6])
    rows = []
    for person in range(n_persons):
        county, first, n = rng.integers(10), rng.integers(1, 7), rng.integers(2, 6)
        for period in range(first, min(first + n, 9)):
            cohort = cohort_of[county]
            effect = 1.0 + 0.5 * (period - cohort) if 0 < cohort <= period else 0.0
            rows.append((person, county, period, cohort, person / 10 + np.cos(period) + effect))
    frame = frame_of(rows)
    return frame.assign(y=frame["y"] + noise * rng.standard_normal(len(frame)))


def test_two_counties_by_hand():
    frame = frame_of(
        [
            (1, 1, 2, 3, 1.0), (1, 1, 3, 3, 4.0), (1, 1, 4, 3, 6.0),
            (2, 1, 2, 3, 2.0), (2, 1, 3, 3, 3.0),
            (3, 2, 2, 0, 5.0), (3, 2, 3, 0, 5.5), (3, 2, 4, 0, 5.0),
            (4, 2, 4, 0, 9.0),
            (5, 1, 4, 3, 7.0),
        ]
    )  # fmt: skip
    result = long_differences(frame, *COLUMNS)
    # Horizon 0: changes 3 and 1 against 0.5; horizon 1: 5 against 0. Person 5 has no interview before.
    assert result.table["term"].tolist() == ["0", "1"]
    assert result.table["estimate"].tolist() == pytest.approx([1.5, 5.0])
    assert result.horizons["n_persons"].tolist() == [2, 1]
    assert result.n_persons_on_both_sides == 2
    assert result.table["std_error"].isna().all()
    assert "1 units are treated from their first observation on" in result.message


def test_known_effects_without_noise_are_returned_exactly():
    table = long_differences(panel(noise=0.0), *COLUMNS).table.set_index("term")["estimate"]
    for term, estimate in table.items():
        horizon = int(term)
        assert estimate == pytest.approx(1.0 + 0.5 * horizon if horizon >= 0 else 0.0, abs=1e-9)


def test_estimates_and_counts_by_brute_force():
    frame = panel()
    result = long_differences(frame, *COLUMNS)
    people = {p: rows.set_index("period")["y"].to_dict() for p, rows in frame.groupby("person")}
    cohort = frame.groupby("person")["cohort"].first().to_dict()
    contrasts: dict[int, list[float]] = {}
    without = dict.fromkeys(range(-9, 9), 0)
    for person, seen in people.items():
        g = cohort[person]
        before = [t for t in seen if t < g]
        if g == 0 or not before or max(seen) < g:
            continue
        base = max(before)
        for other in set(seen) - {base}:
            controls = [
                s[other] - s[base]
                for p, s in people.items()
                if base in s and other in s and cohort[p] != g and (cohort[p] == 0 or cohort[p] > max(base, other))
            ]
            if controls:
                change = seen[other] - seen[base] - np.mean(controls)
                contrasts.setdefault(other - g, []).append(change)
            else:
                without[other - g] += 1
    table = result.table.set_index("term")["estimate"]
    assert [int(term) for term in table.index] == sorted(contrasts)
    for horizon, changes in contrasts.items():
        assert table[str(horizon)] == pytest.approx(np.mean(changes))
    facts = result.horizons.set_index("horizon")
    assert facts["n_persons"].to_dict() == {h: len(changes) for h, changes in contrasts.items()}
    assert facts["n_persons_without_control"].to_dict() == {h: without[h] for h in facts.index}
    assert facts["is_beyond_18_months"].to_dict() == {h: abs(h) > 3 for h in facts.index}


def test_error_of_one_comparison_is_the_clustered_one_of_a_regression():
    import statsmodels.api as sm

    rng = np.random.default_rng(6)
    rows = []
    for person, county in itertools.product(range(8), range(12)):
        cohort, shock = (2 if county < 5 else 0), rng.standard_normal()
        rows += [(12 * person + county, county, t, cohort, shock + rng.standard_normal()) for t in (1, 2)]
    frame = frame_of(rows)
    result = long_differences(frame, *COLUMNS)
    wide = frame.pivot(index=["person", "county", "cohort"], columns="period", values="y").reset_index()
    design = sm.add_constant((wide["cohort"] > 0).astype(float).to_numpy())
    oracle = sm.OLS((wide[2] - wide[1]).to_numpy(), design).fit(cov_type="cluster", cov_kwds={"groups": wide["county"]})
    n, k = design.shape
    assert result.table["estimate"].iloc[0] == pytest.approx(oracle.params[1])
    assert result.table["std_error"].iloc[0] == pytest.approx(oracle.bse[1] / np.sqrt((n - 1) / (n - k)))


def test_differences_agree_with_group_time_effects_of_a_full_panel():
    from diff_diff import CallawaySantAnna

    frame = adoption_panel((0, 0, 0, 4, 4, 6, 6, 6), noise=1.0).assign(
        person=lambda f: f["unit"], county=lambda f: f["unit"]
    )
    found = long_differences(frame, *COLUMNS).table.set_index("term")["estimate"]
    estimator = CallawaySantAnna(control_group="not_yet_treated", base_period="universal", estimation_method="reg")
    oracle = estimator.fit(frame, outcome="y", unit="unit", time="period", first_treat="cohort")
    by_event_time = oracle.aggregate("event_study").to_dataframe().set_index("event_time")["att"]
    for term, estimate in found.items():
        assert estimate == pytest.approx(by_event_time[int(term)])


def test_order_of_rows_does_not_matter():
    frame = panel()
    first, second = (long_differences(f, *COLUMNS).table for f in (frame, frame.sample(frac=1, random_state=1)))
    pd.testing.assert_frame_equal(first, second)


@pytest.mark.parametrize(
    ("rows", "status", "words"),
    [
        ([(1, 1, 2, 3, 1.0), (2, 2, 3, 0, 1.0)], "not_estimable", "none of 2 persons"),
        ([(1, 1, 2, 3, 1.0), (1, 1, 3, 3, 1.0)], "not_estimable", "no control persons"),
        ([(1, 1, 2, 3, np.nan), (1, 1, 3, 3, 1.0)], "refused", "y (1 rows)"),
        ([(1, 1, 2, 3, 1.0), (1, 1, 2, 3, 1.0)], "refused", "1 rows repeat a unit's period"),
    ],
)
def test_bad_input_is_a_status(rows, status, words):
    result = long_differences(frame_of(rows), *COLUMNS)
    assert (result.status, words in result.message) == (status, True)
    assert result.table["estimate"].isna().all()
