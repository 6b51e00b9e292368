"""Differences in who is lost, answers and is asked: against dummies in statsmodels, by hand, and where nothing is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from statsmodels.stats.multitest import multipletests

from analysis.estimators import two_way_effects
from analysis.selection.bounds_by_policy import bounds_by_policy, outcome_half_a_year_later
from analysis.selection.by_policy import selection_by_policy
from analysis.selection.measures import MEASURES
from tests.unit.analysis.selection.made_up_interviews import interviews

POLICIES = ("secure_communities", "287g_jail")
SC = "exposure_any_secure_communities"


@pytest.fixture(scope="module")
def panel() -> pd.DataFrame:
    made = interviews(lost_more=0.1)
    return made.assign(exposure_any_287g_jail=np.random.default_rng(2).random(len(made)) < 0.3)


@pytest.fixture(scope="module")
def rows(panel: pd.DataFrame) -> pd.DataFrame:
    return selection_by_policy(panel, POLICIES, "v")


def test_a_difference_is_that_of_a_regression_with_dummies(panel: pd.DataFrame, rows: pd.DataFrame) -> None:
    frame = panel.rename(columns={SC: "sc", "exposure_any_287g_jail": "jail"}).astype({"sc": float, "jail": float})
    for measure, outcome in (("lost", "is_next_interview_missing"), ("age", "age_years")):
        known = frame[frame[outcome].notna()]
        scale = 1 if measure == "age" else 100
        known = known.assign(y=scale * known[outcome].astype(float))
        fitted = smf.ols("y ~ sc + jail + C(county_fips) + C(reference_half_year)", known).fit()
        own = rows[(rows["measure"] == measure) & (rows["population"] == "all")].set_index("policy")
        for policy, term in (("secure_communities", "sc"), ("287g_jail", "jail")):
            assert own.loc[policy, "estimate"] == pytest.approx(fitted.params[term], rel=1e-6)
            assert own.loc[policy, "n_interviews"] == len(known)
            assert own.loc[policy, "mean_with"] == pytest.approx(known.loc[known[term] == 1, "y"].mean())
            assert own.loc[policy, "mean_without"] == pytest.approx(known.loc[known[term] == 0, "y"].mean())


def test_errors_are_of_the_level_at_which_the_policy_was_assigned(panel: pd.DataFrame, rows: pd.DataFrame) -> None:
    own = rows[(rows["measure"] == "proxy") & (rows["population"] == "all")].set_index("policy")
    assert own["cluster_level"].to_dict() == {"secure_communities": "state", "287g_jail": "county"}
    assert own["n_clusters"].to_dict() == {"secure_communities": 20, "287g_jail": 40}
    frame = panel.assign(y=100.0 * panel["is_proxy"])
    for policy, cluster in (("secure_communities", "state_fips"), ("287g_jail", "county_fips")):
        terms = [f"exposure_any_{name}" for name in POLICIES]
        fit = two_way_effects(
            frame.astype(dict.fromkeys(terms, float)), "y", terms, "county_fips", "reference_half_year", cluster=cluster
        )
        error = fit.table.set_index("term").loc[f"exposure_any_{policy}", "std_error"]
        assert own.loc[policy, "std_error"] == pytest.approx(error, rel=1e-9)


def test_the_planted_loss_is_found_and_nothing_else(rows: pd.DataFrame) -> None:
    own = rows[rows["population"] == "all"].set_index(["measure", "policy"])
    lost = own.loc[("lost", "secure_communities")]
    assert abs(lost["estimate"] - 10) < 3 * lost["std_error"] and lost["p_holm"] < 0.001
    others = own.drop([("lost", "secure_communities"), ("household_moved", "secure_communities")])
    assert (others["p_holm"] > 0.05).all()


def test_p_values_are_adjusted_for_every_measure_policy_and_population(rows: pd.DataFrame) -> None:
    assert rows["p_holm"].to_numpy() == pytest.approx(multipletests(rows["p_value"], method="holm")[1])
    smallest = rows.loc[rows["p_value"].idxmin()]
    assert smallest["p_holm"] == pytest.approx(len(rows) * smallest["p_value"])
    populations = {name: set(own["population"]) for name, own in rows.groupby("measure")}
    assert populations == {measure.name: set(measure.populations) for measure in MEASURES}


def test_counts_of_true_and_what_is_not_due(panel: pd.DataFrame, rows: pd.DataFrame) -> None:
    row = rows[(rows["measure"] == "proxy") & (rows["population"] == "latino")].iloc[0]
    own = panel[panel["population_group"] == "latino"]
    assert (row["n_with"], row["n_interviews"]) == (own[SC].sum(), len(own))
    assert row["n_marked_with"] == (own[SC] & own["is_proxy"]).sum()
    assert row["n_marked_without"] == (~own[SC] & own["is_proxy"]).sum()
    lost = rows[(rows["measure"] == "lost") & (rows["population"] == "all")].iloc[0]
    assert lost["n_interviews"] == panel["is_next_interview_missing"].notna().sum()


@pytest.mark.parametrize("make", [selection_by_policy, bounds_by_policy])
def test_a_policy_without_source_or_change_says_so_and_leaves_the_others(panel: pd.DataFrame, make) -> None:
    changed = panel.assign(
        exposure_any_287g_jail=pd.array([pd.NA] * len(panel), dtype="boolean"), exposure_any_anti_detainer=False
    )
    made = make(changed, ("secure_communities", "287g_jail", "anti_detainer"), "v")
    by_policy = made[made["population"] == "all"].groupby("policy")[["status", "message"]].first()
    assert by_policy["status"].to_dict() == {
        "secure_communities": "ok", "287g_jail": "refused", "anti_detainer": "not_estimable",
    }  # fmt: skip
    assert "no source" in by_policy.loc["287g_jail", "message"]
    assert "or in none" in by_policy.loc["anti_detainer", "message"]
    alone = make(panel, ("secure_communities",), "v")
    estimate = "estimate" if "estimate" in made else "effect_pp"
    assert made.loc[made["policy"] == "secure_communities", estimate].to_numpy() == pytest.approx(
        alone[estimate].to_numpy(), nan_ok=True
    )


@pytest.mark.parametrize("make", [selection_by_policy, bounds_by_policy])
def test_nobody_gives_rows_without_estimates(panel: pd.DataFrame, make) -> None:
    made = make(panel.iloc[:0], POLICIES, "v")
    assert len(made) and set(made["status"]) == {"not_estimable"}


@pytest.mark.parametrize("make", [selection_by_policy, bounds_by_policy])
def test_a_made_up_policy_or_interview_marks_the_rows(panel: pd.DataFrame, make) -> None:
    few = panel.iloc[:2_000]
    one = few.assign(is_synthetic=few.index == few.index[0])
    assert not make(few, POLICIES, "v")["synthetic_inputs"].any()
    assert make(few, POLICIES, "v", has_synthetic_policy=True)["synthetic_inputs"].all()
    marked = make(one, POLICIES, "v").groupby("population")["synthetic_inputs"].all()
    group = one["population_group"].iloc[0]
    assert set(marked.index[marked]) == {"all", *({group} & {"latino", "white", "black"})}


def test_the_interview_half_a_year_later_by_hand() -> None:
    panel = pd.DataFrame(
        {
            "idper": list("aaabb"),
            "yearq": [2010.3, 2011.1, 2012.1, 2010.2, 2010.4],
            "has_violent_victimization": [False, True, True, False, False],
        },
        index=[5, 4, 3, 2, 1],
    )
    later = outcome_half_a_year_later(panel)
    assert later.index.tolist() == [5, 4, 3, 2, 1]
    assert later.to_numpy() == pytest.approx([1, np.nan, np.nan, 0, np.nan], nan_ok=True)


def test_bounds_hold_no_effect_where_losing_victims_makes_one() -> None:
    made = interviews(n=60_000, seed=3, lost_more=0.05, victim_lost_more=0.3)
    row = bounds_by_policy(made, ("secure_communities",), "v").iloc[0]
    # Victims leave under the policy, so those who stay look safer.
    assert row["effect_pp"] < -4 * row["effect_pp_std_error"]
    assert row["low_pp"] < row["effect_pp"] < 0 < row["high_pp"]
    assert row["low_95_pp"] <= row["low_pp"] and row["high_pp"] <= row["high_95_pp"]
    assert row["worst_low_pp"] < row["low_pp"] and row["high_pp"] < row["worst_high_pp"]
    assert 1 < row["break_even_ratio"] < 10


def test_what_bounds_rest_on_is_counted(panel: pd.DataFrame) -> None:
    row = bounds_by_policy(panel, POLICIES, "v").iloc[0]
    due = panel[panel["is_next_interview_missing"].notna()]
    exposed = due[due[SC]]
    met = exposed[~exposed["is_next_interview_missing"].astype(bool)]
    assert (row["n_due"], row["n_retained_with"]) == (len(due), len(met))
    assert row["n_lost_with"] == exposed["is_next_interview_missing"].sum()
    assert row["n_victims_with"] == outcome_half_a_year_later(panel).loc[met.index].sum()
    assert row["rate_pct"] == pytest.approx(100 * row["n_victims_with"] / len(met))
