"""The specification curve: what is kept of models, what chance gives, and what the picture shows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.curve.effects import county_influence, curve_effects, with_choices
from analysis.curve.joint_inference import joint_inference, null_distribution
from analysis.curve.release import released
from analysis.disclosure import round_significant
from analysis.models.estimate_all import estimate_models
from analysis.models.inputs import EstimationInputs
from analysis.report.specification_curve_page import CurveInputs, planted, render_curve
from analysis.report.specification_curve_plot import choice_runs, curve_panel, curve_points
from analysis.results.specification_curve import CURVE_INFERENCE, SPECIFICATION_CURVE
from analysis.specification import load_registry
from tests.unit.analysis.simulated_panels import respondent_panel

AXES = ("estimator", "exposure_definition")


@pytest.fixture(scope="module")
def specifications():
    base = replace(load_registry().curve[0], controls=(), controls_id="none", populations=("all", "black"), period=())
    return [
        replace(base, name=f"{estimator}_{exposure}", estimator=estimator, exposure_definition=exposure)
        for estimator in ("between_within_logit", "conditional_logit")
        for exposure in ("any", "share")
    ]


@pytest.fixture(scope="module")
def made(specifications):
    """Effects and influence of a curve of four specifications on a panel with one planted effect."""
    inputs = EstimationInputs(respondent_panel(n_persons=4_000))
    effects, influence = [], []
    for specification in specifications:
        models = [(population, output) for _, population, output in estimate_models(inputs, [specification])]
        effects.append(curve_effects(specification, models, "v", "c", "EXPLORATORY"))
        influence.append(county_influence(specification, models))
    return with_choices(pd.concat(effects, ignore_index=True), specifications, AXES), pd.concat(influence)


def test_the_registered_curve_is_every_combination_of_its_axes():
    registry = load_registry()
    assert len(registry.curve) == 192
    assert registry.curve_axes[:2] == AXES
    assert len({specification.specification_id for specification in registry.curve}) == 192
    assert {specification.estimator for specification in registry.curve} == {
        "between_within_logit", "conditional_logit",
    }  # fmt: skip


def test_each_model_leaves_its_policies_and_the_influence_that_makes_their_errors(made, specifications):
    effects, influence = made
    assert len(effects) == len(specifications) * 2 * 4
    estimated = effects[effects["status"] == "ok"]
    assert len(estimated) > 20
    for row in estimated.itertuples():
        own = influence[
            (influence["specification_id"] == row.specification_id) & (influence["population"] == row.population)
        ]
        values = own[row.term].to_numpy()
        error = np.sqrt((values**2).sum() * row.n_clusters / (row.n_clusters - 1))
        assert error == pytest.approx(row.std_error, rel=1e-9)
        assert len(own) == row.n_clusters


def test_the_joint_inference_finds_the_planted_policy_alone(made):
    joint = joint_inference(*made, "v", n_draws=999).set_index(["term", "population"])
    planted = joint.loc[("secure_communities", "all")]
    assert planted["median_estimate"] > 0.3 and planted["p_median"] < 0.02
    assert planted["share_significant_up"] > 0 and planted["p_share_significant"] < 0.05
    assert planted["null_median_low"] < 0 < planted["null_median_high"]
    others = joint.loc[(["287g_jail", "287g_task_force", "anti_detainer"], "all"), "p_median"]
    assert (others > 0.02).all()


def test_thin_and_failed_estimates_are_counted_and_left_out(made):
    effects, influence = made
    is_own = (effects["term"] == "secure_communities") & (effects["population"] == "all")
    changed = effects.copy()
    first, second = changed.index[is_own][:2]
    changed.loc[first, "is_thin"] = True
    changed.loc[second, ["status", "estimate"]] = ["not_estimable", np.nan]
    row = joint_inference(changed[is_own], influence, "v", n_draws=99).iloc[0]
    assert (row["n_readable"], row["n_thin"], row["n_failed"]) == (2, 1, 1)
    nothing = joint_inference(changed[is_own].assign(is_thin=True), influence, "v", n_draws=99).iloc[0]
    assert nothing["n_readable"] == 0 and "thin" in nothing["message"]
    assert pd.isna(nothing["p_median"])


def test_draws_by_hand_with_few_counties():
    # Two counties under Webb's six points: 36 equally likely samples, each counted once.
    influence = np.array([[1.0, 2.0], [0.5, 1.0]])
    null = null_distribution(influence, n_draws=36)
    points = [-np.sqrt(1.5), -1, -np.sqrt(0.5), np.sqrt(0.5), 1, np.sqrt(1.5)]
    by_hand = sorted(1.5 * a + 0.75 * b for a in points for b in points)
    assert null.is_enumerated
    assert sorted(null.medians) == pytest.approx(by_hand)
    extreme = sum(abs(value) >= 1.5 - 1e-9 for value in by_hand) / 36
    assert null.p_value_of_median(1.5) == pytest.approx(extreme)


def test_without_an_effect_five_percent_are_significant_whatever_they_share():
    rng = np.random.default_rng(1)
    shared = rng.normal(size=(200, 1))
    dependent = null_distribution(np.repeat(shared, 50, axis=1) + 0.01 * rng.normal(size=(200, 50)), n_draws=1_999)
    independent = null_distribution(rng.normal(size=(200, 50)), n_draws=1_999)
    # Copies of one estimate are significant together: in one draw of twenty nearly all are, in the others none.
    assert dependent.shares.mean() == pytest.approx(0.05, abs=0.015)
    assert (dependent.shares > 0.9).mean() == pytest.approx(0.05, abs=0.015)
    assert dependent.p_value_of_share(0.2) > 0.03
    assert independent.p_value_of_share(0.2) < 0.001


def test_points_are_sorted_grey_where_thin_and_carry_the_truth_of_their_own_definition(made):
    effects, _ = made
    own = effects[(effects["term"] == "secure_communities") & (effects["population"] == "all")].copy()
    own.loc[own.index[0], "is_thin"] = True
    truth = {("secure_communities", "all", "any"): 0.6, ("secure_communities", "all", "share"): 0.8}
    points = curve_points(own, truth)
    assert points["estimate"].is_monotonic_increasing and points["position"].tolist() == [1, 2, 3, 4]
    assert (points["colour"].eq("#0a0a06") == points["is_thin"]).all()
    by_definition = points.groupby("exposure_definition")["truth"].first()
    assert by_definition.to_dict() == pytest.approx({"any": np.exp(0.6), "share": np.exp(0.8)})


def test_runs_merge_neighbours_with_the_same_choice():
    points = pd.DataFrame(
        {"position": [1, 2, 3, 4], "choice_exposure_definition": list("aaba"), "choice_interviews": ["all"] * 4}
    )
    runs = choice_runs(points)
    assert runs.to_numpy().tolist() == [
        ["exposure definition", "a", 1, 2], ["exposure definition", "b", 3, 3], ["exposure definition", "a", 4, 4],
    ]  # fmt: skip


def test_a_panel_says_synthetic_and_without_estimates_there_is_none(made):
    effects, _ = made
    own = effects[(effects["term"] == "secure_communities") & (effects["population"] == "all")]
    assert "SYNTHETIC DATA" in curve_panel("secure_communities", "all", curve_points(own, {}), True)
    assert "SYNTHETIC" not in curve_panel("secure_communities", "all", curve_points(own, {}), False)
    nothing = curve_points(own.assign(status="refused"), {})
    assert curve_panel("secure_communities", "all", nothing, True) is None


def test_under_the_gate_every_drawn_number_is_rounded(made):
    effects, _ = made
    own = effects[(effects["term"] == "secure_communities") & (effects["population"] == "all")]
    exact, gated = (curve_points(own, {}, is_gated) for is_gated in (False, True))
    assert exact["median"].unique() == pytest.approx([np.exp(own["estimate"].median())])
    for column, source in (("ratio", "estimate"), ("low", "conf_low"), ("high", "conf_high")):
        drawn = np.exp(exact[source].astype(float)).clip(0.25, 4)
        assert exact[column].to_numpy() == pytest.approx(drawn.to_numpy())
    for column in ("ratio", "low", "high", "median"):
        assert gated[column].tolist() == [round_significant(value) for value in exact[column]]
        assert gated[column].tolist() != exact[column].tolist()


def test_released_rows_by_hand():
    row = {
        "data_version": "v", "specification_id": "s", "population": "all", "term": "t", "estimate": 0.123456,
        "p_value": None, "n_persons": 353_912, "n_events": 14, "n_switchers": 0, "n_treated_counties": 15,
        "message": "1,234 interviews of 9 counties in 287g_jail left out", "status": "ok",
    }  # fmt: skip
    rows = released(SPECIFICATION_CURVE.frame([row]), SPECIFICATION_CURVE, True).iloc[0]
    assert (rows["estimate"], rows["n_persons"], rows["n_treated_counties"]) == (0.1235, 354_000, 20)
    assert pd.isna(rows["n_events"]) and pd.isna(rows["n_switchers"]) and pd.isna(rows["n_clusters"])
    assert rows["withheld"] == "n_events, n_switchers"
    assert rows["message"] == "1,200 interviews of N<15 counties in 287g_jail left out"
    assert pd.isna(rows["p_value"])
    shown = released(SPECIFICATION_CURVE.frame([row]), SPECIFICATION_CURVE, False).iloc[0]
    assert shown["estimate"] == 0.123456 and shown["n_events"] == 14 and pd.isna(shown["withheld"])


def test_counts_of_specifications_are_not_of_people():
    row = {
        "data_version": "v",
        "term": "t",
        "population": "all",
        "n_specifications": 9,
        "n_readable": 3,
        "n_clusters": 9,
    }
    shown = released(CURVE_INFERENCE.frame([row]), CURVE_INFERENCE, True).iloc[0]
    assert (shown["n_specifications"], shown["n_readable"]) == (9, 3)
    assert pd.isna(shown["n_clusters"]) and shown["withheld"] == "n_clusters"


def test_planted_truth_on_another_scale_is_left_out():
    rows = pd.DataFrame({"policy": "p", "population": "all", "exposure_definition": "any"}, index=[0, 1])
    truth = rows.assign(scale=["log_odds", "percentage_points"], value=[0.6, 0.1])
    assert planted(truth) == {("p", "all", "any"): 0.6}


def test_the_page_shows_medians_registration_and_what_is_missing(made, tmp_path):
    effects, influence = made
    joint = joint_inference(effects, influence, "v", n_draws=99)
    truth = pd.DataFrame(
        {"policy": ["secure_communities"], "population": ["all"], "exposure_definition": ["any"], "value": [0.6]}
    ).assign(scale="log_odds")
    sources = pd.DataFrame(columns=["source", "title", "is_synthetic", "status"])
    page = render_curve(CurveInputs(effects, joint, truth, sources, 9, {"data_version": "v"}), tmp_path / "c.html")
    text = page.read_text(encoding="utf-8")
    for words in (
        "4 of 9 specifications",
        "Not complete",
        "EXPLORATORY",
        "SYNTHETIC",
        "truth planted",
        "p of the median",
    ):
        assert words in text


def test_a_row_that_is_no_column_of_the_curve_is_refused():
    with pytest.raises(ValueError, match="colour"):
        SPECIFICATION_CURVE.frame([{"colour": "red"}])
