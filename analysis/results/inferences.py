"""The table results.inferences: one estimate's error by each inference asked for, and which of them to trust."""

from __future__ import annotations

from analysis.results.model_key import MODEL_COLUMNS, MODEL_KEY
from analysis.results.table import COUNT, FLAG, NUMBER, TEXT, ResultTable

INFERENCES = ResultTable(
    name="inferences",
    comment="Standard error, p-value and interval of each policy's estimate by every inference asked for",
    key=(*MODEL_KEY, "term", "component", "inference"),
    columns={
        **MODEL_COLUMNS,
        "term": (TEXT, "Policy the estimate belongs to"),
        "component": (TEXT, "Component of the estimate, as in results.estimates"),
        "inference": (TEXT, "model, person, county, state, score_wild_bootstrap or randomization"),
        "estimate": (NUMBER, "The estimate, the same for every inference"),
        "std_error": (NUMBER, "Standard error by this inference; null where it gives none"),
        "p_value": (NUMBER, "Two-sided p-value of no effect"),
        "conf_low": (NUMBER, "Lower end of the confidence interval; null where the inference gives none"),
        "conf_high": (NUMBER, "Upper end of the confidence interval; null where the inference gives none"),
        "n_clusters": (COUNT, "Clusters the inference rests on; null without clusters"),
        "n_treated_clusters": (COUNT, "Clusters with any exposed interview; null without clusters"),
        "n_draws": (COUNT, "Draws of a bootstrap or randomization; null without draws"),
        "is_recommended": (FLAG, "Whether the rule of analysis/inference/recommendation.py points to this inference"),
        "reason": (TEXT, "Why it does or does not"),
        "synthetic_inputs": (FLAG, "Whether any interview behind the estimate is synthetic"),
    },
)
