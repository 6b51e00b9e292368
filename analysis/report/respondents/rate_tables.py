"""Victimization rates in numbers: a table a kind of crime, a row a year, and one of violence by group."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from analysis.report.formatting import DASH, format_count, format_percent, is_missing
from analysis.report.labels import POPULATION_LABELS, label_outcome, label_population
from analysis.report.rate_rows import (
    REPORTED_SUFFIX,
    VIOLENCE,
    format_rate,
    format_rate_interval,
    outcomes_shown,
    published_rows,
    rate_rows,
    unit_words,
)
from analysis.report.tables import Column, Table, make_table, number_columns, without_empty_columns


@dataclass(frozen=True)
class CrimeTable:
    """The years of one kind of crime."""

    name: str
    table: Table


def crime_tables(rates: pd.DataFrame, published: pd.DataFrame, is_gated: bool) -> list[CrimeTable]:
    """One table a kind of crime, for everybody."""
    return [
        CrimeTable(label_outcome(outcome), _crime_table(rates, published, outcome, is_gated))
        for outcome in outcomes_shown(rates)
    ]


def _crime_table(rates: pd.DataFrame, published: pd.DataFrame, outcome: str, is_gated: bool) -> Table:
    """A row a year; a year of incidents without persons has a total and no rate."""
    of_rate = rate_rows(rates, outcome, "rate", "all", is_gated)
    by_measure = [of_rate, rate_rows(rates, outcome, "total", "all", is_gated)]
    known = pd.concat(by_measure).drop_duplicates("year").sort_values("year").reset_index(drop=True)
    rate, total = map(_by_year, by_measure)
    reported = _by_year(rate_rows(rates, outcome + REPORTED_SUFFIX, "share", "all", is_gated))
    beside = _by_year(published_rows(published, outcome))
    lines = [
        [
            str(row.year), _with_error(rate.get(row.year), format_rate), _interval(rate.get(row.year)),
            _with_error(beside.get(row.year), format_rate), _with_error(total.get(row.year), _whole),
            _with_error(reported.get(row.year), _percent), format_count(row.n_records, is_gated),
            DASH if is_missing(row.note) or not row.note else str(row.note),
        ]
        for row in known.itertuples()
    ]  # fmt: skip
    columns = [
        Column("Year"),
        *number_columns(
            f"Per {unit_words(of_rate)} (SE)", "95% interval", "Published (SE)", "Victimizations (SE)",
            "Police were told (SE)", "Records",
        ),
        Column("Note", "words"),
    ]  # fmt: skip
    return _marked(f"{label_outcome(outcome)} by year, everybody.", columns, lines, known)


def _by_year(rows: pd.DataFrame) -> dict[int, pd.Series]:
    return {int(row["year"]): row for _, row in rows.iterrows()}


def _with_error(row: pd.Series | None, printed: Callable[[object], str]) -> str:
    """The estimate and, where there is one, its standard error."""
    if row is None or is_missing(row["estimate"]):
        return DASH
    error = "" if is_missing(row["std_error"]) else f" ({printed(row['std_error']).rstrip('%')})"
    return printed(row["estimate"]) + error


def _interval(row: pd.Series | None) -> str:
    return DASH if row is None else format_rate_interval(row["conf_low"], row["conf_high"])


def _whole(total: object) -> str:
    return f"{float(total):,.0f}"


def _percent(share: object) -> str:
    return format_percent(share, 1)


def group_table(rates: pd.DataFrame, is_gated: bool) -> Table | None:
    """Violence by year and group: the rate with its standard error; None without rates."""
    by_group = {code: _by_year(rate_rows(rates, VIOLENCE, "rate", code, is_gated)) for code in POPULATION_LABELS}
    by_group = {code: rows for code, rows in by_group.items() if rows}
    years = sorted({year for rows in by_group.values() for year in rows})
    if not years:
        return None
    lines = [[str(year), *(_rate_and_error(rows.get(year)) for rows in by_group.values())] for year in years]
    columns = [Column("Year"), *number_columns(*(label_population(code) for code in by_group))]
    is_made_up = [any(rows[year]["is_synthetic"] for rows in by_group.values() if year in rows) for year in years]
    marks = pd.DataFrame({"is_synthetic": is_made_up, "is_grey": False})
    return _marked("Violence per 1,000 people (standard error); * do not read.", columns, lines, marks)


def _rate_and_error(row: pd.Series | None) -> str:
    words = _with_error(row, format_rate)
    return f"{words}*" if row is not None and row["is_grey"] and words != DASH else words


def _marked(caption: str, columns: list[Column], lines: list[list[str]], rows: pd.DataFrame) -> Table:
    """A table with its grey rows; SYNTHETIC stands in the caption or, where some rows are real, at the others."""
    is_mixed = bool(rows["is_synthetic"].any() and not rows["is_synthetic"].all())
    table = make_table(
        caption,
        columns,
        lines,
        is_synthetic=bool(rows["is_synthetic"].any()) and not is_mixed,
        grey_rows=[number for number, is_grey in enumerate(rows["is_grey"]) if is_grey],
        synthetic_rows=[number for number, is_made_up in enumerate(rows["is_synthetic"]) if is_made_up and is_mixed],
    )
    return without_empty_columns(table)
