"""The table results.estimates: one row a specification, population and term, whether estimated or not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from analysis.results.model_key import MODEL_COLUMNS, MODEL_KEY
from analysis.results.table import COUNT, FLAG, NUMBER, TEXT, ResultTable

ESTIMATES = ResultTable(
    name="estimates",
    comment="Estimates of every specification, population and term; a refused model is a row",
    key=(*MODEL_KEY, "term", "component"),
    columns={
        **MODEL_COLUMNS,
        "estimand": (TEXT, "What is estimated, in words"),
        "outcome": (TEXT, "Outcome column of marts.respondent_periods"),
        "term": (TEXT, "Policy, time effect or covariate the coefficient belongs to"),
        "component": (
            TEXT,
            "Part of the model; effects are those of EFFECT_COMPONENTS, between is description",
        ),
        "estimator": (TEXT, "Method, such as between_within_logit"),
        "family": (TEXT, "Family of tests within which p-values are adjusted"),
        "exposure_definition": (TEXT, "How a reference period counts as exposed: any, share or full"),
        "controls_id": (TEXT, "Name of the control set in specifications.yaml"),
        "estimate": (NUMBER, "Coefficient on its scale (the standard deviation itself for the random intercept)"),
        "std_error": (NUMBER, "Standard error of the coefficient, by the inference named"),
        "p_value": (NUMBER, "Two-sided p-value of no effect"),
        "p_holm": (NUMBER, "p-value adjusted for the policies and populations of the family, Holm"),
        "p_romano_wolf": (
            NUMBER,
            "The same by Romano and Wolf, from a joint bootstrap; null where none was drawn",
        ),
        "p_equivalence": (
            NUMBER,
            "p-value that the effect is as large as the smallest of interest or larger",
        ),
        "conf_low": (NUMBER, "Lower end of the confidence interval of the coefficient"),
        "conf_high": (NUMBER, "Upper end of the confidence interval of the coefficient"),
        "odds_ratio": (NUMBER, "exp(estimate); null on the probability scale"),
        "effect_pp": (
            NUMBER,
            "Average effect of exposure, in percentage points, integrated over any intercept",
        ),
        "effect_pp_std_error": (NUMBER, "Standard error of effect_pp, by the delta method"),
        "scale": (TEXT, "Scale of the estimate: log_odds or probability"),
        "inference": (TEXT, "How the standard error was made"),
        "cluster_level": (TEXT, "Level of the clusters, null when model-based"),
        "recommended_inference": (TEXT, "Inference that inference/recommendation.py points to; refused: none"),
        "n_clusters": (COUNT, "Number of clusters"),
        "n_persons": (COUNT, "Persons in the model"),
        "n_interviews": (COUNT, "Interviews in the model"),
        "n_events": (COUNT, "Interviews with the outcome"),
        "n_informative": (COUNT, "Persons whose outcome varies"),
        "n_switchers": (COUNT, "Persons observed on both sides of a change of the policy"),
        "n_informative_switchers": (COUNT, "Switchers whose outcome varies: all a within effect rests on"),
        "n_treated_counties": (COUNT, "Counties with any exposed interview"),
        "n_treated_states": (COUNT, "States with any exposed interview"),
        "mde": (NUMBER, "Smallest odds ratio detectable with 80 % power at 5 %, two-sided"),
        "power": (NUMBER, "Power against the benchmark odds ratio of the specification"),
        "type_s": (NUMBER, "Probability that a significant estimate has the wrong sign, under the benchmark"),
        "type_m": (NUMBER, "Expected exaggeration of a significant estimate, under the benchmark"),
        "status": (TEXT, "ok, not_estimable, not_converged or refused"),
        "message": (TEXT, "Why a status is not ok, and what was left out"),
        "synthetic_inputs": (FLAG, "Whether any interview behind the estimate is synthetic"),
        "n_imputations": (
            COUNT,
            "Fits pooled by Rubin's rules, one a draw of imputed values; 1 without",
        ),
        "fraction_missing_information": (
            NUMBER,
            "Share of the information lost to missing values; null without imputations",
        ),
        "log_likelihood": (NUMBER, "Log-likelihood at the estimates; null where fits are pooled"),
        "seconds": (NUMBER, "Wall time of the model, in seconds"),
        "code_version": (TEXT, "Release and hash of the code"),
        "registration": (
            TEXT,
            "frozen and the day the specification was fixed before estimation; else EXPLORATORY",
        ),
    },
)
EFFECT_COMPONENTS = ("within", "lead", "lag", "triple_difference", "att", "matched_difference", "adjusted_difference")
"""Components that are effects; between is description."""
DESCRIPTIVE_COMPONENTS = ("between", "unsplit", "control", "random_intercept", "population_average", "comparison")
"""Components that describe people, places, time or weights, and are no effect within anybody."""
RESULT_COLUMNS = ESTIMATES.types


def results_frame(rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Rows as a frame of results.estimates; raises ValueError as `ResultTable.frame`."""
    return ESTIMATES.frame(rows)


def empty_results() -> pd.DataFrame:
    """A frame of results.estimates without rows."""
    return ESTIMATES.frame()
