"""The compiled exponential against the library's, over its whole range."""

from __future__ import annotations

import numpy as np
from numba import njit

from analysis.estimators.random_intercept.exponential import exponential


@njit
def _each(values):
    result = np.empty_like(values)
    for i in range(len(values)):
        result[i] = exponential(values[i])
    return result


def test_differs_from_the_library_in_the_last_bit_at_most():
    x = np.concatenate([np.random.default_rng(1).uniform(-700, 700, 200_000), np.linspace(-1, 1, 100_001), [0.0]])
    exact = np.exp(x)
    assert (np.abs(_each(x) - exact) / np.spacing(exact)).max() <= 2
    assert _each(np.zeros(1))[0] == 1.0


def test_far_arguments_give_the_ends_of_the_range():
    ends = _each(np.array([-1e9, -np.inf, 1e9, np.inf]))
    np.testing.assert_allclose(ends, np.exp([-700.0, -700.0, 700.0, 700.0]), rtol=1e-14)
