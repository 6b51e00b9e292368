"""Under no effect and no trend: how often effects and joint tests of leads reject, and what few controls do."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.estimators import event_study, staggered_did

COLUMNS = ("y", "unit", "period", "cohort")
N_DRAWS = 100
# At most so many of the draws reject with probability 0.999 where the level is 5 %.
MOST = int(stats.binom.ppf(0.999, N_DRAWS, 0.05))


def null_panel(rng: np.random.Generator, sizes: dict[int, int], n_periods: int = 6) -> pd.DataFrame:
    """Noise of unit and cell alone; sizes: units by cohort."""
    cohorts = np.repeat(list(sizes), list(sizes.values()))
    n = len(cohorts)
    y = rng.normal(size=(n, 1)) + rng.normal(size=(n, n_periods))
    frame = pd.DataFrame({"y": y.ravel(), "unit": np.repeat(np.arange(n), n_periods)})
    return frame.assign(period=np.tile(np.arange(1, n_periods + 1), n), cohort=np.repeat(cohorts, n_periods))


def rejections(method: str, sizes: dict[int, int], **options: int) -> tuple[int, int, int]:
    """Of N_DRAWS: effects rejected, leads rejected, and joint tests that were made."""
    rng = np.random.default_rng(20080401)
    results = [staggered_did(null_panel(rng, sizes), *COLUMNS, method, **options) for _ in range(N_DRAWS)]
    effects = np.array([result.table["p_value"].iloc[0] for result in results])
    leads = np.array([result.leads_test["p_value"].iloc[0] for result in results], dtype=float)
    return int((effects < 0.05).sum()), int((leads < 0.05).sum()), int(np.isfinite(leads).sum())


@pytest.mark.parametrize("method", ["sun_abraham", "callaway_santanna", "imputation"])
@pytest.mark.parametrize("sizes", [{4: 20, 5: 20, 0: 1}, {4: 20, 5: 20, 0: 20}])
def test_effect_and_leads_hold_their_level(method, sizes):
    """With one control the last cohort serves too; without that two thirds of the effects and most leads reject."""
    effects, leads, n_tested = rejections(method, sizes)
    assert n_tested == N_DRAWS
    assert effects <= MOST and leads <= MOST


def test_event_study_leads_hold_their_level():
    rng, p_values = np.random.default_rng(1), []
    for _ in range(N_DRAWS):
        frame = null_panel(rng, {4: 12, 5: 12, 0: 12})
        frame["since"] = (frame["period"] - frame["cohort"]).where(frame["cohort"] > 0)
        result = event_study(frame, "y", "unit", "period", "since", leads=3, lags=1)
        p_values.append(result.joint_test["p_value"].iloc[0])
    assert np.isfinite(p_values).all()
    assert (np.array(p_values) < 0.05).sum() <= MOST


@pytest.mark.parametrize("method", ["sun_abraham", "callaway_santanna", "imputation"])
def test_one_control_cluster_gives_estimates_but_no_error_and_no_test(method):
    frame = null_panel(np.random.default_rng(3), {4: 20, 5: 20, 0: 1})
    result = staggered_did(frame, *COLUMNS, method, fewest_control_clusters=0)
    assert np.isfinite(result.table["estimate"].iloc[0]) and result.table["std_error"].isna().all()
    assert "1 control cluster: no standard errors" in result.message
    row = result.leads_test.iloc[0]
    assert np.isnan(row["p_value"])
    assert row["message"].startswith("refused: 3 restrictions cannot be tested jointly with 1 clusters")


def test_trimming_stops_where_controls_suffice_and_tells():
    frame = null_panel(np.random.default_rng(4), {3: 20, 4: 20, 5: 6, 6: 5, 0: 1})
    result = staggered_did(frame, *COLUMNS)
    assert (
        "1 control clusters, fewer than 10: 1 periods (52 rows) from the adoption of the last cohort 6"
        in result.message
    )
    assert set(result.counts["cohort"]) == {0, 3, 4}
    counts = result.counts
    assert counts.loc[counts["cohort"] == 0, "n_clusters"].iloc[0] == 12


def test_controls_that_no_trimming_makes_enough_stay_and_are_named():
    result = staggered_did(null_panel(np.random.default_rng(5), {4: 20, 0: 4}), *COLUMNS)
    assert result.status == "ok" and set(result.counts["cohort"]) == {0, 4}
    assert "4 control clusters, fewer than 10: errors are too small" in result.message
