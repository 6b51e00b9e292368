"""Who stands behind each cohort and event time."""

from __future__ import annotations

import pandas as pd

from analysis.estimators.staggered.result import COUNT_COLUMNS


def count_adoption(rows: pd.DataFrame) -> pd.DataFrame:
    """Units, clusters and rows by cohort and event time (COUNT_COLUMNS); never-treated units in one row.

    rows: unit, cluster, period, cohort (0 = never) and n_rows.
    """
    event_times = (rows["period"] - rows["cohort"]).where(rows["cohort"] > 0).astype("Int64")
    counted = rows.assign(event_time=event_times).groupby(["cohort", "event_time"], dropna=False, sort=True)
    counts = counted.agg(n_units=("unit", "nunique"), n_clusters=("cluster", "nunique"), n_rows=("n_rows", "sum"))
    return counts.reset_index()[list(COUNT_COLUMNS)]


def treated_by_event_time(rows: pd.DataFrame) -> pd.DataFrame:
    """Treated units, their weight and clusters, indexed by event time."""
    treated = rows[rows["cohort"] > 0]
    grouped = treated.assign(event_time=treated["period"] - treated["cohort"]).groupby("event_time")
    return grouped.agg(n_units=("unit", "nunique"), weight=("weight", "sum"), n_treated_clusters=("cluster", "nunique"))


def treated_clusters(rows: pd.DataFrame, component: str, term: str) -> int:
    """Treated clusters behind a row of the table, by which an error is judged."""
    is_treated = rows["cohort"] > 0
    if component in ("group", "group_time"):
        is_treated &= rows["cohort"] == int(term.split(":")[0])
    elif component == "calendar":
        is_treated &= rows["cohort"] <= int(term)
    return int(rows.loc[is_treated, "cluster"].nunique())


def control_clusters(rows: pd.DataFrame) -> int:
    """Clusters of units untreated throughout: in the last periods they alone tell what treatment is compared with."""
    return int(rows.loc[rows["cohort"] == 0, "cluster"].nunique())
