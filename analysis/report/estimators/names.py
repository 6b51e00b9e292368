"""Names a reader sees for estimators and comparisons, and the order of models on the page."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.report.labels import label_population
from analysis.report.specification_roles import NOT_REGISTERED, registry

ESTIMATORS = {
    "between_within_logit": "Between–within logit",
    "conditional_logit": "Conditional logit",
    "pooled_logit": "Pooled logit",
    "gee_logit": "GEE logit",
    "survey_logit": "Survey-weighted logit",
    "two_way_effects": "Linear, person effects",
    "event_study": "Event study",
    "triple_difference": "Triple difference",
    "staggered_did": "Staggered adoption",
    "matched_did": "Matched differences",
}
METHODS = {
    "callaway_santanna": "Callaway–Sant’Anna",
    "sun_abraham": "Sun–Abraham",
    "imputation": "Imputation",
    "bacon": "Two-way effects of county means",
}
COMPARISONS = {
    "treated_vs_never": "Treated against never treated",
    "earlier_vs_later": "Earlier against later treated",
    "later_vs_earlier": "Later against already treated",
}


@dataclass(frozen=True)
class Model:
    """A specification as the page names it; `method` is that of staggered adoption, else empty."""

    specification_id: str
    title: str
    estimator: str
    method: str
    position: int

    @property
    def kind(self) -> str:
        """Estimator, and method where it has several, in words."""
        return METHODS.get(self.method) or ESTIMATORS.get(self.estimator, self.estimator.replace("_", " "))

    @property
    def is_logit(self) -> bool:
        return self.estimator.endswith("_logit")


def models_of(estimates: pd.DataFrame) -> list[Model]:
    """Specifications in the order of the registry; those that are not registered follow."""
    firsts = estimates.drop_duplicates("specification_id")
    return sorted((_model(row) for _, row in firsts.iterrows()), key=lambda model: model.position)


def _model(row: pd.Series) -> Model:
    position, registered = registry().get(row["specification_id"], (NOT_REGISTERED, None))
    return Model(
        specification_id=row["specification_id"],
        title=registered.title if registered else str(row["specification"]).replace("_", " "),
        estimator=str(row["estimator"]),
        method=str(registered.option("method")) if registered and row["estimator"] == "staggered_did" else "",
        position=position,
    )


def label_comparison(code: str) -> str:
    """`white - latino` as `White − Latino`, and the types of two-way comparisons in words."""
    if code in COMPARISONS:
        return COMPARISONS[code]
    words = {"conditional": "Conditional", "between_within": "between–within"}
    return " − ".join(words.get(part) or label_population(part) for part in code.split(" - "))
