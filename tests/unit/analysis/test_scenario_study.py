"""The scenario study: counts, bands and verdicts on numbers worked out by hand, and the between-within rows."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from analysis.estimators import between_within_logit
from analysis.scenario_estimators import between_within_rows
from analysis.scenario_study import SUMMARY_COLUMNS, binomial_band, run_replications, summarise_replications
from tests.unit.analysis.simulated_panels import respondent_panel

TRUTH = pd.DataFrame({"scenario": ["s"], "population": ["latino"], "term": ["policy"], "value": [0.5]})


def draws(centre: float, n: int = 200, std_error: float = 0.2, seed: int = 1) -> list[pd.DataFrame]:
    values = np.random.default_rng(seed).normal(centre, 0.2, n)
    return [
        pd.DataFrame({"term": ["policy"], "population": ["latino"], "estimate": [v], "std_error": [std_error]})
        for v in values
    ]


def summary_of(rows: list[pd.DataFrame], truth: pd.DataFrame = TRUTH) -> pd.Series:
    estimates = run_replications("s", rows, {"as it comes": lambda panel: panel})
    summary = summarise_replications(estimates, truth)
    assert tuple(summary.columns) == SUMMARY_COLUMNS and len(summary) == 1
    return summary.iloc[0]


@pytest.mark.parametrize(("n", "probability"), [(50, 0.95), (1_000, 0.95), (1_000, 0.05), (7, 0.95)])
def test_the_band_is_the_narrowest_that_leaves_so_little_outside(n: int, probability: float) -> None:
    low, high = binomial_band(n, probability)
    assert binom.cdf(low - 1, n, probability) <= 0.0005 < binom.cdf(low, n, probability)
    assert binom.sf(high, n, probability) <= 0.0005
    assert high == 0 or binom.sf(high - 1, n, probability) > 0.0005


def test_figures_of_a_cell_by_hand() -> None:
    rows = [
        pd.DataFrame({"term": ["policy"], "population": ["latino"], "estimate": [e], "std_error": [s]})
        for e, s in [(0.5, 0.1), (0.9, 0.1), (0.1, 0.1), (np.nan, np.nan), (0.7, 0.2)]
    ]
    cell = summary_of(rows)
    assert (cell["n_replications"], cell["n_not_estimable"]) == (5, 1)
    assert cell["mean_estimate"] == pytest.approx(0.55) and cell["bias"] == pytest.approx(0.05)
    # 0.5 and 0.7 cover 0.5; all but 0.1 differ from 0 by more than 1.96 standard errors.
    assert cell["coverage"] == 0.5 and cell["rejection_rate"] == 0.75
    spread = np.std([0.5, 0.9, 0.1, 0.7], ddof=1) / 2
    assert cell["bias_in_std_errors"] == pytest.approx(0.05 / spread)
    assert cell["verdict"] == "not estimable", "four replications judge nothing"


def test_verdicts_tell_bias_from_wrong_errors() -> None:
    assert summary_of(draws(0.5))["verdict"] == "within the band"
    assert summary_of(draws(0.6))["verdict"] == "biased"
    assert summary_of(draws(0.5, std_error=0.12))["verdict"] == "wrong standard errors"
    assert summary_of(draws(0.5, std_error=0.5))["verdict"] == "wrong standard errors"


def test_cells_that_rest_on_too_little_are_not_judged() -> None:
    mostly_missing = [rows.assign(estimate=np.nan) if n % 3 else rows for n, rows in enumerate(draws(0.9))]
    assert summary_of(mostly_missing)["verdict"] == "not estimable"
    assert summary_of([rows.assign(n_informative_switchers=29) for rows in draws(0.9)])["verdict"] == "not estimable"
    assert summary_of([rows.assign(n_informative_switchers=31) for rows in draws(0.9)])["verdict"] == "biased"
    without = summary_of(draws(0.5), TRUTH.assign(term="another"))
    assert without["verdict"] == "no truth" and np.isnan(without["bias"]) and np.isnan(without["coverage"])


def test_wrong_rows_and_truths_raise() -> None:
    rows = draws(0.5, 1)[0]
    with pytest.raises(ValueError, match="returns no column std_error"):
        run_replications("s", [rows.drop(columns="std_error")], {"e": lambda panel: panel})
    with pytest.raises(ValueError, match="returns a term twice"):
        run_replications("s", [rows], {"e": lambda panel: pd.concat([panel, panel])})
    with pytest.raises(ValueError, match="given twice"):
        summarise_replications(run_replications("s", [rows], {"e": lambda panel: panel}), pd.concat([TRUTH, TRUTH]))


def test_between_within_rows_are_those_of_the_estimator() -> None:
    panel = respondent_panel(1_500, event_log_odds=-1.0)
    rows = between_within_rows(panel, time_effects=(), populations=("all", "white"))
    assert len(rows) == 8
    columns = [f"exposure_any_{policy}" for policy in rows["term"].unique()]
    fit = between_within_logit(panel, "has_violent_victimization", "idper", columns, cluster="county_fips")
    expected = fit.table[fit.table["component"] == "within"]
    ours = rows[rows["population"] == "all"]
    assert ours["estimate"].to_numpy() == pytest.approx(expected["estimate"].to_numpy())
    assert ours["std_error"].to_numpy() == pytest.approx(expected["std_error"].to_numpy())
    switchers = panel.groupby("idper")[["exposure_any_287g_jail", "has_violent_victimization"]].nunique()
    informative = int((switchers > 1).all(axis=1).sum())
    assert ours.set_index("term").loc["287g_jail", "n_informative_switchers"] == informative > 0


def test_a_policy_nobody_switches_has_no_estimate_and_the_others_stay() -> None:
    panel = respondent_panel(1_500, event_log_odds=-1.0).assign(exposure_any_287g_jail=False)
    rows = between_within_rows(panel, populations=("all",)).set_index("term")
    assert np.isnan(rows.loc["287g_jail", "estimate"]) and rows.loc["287g_jail", "n_informative_switchers"] == 0
    assert rows.drop("287g_jail")[["estimate", "std_error"]].notna().all(axis=None)
