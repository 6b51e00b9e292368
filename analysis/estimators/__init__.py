"""Estimators: DataFrames in, a result object with a tidy `.table` out.

Public names are loaded on first use: some rest on libraries that take seconds to import.
"""

from __future__ import annotations

from analysis.lazy_names import lazy_names

_HOME_OF = {
    "CompositionResult": "analysis.estimators.staggered.composition_test",
    "ConditionalLogitResult": "analysis.estimators.conditional.result",
    "EstimatorResult": "analysis.estimators.result",
    "EventStudyResult": "analysis.estimators.linear.result",
    "LinearResult": "analysis.estimators.linear.result",
    "LongDifferencesResult": "analysis.estimators.staggered.long_differences",
    "MatchedResult": "analysis.estimators.matched.result",
    "PlaceboResult": "analysis.estimators.linear.placebo",
    "PooledResult": "analysis.estimators.pooled.result",
    "RandomInterceptResult": "analysis.estimators.random_intercept.result",
    "StaggeredResult": "analysis.estimators.staggered.result",
    "SurveyResult": "analysis.estimators.survey_weighted.result",
    "TripleDifferenceResult": "analysis.estimators.linear.result",
    "WithinComparison": "analysis.estimators.conditional.comparison",
    "adoption_cohorts": "analysis.estimators.staggered.adoption_panel",
    "between_within_logit": "analysis.estimators.random_intercept.between_within",
    "compare_within_estimates": "analysis.estimators.conditional.comparison",
    "composition_test": "analysis.estimators.staggered.composition_test",
    "conditional_logit": "analysis.estimators.conditional.fit",
    "event_study": "analysis.estimators.linear.event_study",
    "event_study_frame": "analysis.estimators.staggered.event_study_frame",
    "exposure_by_event_time": "analysis.estimators.staggered.adoption_panel",
    "gee_logit": "analysis.estimators.pooled.gee",
    "long_differences": "analysis.estimators.staggered.long_differences",
    "match_nearest": "analysis.estimators.matched.nearest",
    "matched_did": "analysis.estimators.matched.panel",
    "matched_difference": "analysis.estimators.matched.cross_section",
    "null_model": "analysis.estimators.random_intercept.null_model",
    "pairs_at_last_unexposed": "analysis.estimators.matched.panel_windows",
    "placebo_dates": "analysis.estimators.linear.placebo",
    "pooled_effects": "analysis.estimators.linear.two_way",
    "pooled_logit": "analysis.estimators.pooled.pooled_logit",
    "random_intercept_logit": "analysis.estimators.random_intercept.fit",
    "sensitivity_to_violations": "analysis.estimators.staggered.sensitivity",
    "staggered_did": "analysis.estimators.staggered.fit",
    "survey_logit": "analysis.estimators.survey_weighted.logit",
    "survey_mean": "analysis.estimators.survey_weighted.totals",
    "survey_ratio": "analysis.estimators.survey_weighted.totals",
    "survey_total": "analysis.estimators.survey_weighted.totals",
    "triple_difference": "analysis.estimators.linear.triple_difference",
    "two_way_effects": "analysis.estimators.linear.two_way",
}
__getattr__, __dir__, __all__ = lazy_names(__name__, _HOME_OF)
