"""Average effects and their delta-method errors: against brute force, numeric derivatives and simulated draws."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from analysis.design.design_matrix import build_design
from analysis.design.panel_columns import PanelColumns
from analysis.estimators import between_within_logit
from analysis.models.average_effect import average_effect_pp, average_effects, pool_effects
from analysis.models.between_within import pooled_average_effects, result_rows
from analysis.models.between_within_fit import fit_openly
from analysis.specification import load_specifications
from tests.unit.analysis.simulated_panels import person_panel, respondent_panel


@pytest.fixture(scope="module")
def panel() -> pd.DataFrame:
    panel = person_panel(1_500, seed=8)
    return panel.assign(share=np.random.default_rng(2).choice([0.0, 0.5, 1.0], len(panel)))


@pytest.fixture(scope="module")
def fitted(panel):
    return between_within_logit(panel, "y", "person", ["x", "share"], ["z"], ["wave"], cluster="county")


@pytest.fixture(scope="module")
def columns(panel) -> list[np.ndarray]:
    means = panel.groupby("person")[["x", "share"]].transform("mean")
    blocks = [panel[["x", "share"]] - means, means, panel[["z", "wave"]]]
    return list(np.column_stack(blocks).T)


@pytest.fixture(scope="module")
def exposures(panel) -> dict[str, np.ndarray]:
    return {policy: panel[policy].to_numpy() for policy in ("x", "share")}


def brute_force(parameters: np.ndarray, columns: list[np.ndarray], exposure: np.ndarray, position: int) -> float:
    """The effect from its definition: predictors with the deviation moved, a dense grid over the intercept."""
    u = np.linspace(-8, 8, 801)
    density = np.exp(-0.5 * u**2) / np.exp(-0.5 * u**2).sum()
    X = np.column_stack([np.ones(len(exposure)), *columns])
    probability = []
    for level in (0.0, 1.0):
        moved = X.copy()
        moved[:, position] += level - exposure
        probability.append(expit((moved @ parameters[:-1])[:, None] + np.exp(parameters[-1]) * u) @ density)
    return 100.0 * float((probability[1] - probability[0]).mean())


def test_effects_equal_brute_force(fitted, columns, exposures):
    effects = average_effects(columns, exposures, fitted)
    for position, (policy, exposure) in enumerate(exposures.items(), start=1):
        exact = brute_force(fitted.coefficients, columns, exposure, position)
        assert effects[policy].effect_pp == pytest.approx(exact, rel=1e-6)
        alone = average_effect_pp(fitted.linear_predictor, exposure, fitted.coefficients[position], float(fitted.sigma))
        assert alone == pytest.approx(effects[policy].effect_pp, rel=1e-6)


@pytest.mark.parametrize(("policy", "position"), [("x", 1), ("share", 2)])
def test_gradients_equal_numeric_derivatives(fitted, columns, exposures, policy, position):
    at, step = fitted.coefficients, 1e-4
    gradient = average_effects(columns, exposures, fitted)[policy].gradient
    numeric = [
        (brute_force(at + move, columns, exposures[policy], position)
         - brute_force(at - move, columns, exposures[policy], position)) / (2 * step)
        for move in step * np.eye(len(at))
    ]  # fmt: skip
    np.testing.assert_allclose(gradient, numeric, rtol=1e-4, atol=1e-5)


def test_errors_are_those_of_parameters_drawn_from_the_covariance(fitted, columns, exposures):
    rng = np.random.default_rng(11)
    draws = rng.multivariate_normal(fitted.coefficients, fitted.covariance, size=1_000)
    X = np.column_stack([np.ones(len(columns[0])), *columns])
    effects = [average_effect_pp(X @ draw[:-1], exposures["x"], draw[1], float(np.exp(draw[-1]))) for draw in draws]
    ours = average_effects(columns, exposures, fitted)["x"]
    # 1,000 draws give their own standard deviation to 2.2 % and these percentiles to 0.09 of it.
    assert ours.std_error_pp == pytest.approx(np.std(effects), rel=0.07)
    band = np.percentile(effects, [2.5, 97.5])
    np.testing.assert_allclose([ours.conf_low_pp, ours.conf_high_pp], band, atol=0.25 * ours.std_error_pp)


def test_parametric_bootstrap_band_agrees():
    """Outcomes drawn anew from the fitted model: the spread of the refitted effects is the error we print."""
    panel = person_panel(700, seed=21, most_interviews=4)
    first = between_within_logit(panel, "y", "person", ["x"])
    rng = np.random.default_rng(3)
    codes = pd.factorize(panel["person"])[0]

    def effect(frame: pd.DataFrame, result) -> float:
        return average_effect_pp(
            result.linear_predictor, frame["x"].to_numpy(), result.coefficients[1], float(result.sigma)
        )

    effects = []
    for _ in range(100):
        predictor = first.linear_predictor + first.sigma * rng.normal(size=codes.max() + 1)[codes]
        again = panel.assign(y=(rng.random(len(panel)) < expit(predictor)).astype(int))
        effects.append(effect(again, between_within_logit(again, "y", "person", ["x"])))
    mean = panel.groupby("person")["x"].transform("mean")
    columns = [(panel["x"] - mean).to_numpy(), mean.to_numpy()]
    ours = average_effects(columns, {"x": panel["x"].to_numpy()}, first)["x"]
    # 100 draws give a standard deviation to 7 %.
    assert ours.std_error_pp == pytest.approx(np.std(effects), rel=0.2)
    low, high = np.percentile(effects, [2.5, 97.5])
    assert abs(low - ours.conf_low_pp) < ours.std_error_pp and abs(high - ours.conf_high_pp) < ours.std_error_pp


def test_weights_of_rows_weigh_the_mean(fitted, columns, exposures):
    weights = np.where(np.arange(len(columns[0])) < 1_000, 1.0, 0.0)
    part = replace(fitted, linear_predictor=fitted.linear_predictor[:1_000])
    few = average_effects([c[:1_000] for c in columns], {"x": exposures["x"][:1_000]}, part)["x"]
    weighted = average_effects(columns, {"x": exposures["x"]}, fitted, row_weights=weights)["x"]
    assert weighted.effect_pp == pytest.approx(few.effect_pp, rel=1e-6)
    assert weighted.std_error_pp == pytest.approx(few.std_error_pp, rel=1e-5)


def test_draws_are_pooled_by_rubins_rules(fitted, columns, exposures):
    """By hand: within variance plus 3/2 of the variance between the two draws."""
    one = average_effects(columns, exposures, fitted)["x"]
    other = replace(one, effect_pp=one.effect_pp + 0.4)
    pooled = pool_effects([one, other], np.inf, 0.95)
    assert pooled.effect_pp == pytest.approx(one.effect_pp + 0.2)
    assert pooled.std_error_pp == pytest.approx(np.sqrt(one.std_error_pp**2 + 1.5 * 0.08))
    assert pool_effects([one], np.inf, 0.95) is one


def test_what_has_no_effect_raises(fitted, columns, exposures, panel):
    with pytest.raises(KeyError, match="no within row for z"):
        average_effects(columns, {"z": panel["z"].to_numpy()}, fitted)
    with pytest.raises(ValueError, match="outside 0 and 1"):
        average_effects(columns, {"x": 2 * exposures["x"]}, fitted)
    failed = between_within_logit(panel.assign(y=0), "y", "person", ["x"])
    with pytest.raises(ValueError, match="never occurs"):
        average_effects(columns, exposures, failed)


def test_effects_of_a_specification_are_those_of_its_rows_and_carry_errors():
    """Through design, fit and rows: columns, positions and covariance must be of the same order."""
    specification = replace(
        load_specifications()[0], controls_id="none", controls=(), time_terms=(), populations=("all",), period=()
    )
    panel = respondent_panel(2_000)
    design, fits, _ = fit_openly(build_design(PanelColumns(panel), specification, "all"), specification)
    effects = pooled_average_effects(design, fits, 0.95)
    rows = {row["term"]: row for row in result_rows(design, fits, specification, "all") if row["component"] == "within"}
    assert set(effects) == {term for term, row in rows.items() if row["status"] == "ok"} and effects
    table = fits[0].table.set_index(["component", "term"])
    for policy, effect in effects.items():
        assert effect.effect_pp == rows[policy]["effect_pp"]
        # Other coefficients and sigma add little: the error is nearly the coefficient's, on the scale of the effect.
        ratio = effect.std_error_pp / abs(effect.effect_pp)
        within = table.loc["within", policy]
        assert ratio == pytest.approx(within["std_error"] / abs(within["estimate"]), rel=0.25)
