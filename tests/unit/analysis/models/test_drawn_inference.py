"""Bootstrap and permutation rows of the between–within logit, and the adjusted p-values beside them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.models.estimate_all import estimate_all
from analysis.models.inputs import EstimationInputs
from analysis.results.result_tables import ResultTables
from tests.unit.analysis.models.registry_panel import registry_panel, specifications

DRAWN = ("score_wild_bootstrap", "randomization")


def activity_of(panel: pd.DataFrame) -> pd.DataFrame:
    """Months of activity that give the panel's own exposures: a county is active from its first exposed window on."""
    months = pd.date_range("2004-06-01", "2015-06-01", freq="MS")
    rows = []
    for policy in ("secure_communities", "287g_jail", "287g_task_force", "anti_detainer"):
        exposed = panel[panel[f"exposure_any_{policy}"]]
        first = exposed.groupby("county_fips")["interview_month"].min()
        for county in panel["county_fips"].unique():
            start = first.get(county, pd.Timestamp("2100-01-01")) - pd.DateOffset(months=1)
            is_active = months >= start
            rows.append(pd.DataFrame({"county_fips": county, "month_start": months, "policy": policy,
                                      "is_active": is_active, "active_share": is_active.astype(float)}))  # fmt: skip
    return pd.concat(rows, ignore_index=True)


@pytest.fixture(scope="module")
def tables() -> ResultTables:
    panel = registry_panel(3_000, seed=5)
    chosen = replace(
        specifications()["paper_all_policies"], policies=("secure_communities", "287g_jail"), time_terms=("half_year",),
        controls=(),
    )  # fmt: skip
    inputs = EstimationInputs(panel, county_activity=activity_of(panel))
    return estimate_all(inputs, [chosen], "version-1", "code-1")


def test_every_inference_asked_for_is_a_row(tables):
    rows = tables.inferences
    assert set(rows["inference"]) == {"county", "model", "state", *DRAWN}
    assert rows.groupby("term").size().eq(5).all() and rows["estimate"].notna().all()
    drawn = rows[rows["inference"].isin(DRAWN)]
    assert drawn["p_value"].between(0, 1).all() and drawn["std_error"].isna().all()
    assert (drawn["n_draws"] > 0).all() and (drawn["n_treated_clusters"] > 0).all()


def test_county_rows_are_those_of_the_estimates(tables):
    own = tables.inferences[tables.inferences["inference"] == "county"].set_index("term")
    rows = tables.estimates[tables.estimates["component"] == "within"].set_index("term")
    for name in ("estimate", "std_error", "p_value", "conf_low", "conf_high"):
        np.testing.assert_allclose(own[name].astype(float), rows.loc[own.index, name].astype(float), rtol=1e-9)


def test_secure_communities_is_drawn_by_state_and_agreements_by_county(tables):
    drawn = tables.inferences[tables.inferences["inference"].isin(DRAWN)].set_index(["term", "inference"])
    n_states, n_counties = 6, 60
    assert set(drawn.loc["secure_communities", "n_clusters"]) == {n_states}
    assert set(drawn.loc["287g_jail", "n_clusters"]) == {n_counties}


def test_a_planted_effect_is_found_and_a_planted_zero_is_not(tables):
    p_values = tables.inferences.set_index(["term", "inference"])["p_value"]
    assert p_values["287g_jail", "score_wild_bootstrap"] > 0.01 and p_values["287g_jail", "randomization"] > 0.01
    assert p_values["secure_communities", "county"] < 0.05


def test_each_effect_says_which_inference_to_trust(tables):
    within = tables.estimates[tables.estimates["component"] == "within"].set_index("term")
    assert within["recommended_inference"].notna().all()
    rows = tables.inferences
    for term, advised in within["recommended_inference"].items():
        chosen = rows[(rows["term"] == term) & rows["is_recommended"].fillna(False)]
        assert chosen["inference"].tolist() in ([advised], [])
    assert tables.estimates.loc[tables.estimates["component"] != "within", "recommended_inference"].isna().all()


def test_adjusted_p_values_are_never_smaller(tables):
    within = tables.estimates[tables.estimates["component"] == "within"]
    assert (within["p_holm"] >= within["p_value"]).all()
    assert within["p_romano_wolf"].between(0, 1).all()
    assert tables.estimates.loc[tables.estimates["component"] == "between", "p_holm"].isna().all()
