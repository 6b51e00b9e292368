"""Design-based estimates of the survey's yearly rates, and the variance kernel they share with all others.

`analysis.survey.victimization_rates` and `analysis.survey.joint_agreement` start from sums made before. What starts
from records is an estimator: `analysis.estimators.survey_weighted`. All rest on one kernel over totals of primary
sampling units, `psu_covariance`.
"""

from analysis.survey.psu_design import PsuDesign, SurveyDesignError
from analysis.survey.psu_variance import psu_covariance

__all__ = ["PsuDesign", "SurveyDesignError", "psu_covariance"]
