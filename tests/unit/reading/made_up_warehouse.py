"""A published warehouse of a few rows, with the columns the models promise and the real table function."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import SimpleNamespace

import duckdb
import jinja2
import pandas as pd
import yaml

from orchestration.settings import DBT_PROJECT_DIRECTORY

MARTS = DBT_PROJECT_DIRECTORY / "models" / "marts"
SEEDS = DBT_PROJECT_DIRECTORY / "seeds"
TABLE_FUNCTION = DBT_PROJECT_DIRECTORY / "macros" / "published" / "create_policies_as_of.sql"
SEED_NAMES = ("policies", "states", "county_changes")

COUNTIES = {
    "04013": "Maricopa County, AZ",
    "04019": "Pima County, AZ",
    "24005": "Baltimore County, MD",
    "24510": "Baltimore city, MD",
    "46113": "Shannon County, SD",
}
MONTHS = [str(month) for month in pd.period_range("2008-10", "2012-12", freq="M")]


def build_warehouse(path: Path) -> None:
    """Write the warehouse, readable at once by every reading command."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(path)) as connection:
        for schema in ("marts", "meta"):
            connection.execute(f"create schema {schema}")
        for seed in SEED_NAMES:
            connection.execute(
                f"create table marts.{seed} as select * from read_csv('{SEEDS / seed}.csv', header = true, "
                "all_varchar = true)"
            )
        connection.execute("alter table marts.policies alter is_statewide_counted type boolean")
        connection.register("events", pd.DataFrame(_legal_events()))
        connection.execute("create table marts.legal_events as select * from events")
        for name, rows in _marts().items():
            _create(connection, name, rows)
        history = SimpleNamespace(schema="marts", identifier="policy_timeline_history")
        macros = jinja2.Environment().from_string(TABLE_FUNCTION.read_text()).module
        connection.execute(str(macros.default__create_policies_as_of(history)))
        _write_meta(connection)


def _create(connection: duckdb.DuckDBPyConnection, name: str, rows: list[dict[str, object]]) -> None:
    model = yaml.safe_load((MARTS / f"{name}.yml").read_text())["models"][0]
    types = {column["name"]: column["data_type"] for column in model["columns"]}
    connection.execute(f"create table marts.{name} ({', '.join(f'{column} {kind}' for column, kind in types.items())})")
    connection.execute(f"comment on table marts.{name} is 'What {name} holds'")
    for row in rows:
        marks = ", ".join("?" for _ in row)
        connection.execute(f"insert into marts.{name} ({', '.join(row)}) values ({marks})", list(row.values()))


def _marts() -> dict[str, list[dict[str, object]]]:
    return {
        "jurisdictions": _jurisdictions(),
        "jurisdiction_counties": _bridge(),
        "policy_timeline": _spells(),
        "policy_timeline_history": _history(),
        "policy_claims": _claims(),
        "policy_conflicts": _conflicts(),
        "policy_county_month": _county_months(),
        "policy_coverage": _coverage(),
        "county_population": [
            {"county_fips": "04013", "census_year": 2000, "population": 1200, "is_synthetic": False},
            {"county_fips": "04013", "census_year": 2010, "population": 1234, "is_synthetic": False},
        ],
        "county_exposures": [],
    }


def _legal_events() -> list[dict[str, object]]:
    event = {
        "event_id": "made_up_end",
        "event_date_earliest": dt.date(2011, 12, 15),
        "event_date_latest": dt.date(2011, 12, 15),
        "event_name": "Made-up agreement terminated",
        "policies_affected": "287g_jail;287g_hybrid",
        "description": "It ended.",
        "citation": "A letter",
        "verification": "from_memory",
        "county_fips": "04013",
    }
    return [event, event | {"event_id": "elsewhere", "event_name": "Event elsewhere", "county_fips": "04019"}]


def _jurisdictions() -> list[dict[str, object]]:
    counties = [
        {"jurisdiction_id": code, "jurisdiction_name": name, "coverage_level": "county", "state_fips": code[:2]}
        | {"county_fips": code, "is_synthetic": False}
        for code, name in COUNTIES.items()
    ]
    others = [
        ("az", "Arizona", "state", "04"),
        ("nation", "United States", "national", None),
        ("two", "Two County Police Department", "municipal", "04"),
        ("lost", "Lost Constable", "municipal", "04"),
    ]
    return counties + [
        {"jurisdiction_id": key, "jurisdiction_name": name, "coverage_level": level, "state_fips": state}
        | {"is_synthetic": False}
        for key, name, level, state in others
    ]


def _bridge() -> list[dict[str, object]]:
    shares = [(code, code, 1.0) for code in COUNTIES] + [("two", "04013", 0.4), ("two", "04019", 0.6)]
    return [
        {"jurisdiction_id": key, "county_fips": code, "population_share": share, "valid_from": "2003-01-01"}
        | {"is_synthetic": False}
        for key, code, share in shares
    ]


def spell(
    key: str, policy: str, jurisdiction: str, level: str, starts: tuple, ends: tuple, **more
) -> dict[str, object]:
    """Return a spell's row; an end of nothing is a spell that goes on."""
    return {
        "spell_id": key,
        "agreement_id": f"agreement {key}",
        "jurisdiction_id": jurisdiction,
        "policy": policy,
        "state_fips": "04",
        "county_fips": jurisdiction if level == "county" else None,
        "agency_name": None,
        "coverage_level": level,
        "start_earliest": starts[0],
        "start_latest": starts[1],
        "end_earliest": ends[0],
        "end_latest": ends[1],
        "end_status": "ended" if ends[1] else "in_force_at_as_of",
        "confidence": "high",
        "source_id": "lists",
        "is_counted": True,
        "is_synthetic": False,
    } | more


def _common_spells() -> list[dict[str, object]]:
    day, goes_on = ("2010-03-01", "2010-03-01"), (None, None)
    month = ("2009-01-01", "2009-01-31")
    return [
        spell("sc", "secure_communities", "04013", "county", month, ("2014-11-20", "2014-11-20")),
        spell("sc2", "secure_communities", "04019", "county", month, ("2014-11-20", "2014-11-20")),
        spell("state", "287g_jail", "az", "state", day, goes_on, agency_name="Arizona Department of Made-up"),
        spell("law", "employment_verification_law", "az", "state", ("2008-01-01",) * 2, goes_on, source_id="laws"),
        spell("lost", "287g_jail", "lost", "municipal", day, goes_on, agency_name="Lost Constable"),
        spell("pe", "priority_enforcement", "nation", "national", ("2015-07-01", "2015-07-31"), ("2017-01-25",) * 2)
        | {"state_fips": None},
    ]


def _two_county(ends: tuple) -> dict[str, object]:
    starts = ("2010-03-01", "2010-06-30")
    return spell("two", "287g_jail", "two", "municipal", starts, ends, agency_name="Two County Police Department")


def _spells() -> list[dict[str, object]]:
    known = {"date_precision": "day", "first_known_on": "2010-10-29"}
    listed = {"last_listed_on": "2012-12-01"}
    rows = [row | known for row in [*_common_spells(), _two_county(("2012-01-01", "2012-06-30"))]]
    return [row | (listed if row["spell_id"] == "state" else {}) for row in rows]


def _history() -> list[dict[str, object]]:
    earlier = _two_county((None, None)) | {"known_from": "2010-10-29", "known_to": "2012-12-31"}
    later = _two_county(("2012-01-01", "2012-06-30")) | {"known_from": "2013-01-01"}
    return [row | {"known_from": "2010-10-29"} for row in _common_spells()] + [earlier, later]


def _claims() -> list[dict[str, object]]:
    shared = {"source_id": "lists", "state_fips": "04", "is_synthetic": False, "claim_type": "listed"}
    listed = [
        shared | {"claim_id": name, "file_name": name, "spell_id": "two", "agreement_id": "agreement two"}
        for name in ("list_2010.csv", "list_2011.csv")
    ]
    activated = shared | {"claim_id": "sc", "file_name": "dates.csv", "policy": "secure_communities"}
    return [*listed, activated | {"county_fips": "04013"}]


def _conflicts() -> list[dict[str, object]]:
    member = {"kind": "count_member", "policy": "287g_jail", "agency_name": "Two County Police Department"}
    shared = {"state_fips": "04", "rule": "Lists stand above marks", "is_synthetic": False}
    shared |= {"source_kept": "lists", "source_set_aside": "marks", "value_kept": "2010-03-01"}
    rows = [
        member | {"value_set_aside": "count_a"},
        member | {"value_set_aside": "count_b"},
        {
            "kind": "end",
            "policy": "287g_jail",
            "agency_name": "Two county police department",
            "value_set_aside": "2013",
        },
        {"kind": "start", "agency_name": "Pima County", "value_set_aside": "2007"},
    ]
    return [shared | row | {"conflict_id": str(number)} for number, row in enumerate(rows)]


def _county_months() -> list[dict[str, object]]:
    rows = []
    for month in MONTHS:
        day = dt.date.fromisoformat(f"{month}-01")
        row = {"county_fips": "04013", "month_start": day, "is_synthetic": False}
        is_on = day >= dt.date(2009, 2, 1)
        is_possible = day >= dt.date(2009, 1, 1)
        flags = {"is_active_certain": is_on, "is_active_possible": is_possible, "coverage": "observed"}
        rows.append(row | flags | {"policy": "secure_communities"})
        is_dated = day >= dt.date(2009, 1, 1)
        known = {"is_active_certain": True, "is_active_possible": True, "coverage": "observed"}
        rows.append(row | (known if is_dated else {"coverage": "unknown"}) | {"policy": "employment_verification_law"})
    return rows


def _coverage() -> list[dict[str, object]]:
    columns = ("policy", "county_fips", "month_start", "coverage", "is_synthetic")
    dated = [{column: row[column] for column in columns} for row in _county_months()]
    silent = [
        row | {"policy": "worksite_raid", "coverage": "unknown"}
        for row in dated
        if row["policy"] == "secure_communities"
    ]
    return dated + silent


def _write_meta(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        "create table meta.versions as select 'v1' as data_version, '0.1.0+made-up' as code_version, "
        "false as is_synthetic"
    )
    connection.execute(
        "create table meta.sources (source varchar, title varchar, citation varchar, licence varchar, "
        "confidentiality varchar, is_synthetic boolean, status varchar)"
    )
    connection.execute(
        "insert into meta.sources values "
        "('lists', 'Lists of agreements', 'Made-up Office, Lists (2012)', 'public domain', 'public', false, 'real'), "
        "('survey_area', 'Areas', 'Made-up Survey', 'sworn', 'confidential', true, 'synthetic')"
    )
