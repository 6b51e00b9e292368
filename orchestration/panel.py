"""Reads what estimators work on: the panel, columns of other marts that specifications name, and imputations."""

from __future__ import annotations

import re
from collections.abc import Iterable

import duckdb
import pandas as pd

from analysis.design.columns_needed import columns_needed
from analysis.design.person_months import person_month_columns
from analysis.models.inputs import EstimationInputs
from analysis.specification import Specification
from analysis.specification.choices import BY_DRAWS, RECOMMENDED
from orchestration.errors import RefreshError
from orchestration.narrow_frame import narrow_frame
from orchestration.person_months import read_months

PREFIX = "has_"
_TIME_COLUMNS = ("reference_half_year", "interview_number", "yearq")
_TRACT_COLUMN = re.compile(r"tract_(?P<measure>\w+_2000)")
_EXPOSURE_COLUMN = re.compile(
    r"(?P<column>exposure_(?:any|share|full)|neighbor_exposure_share|neighbor_exposure_population_share)"
    r"_(?P<policy>[a-z0-9_]+?)(?P<shift>_(?:lead|lag)_\d+_months)?"
)


def read_inputs(connection: duckdb.DuckDBPyConnection, specifications: Iterable[Specification]) -> EstimationInputs:
    """Return what the specifications are estimated from.

    Raises RefreshError naming a column that no mart has.
    """
    listed = list(specifications)
    months = [specification for specification in listed if specification.unit == "person_month"]
    needed = {name for specification in listed for name in columns_needed(specification)}
    # What only months have is read with them.
    needed -= {name for specification in months for name in person_month_columns(specification)}
    panel = read_panel(connection, sorted(needed), is_whole=False)
    return EstimationInputs(
        panel=panel,
        imputations=read_imputations(connection),
        county_activity=read_county_activity(connection) if _randomizes(listed) else None,
        exposure_draws=_table(connection, "county_exposure_draws") if any(s.date_draws for s in listed) else None,
        months=read_months(connection, panel, months) if months else None,
    )


def read_panel(
    connection: duckdb.DuckDBPyConnection, columns: Iterable[str] = (), is_whole: bool = True
) -> pd.DataFrame:
    """Return marts.respondent_periods in person and time order, with the columns asked for that other marts have.

    is_whole: with every column of respondent_periods; without, those asked for, and those of exposure and time that
    models look up beside the ones a specification names. Texts are categories in sorted order.

    A column is one of respondent_periods; `has_<outcome>` of one in marts.victimization_outcomes;
    `tract_<measure>_2000` of marts.tract_covariates; or an exposure of marts.county_exposures with its policy, such as
    `exposure_any_287g_jail_lead_6_months` or `neighbor_exposure_share_287g_jail`.
    Raises RefreshError naming a column that is none of these.
    """
    own = [row[0] for row in connection.execute("describe marts.respondent_periods").fetchall()]
    asked = dict.fromkeys(columns)
    extra = [name for name in asked if name not in own]
    outcomes = _outcomes(connection, extra)
    tract = [name for name in extra if name not in outcomes and _TRACT_COLUMN.fullmatch(name)]
    exposures = [name for name in extra if name not in outcomes and _EXPOSURE_COLUMN.fullmatch(name)]
    _refuse_unknown(connection, [name for name in extra if name not in (*outcomes, *tract, *exposures)])
    kept = [name for name in own if is_whole or name in asked or _is_looked_up(name)]
    selected = [f'periods."{name}"' for name in kept]
    selected += [*_outcome_columns(outcomes), *_tract_columns(tract), *(f"county.{name}" for name in exposures)]
    return narrow_frame(
        connection,
        f"""
        select {", ".join(selected)}
        from marts.respondent_periods as periods
        {_outcome_join(outcomes)}
        {TRACT_JOIN if tract else ""}
        {_exposure_join(exposures)}
        order by periods.idper, periods.yearq
        """,
    )


def _is_looked_up(name: str) -> bool:
    """Whether a model may ask for the column of respondent_periods without its specification naming it."""
    return name.startswith("exposure_") or name in _TIME_COLUMNS


TRACT_JOIN = """
left join (select distinct on (tract_vintage, tract_geoid) * from marts.tract_covariates) as tract
    on periods.tract_vintage = tract.tract_vintage and periods.tract_geoid = tract.tract_geoid
"""


def read_imputations(connection: duckdb.DuckDBPyConnection) -> dict:
    """Return, for each column of the panel that has imputations, one row a household and draw."""
    incomes = connection.execute(
        "select idhh, draw, income_category from marts.income_imputations order by idhh, draw"
    ).df()
    return {"income_category": incomes}


def read_county_activity(connection: duckdb.DuckDBPyConnection):
    """Return each month of each policy's history in the counties of the interviews, and six months before."""
    return connection.execute(
        """
        select county_fips, month_start, policy, is_active, active_share
        from marts.policy_county_month
        where county_fips in (select county_fips from marts.respondent_periods)
            and month_start between (select min(reference_start_month) from marts.respondent_periods)
                and (select max(reference_end_month) from marts.respondent_periods)
        """
    ).df()


def _randomizes(specifications: Iterable[Specification]) -> bool:
    return any(
        {"randomization", RECOMMENDED} & set(specification.inference)
        for specification in specifications
        if specification.estimator in BY_DRAWS["randomization"]
    )


def _table(connection: duckdb.DuckDBPyConnection, name: str):
    return connection.execute(f"select * from marts.{name}").df()


def _outcome_columns(outcomes: list[str]) -> list[str]:
    return [f"coalesce(happened.{name}, false) as {name}" for name in outcomes]


def _outcome_join(outcomes: list[str]) -> str:
    if not outcomes:
        return ""
    flags = ", ".join(f"bool_or(outcome = '{name.removeprefix(PREFIX)}') as {name}" for name in outcomes)
    return f"""
    left join (select yearq, idper, {flags} from marts.respondent_outcomes group by yearq, idper) as happened
        on periods.yearq = happened.yearq and periods.idper = happened.idper
    """


def _tract_columns(names: list[str]) -> list[str]:
    return [f"tract.{_TRACT_COLUMN.fullmatch(name)['measure']} as {name}" for name in names]


def _exposure_join(names: list[str]) -> str:
    """One row a county and month, with a column for each exposure and policy."""
    if not names:
        return ""
    columns = []
    for name in names:
        found = _EXPOSURE_COLUMN.fullmatch(name)
        source = f"{found['column']}{found['shift'] or ''}"
        columns.append(f"any_value({source}) filter (where policy = '{found['policy']}') as \"{name}\"")
    return f"""
    left join (
        select county_fips, interview_month, {", ".join(columns)}
        from marts.county_exposures
        group by county_fips, interview_month
    ) as county
        on periods.county_fips = county.county_fips and periods.interview_month = county.interview_month
    """


def _outcomes(connection: duckdb.DuckDBPyConnection, names: list[str]) -> list[str]:
    if not any(name.startswith(PREFIX) for name in names):
        return []
    known = _known_outcomes(connection)
    return [name for name in names if name.startswith(PREFIX) and name.removeprefix(PREFIX) in known]


def _known_outcomes(connection: duckdb.DuckDBPyConnection) -> list[str]:
    return [row[0] for row in connection.execute("select outcome from marts.victimization_outcomes").fetchall()]


def _refuse_unknown(connection: duckdb.DuckDBPyConnection, names: list[str]) -> None:
    if not names:
        return
    known = ", ".join(PREFIX + name for name in _known_outcomes(connection))
    raise RefreshError(
        f"No mart has the column {', '.join(names)}, and no outcome is called so; outcomes are {known}.\n"
        "  remedy: correct the specification, or add an entry to var victimization_outcomes of dbt_project.yml."
    )
