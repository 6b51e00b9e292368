"""What a specification may say: estimators with their options, and the values of every key with few of them."""

from __future__ import annotations

PAPER_POLICIES = ("secure_communities", "287g_jail", "287g_task_force", "anti_detainer")
"""The four that Baumer and Xie (2023) estimate at once."""
POLICIES = (*PAPER_POLICIES, "287g_warrant_service")
SHIFTS_MONTHS = (6, 12, 18)
"""Leads and lags marts.county_exposures holds."""

CHOICES: dict[str, tuple] = {
    "estimator": (
        "between_within_logit", "conditional_logit", "pooled_logit", "gee_logit", "survey_logit", "two_way_effects",
        "event_study", "triple_difference", "staggered_did", "matched_did",
    ),
    "policies": POLICIES,
    "populations": ("all", "latino", "white", "black"),
    "exposure_definition": ("any", "share", "full"),
    "time_terms": ("half_year", "interview_number", "region_half_year", "state_half_year", "group_half_year",
                   "recall_lag"),
    "inference": ("model", "person", "county", "state", "score_wild_bootstrap", "randomization", "recommended"),
    "unit": ("interview", "person_month"),
    "leads_months": SHIFTS_MONTHS,
    "lags_months": SHIFTS_MONTHS,
    "neighbors": ("none", "exposure_share", "exposure_population_share"),
    "windows": ("all", "clean"),
    "interviews": ("all", "bounded"),
    "weights": ("none", "survey"),
}  # fmt: skip

OPTIONS: dict[str, dict[str, tuple]] = {
    "event_study": {"reference": (-1, -2), "leads": (2, 3, 4), "lags": (2, 3, 4)},
    "triple_difference": {"reference": ("white", "black"), "dose": ("none", "tract_noncitizen_pct_2000")},
    "staggered_did": {
        "method": ("callaway_santanna", "sun_abraham", "imputation", "bacon"),
        "control": ("not_yet_treated", "never_treated"),
    },
    "matched_did": {"ratio": (1, 2, 3), "caliper": (None, 0.1, 0.2)},
    "between_within_logit": {"weight_scaling": ("size", "effective")},
}
"""Options of an estimator; the first value of each is its default."""

CLUSTER_LEVELS = ("model", "person", "county", "state")
ONE_POLICY_AT_A_TIME = ("event_study", "staggered_did", "matched_did")
LINEAR = ("two_way_effects", "event_study", "triple_difference", "staggered_did", "matched_did")
WITHIN_WINDOWS = ("between_within_logit", "conditional_logit", "two_way_effects")
"""Estimators that compare rows within a unit, which a clean window may be."""
BY_DRAWS: dict[str, tuple[str, ...]] = {
    "score_wild_bootstrap": ("between_within_logit", "conditional_logit", "two_way_effects", "triple_difference"),
    "randomization": ("between_within_logit", "conditional_logit"),
}
"""Inferences by draws, and the estimators that offer them."""
RECOMMENDED = "recommended"
"""As an inference: the one the stated rule points to for each effect, where the estimator offers it."""
LOGITS_OF_MONTHS = ("between_within_logit", "conditional_logit", "pooled_logit")
"""Estimators a discrete-time hazard of person-months may use."""
MONTHS_ONLY = "recall_lag"
"""A time term of person-months: how many months before the interview the month lies."""
SHARED_TIME_ONLY = "state_half_year"
"""A time term with too many levels for anything but absorbed effects."""
