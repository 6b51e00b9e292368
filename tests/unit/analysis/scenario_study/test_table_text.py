"""The scenario table as text: what stands in a cell, and which replications a level rests on."""

from __future__ import annotations

import pandas as pd

from analysis.scenario_study.table_text import table_text

ROW = {
    "scenario": "null", "estimator": "between-within", "population": "latino", "term": "secure_communities",
    "bias_in_sds": 0.1, "rejection_rate": 0.08, "recommended_inference": "state", "n_recommended": 1000,
    "recommended_rejection_rate": 0.052, "n_replications": 1000, "n_not_estimable": 0, "share_separated": None,
    "mean_n_informative_switchers": 72.4, "judged_by": "state", "verdict": "within the band", "n_persons": 100_000,
    "seed": 1, "date": "2020-01-01", "code_version": "1",
}  # fmt: skip


def text_of(*changes: dict) -> str:
    return table_text(pd.DataFrame([{**ROW, **change} for change in changes]))


def test_a_level_is_that_of_the_inference_judged():
    text = text_of({}, {"estimator": "pooled", "judged_by": "county", "n_recommended": 0, "verdict": "biased"})
    assert (
        "| between-within | latino | secure_communities | 72 | state | 1000 | 5.2 | 2.9-7.4 | within the band |" in text
    )
    assert "| pooled | latino | secure_communities | 72 | county | 1000 | 8.0 | 2.9-7.4 | biased |" in text
    assert "| between-within | +0.10 |" in text and "| pooled | **+0.10** |" in text


def test_cells_on_too_little_say_so_and_few_replications_are_not_shown():
    thin = {"term": "287g_task_force", "verdict": "not estimable", "n_not_estimable": 250, "share_separated": 0.4}
    text = text_of(thin, {"estimator": "matched", "n_replications": 50})
    assert (
        "| 287g_task_force | 72 | - | 1000 | - | - | not estimable: no estimate in 25 %, 40 % of these separated |"
        in text
    )
    assert "| matched | latino" not in text and "| matched | +0.10 |" in text


def test_the_joint_test_is_a_line_a_scenario():
    cell = {"scenario": "paper", "population": "latino", "term": "287g_jail", "z": -2.5, "chi_square": 30.04,
            "p_value": 0.0002, "n_persons": 354_000, "not_tested": "black x anti_detainer"}  # fmt: skip
    joint = pd.DataFrame([cell, {**cell, "population": "white", "z": 1.0}])
    line = "| paper | 354,000 | 2 | 30.0 | < 0.001 | -2.50 (latino x 287g_jail) | black x anti_detainer |"
    assert line in table_text(pd.DataFrame([ROW]), joint)
