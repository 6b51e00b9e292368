"""The published conditional logit of the teen poverty panel, to the printed digits."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.estimators import conditional_logit

pytestmark = pytest.mark.answers

TERMS = ["mother", "spouse", "inschool", "hours"]
WAVES = ["wave_2", "wave_3", "wave_4", "wave_5"]


def test_teen_poverty(shared_directory):
    panel = pd.read_csv(shared_directory / "answers" / "teen_poverty_long.csv")
    waves = pd.get_dummies(panel["t"], prefix="wave", dtype=float).iloc[:, 1:]
    result = conditional_logit(pd.concat([panel, waves], axis=1), "pov", "id", TERMS + WAVES)
    table = result.table.set_index("term").loc[TERMS]
    assert [f"{value:.6f}" for value in table["estimate"]] == ["0.582432", "-0.747758", "0.271865", "-0.019646"]
    assert [f"{value:.6f}" for value in table["std_error"]] == ["0.159583", "0.175347", "0.112733", "0.003150"]
    assert f"{result.log_likelihood:.5f} {result.null_log_likelihood:.5f}" == "-1520.11392 -1568.75464"
    assert (result.status, result.n_persons, result.n_interviews) == ("ok", 1151, 5755)
    assert (result.n_informative_persons, result.n_informative_interviews) == (827, 4135)
