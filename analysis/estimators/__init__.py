"""Estimators of the project's own: DataFrames in, results out."""

from analysis.estimators.between_within import between_within_logit
from analysis.estimators.random_intercept import random_intercept_logit
from analysis.estimators.result import RandomInterceptResult

__all__ = ["RandomInterceptResult", "between_within_logit", "random_intercept_logit"]
