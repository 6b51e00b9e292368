"""What the people's page is made from, and the columns each frame must bring."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from analysis.report.inputs import (
    PUBLISHED_RATE_COLUMNS,
    SAMPLE_FLOW_COLUMNS,
    SOURCE_COLUMNS,
    VICTIMIZATION_RATE_COLUMNS,
    complete_frame,
)

COLUMNS = {
    "sources": SOURCE_COLUMNS,
    "sample_flow": SAMPLE_FLOW_COLUMNS,
    "victimization_rates": VICTIMIZATION_RATE_COLUMNS,
    "published_rates": PUBLISHED_RATE_COLUMNS,
    "attrition": (
        "interview_year", "interview_number", "population_group", "next_contact", "n_interviews",
        "weighted_interviews", "is_synthetic",
    ),
    "selection": (
        "measure", "kind", "unit", "policy", "population", "mean_with", "mean_without", "estimate", "conf_low",
        "conf_high", "p_value", "p_holm", "n_interviews", "n_with", "n_marked_with", "n_marked_without", "status",
        "message", "synthetic_inputs",
    ),
    "selection_bounds": (
        "policy", "population", "effect_pp", "retention_pp", "trimmed_pct", "low_pp", "high_pp", "low_95_pp",
        "high_95_pp", "worst_low_pp", "worst_high_pp", "break_even_ratio", "n_retained_with", "n_lost_with",
        "n_victims_with", "status", "message", "synthetic_inputs",
    ),
    "covariates": (
        "column_name", "title", "level", "survey_variables", "value_labels", "reference", "missing_rule", "note",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class RespondentInputs:
    """Frames behind the people's page; an absent or empty frame gives a section that says so.

    sources              meta.sources, only of the survey's sources; drives the banner and marks the sample flow
    sample_flow          quality.sample_flow
    victimization_rates  results.victimization_rates: rates per 1,000, totals in victimizations, shares in percent
    published_rates      marts.published_victimization_rates
    attrition            marts.respondent_attrition
    selection            results.selection: what else of an interview changes with a policy
    selection_bounds     results.selection_bounds
    covariates           marts.respondent_covariates, the codebook
    run                  as on the report page
    is_gated             True when a confidential source is real: counts are then rounded for release

    Raises MissingReportColumnError when a frame with rows lacks a column of COLUMNS.
    """

    sources: pd.DataFrame | None = None
    sample_flow: pd.DataFrame | None = None
    victimization_rates: pd.DataFrame | None = None
    published_rates: pd.DataFrame | None = None
    attrition: pd.DataFrame | None = None
    selection: pd.DataFrame | None = None
    selection_bounds: pd.DataFrame | None = None
    covariates: pd.DataFrame | None = None
    run: dict = field(default_factory=dict)
    is_gated: bool = False

    def __post_init__(self) -> None:
        for name, columns in COLUMNS.items():
            object.__setattr__(self, name, complete_frame(name, getattr(self, name), columns))
