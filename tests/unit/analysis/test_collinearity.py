"""Variance inflation factors against the regressions they stand for."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.collinearity import CollinearityError, variance_inflation_factors


def _mixed_variables() -> pd.DataFrame:
    draw = np.random.default_rng(11)
    independent = draw.normal(size=(400, 3))
    mixed = independent @ np.array([[1.0, 0.8, 0.1], [0.0, 1.0, -0.6], [0.0, 0.0, 1.0]])
    return pd.DataFrame(mixed, columns=["a", "b", "c"])


def _r_squared(variables: pd.DataFrame, name: str) -> float:
    target = variables[name].to_numpy()
    others = np.column_stack([np.ones(len(variables)), variables.drop(columns=name)])
    residuals = target - others @ np.linalg.lstsq(others, target, rcond=None)[0]
    return 1 - residuals.var() / target.var()


def test_factors_equal_those_of_the_regressions_on_the_other_variables():
    variables = _mixed_variables()
    factors = variance_inflation_factors(variables.corr())
    expected = {name: 1 / (1 - _r_squared(variables, name)) for name in variables}
    assert factors.to_dict() == pytest.approx(expected, rel=1e-10)
    assert factors.max() > 1.5


def test_uncorrelated_variables_inflate_nothing():
    names = ["a", "b"]
    assert variance_inflation_factors(pd.DataFrame(np.eye(2), names, names)).tolist() == [1.0, 1.0]


def test_two_variables_have_the_textbook_factor():
    matrix = pd.DataFrame([[1.0, 0.6], [0.6, 1.0]], ["a", "b"], ["a", "b"])
    assert variance_inflation_factors(matrix).tolist() == pytest.approx([1 / (1 - 0.36)] * 2)


def test_a_sum_of_other_variables_is_singular():
    variables = _mixed_variables().assign(d=lambda frame: frame["a"] + frame["b"])
    with pytest.raises(CollinearityError, match=r"a, b, c, d is singular"):
        variance_inflation_factors(variables.corr())


def test_correlations_that_contradict_each_other_are_named():
    names = ["a", "b", "c"]
    impossible = pd.DataFrame([[1, 0.9, 0.9], [0.9, 1, -0.9], [0.9, -0.9, 1]], names, names)
    with pytest.raises(CollinearityError, match="not positive definite"):
        variance_inflation_factors(impossible)


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        (pd.DataFrame(), "same variables"),
        (pd.DataFrame([[1.0, 0.2]], ["a"], ["a", "b"]), "same variables"),
        (pd.DataFrame([[1.0, 0.2], [0.3, 1.0]], ["a", "b"], ["a", "b"]), "not symmetric"),
        (pd.DataFrame([[1.0, 0.2], [0.2, 0.9]], ["a", "b"], ["a", "b"]), "ones on its diagonal"),
        (pd.DataFrame([[1.0, None], [None, None]], ["a", "b"], ["a", "b"]), "correlation.* b are missing"),
    ],
)
def test_what_is_no_correlation_matrix_is_refused(matrix: pd.DataFrame, message: str):
    with pytest.raises(CollinearityError, match=message):
        variance_inflation_factors(matrix)
