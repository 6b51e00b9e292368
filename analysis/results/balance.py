"""The table results.balance: covariates of the treated and their controls before and after matching."""

from __future__ import annotations

from analysis.results.model_key import MODEL_COLUMNS, MODEL_KEY
from analysis.results.table import FLAG, NUMBER, TEXT, ResultTable

BALANCE = ResultTable(
    name="balance",
    comment="Balance of the matched design: covariate by covariate, before and after matching",
    key=(*MODEL_KEY, "term", "covariate", "sample"),
    columns={
        **MODEL_COLUMNS,
        "term": (TEXT, "Policy whose treated persons were matched"),
        "covariate": (TEXT, "Covariate, or level of one"),
        "sample": (TEXT, "before or after matching"),
        "mean_treated": (NUMBER, "Mean among the treated"),
        "mean_control": (NUMBER, "Mean among the controls"),
        "standardized_mean_difference": (NUMBER, "Difference of means over the treated's standard deviation"),
        "variance_ratio": (NUMBER, "Variance among the treated over that among the controls; null for indicators"),
        "synthetic_inputs": (FLAG, "Whether any interview behind the row is synthetic"),
    },
)
