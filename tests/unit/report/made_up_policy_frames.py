"""Frames of one invented timeline, in the columns of the policies page."""

from __future__ import annotations

import pandas as pd

from analysis.report.policies import PolicyInputs
from tests.unit.report.made_up_frames import RUN

MONTHS = pd.date_range("2008-01-01", "2017-12-01", freq="MS")
COUNTIES = ("06001", "06003", "48001", "48003")


def sources(is_synthetic: bool) -> pd.DataFrame:
    state = "synthetic" if is_synthetic else "real"
    rows = [
        ("secure_communities", "Activation dates by county", "ICE.", "public record", False, "real"),
        ("detainer_section_iii", "Declined detainers", "ICE.", "public record", is_synthetic, state),
    ]
    return pd.DataFrame(rows, columns=["source", "title", "citation", "licence", "is_synthetic", "status"])


def policies() -> pd.DataFrame:
    rows = [
        ("secure_communities", "Secure Communities", "secure_communities", "Fingerprints are matched"),
        ("anti_detainer", "Limits on honouring detainers", "detainer_section_iii", "No holds"),
        ("worksite_raid", "Worksite raid", "dated_policies", "Large action"),
    ]
    return pd.DataFrame(rows, columns=["policy", "policy_name", "source", "description"])


def _month_row(policy: str, start: pd.Timestamp, counts: tuple[int, int, int, int], is_synthetic: bool) -> tuple:
    n_active, n_certain, n_possible, n_unknown = counts
    return (policy, start, 4, n_active, n_certain, n_possible, 4 - n_unknown, 0, n_unknown, is_synthetic)


def month_counts(is_synthetic: bool) -> pd.DataFrame:
    """Secure Communities in two counties from 2010 and in four from 2012 to 2014; detainers known in one county."""
    rows = []
    for start in MONTHS:
        n_active = 0 if start.year < 2010 or start.year > 2014 else 2 if start.year < 2012 else 4
        rows.append(_month_row("secure_communities", start, (n_active, max(0, n_active - 1), n_active, 0), False))
        n_limits = int(start.year >= 2014)
        rows.append(_month_row("anti_detainer", start, (n_limits, n_limits, n_limits, 3), is_synthetic))
    columns = [
        "policy", "month_start", "n_counties", "n_active", "n_certain", "n_possible", "n_observed",
        "n_assumed_absent", "n_unknown", "is_synthetic",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _bits(*years: int) -> str:
    return "".join("1" if start.year in years else "0" for start in MONTHS)


def county_months() -> pd.DataFrame:
    wide, narrow = _bits(2010, 2011, 2012, 2013, 2014), _bits(2012, 2013, 2014)
    rows = [("secure_communities", county, wide if n < 2 else narrow, None) for n, county in enumerate(COUNTIES)]
    limits = _bits(2014, 2015, 2016, 2017)
    rows += [("anti_detainer", "06001", limits, None)]
    rows += [("anti_detainer", county, None, "1" * len(MONTHS)) for county in COUNTIES[1:]]
    return pd.DataFrame(rows, columns=["policy", "county_fips", "active_months", "unknown_months"])


def county_outlines() -> pd.DataFrame:
    rows = [(code, f"County {code}", f"M{n * 10} 0l10 0 0 10-10 0z") for n, code in enumerate(COUNTIES)]
    rows += [("06", "CA", "M0 0l20 0 0 10-20 0z"), ("48", "TX", "M20 0l20 0 0 10-20 0z")]
    return pd.DataFrame(rows, columns=["code", "name", "path"])


def legal_events() -> pd.DataFrame:
    rows = [
        ("secure_communities_start_2008", "2008-10-01", "2008-10-31", "Secure Communities begins", "program_change",
         "secure_communities", "First jails", "ICE, news release", "confirmed"),
        ("eo_13768", "2017-01-25", "2017-01-25", "Executive Order 13768", "executive_order",
         "secure_communities;federal_event", "Reinstates", "82 Fed. Reg. 8799", "from_memory"),
    ]  # fmt: skip
    columns = [
        "event_id", "event_date_earliest", "event_date_latest", "event_name", "kind", "policies_affected",
        "description", "citation", "verification",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def federal_regimes() -> pd.DataFrame:
    rows = [
        ("Before", "2003-01-01", "2008-09-30", "none", "detainer", False, "By hand", "8 C.F.R. 287.7", "confirmed"),
        ("With it", "2008-10-01", None, "secure_communities", "detainer", True, "By computer", "ICE", "confirmed"),
    ]  # fmt: skip
    columns = [
        "regime_name", "starts_on", "ends_on", "formal_program", "request", "are_fingerprints_shared", "description",
        "citation", "verification",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def statewide_policies() -> pd.DataFrame:
    row = (
        "anti_detainer", "06", "2014-01-01", "2014-01-01", None, None, "law", True, "TRUST Act", "Cal. Stats. 2013",
        "confirmed",
    )  # fmt: skip
    columns = [
        "policy", "state_fips", "start_earliest", "start_latest", "end_earliest", "end_latest", "instrument",
        "is_counted", "description", "citation", "verification",
    ]  # fmt: skip
    return pd.DataFrame([row], columns=columns)


def joint_states(is_synthetic: bool) -> pd.DataFrame:
    rows = [
        (2010, "none ? anti_detainer", False, 24, is_synthetic),
        (2010, "secure_communities ? anti_detainer", False, 24, is_synthetic),
        (2014, "secure_communities + anti_detainer", True, 2, is_synthetic),
        (2014, "secure_communities ? anti_detainer", False, 46, is_synthetic),
    ]
    return pd.DataFrame(rows, columns=["year", "joint_state", "is_fully_known", "n_county_months", "is_synthetic"])


def overlap(is_synthetic: bool) -> pd.DataFrame:
    """Two agreements that overlap, and a policy that never varies."""
    correlations = {("287g_jail", "287g_task_force"): (0.6, 0.5)}
    rows = []
    codes = ("287g_jail", "287g_task_force", "anti_detainer")
    for policy in codes:
        for other in codes:
            plain, within = correlations.get(tuple(sorted((policy, other))), (None, None))
            if policy == other != "anti_detainer":
                plain = within = 1.0
            rows.append((policy, other, 480, 12, plain, within, is_synthetic))
    columns = ["policy", "other_policy", "n_known", "n_both", "correlation", "correlation_within", "is_synthetic"]
    return pd.DataFrame(rows, columns=columns)


def policy_counts() -> pd.DataFrame:
    rows = [
        ("secure_communities", "counties_activated_by", None, "2012-12-31", "2012-12-31", 4, 4, None, None, 4, 4,
         "exact", "ICE, list", None),
        ("287g", "agreements_in_force", "287g_jail", "2011-06-30", "2011-06-30", 34, 35, None, 30, 30, 31, "differs",
         "CRS, R41423", "a note"),
    ]  # fmt: skip
    columns = [
        "program", "measure", "policy", "as_of_earliest", "as_of_latest", "count_low", "count_high", "n_listed",
        "n_known_then", "n_certain", "n_possible", "agreement", "citation", "note",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def conflicts(n_rows: int = 3, is_synthetic: bool = False) -> pd.DataFrame:
    row = {
        "kind": "end", "policy": "287g_hybrid", "state_fips": "06", "agency_name": "Bodie <County> Sheriff",
        "source_kept": "national_regimes", "source_set_aside": "ice_287g_roster", "value_kept": "2012-12-31",
        "value_set_aside": "2013-09-30", "difference_days": 273, "rule": "No task force outlived its regime",
        "file_name": "roster.csv", "row_number": 7, "is_synthetic": is_synthetic,
    }  # fmt: skip
    return pd.DataFrame([row] * n_rows + [row | {"kind": "start", "rule": "Lists stand above marks"}])


def policy_sources(is_synthetic: bool) -> pd.DataFrame:
    rows = [
        ("secure_communities", "secure_communities", 4, 4, "2010-01-01", "2012-01-31", "2012-01-31", False),
        ("anti_detainer", "detainer_section_iii", 1, 1, "2014-01-01", "2014-01-01", "2013-10-05", is_synthetic),
    ]
    columns = [
        "policy", "source_id", "n_spells", "n_jurisdictions", "first_start", "last_start", "last_known_on",
        "is_synthetic",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def set_aside_rows() -> pd.DataFrame:
    rows = [
        (
            "ice_287g_roster",
            "roster.csv",
            12,
            "law_enforcement_agency",
            "row set aside: no county found for the agency",
        ),
        ("secure_communities", "activation.dta", 99, "countyfips", "row set aside: Puerto Rico is outside"),
    ]
    return pd.DataFrame(rows, columns=["source", "file_name", "row_number", "column_name", "reason"])


def as_of_example(is_synthetic: bool) -> pd.DataFrame:
    rows = [
        ("2013-06-01", "secure_communities", "certain", 3, False),
        ("2025-12-01", "secure_communities", "certain", 4, False),
        ("2025-12-01", "anti_detainer", "possible", 1, is_synthetic),
    ]
    return pd.DataFrame(rows, columns=["known_on", "policy", "in_force", "n_spells", "is_synthetic"])


def policy_inputs(is_synthetic: bool = False, **changed: object) -> PolicyInputs:
    """All frames of the invented timeline, with those given in place of its own."""
    frames = {
        "sources": sources(is_synthetic),
        "policies": policies(),
        "month_counts": month_counts(is_synthetic),
        "county_months": county_months(),
        "county_outlines": county_outlines(),
        "legal_events": legal_events(),
        "federal_regimes": federal_regimes(),
        "statewide_policies": statewide_policies(),
        "joint_states": joint_states(is_synthetic),
        "overlap": overlap(is_synthetic),
        "policy_counts": policy_counts(),
        "conflicts": conflicts(),
        "policy_sources": policy_sources(is_synthetic),
        "set_aside_rows": set_aside_rows(),
        "as_of_example": as_of_example(is_synthetic),
        "as_of_statements": ("select 1 from marts.policies_as_of(date '2012-08-15', date '2013-06-01')",),
        "outline_size": (40, 10),
        "state_names": {"06": "California", "48": "Texas"},
        "run": RUN,
    }
    return PolicyInputs(**(frames | changed))
