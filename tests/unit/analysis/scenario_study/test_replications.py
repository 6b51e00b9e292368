"""The scenario study: counts, bands and verdicts on numbers worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from analysis.scenario_study.replications import (
    SUMMARY_COLUMNS,
    binomial_band,
    run_replications,
    summarise_replications,
)

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
    assert cell["bias_z"] == pytest.approx(0.05 / spread)
    assert cell["bias_in_sds"] == pytest.approx(0.05 / (2 * spread))
    assert cell["mean_std_error"] == pytest.approx(0.125)
    assert cell["verdict"] == "not estimable", "four replications judge nothing"


def test_verdicts_tell_bias_from_wrong_errors() -> None:
    assert summary_of(draws(0.5))["verdict"] == "within the band"
    assert summary_of(draws(0.6))["verdict"] == "biased"
    assert summary_of(draws(0.5, std_error=0.12))["verdict"] == "wrong standard errors"
    assert summary_of(draws(0.5, std_error=0.5))["verdict"] == "wrong standard errors"


def test_a_bias_that_shows_only_for_the_number_of_replications_is_called_slight() -> None:
    rows = [frame.assign(conf_low=-9.0, conf_high=9.0) for frame in draws(0.54, n=2_000)]
    assert summary_of(rows)["verdict"] == "wrong standard errors", "an interval that never fails is no interval of 95 %"
    cell = summary_of(draws(0.54, n=2_000))
    assert cell["bias_z"] > 4 and 0.1 < cell["bias_in_sds"] < 0.25
    assert cell["verdict"] == "slightly biased"


def with_recommendation(frames: list[pd.DataFrame], p_value, low=np.nan, high=np.nan) -> list[pd.DataFrame]:
    fields = {"recommended_inference": "by_draws", "recommended_conf_low": low, "recommended_conf_high": high}
    return [frame.assign(**fields, recommended_p_value=p) for frame, p in zip(frames, p_value, strict=True)]


def test_the_recommended_inference_is_judged_where_it_is_offered() -> None:
    null = TRUTH.assign(value=0.0)
    uniform = (np.arange(200) + 0.5) / 200
    # County errors half of what they should be, and p-values by draws that are right: 10 of 200 are 0.05 or less.
    small_errors = draws(0.0, std_error=0.1)
    cell = summary_of(with_recommendation(small_errors, uniform), null)
    assert cell["rejection_rate"] > 0.2 and cell["recommended_rejection_rate"] == 0.05 and cell["n_recommended"] == 200
    assert (cell["judged_by"], cell["verdict"]) == ("by_draws", "within the band")
    cell = summary_of(with_recommendation(draws(0.0), uniform / 6), null)
    assert (cell["judged_by"], cell["verdict"]) == ("by_draws", "wrong standard errors")
    # Not offered: the county sandwich is judged.
    cell = summary_of(with_recommendation(small_errors, np.full(200, np.nan)), null)
    assert (cell["judged_by"], cell["n_recommended"], cell["verdict"]) == ("county", 0, "wrong standard errors")


def test_a_p_value_without_an_interval_is_not_judged_where_there_is_an_effect() -> None:
    uniform = (np.arange(200) + 0.5) / 200
    cell = summary_of(with_recommendation(draws(0.5, std_error=0.1), uniform))
    assert cell["judged_by"] == "by_draws, level unknown" and np.isnan(cell["recommended_coverage"])
    assert cell["verdict"] == "within the band", "its bias is judged, its level is not"
    cell = summary_of(with_recommendation(draws(0.5), uniform, low=0.4, high=0.45))
    assert (cell["recommended_coverage"], cell["verdict"]) == (0.0, "wrong standard errors")


def test_the_share_that_separated_is_of_the_cells_without_an_estimate() -> None:
    rows = [frame.assign(is_separated=False) for frame in draws(0.5, n=20)]
    for number in range(4):
        rows[number] = rows[number].assign(estimate=np.nan, is_separated=number < 3)
    assert summary_of(rows)["share_separated"] == 0.75
    assert np.isnan(summary_of(draws(0.5, n=20))["share_separated"])


def test_some_estimators_can_be_run_on_the_first_panels_only() -> None:
    estimators = {"all": lambda panel: panel, "first": lambda panel: panel}
    estimates = run_replications("s", draws(0.5, n=6), estimators, first_only={"first": 2})
    assert estimates.groupby("estimator")["replication"].agg(list).to_dict() == {"all": [*range(6)], "first": [0, 1]}


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
