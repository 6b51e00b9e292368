"""Reads person-months: marts.respondent_months beside the columns of the interviews they belong to."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import numpy as np
import pandas as pd

from analysis.design.columns_needed import columns_needed
from analysis.design.panel_columns import PERSON
from analysis.design.person_months import HALF_YEAR_COLUMN, RECALL_LAG, UNDATED_PREFIX, undated_column
from analysis.specification import Specification
from orchestration.errors import RefreshError
from orchestration.narrow_frame import narrow_frame

EXPOSURE_PREFIX = "exposure_any_"


def read_months(
    connection: duckdb.DuckDBPyConnection, panel: pd.DataFrame, specifications: Sequence[Specification]
) -> pd.DataFrame:
    """Return one row a month of each interview, in the panel's order, with the columns the specifications need.

    panel: marts.respondent_periods as `read_panel` returns it, in the order of idper and yearq. The outcome is that of
    the month, exposure whether the policy was active in it, the half-year that of the month; all else is the
    interview's. Persons become numbers, texts stay categories: six million rows of text would not fit beside a model.
    Raises RefreshError naming an outcome or exposure that months do not have.
    """
    needed = list(dict.fromkeys(name for specification in specifications for name in columns_needed(specification)))
    own = {row[0] for row in connection.execute("describe marts.respondent_months").fetchall()}
    monthly = _monthly_columns(needed, own)
    of_interview = [name for name in needed if name not in monthly and not name.startswith(UNDATED_PREFIX)]
    rows = narrow_frame(connection, _statement(monthly))
    positions = rows.pop("position").to_numpy()
    months = {name: rows.pop(name) for name in monthly}
    if HALF_YEAR_COLUMN in months:
        months[HALF_YEAR_COLUMN] = _half_years(months[HALF_YEAR_COLUMN].to_numpy())
    for name in of_interview:
        column = pd.Series(pd.factorize(panel[name])[0].astype(np.int32)) if name == PERSON else panel[name]
        months[name] = column.take(positions).reset_index(drop=True)
    for specification in specifications:
        name = undated_column(specification.outcome)
        months[name] = pd.Series(_undated(connection, specification.outcome)[positions])
    return pd.DataFrame(months, copy=False)


def _monthly_columns(needed: Sequence[str], own: set[str]) -> dict[str, str]:
    """Expression in SQL by column, for the columns that months have of their own."""
    found = {}
    for name in needed:
        if name.startswith(EXPOSURE_PREFIX):
            source = f"is_active_{name.removeprefix(EXPOSURE_PREFIX)}"
            found[name] = _known(source, own, name)
        elif name == HALF_YEAR_COLUMN:
            half = "2 * year(months.month_start) + case when month(months.month_start) <= 6 then 0 else 1 end"
            found[name] = f"({half})::smallint"
        elif name == RECALL_LAG:
            found[name] = f"months.{RECALL_LAG}::tinyint"
        elif name.startswith("has_"):
            found[name] = _known(name, own, name)
    return found


def _known(source: str, own: set[str], name: str) -> str:
    if source not in own:
        outcomes = ", ".join(sorted(column for column in own if column.startswith("has_")))
        raise RefreshError(
            f"Person-months have no {name}; their outcomes are {outcomes}.\n"
            "  remedy: choose one of them, or `unit: interview`."
        )
    return f"months.{source}"


def _statement(monthly: dict[str, str]) -> str:
    columns = ", ".join(f'{expression} as "{name}"' for name, expression in monthly.items())
    return f"""
    with interviews as (
        select yearq, idper, (row_number() over (order by idper, yearq) - 1)::integer as position
        from marts.respondent_periods
    )
    select interviews.position, {columns}
    from marts.respondent_months as months
    inner join interviews on months.yearq = interviews.yearq and months.idper = interviews.idper
    order by interviews.position, months.month_start
    """


def _half_years(numbers: np.ndarray) -> pd.Series:
    """Twice the year, plus one in the second half, as 2010H1."""
    first, last = int(numbers.min()), int(numbers.max())
    labels = [f"{number // 2}H{number % 2 + 1}" for number in range(first, last + 1)]
    return pd.Series(pd.Categorical.from_codes(numbers - first, labels))


def _undated(connection: duckdb.DuckDBPyConnection, outcome: str) -> np.ndarray:
    """[interviews] incidents of the outcome that lie in no month."""
    return (
        connection.execute(
            """
        select coalesce(sum(happened.n_incidents_undated), 0) as n_undated
        from marts.respondent_periods as periods
        left join marts.respondent_outcomes as happened
            on periods.yearq = happened.yearq and periods.idper = happened.idper and happened.outcome = ?
        group by periods.idper, periods.yearq
        order by periods.idper, periods.yearq
        """,
            [outcome.removeprefix("has_")],
        )
        .fetchnumpy()["n_undated"]
        .astype(np.int32)
    )
