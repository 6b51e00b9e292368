"""Estimates of staggered adoption against panels whose effects are known, and against formulas worked out here."""

from __future__ import annotations

import subprocess
import sys
import warnings

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.estimators import event_study_frame, sensitivity_to_violations, staggered_did
from tests.unit.analysis.staggered.made_up_adoption import (
    COHORTS,
    adoption_panel,
    estimates,
    known_effect,
    persons,
    std_errors,
)

COLUMNS = ("y", "unit", "period", "cohort")


def known_cells(n_periods: int = 7) -> dict[str, float]:
    return {f"{g}:{t}": known_effect(g, t) for g in (3, 5, 6) for t in range(g, n_periods + 1)}


@pytest.mark.parametrize("method", ["callaway_santanna", "sun_abraham", "imputation"])
def test_known_effects_without_noise_are_returned_exactly(method):
    found = estimates(staggered_did(adoption_panel(), *COLUMNS, method=method), "group_time")
    assert {term: found[term] for term in known_cells()} == pytest.approx(known_cells(), abs=1e-9)
    before = [value for term, value in found.items() if term not in known_cells()]
    assert before == pytest.approx([0] * len(before), abs=1e-9)


@pytest.mark.parametrize("control", ["not_yet_treated", "never_treated"])
def test_averages_weigh_cohorts_by_their_units(control):
    result = staggered_did(adoption_panel(), *COLUMNS, control=control)
    sizes = {3: 3, 5: 2, 6: 1}
    cells = [(g, t) for g in sizes for t in range(g, 8)]
    weights = [sizes[g] for g, _ in cells]
    assert estimates(result, "att")["simple"] == pytest.approx(
        np.average([known_effect(*c) for c in cells], weights=weights)
    )
    assert estimates(result, "group")["5"] == pytest.approx(np.mean([known_effect(5, t) for t in (5, 6, 7)]))
    at_6 = [known_effect(g, 6) for g in sizes]
    assert estimates(result, "calendar")["6"] == pytest.approx(np.average(at_6, weights=list(sizes.values())))


@pytest.mark.parametrize("method", ["callaway_santanna", "sun_abraham", "imputation"])
def test_the_average_from_event_time_1_leaves_out_the_partly_exposed_window(method):
    found = estimates(staggered_did(adoption_panel(), *COLUMNS, method=method), "att")
    sizes = {3: 3, 5: 2, 6: 1}
    cells = [(g, t) for g in sizes for t in range(g + 1, 8)]
    assert found["from_event_time_1"] == pytest.approx(
        np.average([known_effect(*c) for c in cells], weights=[sizes[g] for g, _ in cells])
    )


def test_error_of_an_average_is_that_of_its_event_times():
    result = staggered_did(adoption_panel((0,) * 8 + (4,) * 8, noise=1.0), *COLUMNS)
    covariance = result.event_time_covariance.loc[1:, 1:].to_numpy()
    expected = np.sqrt(covariance.mean())
    assert std_errors(result, "att")["from_event_time_1"] == pytest.approx(expected)
    # With one cohort all of whose units are seen, the simple average is that of the event times from 0 on.
    whole = result.event_time_covariance.loc[0:, 0:].to_numpy()
    assert std_errors(result, "att")["simple"] == pytest.approx(np.sqrt(whole.mean()))


def test_missing_periods_that_leave_no_one_reference_are_told():
    frame = adoption_panel((0,) * 6 + (3,) * 5 + (6,) * 5, noise=1.0)
    result = staggered_did(frame[frame["period"] != 5], *COLUMNS, fewest_control_clusters=0)
    assert result.reference_event_times == (-2, -1)
    assert "cohorts are measured against different event times (-2, -1)" in result.message
    bounds = sensitivity_to_violations(result)
    assert bounds["message"].str.startswith("no one reference").all() and bounds["conf_low"].isna().all()


def test_two_by_two_by_hand():
    frame = pd.DataFrame(
        {
            "unit": [1, 1, 2, 2, 3, 3, 4, 4],
            "period": [1, 2] * 4,
            "cohort": [2, 2, 2, 2, 0, 0, 0, 0],
            "y": [1.0, 4.0, 2.0, 7.0, 3.0, 4.0, 5.0, 6.5],
        }
    )
    # Changes 3 and 5 against 1 and 1.5: 4 - 1.25. Errors: mean squared deviations 1 and 1/16, each over two units.
    result = staggered_did(frame, *COLUMNS)
    assert estimates(result, "att")["simple"] == pytest.approx(2.75)
    assert std_errors(result, "att")["simple"] == pytest.approx(np.sqrt(1 / 2 + 0.0625 / 2))
    row = result.table.iloc[0]
    critical = stats.t.ppf(0.975, 3)
    assert row["conf_high"] == pytest.approx(2.75 + critical * row["std_error"])


def test_controls_agree_where_only_one_cohort_adopts():
    frame = adoption_panel((0, 0, 0, 0, 4, 4, 4), noise=1.0)
    never, not_yet = (staggered_did(frame, *COLUMNS, control=c) for c in ("never_treated", "not_yet_treated"))
    pd.testing.assert_frame_equal(never.table, not_yet.table)


def test_controls_differ_where_later_cohorts_serve_as_controls():
    frame = adoption_panel(noise=1.0)
    never, not_yet = (staggered_did(frame, *COLUMNS, control=c) for c in ("never_treated", "not_yet_treated"))
    assert estimates(never, "group_time")["3:3"] != pytest.approx(estimates(not_yet, "group_time")["3:3"])
    # When the last cohort has adopted, only the never-treated are left to both.
    assert estimates(never, "group_time")["3:7"] == pytest.approx(estimates(not_yet, "group_time")["3:7"])


@pytest.mark.parametrize("method", ["callaway_santanna", "sun_abraham", "imputation", "bacon"])
def test_order_and_labels_of_units_do_not_matter(method):
    frame = adoption_panel(noise=1.0)
    shuffled = frame.sample(frac=1, random_state=3).assign(unit=lambda f: "county " + (97 * f["unit"] % 11).astype(str))
    first, second = (staggered_did(f, *COLUMNS, method=method).table for f in (frame, shuffled))
    pd.testing.assert_frame_equal(first, second, rtol=1e-8, atol=1e-10)


def test_calendar_error_holds_that_of_the_cohort_shares():
    """Influence of a unit on sum_g w_g ATT(g,t), w_g = p_g / sum p: the cells', and its cohort's on the shares."""
    frame = adoption_panel((0,) * 5 + (3,) * 4 + (5,) * 3, noise=1.0)
    result = staggered_did(frame, *COLUMNS, control="never_treated")
    wide = frame.pivot(index="unit", columns="period", values="y")
    cohort = frame.groupby("unit")["cohort"].first()
    n, effects, influence = len(cohort), {}, {}
    for g in (3, 5):
        change = wide[6] - wide[g - 1]
        means = {c: change[cohort == c].mean() for c in (g, 0)}
        effects[g] = means[g] - means[0]
        influence[g] = n * (
            (cohort == g) * (change - means[g]) / (cohort == g).sum()
            - (cohort == 0) * (change - means[0]) / (cohort == 0).sum()
        )
    p = {g: (cohort == g).mean() for g in (3, 5)}
    total = sum(p.values())
    average = sum(p[g] * effects[g] for g in p) / total
    psi = sum(p[g] / total * influence[g] for g in p)
    psi += sum((((cohort == g) - p[g]) / total) * (effects[g] - average) for g in p)
    assert estimates(result, "calendar")["6"] == pytest.approx(average)
    assert std_errors(result, "calendar")["6"] == pytest.approx(np.sqrt((psi**2).sum()) / n)


def test_random_cohorts_are_rejected_as_often_as_the_level_says():
    rng = np.random.default_rng(11)
    rejections, n_draws = 0, 100
    for draw in range(n_draws):
        cohorts = tuple(rng.choice([0, 0, 3, 4], 60))
        frame = adoption_panel(cohorts, 5, effect=lambda g, t: 0.0, noise=1.0, seed=draw)
        rejections += staggered_did(frame, *COLUMNS).table["p_value"].iloc[0] < 0.05
    low, high = stats.binom.ppf([0.0005, 0.9995], n_draws, 0.05)
    assert low <= rejections <= high


def test_persons_and_weighted_cells_give_what_the_library_gives_for_persons():
    from diff_diff import CallawaySantAnna

    frame = persons()
    result = staggered_did(frame, *COLUMNS, sampling="repeated_cross_sections", base_period="varying")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        estimator = CallawaySantAnna(
            control_group="not_yet_treated", panel=False, cluster="unit", estimation_method="reg"
        )
        oracle = estimator.fit(frame, outcome="y", unit="person", time="period", first_treat="cohort")
        by_event_time = oracle.aggregate("event_study")
    assert estimates(result, "att")["simple"] == pytest.approx(oracle.overall_att, rel=1e-10)
    assert std_errors(result, "att")["simple"] == pytest.approx(oracle.overall_se, rel=1e-10)
    ours = result.event_times.set_index("event_time")
    assert ours["estimate"].to_numpy() == pytest.approx(by_event_time.att, rel=1e-9)
    assert ours["std_error"].to_numpy() == pytest.approx(by_event_time.se, rel=1e-9)
    assert result.n_rows == len(frame)


def test_cells_with_interviews_as_weights_are_the_persons():
    frame = persons()
    cells = frame.groupby(["unit", "period", "cohort"], as_index=False).agg(y=("y", "mean"), n=("y", "size"))
    of_persons = staggered_did(frame, *COLUMNS, sampling="repeated_cross_sections")
    of_cells = staggered_did(cells, *COLUMNS, weights="n", sampling="repeated_cross_sections")
    pd.testing.assert_frame_equal(of_persons.table, of_cells.table)


def test_covariates_take_out_a_trend_that_differs_by_them():
    rng = np.random.default_rng(5)
    frame = adoption_panel(tuple(rng.choice([0, 4], 80)), noise=0.05)
    slope = rng.standard_normal(80) + (frame.groupby("unit")["cohort"].first().to_numpy() > 0)
    frame = frame.assign(x=slope[frame["unit"]])
    frame["y"] += 0.5 * frame["x"] * frame["period"]
    truth = np.mean([known_effect(4, t) for t in range(4, 8)])
    plain, adjusted = (staggered_did(frame, *COLUMNS, covariates=c) for c in ((), ("x",)))
    assert abs(estimates(plain, "att")["simple"] - truth) > 0.5
    assert estimates(adjusted, "att")["simple"] == pytest.approx(truth, abs=0.06)


@pytest.mark.parametrize("method", ["callaway_santanna", "sun_abraham", "imputation", "bacon"])
def test_a_unit_of_weight_two_counts_as_two_units(method):
    frame = adoption_panel(noise=1.0)
    weighted = staggered_did(frame.assign(w=1 + frame["unit"].isin([1, 4, 9])), *COLUMNS, method=method, weights="w")
    copies = frame[frame["unit"].isin([1, 4, 9])].assign(unit=lambda f: f["unit"] + 100)
    doubled = staggered_did(pd.concat([frame, copies]), *COLUMNS, method=method)
    for component in ("att", "event_time", "group", "calendar", "comparison"):
        assert estimates(weighted, component) == pytest.approx(estimates(doubled, component), abs=1e-9)


@pytest.mark.parametrize("method", ["callaway_santanna", "sun_abraham", "imputation"])
def test_anticipated_effects_are_found_when_the_base_lies_before_them(method):
    frame = adoption_panel((0, 0, 0, 4, 4, 4, 4, 4), effect=lambda g, t: 2.0)
    frame["y"] += 0.5 * ((frame["cohort"] > 0) & (frame["period"] == 3))
    naive = estimates(staggered_did(frame, *COLUMNS, method=method), "event_time")
    aware = staggered_did(frame, *COLUMNS, method=method, anticipation=1)
    found = estimates(aware, "event_time")
    assert naive["1"] != pytest.approx(2.0)
    assert {e: found[e] for e in ("-1", "0", "1", "2", "3")} == pytest.approx({"-1": 0.5, **dict.fromkeys("0123", 2.0)})
    assert aware.event_times.loc[aware.event_times["is_reference"], "event_time"].tolist() == [-2]


def test_larger_clusters_take_over_the_errors():
    frame = adoption_panel(noise=1.0).assign(state=lambda f: f["unit"] // 2)
    by_unit, by_state = staggered_did(frame, *COLUMNS), staggered_did(frame, *COLUMNS, cluster="state")
    assert (by_unit.n_clusters, by_state.n_clusters) == (10, 5)
    assert estimates(by_unit, "att") == pytest.approx(estimates(by_state, "att"))
    assert std_errors(by_unit, "att")["simple"] != pytest.approx(std_errors(by_state, "att")["simple"])


def test_universal_adoption_is_trimmed_at_the_last_cohort():
    frame = adoption_panel((3, 3, 4, 4, 6, 6), noise=1.0)
    result = staggered_did(frame, *COLUMNS)
    by_hand = frame[frame["period"] < 6].assign(cohort=lambda f: f["cohort"].where(f["cohort"] < 6, 0))
    pd.testing.assert_frame_equal(result.table, staggered_did(by_hand, *COLUMNS).table)
    assert result.set_aside.to_dict("records") == [
        {"reason": "from the adoption of the last cohort on", "n_units": 6, "n_rows": 12}
    ]
    assert "2 periods (12 rows)" in result.message
    assert result.n_rows + result.set_aside["n_rows"].sum() == len(frame)


def test_units_treated_from_the_first_period_are_set_aside_and_counted():
    frame = adoption_panel((1, 1, *COHORTS), noise=1.0)
    result = staggered_did(frame, *COLUMNS)
    assert "2 units are treated from their first observation on" in result.message
    assert result.set_aside["n_rows"].tolist() == [14]
    rest = staggered_did(frame[frame["cohort"] != 1], *COLUMNS)
    pd.testing.assert_frame_equal(result.table, rest.table)


def test_a_missing_cohort_and_one_after_the_last_period_mean_never():
    frame = adoption_panel(noise=1.0)
    coded = frame.assign(cohort=frame["cohort"].where(frame["unit"] != 0, np.nan).where(frame["unit"] != 1, 99))
    result = staggered_did(coded, *COLUMNS)
    pd.testing.assert_frame_equal(result.table, staggered_did(frame, *COLUMNS).table)
    assert "1 units adopt after the last period" in result.message


def test_an_unbalanced_panel_is_told():
    frame = adoption_panel(noise=0.0).drop(index=[3, 40])
    result = staggered_did(frame, *COLUMNS)
    assert "unbalanced panel: 2 of 10 units lack some of 7 periods" in result.message
    found = estimates(result, "group_time")
    assert {term: found[term] for term in known_cells()} == pytest.approx(known_cells(), abs=1e-9)


@pytest.mark.parametrize("method", ["callaway_santanna", "sun_abraham", "imputation"])
@pytest.mark.parametrize("seed", range(6))
def test_in_panels_with_holes_an_effect_is_exact_or_missing(method, seed):
    rng = np.random.default_rng(seed)
    cohorts = rng.choice([0, 0, 3, 4, 6, 7] if seed % 2 else [2, 3, 4, 6, 7], 14)
    frame = adoption_panel(tuple(cohorts), 8)
    frame = frame[rng.random(len(frame)) > (0.05, 0.2, 0.4)[seed // 2]]
    result = staggered_did(frame, *COLUMNS, method=method)
    assert result.n_rows + result.set_aside["n_rows"].sum() == len(frame)
    assert result.status == "ok" or (method == "sun_abraham" and "not seen at event time -1" in result.message)
    effects = estimates(result, "group_time") if result.status == "ok" else {}
    for term, estimate in effects.items():
        if not np.isnan(estimate):
            cohort, period = map(int, term.split(":"))
            truth = known_effect(cohort, period) if period >= cohort else 0.0
            assert estimate == pytest.approx(truth, abs=1e-6), term


def test_one_treated_cluster_has_no_standard_error():
    result = staggered_did(adoption_panel(noise=1.0), *COLUMNS)
    errors = std_errors(result, "group_time")
    assert all(np.isnan(error) == term.startswith("6:") for term, error in errors.items())
    assert np.isnan(std_errors(result, "group")["6"]) and not np.isnan(std_errors(result, "group")["5"])
    assert "rest on one treated cluster" in result.message


def test_covariance_agrees_with_the_errors():
    result = staggered_did(adoption_panel(noise=1.0), *COLUMNS)
    diagonal, errors = np.sqrt(np.diag(result.covariance)), result.table["std_error"].to_numpy()
    np.testing.assert_allclose(diagonal, errors)
    is_event = (result.table["component"] == "event_time").to_numpy()
    assert np.isfinite(result.covariance[np.ix_(is_event, is_event)]).all()


def test_event_study_frame_is_the_event_times_with_the_reference():
    result = staggered_did(adoption_panel(noise=1.0), *COLUMNS, fewest_treated_clusters=3)
    frame = event_study_frame(result)
    assert frame["term"].tolist() == ["<=-4", "-3", "-2", "-1", "0", "1", "2", "3", "4"]
    assert frame["event_time"].tolist() == [-4, -3, -2, -1, 0, 1, 2, 3, 4]
    assert frame["n_treated_clusters"].tolist() == [3, 3, 6, 6, 6, 6, 5, 3, 3]
    numbers = ["estimate", "conf_low", "conf_high"]
    assert frame.loc[3, numbers].tolist() == [0, 0, 0]
    row = result.table[(result.table["component"] == "event_time") & (result.table["term"] == "1")].iloc[0]
    assert frame.loc[5, numbers].tolist() == row[numbers].tolist()


def test_importing_the_estimators_does_not_load_the_library():
    code = "import sys, analysis.estimators; assert not {'diff_diff', 'pyfixest', 'scipy.stats'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
