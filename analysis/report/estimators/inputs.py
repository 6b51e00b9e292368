"""What the page of estimators is made from, and the columns each frame must bring."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from analysis.report.inputs import (
    ESTIMATE_COLUMNS,
    INFERENCE_COLUMNS,
    PLANTED_TRUTH_COLUMNS,
    SOURCE_COLUMNS,
    complete_frame,
)
from analysis.report.trusted_inference import with_trusted_inference

COLUMNS = {
    "sources": SOURCE_COLUMNS,
    "estimates": (
        *ESTIMATE_COLUMNS, "family", "scale", "effect_pp_std_error", "p_holm", "p_romano_wolf", "p_equivalence",
    ),
    "inferences": INFERENCE_COLUMNS,
    "tests": (
        "specification_id", "population", "test", "comparison", "term", "estimate", "conf_low", "conf_high",
        "statistic", "degrees_of_freedom", "p_value", "smallest_detectable", "message", "synthetic_inputs",
    ),
    "balance": (
        "specification_id", "population", "term", "covariate", "sample", "standardized_mean_difference",
        "synthetic_inputs",
    ),
    "planted_truth": PLANTED_TRUTH_COLUMNS,
}  # fmt: skip


@dataclass(frozen=True)
class EstimatorInputs:
    """Frames behind the page of estimators; an absent or empty frame gives a section that says so.

    sources        meta.sources; drives the banner
    estimates      results.estimates of this version; held with the inference to be trusted
    inferences     results.inferences
    tests          results.tests
    balance        results.balance
    planted_truth  meta.planted_truth; empty when the people are real
    run            as on the report page
    is_gated       True when a confidential source is real: counts are then rounded for release, in messages too

    Raises MissingReportColumnError when a frame with rows lacks a column of COLUMNS.
    """

    sources: pd.DataFrame | None = None
    estimates: pd.DataFrame | None = None
    inferences: pd.DataFrame | None = None
    tests: pd.DataFrame | None = None
    balance: pd.DataFrame | None = None
    planted_truth: pd.DataFrame | None = None
    run: dict = field(default_factory=dict)
    is_gated: bool = False

    def __post_init__(self) -> None:
        for name, columns in COLUMNS.items():
            object.__setattr__(self, name, complete_frame(name, getattr(self, name), columns))
        object.__setattr__(self, "estimates", with_trusted_inference(self.estimates, self.inferences))
