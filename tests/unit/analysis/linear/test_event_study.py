"""Event studies against known effects, pyfixest and hand counts; the joint test of the leads and its power."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyfixest
import pytest
from scipy import stats

from analysis.estimators import event_study
from analysis.estimators.linear.lead_test import lead_test
from analysis.inference.joint_tests import noncentrality_of_power
from tests.unit.analysis.linear.made_up_panels import policy_panel

EFFECTS = {-4: 0.05, -3: -0.02, -2: 0.01, -1: 0.0, 0: 0.1, 1: 0.3, 2: 0.35, 3: 0.2}


def noiseless_panel() -> pd.DataFrame:
    """Twenty-four counties over ten half-years, six adopting in each of half-years 4, 5 and 6, six never."""
    county, half_year = (grid.ravel() for grid in np.meshgrid(np.arange(24), np.arange(10), indexing="ij"))
    since = pd.Series(half_year - np.choose(county % 4, [4, 5, 6, 0]), dtype="Int64").mask(county % 4 == 3)
    effect = since.clip(-4, 3).map(EFFECTS).fillna(0.0).astype(float)
    y = 0.3 * county + 0.7 * half_year**2 + effect
    return pd.DataFrame({"county": county, "half_year": half_year, "since": since, "effect": effect, "y": y})


def test_known_dynamic_effects_come_back_exactly():
    result = event_study(noiseless_panel(), "y", "county", "half_year", "since", leads=4, lags=3)
    assert result.status == "ok"
    table = result.table.set_index("term")
    assert list(table.index) == ["≤-4", "-3", "-2", "0", "1", "2", "≥3"]
    assert list(table["component"]) == ["lead"] * 3 + ["lag"] * 4
    np.testing.assert_allclose(table["estimate"], [EFFECTS[e] for e in (-4, -3, -2, 0, 1, 2, 3)], atol=1e-7)
    assert table["std_error"].max() < 1e-7


def test_another_reference_shifts_all_effects():
    result = event_study(noiseless_panel(), "y", "county", "half_year", "since", leads=4, lags=3, reference=-2)
    table = result.table.set_index("term")
    assert list(table.index) == ["≤-4", "-3", "-1", "0", "1", "2", "≥3"]
    expected = [EFFECTS[e] - EFFECTS[-2] for e in (-4, -3, -1, 0, 1, 2, 3)]
    np.testing.assert_allclose(table["estimate"], expected, atol=1e-7)


def test_counts_are_those_of_the_panel():
    counts = event_study(noiseless_panel(), "y", "county", "half_year", "since", leads=4, lags=3).counts
    by_bin = counts.set_index("event_time")
    assert list(by_bin["component"]) == ["lead"] * 3 + ["reference"] + ["lag"] * 4
    # Half-years 0 to 9, adoption in 4, 5 and 6: 1 + 2 + 3 half-years at -4 or earlier, six counties each.
    assert list(by_bin["n_interviews"]) == [36, 18, 18, 18, 18, 18, 18, 36]
    assert set(by_bin["n_treated_clusters"]) == {18}
    assert by_bin.loc["≤-4", "mean_event_time"] == pytest.approx((6 * -4 + 6 * (-4 - 5) + 6 * (-4 - 5 - 6)) / 36)
    assert np.isnan(by_bin.loc["≤-4", "first_event_time"]) and by_bin.loc["≤-4", "last_event_time"] == -4


def test_several_policies_at_once_are_those_of_pyfixest():
    panel = policy_panel(1200, n_counties=40, seed=4)
    panel["state"] = panel["state"] % 7
    second = pd.Series(panel["half_year"].rank(method="dense") - 1 - panel["state"], dtype="float64")
    panel["since_second"] = second.mask(panel["state"] % 2 == 0)
    times = {"first": "since", "second": "since_second"}
    result = event_study(
        panel, "y", "person", "half_year", times, "county", leads=3, lags=2, controls=["age"], weights="weight",
        fewest_treated_clusters=1,
    )  # fmt: skip
    columns = []
    for column in times.values():
        for e in (-3, -2, 0, 1, 2):
            name = f"{column}_{e + 3}"
            panel[name] = (panel[column].clip(-3, 2) == e).astype(float)
            columns.append(name)
    oracle = pyfixest.feols(
        f"y ~ {' + '.join(columns)} + age | person + half_year",
        panel,
        vcov={"CRV1": "county"},
        weights="weight",
        demeaner=pyfixest.LsmrDemeaner(fixef_atol=1e-12, fixef_btol=1e-12),
    )
    np.testing.assert_allclose(result.table["estimate"], oracle.coef(), atol=1e-7)
    np.testing.assert_allclose(result.table["std_error"], oracle.se(), rtol=1e-6)
    assert list(result.table["term"][:5]) == [f"first {label}" for label in ("≤-3", "-2", "0", "1", "≥2")]
    assert list(result.joint_test["policy"]) == ["first", "second", "all policies"]
    R = np.zeros((4, len(oracle.coef())))
    R[[0, 1, 2, 3], [0, 1, 5, 6]] = 1.0
    wald = oracle.wald_test(R=R, distribution="chi2")
    row = result.joint_test.iloc[2]
    freedom = result.counts.loc[result.counts["component"] == "lead", "n_treated_clusters"].min() - 1
    statistic = wald["statistic"] * (freedom - 3) / (4 * freedom)
    assert row["statistic"] == pytest.approx(statistic, rel=1e-5)
    assert row["p_value"] == pytest.approx(stats.f.sf(statistic, 4, freedom - 3), rel=1e-5)


def thinned_panel() -> pd.DataFrame:
    """As the noiseless one, but one county only is seen at event times -3 and 5 or later, two at -2."""
    panel = noiseless_panel()
    since, county = panel["since"], panel["county"]
    is_out = (since == -3) & (county != 0) | (since == -2) & ~county.isin([0, 1]) | (since >= 5) & (county != 0)
    return panel[~is_out.fillna(False)]


def test_thin_bins_are_pooled_with_a_neighbour_and_named():
    panel = thinned_panel()
    panel["y"] = np.random.default_rng(1).random(len(panel))
    result = event_study(panel, "y", "county", "half_year", "since", leads=4, lags=5)
    assert result.status == "ok"
    assert list(result.table["term"]) == ["≤-2", "0", "1", "2", "3", "≥4"]
    assert "since: event times ≤-2 pooled" in result.message
    assert "since: event times ≥4 pooled" in result.message
    counts = result.counts.set_index("event_time")
    assert counts.loc["≤-2", "n_interviews"] == 36 + 1 + 2
    assert counts.loc["≥4", "n_treated_clusters"] == 12
    assert np.isnan(counts.loc["≥4", "last_event_time"]) and counts.loc["≥4", "first_event_time"] == 4


def test_a_thin_bin_between_others_joins_the_next_one_inwards():
    panel = noiseless_panel()
    panel = panel[~((panel["since"] == -3) & (panel["county"] != 0)).fillna(False)]
    panel = panel[~((panel["since"] == 2) & (panel["county"] != 0)).fillna(False)]
    result = event_study(panel, "y", "county", "half_year", "since", leads=5, lags=4)
    assert list(result.counts["event_time"]) == ["≤-5", "-4", "-3 to -2", "-1", "0", "1 to 2", "3", "≥4"]


def test_event_time_zero_stands_alone_even_if_thin():
    panel = noiseless_panel()
    panel = panel[~((panel["since"] == 0) & (panel["county"] > 2)).fillna(False)]
    result = event_study(panel, "y", "county", "half_year", "since", leads=4, lags=3)
    assert "0" in list(result.table["term"])
    assert "since: event time 0 rests on 3 treated clusters" in result.message


def test_the_joint_test_is_hotellings_f():
    estimates, covariance = np.array([0.02, -0.01]), np.array([[4e-4, 1e-4], [1e-4, 9e-4]])
    row = lead_test("policy", estimates, covariance, np.array([-2.0, -1.0]), 30)
    determinant = 4e-4 * 9e-4 - 1e-8
    by_hand = (0.02**2 * 9e-4 - 2 * 0.02 * -0.01 * 1e-4 + 0.01**2 * 4e-4) / determinant / 2
    # 30 degrees for 2 restrictions: 29/30 of Wald / 2 on 2 and 29.
    assert row["statistic"] == pytest.approx(by_hand * 29 / 30, rel=1e-12)
    assert row["p_value"] == pytest.approx(stats.f.sf(by_hand * 29 / 30, 2, 29), rel=1e-10)


def test_detectable_violations_are_found_with_eighty_percent():
    covariance, distances = np.array([[4e-4, 1e-4], [1e-4, 9e-4]]), np.array([-2.0, -1.0])
    row = lead_test("policy", np.zeros(2), covariance, distances, 30)
    critical, rng = stats.f.ppf(0.95, 2, 29), np.random.default_rng(1)
    for direction, size in ((np.ones(2), "smallest_detectable_constant"), (distances, "smallest_detectable_trend")):
        # Draws with an estimated covariance, scaled as the F distribution takes it.
        draws = rng.multivariate_normal(row[size] * direction, covariance, 200_000)
        scales = rng.chisquare(29, 200_000) / 29
        statistics = np.einsum("ij,jk,ik->i", draws, np.linalg.inv(covariance), draws) / 2 / scales
        assert (statistics > critical).mean() == pytest.approx(0.8, abs=0.004)


def test_detectable_noncentrality_by_the_normal_for_one_lead():
    """With one lead and many clusters: (1.96 + 0.84)², the wrong tail being negligible."""
    expected = (stats.norm.ppf(0.975) + stats.norm.ppf(0.8)) ** 2
    assert noncentrality_of_power(1, 1e7) == pytest.approx(expected, rel=1e-5)
    assert stats.ncf.sf(stats.f.ppf(0.95, 5, 20), 5, 20, noncentrality_of_power(5, 20)) == pytest.approx(0.8)


def test_more_leads_than_clusters_bear_are_refused():
    """Three leads of one treated cluster."""
    panel = policy_panel(300, n_counties=3, seed=2)
    since = panel["half_year"].rank(method="dense") - 6
    panel["since"] = since.where(panel["county"] == "01003")
    result = event_study(
        panel, "y", "person", "half_year", "since", "county", leads=4, lags=2, fewest_treated_clusters=1
    )
    assert (result.status, result.n_clusters) == ("ok", 3)
    row = result.joint_test.iloc[0]
    assert np.isnan(row["p_value"]) and row["message"].startswith(
        "refused: 3 restrictions cannot be tested jointly with 1 clusters; test or pool to at most 0"
    )


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"since": pd.NA}, "not_estimable", "no treated unit: since has no event time"),
        ({"since": lambda f: f["since"].mask(f["since"] == -1)}, "not_estimable", "no interview at the reference"),
        ({"y": 0.0}, "not_estimable", "the outcome never occurs"),
        ({"y": lambda f: f["y"].where(f.index > 0)}, "refused", "missing values in y (1 rows)"),
        ({"cluster": 1}, "not_estimable", "only one cluster by cluster"),
    ],
)
def test_what_cannot_be_fitted_says_so(change, status, words):
    frame = noiseless_panel().assign(cluster=lambda f: f["county"]).assign(**change)
    frame["since"] = frame["since"].astype("Float64")
    result = event_study(
        frame, "y", "county", "half_year", "since", "cluster", leads=4, lags=3, fewest_treated_clusters=1
    )
    assert result.status == status
    assert words in result.message
    assert result.table["estimate"].isna().all()


def test_without_never_treated_units_and_pooled_ends_the_trend_is_named():
    panel = noiseless_panel()
    panel = panel[panel["since"].notna()]
    result = event_study(panel, "y", "county", "half_year", "since", leads=6, lags=5)
    assert result.status == "not_estimable"
    assert result.faulty_terms == (("≥5", "lag"),)
    assert "no never-treated unit for since: a linear trend" in result.message


def test_wrong_arguments_raise():
    panel = noiseless_panel()
    with pytest.raises(ValueError, match="reference must be one of the leads"):
        event_study(panel, "y", "county", "half_year", "since", leads=4, lags=3, reference=0)
    with pytest.raises(ValueError, match="at least 1"):
        event_study(panel, "y", "county", "half_year", "since", leads=0, lags=3)
    with pytest.raises(KeyError, match="no_column"):
        event_study(panel, "y", "county", "half_year", "no_column", leads=4, lags=3)
    with pytest.raises(ValueError, match="not whole"):
        event_study(panel.assign(since=0.5), "y", "county", "half_year", "since", leads=4, lags=3)
