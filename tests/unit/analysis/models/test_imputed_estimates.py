"""Specifications with an imputed column: pooled over draws, refused without them, nothing filled in silence."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.design.design_matrix import build_design
from analysis.design.panel_columns import PanelColumns
from analysis.estimators.random_intercept.fit import fit_random_intercept
from analysis.inference.multiple_imputation import pool
from analysis.models.between_within_fit import fit_openly
from analysis.models.estimate_all import estimate_all
from analysis.models.inputs import EstimationInputs
from analysis.models.pooled_fit import pool_fits
from analysis.power import analyse_design
from analysis.specification import Specification, load_specifications
from analysis.specification.control_terms import ControlTerm
from tests.unit.analysis.simulated_panels import respondent_panel, with_missing_income

INCOME = ControlTerm("income_category", "continuous", missing="imputations")
IS_MALE = ControlTerm("is_male", "binary")


@pytest.fixture(scope="module")
def incomes() -> tuple[pd.DataFrame, pd.DataFrame]:
    return with_missing_income(respondent_panel(1_500))


@pytest.fixture(scope="module")
def specification() -> Specification:
    main = load_specifications()[0]
    return replace(
        main, controls_id="income", controls=(IS_MALE, INCOME), time_terms=(), period=(), populations=("all",)
    )


def estimated(specification: Specification, panel: pd.DataFrame, draws: pd.DataFrame | None) -> pd.DataFrame:
    imputations = None if draws is None else {"income_category": draws}
    rows = estimate_all(EstimationInputs(panel, imputations or {}), [specification], "v", "c").estimates
    return rows.set_index(["component", "term"])


def completed(panel: pd.DataFrame, draws: pd.DataFrame, draw: int) -> pd.DataFrame:
    """The panel as one draw has it."""
    values = draws[draws["draw"] == draw].set_index("idhh")["income_category"]
    return panel.assign(income_category=panel["income_category"].fillna(panel["idhh"].map(values)))


def test_rows_pool_separate_fits_begun_cold(incomes, specification):
    panel, draws = incomes
    plain = replace(specification, controls=(IS_MALE, replace(INCOME, missing="drop")))
    separate = [estimated(plain, completed(panel, draws, draw), None) for draw in (1, 2, 3)]
    ours = estimated(specification, panel, draws).reindex(separate[0].index)
    assert set(ours["status"]) == {"ok"} and set(ours["n_imputations"]) == {3}
    is_slope = ours.index.get_level_values("component") != "random_intercept"
    pooled = pool(
        np.array([fit.loc[is_slope, "estimate"] for fit in separate]),
        np.array([fit.loc[is_slope, "std_error"] ** 2 for fit in separate]),
        complete_degrees_of_freedom=59,
    )
    np.testing.assert_allclose(ours.loc[is_slope, "estimate"], pooled.estimates, atol=1e-6)
    np.testing.assert_allclose(ours.loc[is_slope, "std_error"], pooled.std_errors, atol=1e-6)
    fractions = pooled.fraction_missing_information
    np.testing.assert_allclose(ours.loc[is_slope, "fraction_missing_information"], fractions, atol=1e-6)
    np.testing.assert_allclose(ours["effect_pp"], np.mean([fit["effect_pp"] for fit in separate], axis=0), atol=1e-6)
    log_sigma = np.mean([np.log(fit.loc[~is_slope, "estimate"].item()) for fit in separate])
    assert np.log(ours.loc[~is_slope, "estimate"].item()) == pytest.approx(log_sigma, abs=1e-6)
    assert ours["log_likelihood"].isna().all()


def test_each_draw_is_the_fit_of_its_panel(incomes, specification):
    panel, draws = incomes
    design = build_design(PanelColumns(panel, {"income_category": draws}), specification, "all")
    _, fits, _ = fit_openly(design, specification)
    plain = replace(specification, controls=(IS_MALE, replace(INCOME, missing="drop")))
    for draw, fit in enumerate(fits, start=1):
        alone = build_design(PanelColumns(completed(panel, draws, draw)), plain, "all")
        cold = fit_random_intercept(alone.fitting_design("county"), specification.points)
        np.testing.assert_allclose(fit.coefficients, cold.coefficients, atol=1e-6)
        np.testing.assert_allclose(fit.covariance, cold.covariance, atol=1e-6)
        np.testing.assert_allclose(fit.linear_predictor, cold.linear_predictor, atol=1e-5)
    assert len(fits) == 3


def test_the_imputed_term_loses_most_and_it_is_told(incomes, specification):
    rows = estimated(specification, *incomes)
    lost = rows["fraction_missing_information"]
    assert lost.idxmax() == ("control", "income_category") and (lost > 0).all()
    message = rows.loc[("within", "anti_detainer"), "message"]
    assert "income_category imputed in" in message and "3 fits pooled by Rubin's rules" in message


def test_design_analysis_rests_on_the_larger_pooled_error(incomes, specification):
    panel, draws = incomes
    rows = estimated(specification, panel, draws)
    design, fits, _ = fit_openly(
        build_design(PanelColumns(panel, {"income_category": draws}), specification, "all"), specification
    )
    pooled = pool_fits(fits, specification.confidence_level)
    errors = pd.Series(np.maximum(pooled.table["std_error"].iloc[:-1], pooled.model_errors[:-1]))
    for position, (term, component) in enumerate(design.terms, start=1):
        if component == "within":
            expected = analyse_design(errors[position], specification.benchmark_odds_ratio)
            for name, value in vars(expected).items():
                assert rows.loc[(component, term), name] == pytest.approx(value)


def test_the_same_draws_in_any_order_give_the_same_numbers(incomes, specification):
    panel, draws = incomes
    first = estimated(specification, panel, draws).drop(columns="seconds")
    again = estimated(specification, panel, draws.sample(frac=1, random_state=1)).drop(columns="seconds")
    pd.testing.assert_frame_equal(first, again)


@pytest.mark.parametrize(("n_draws", "words"), [(None, "0 draws"), (1, "1 draws")])
def test_missing_values_without_draws_are_refused(incomes, specification, n_draws, words):
    panel, draws = incomes
    rows = estimated(specification, panel, None if n_draws is None else draws[draws["draw"] <= n_draws])
    n_missing = int(panel["income_category"].isna().sum())
    assert set(rows["status"]) == {"refused"} and rows["estimate"].isna().all()
    assert rows["message"].str.startswith(f"income_category is missing in {n_missing:,} interviews").all()
    assert rows["message"].str.contains(words).all() and rows["message"].str.contains("hand over 2 or more").all()
    assert set(rows["n_imputations"]) == {1} and set(rows["n_interviews"]) == {len(panel)}


def test_without_missing_values_nothing_is_imputed(incomes, specification):
    panel, draws = incomes
    told = panel.assign(income_category=panel["income_category"].fillna(7.0))
    rows = estimated(specification, told, None)
    assert set(rows["status"]) == {"ok"} and set(rows["n_imputations"]) == {1}
    assert rows["fraction_missing_information"].isna().all() and rows["log_likelihood"].notna().all()
    pd.testing.assert_frame_equal(
        rows.drop(columns="seconds"), estimated(specification, told, draws).drop(columns="seconds")
    )


def test_interviews_that_a_draw_lacks_are_left_out_and_counted(incomes, specification):
    panel, draws = incomes
    household = draws["idhh"].iloc[0]
    rows = estimated(specification, panel, draws[~((draws["idhh"] == household) & (draws["draw"] == 2))])
    n_lacking = int((panel["idhh"] == household).sum())
    assert n_lacking > 0 and set(rows["n_interviews"]) == {len(panel) - n_lacking}
    assert rows["message"].str.contains(f"income_category without an imputation {n_lacking}").all()


def test_a_term_that_fails_in_one_draw_is_left_out_of_all_and_the_draw_named(incomes, specification):
    panel, draws = incomes
    silent = panel.assign(income_category=np.where(panel["income_category"].isna(), np.nan, 1.0))
    constant = draws.assign(income_category=np.where(draws["draw"] == 2, 1, draws["income_category"]))
    rows = estimated(specification, silent, constant)
    failed = rows.loc["control", "income_category"]
    assert failed["status"] == "not_estimable" and "cannot be told apart (in draw 2 of 3)" in failed["message"]
    others = rows.drop(index=("control", "income_category"))
    assert set(others["status"]) == {"ok"} and set(others["n_imputations"]) == {1}
    assert others["message"].str.contains("fitted without income_category").all()
    assert not others["message"].str.contains("pooled by Rubin").any()


def test_a_household_column_is_asked_for(incomes, specification):
    panel, draws = incomes
    with pytest.raises(KeyError, match="idhh"):
        estimated(specification, panel.drop(columns="idhh"), draws)


def test_a_missing_income_can_be_a_category_of_its_own(incomes, specification):
    panel, _ = incomes
    by_level = ControlTerm("income_category", "categorical", reference="14")
    rows = estimated(replace(specification, controls=(IS_MALE, by_level)), panel, None)
    terms = set(rows.loc["control"].index)
    assert terms == {"intercept", "is_male", "income_category_missing", *(f"income_category_{n}" for n in range(1, 14))}
    assert set(rows["status"]) == {"ok"} and set(rows["n_imputations"]) == {1}
    assert set(rows["n_interviews"]) == {len(panel)}
