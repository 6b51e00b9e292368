"""What the policies page is made from, and the columns each frame must bring."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import pandas as pd

from analysis.report.inputs import SOURCE_COLUMNS, complete_frame

COLUMNS = {
    "sources": SOURCE_COLUMNS,
    "policies": ("policy", "policy_name", "source", "description"),
    "month_counts": (
        "policy", "month_start", "n_counties", "n_active", "n_certain", "n_possible", "n_observed",
        "n_assumed_absent", "n_unknown", "is_synthetic",
    ),
    "county_months": ("policy", "county_fips", "active_months", "unknown_months"),
    "county_outlines": ("code", "name", "path"),
    "legal_events": (
        "event_id", "event_date_earliest", "event_date_latest", "event_name", "kind", "policies_affected",
        "description", "citation", "verification",
    ),
    "federal_regimes": (
        "regime_name", "starts_on", "ends_on", "formal_program", "request", "are_fingerprints_shared", "description",
        "citation", "verification",
    ),
    "statewide_policies": (
        "policy", "state_fips", "start_earliest", "start_latest", "end_earliest", "end_latest", "instrument",
        "is_counted", "description", "citation", "verification",
    ),
    "joint_states": ("year", "joint_state", "is_fully_known", "n_county_months", "is_synthetic"),
    "overlap": (
        "policy", "other_policy", "n_known", "n_both", "correlation", "correlation_within", "is_synthetic",
    ),
    "policy_counts": (
        "program", "measure", "policy", "as_of_earliest", "as_of_latest", "count_low", "count_high", "n_listed",
        "n_known_then", "n_certain", "n_possible", "agreement", "citation", "note",
    ),
    "conflicts": (
        "kind", "policy", "state_fips", "agency_name", "source_kept", "source_set_aside", "value_kept",
        "value_set_aside", "difference_days", "rule", "file_name", "row_number", "is_synthetic",
    ),
    "policy_sources": (
        "policy", "source_id", "n_spells", "n_jurisdictions", "first_start", "last_start", "last_known_on",
        "is_synthetic",
    ),
    "set_aside_rows": ("source", "file_name", "row_number", "column_name", "reason"),
    "as_of_example": ("known_on", "policy", "in_force", "n_spells", "is_synthetic"),
}  # fmt: skip


@dataclass(frozen=True)
class PolicyInputs:
    """Frames behind the policies page; an absent or empty frame gives a section that says so.

    sources             meta.sources, only of the sources policies are read from; drives the banner
    policies            marts.policies
    month_counts        one row a policy and month: counties by what policy_county_month says of them
    county_months       one row a policy and county: `active_months` and `unknown_months` hold one character a month,
                        1 or 0, from the first month of `month_counts` on; null stands for no month at all
    county_outlines     `code` (five digits a county, two a state), `name`, `path` (SVG, in units of `outline_size`)
    legal_events, federal_regimes, statewide_policies, policy_counts, conflicts, overlap   the marts of these names
    joint_states        policy_joint_states by year
    policy_sources      policy_timeline by policy and source
    set_aside_rows      quality.rejected_rows of policy sources, whole rows only
    as_of_example       the results of `as_of_statements`, told apart by `known_on`
    state_names         name by two-digit state code
    run                 as on the report page

    Raises MissingReportColumnError when a frame with rows lacks a column of COLUMNS.
    """

    sources: pd.DataFrame | None = None
    policies: pd.DataFrame | None = None
    month_counts: pd.DataFrame | None = None
    county_months: pd.DataFrame | None = None
    county_outlines: pd.DataFrame | None = None
    legal_events: pd.DataFrame | None = None
    federal_regimes: pd.DataFrame | None = None
    statewide_policies: pd.DataFrame | None = None
    joint_states: pd.DataFrame | None = None
    overlap: pd.DataFrame | None = None
    policy_counts: pd.DataFrame | None = None
    conflicts: pd.DataFrame | None = None
    policy_sources: pd.DataFrame | None = None
    set_aside_rows: pd.DataFrame | None = None
    as_of_example: pd.DataFrame | None = None
    as_of_statements: tuple[str, ...] = ()
    outline_size: tuple[int, int] = (0, 0)
    state_names: dict[str, str] = field(default_factory=dict)
    run: dict = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in (known.name for known in fields(self) if known.name in COLUMNS):
            object.__setattr__(self, name, complete_frame(name, getattr(self, name), COLUMNS[name]))
