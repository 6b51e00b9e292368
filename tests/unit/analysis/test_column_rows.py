"""Regressors read from their columns are the assembled matrix, and a fit on either is the same fit."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from scipy.special import expit

from analysis.estimators.person_rows import regressor_matrix
from analysis.estimators.random_intercept import ascent
from analysis.estimators.random_intercept import design as design_module
from analysis.estimators.random_intercept.column_rows import ColumnRows
from analysis.estimators.random_intercept.design import INTERCEPT, Design
from analysis.estimators.random_intercept.fit import fit_random_intercept
from analysis.estimators.random_intercept.patterns import Patterns
from analysis.models.estimate_all import estimate_all
from analysis.models.inputs import EstimationInputs
from analysis.specification import load_specifications
from analysis.specification.control_terms import ControlTerm
from tests.unit.analysis.simulated_panels import respondent_panel, with_missing_income

N_PERSONS = 1_200


def mixed_design() -> Design:
    """Wide numbers and indicators of a byte, persons of one to six rows in 30 places, and an effect of each."""
    rng = np.random.default_rng(8)
    row_start = np.concatenate([[0], np.cumsum(rng.integers(1, 7, size=N_PERSONS))])
    n_rows = int(row_start[-1])
    columns = (rng.normal(size=n_rows), *(rng.random((2, n_rows)) < 0.3).astype(np.int8))
    persons = np.repeat(np.arange(N_PERSONS), np.diff(row_start))
    predictor = -2.0 + 0.4 * columns[0] + 0.6 * columns[1]
    outcomes = (rng.random(n_rows) < expit(predictor + rng.normal(size=N_PERSONS)[persons])).astype(np.uint8)
    return Design(
        columns=columns,
        terms=(INTERCEPT, ("a", "control"), ("b", "control"), ("c", "control")),
        reasons=("", "", "", ""),
        patterns=Patterns.observed(row_start, outcomes, np.ones(N_PERSONS)),
        cluster_codes=np.arange(N_PERSONS) % 30,
        cluster_name="county",
    )


@pytest.fixture
def never_assembled(monkeypatch):
    monkeypatch.setattr(design_module, "LARGEST_MATRIX_BYTES", 0)


def test_a_range_of_rows_is_that_of_the_matrix():
    design = mixed_design()
    matrix = regressor_matrix(design.columns, design.n_rows)
    rows = ColumnRows(design.columns, design.n_rows)
    assert rows.shape == matrix.shape and len(rows) == len(matrix)
    for part in (slice(0, 5), slice(17, 3_000), slice(None), slice(design.n_rows - 1, None), slice(4, 4)):
        np.testing.assert_array_equal(rows[part], matrix[part])
    chosen = np.array([0, 3, 4, 900])
    np.testing.assert_array_equal(rows.taken(chosen)[:], matrix[chosen])


@pytest.mark.parametrize("largest_full_start", [60_000, 100])
def test_a_fit_is_the_same_to_the_last_bit(monkeypatch, largest_full_start):
    monkeypatch.setattr(ascent, "_PERSONS_OF_FULL_START", largest_full_start)
    expected = fit_random_intercept(mixed_design())
    monkeypatch.setattr(design_module, "LARGEST_MATRIX_BYTES", 0)
    design = mixed_design()
    found = fit_random_intercept(design)
    assert isinstance(design.regressors, ColumnRows)
    assert found.status == expected.status == "ok"
    for name in ("coefficients", "covariance", "model_covariance", "influence", "linear_predictor"):
        np.testing.assert_array_equal(getattr(found, name), getattr(expected, name))
    assert found.log_likelihood == expected.log_likelihood


def test_indicators_fit_as_wide_numbers_do():
    design = mixed_design()
    wide = replace(design, columns=tuple(column.astype(np.float64) for column in design.columns))
    narrow_fit, wide_fit = fit_random_intercept(design), fit_random_intercept(wide)
    np.testing.assert_array_equal(narrow_fit.coefficients, wide_fit.coefficients)
    np.testing.assert_array_equal(narrow_fit.covariance, wide_fit.covariance)


def test_a_changed_column_is_read_changed(never_assembled):
    design = mixed_design()
    assert isinstance(design.regressors, ColumnRows)
    values = design.columns[0].copy()
    values[10:500] += 1.0
    changed = design.with_column(0, values)
    np.testing.assert_array_equal(changed.regressors[:], regressor_matrix(changed.columns, changed.n_rows))
    np.testing.assert_array_equal(design.regressors[:], regressor_matrix(design.columns, design.n_rows))


def test_the_whole_is_never_in_memory(never_assembled):
    rng = np.random.default_rng(2)
    row_start = np.arange(0, 100_001, 5)
    columns = tuple((rng.random((60, 100_000)) < 0.2).view(np.int8))
    outcomes = (rng.random(100_000) < 0.2).astype(np.uint8)
    names = [(f"x{c}", "control") for c in range(60)]
    design = Design(
        columns, (INTERCEPT, *names), ("",) * 61, Patterns.observed(row_start, outcomes, np.ones(len(row_start) - 1))
    )
    tracemalloc.start()
    result = fit_random_intercept(design)
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert result.status == "ok"
    assert peak_bytes < 8 * 100_000 * 61 / 2


def test_imputed_models_and_terms_left_out_are_the_same(monkeypatch):
    panel, draws = with_missing_income(respondent_panel(1_500))
    panel["is_twin"] = panel["is_male"]
    controls = (
        ControlTerm("is_male", "binary"),
        ControlTerm("is_twin", "binary"),
        ControlTerm("income_category", "continuous", missing="imputations"),
    )
    specification = replace(
        load_specifications()[0], controls_id="income", controls=controls, period=(), populations=("all",)
    )
    inputs = EstimationInputs(panel, {"income_category": draws})
    expected = estimate_all(inputs, [specification], "v", "c")
    monkeypatch.setattr(design_module, "LARGEST_MATRIX_BYTES", 0)
    found = estimate_all(inputs, [specification], "v", "c")
    assert (expected.estimates.loc[expected.estimates["term"] == "is_twin", "status"] == "not_estimable").all()
    for (_, rows), (_, others) in zip(found, expected, strict=True):
        shown = [column for column in rows.columns if column != "seconds"]
        assert rows[shown].equals(others[shown])
