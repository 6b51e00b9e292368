"""What the report page is made from, and the columns each frame must bring."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from analysis.report.trusted_inference import with_trusted_inference

ESTIMATE_COLUMNS = (
    "specification_id",
    "specification",
    "population",
    "term",
    "component",
    "estimator",
    "exposure_definition",
    "estimate",
    "p_value",
    "conf_low",
    "conf_high",
    "odds_ratio",
    "effect_pp",
    "n_persons",
    "n_interviews",
    "n_switchers",
    "n_informative_switchers",
    "n_treated_counties",
    "n_treated_states",
    "mde",
    "power",
    "type_s",
    "type_m",
    "status",
    "message",
    "synthetic_inputs",
    "n_imputations",
    "cluster_level",
    "recommended_inference",
)
INFERENCE_COLUMNS = (
    "specification_id", "population", "term", "component", "inference", "estimate", "std_error", "p_value", "conf_low",
    "conf_high", "n_clusters", "n_treated_clusters", "n_draws", "is_recommended", "reason", "synthetic_inputs",
)  # fmt: skip
PLANTED_TRUTH_COLUMNS = ("scenario", "policy", "population", "exposure_definition", "scale", "value")
SOURCE_COLUMNS = ("source", "title", "citation", "licence", "is_synthetic", "status")
PANEL_SUMMARY_COLUMNS = (
    "population", "first_year", "last_year", "n_persons", "n_interviews", "n_victimized_interviews", "victimized_pct",
    "is_synthetic",
)  # fmt: skip
SAMPLE_FLOW_COLUMNS = ("flow", "step", "kind", "rule", "n_records", "n_records_left", "n_persons_left")
VICTIMIZATION_RATE_COLUMNS = (
    "year", "population", "outcome", "measure", "unit", "estimate", "std_error", "conf_low", "conf_high",
    "relative_std_error_pct", "n_records", "is_unreliable", "note", "synthetic_inputs",
)  # fmt: skip
PUBLISHED_RATE_COLUMNS = ("year", "population", "outcome", "measure", "estimate", "std_error")


class MissingReportColumnError(ValueError):
    """A frame handed to the report lacks a column the page is built from."""


def complete_frame(name: str, frame: pd.DataFrame | None, columns: tuple[str, ...]) -> pd.DataFrame:
    """The frame itself, or an empty one with `columns` when there are no rows.

    Raises MissingReportColumnError, naming frame and columns, when a frame with rows lacks one.
    """
    if frame is None or frame.empty:
        return pd.DataFrame({column: pd.Series(dtype="object") for column in columns})
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise MissingReportColumnError(f"{name}: column(s) {', '.join(missing)} missing; select them into the frame")
    return frame.reset_index(drop=True)


@dataclass(frozen=True)
class ReportInputs:
    """Frames behind one report page; an absent or empty frame gives a section that says so.

    estimates      results.estimates of this version, one row a term; held with the inference to be trusted
    inferences     results.inferences of this version, from which that inference is taken
    planted_truth  meta.planted_truth; empty when the people are real
    sources        meta.sources, one row a source and file; `status` and `is_synthetic` drive the banner
    panel_summary  one row a population, all years of the panel together:
                     population               'all', 'latino', 'white', 'black', 'other'
                     first_year, last_year    of the interviews
                     n_persons                distinct persons interviewed
                     n_interviews             person-interviews
                     n_victimized_interviews  of these, with a violent victimization in the six months before
                     victimized_pct           100 × n_victimized_interviews / n_interviews, unweighted
                     is_synthetic             True when any interview of the row is synthetic
    run            run_id, data_version, code_version, scale, scenario, seed, finished_at
    paper_example  the precomputed paper-size twin table (see paper_example.py), or None
    is_gated       True when a confidential source is real: counts are then rounded for release
    sample_flow    quality.sample_flow; the page tells its ends, the people's page every rule
    victimization_rates  results.victimization_rates
    published_rates      marts.published_victimization_rates, drawn beside those of the run
    """

    estimates: pd.DataFrame
    planted_truth: pd.DataFrame
    sources: pd.DataFrame
    panel_summary: pd.DataFrame
    run: dict = field(default_factory=dict)
    paper_example: pd.DataFrame | None = None
    is_gated: bool = False
    sample_flow: pd.DataFrame | None = None
    victimization_rates: pd.DataFrame | None = None
    published_rates: pd.DataFrame | None = None
    inferences: pd.DataFrame | None = None

    def __post_init__(self) -> None:
        for name, columns in (
            ("estimates", ESTIMATE_COLUMNS),
            ("inferences", INFERENCE_COLUMNS),
            ("planted_truth", PLANTED_TRUTH_COLUMNS),
            ("sources", SOURCE_COLUMNS),
            ("panel_summary", PANEL_SUMMARY_COLUMNS),
            ("sample_flow", SAMPLE_FLOW_COLUMNS),
            ("victimization_rates", VICTIMIZATION_RATE_COLUMNS),
            ("published_rates", PUBLISHED_RATE_COLUMNS),
        ):
            object.__setattr__(self, name, complete_frame(name, getattr(self, name), columns))
        object.__setattr__(self, "estimates", with_trusted_inference(self.estimates, self.inferences))
