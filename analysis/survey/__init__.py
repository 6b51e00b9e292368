"""Design-based estimates from a stratified, clustered sample: DataFrames in, results out.

`analysis.survey.victimization_rates` and `analysis.survey.joint_agreement` are the survey's yearly rates, from sums
made before; the functions here start from records. All rest on one kernel over totals of primary sampling units.
"""

from analysis.survey.psu_design import PsuDesign, SurveyDesignError
from analysis.survey.psu_variance import psu_covariance
from analysis.survey.record_estimates import survey_mean, survey_ratio, survey_total
from analysis.survey.result import SurveyResult

__all__ = [
    "PsuDesign",
    "SurveyDesignError",
    "SurveyResult",
    "psu_covariance",
    "survey_mean",
    "survey_ratio",
    "survey_total",
]
