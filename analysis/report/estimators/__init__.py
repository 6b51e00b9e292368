"""The page of estimators of a run: every estimator side by side, and what holds them up or speaks against them.

DataFrames in, one offline HTML file out, as on the report page. Nothing is estimated here.
"""

from __future__ import annotations

from analysis.report.estimators.inputs import EstimatorInputs
from analysis.report.estimators.page import render_estimators

__all__ = ["EstimatorInputs", "render_estimators"]
