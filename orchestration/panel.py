"""Reads what the estimators work on: the panel, an outcome that has no column of its own in it, and imputations."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb
import pandas as pd

from orchestration.errors import RefreshError

PREFIX = "has_"


def read_panel(connection: duckdb.DuckDBPyConnection, outcomes: Iterable[str] = ()) -> pd.DataFrame:
    """Return the panel in person and time order, as estimators need it, with a column for each outcome asked for.

    An outcome is a column of marts.respondent_periods, or `has_<outcome>` of one in marts.victimization_outcomes.
    Raises RefreshError naming an outcome that is neither.
    """
    columns = {row[0] for row in connection.execute("describe marts.respondent_periods").fetchall()}
    extra = [outcome for outcome in dict.fromkeys(outcomes) if outcome not in columns]
    _refuse_unknown(connection, extra)
    flags = "".join(f", bool_or(outcome = '{name.removeprefix(PREFIX)}') as {name}" for name in extra)
    added = "".join(f", coalesce(happened.{name}, false) as {name}" for name in extra)
    return connection.execute(
        f"""
        with happened as (
            select yearq, idper{flags} from marts.respondent_outcomes group by yearq, idper
        )

        select periods.*{added}
        from marts.respondent_periods as periods
        left join happened on periods.yearq = happened.yearq and periods.idper = happened.idper
        order by periods.idper, periods.yearq
        """
        if extra
        else "select * from marts.respondent_periods order by idper, yearq"
    ).df()


def read_imputations(connection: duckdb.DuckDBPyConnection) -> dict[str, pd.DataFrame]:
    """Return, for each column of the panel that has imputations, one row a household and draw."""
    incomes = connection.execute(
        "select idhh, draw, income_category from marts.income_imputations order by idhh, draw"
    ).df()
    return {"income_category": incomes}


def _refuse_unknown(connection: duckdb.DuckDBPyConnection, names: list[str]) -> None:
    if not names:
        return
    known = [row[0] for row in connection.execute("select outcome from marts.victimization_outcomes").fetchall()]
    unknown = [name for name in names if name.removeprefix(PREFIX) not in known or not name.startswith(PREFIX)]
    if unknown:
        raise RefreshError(
            f"No outcome is called {', '.join(unknown)}; known are {', '.join(PREFIX + name for name in known)} and the"
            " columns of marts.respondent_periods.\n"
            "  remedy: correct the specification, or add an entry to var victimization_outcomes of dbt_project.yml."
        )
