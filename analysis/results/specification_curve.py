"""The tables of the specification curve, which lie beside a published version and not in it."""

from __future__ import annotations

from analysis.results.estimates import ESTIMATES
from analysis.results.model_key import MODEL_KEY
from analysis.results.table import COUNT, FLAG, NUMBER, TEXT, ResultTable

_KEPT = (
    "data_version", "specification_id", "specification", "population", "term", "estimator", "exposure_definition",
    "controls_id", "outcome", "estimate", "std_error", "p_value", "conf_low", "conf_high", "odds_ratio", "inference",
    "n_clusters", "n_persons", "n_interviews", "n_events", "n_switchers", "n_informative_switchers",
    "n_treated_counties", "status", "message", "synthetic_inputs", "seconds", "code_version", "registration",
)  # fmt: skip

SPECIFICATION_CURVE = ResultTable(
    name="specification_curve",
    comment="Within effects of each policy under every defensible specification; a refused model is a row",
    key=(*MODEL_KEY, "term"),
    columns={
        **{name: ESTIMATES.columns[name] for name in _KEPT},
        "title": (TEXT, "The choices that make the specification, in words"),
        "is_thin": (FLAG, "Whether too few persons change both exposure and outcome for the estimate to be read"),
    },
)

CURVE_INFERENCE = ResultTable(
    name="specification_curve_inference",
    comment="What all specifications of the curve say together, and what they would say of no effect at all",
    key=("data_version", "term", "population"),
    columns={
        "data_version": (TEXT, "Version of the marts the curve rests on"),
        "term": (TEXT, "Policy"),
        "population": (TEXT, "Who is estimated for: all, latino, white or black"),
        "n_specifications": (COUNT, "Specifications of the curve estimated so far"),
        "n_readable": (COUNT, "Of these with an estimate that is not thin: all below is of them"),
        "n_thin": (COUNT, "Of these with an estimate that too few persons inform"),
        "n_failed": (COUNT, "Of these without an estimate"),
        "median_estimate": (NUMBER, "Median of the estimates, in log odds"),
        "median_odds_ratio": (NUMBER, "exp(median_estimate)"),
        "null_median_low": (NUMBER, "2.5 % quantile of the median estimate where no policy has an effect"),
        "null_median_high": (NUMBER, "97.5 % quantile of the median estimate where no policy has an effect"),
        "p_median": (NUMBER, "p-value of the median estimate"),
        "share_significant_up": (NUMBER, "Share of estimates above zero with p < 0.05"),
        "share_significant_down": (NUMBER, "Share of estimates below zero with p < 0.05"),
        "null_share_significant": (NUMBER, "Mean share with p < 0.05, in the direction more have, without an effect"),
        "p_share_significant": (NUMBER, "p-value of the share in the direction more have"),
        "n_clusters": (COUNT, "Counties whose influence was drawn"),
        "n_draws": (COUNT, "Draws of the null distribution"),
        "message": (TEXT, "How to read it, or why there is nothing to read"),
        "synthetic_inputs": (FLAG, "Whether any interview behind the curve is synthetic"),
    },
)
