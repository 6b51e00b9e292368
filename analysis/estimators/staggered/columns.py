"""The caller's columns, and what they must not hold."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.estimators.screening import Fault


@dataclass(frozen=True)
class StaggeredColumns:
    """Names of the columns in the caller's frame."""

    outcome: str
    unit: str
    period: str
    cohort: str
    treatment: str | None = None
    cluster: str | None = None
    weights: str | None = None
    covariates: tuple[str, ...] = ()

    @property
    def numeric(self) -> list[str]:
        """Columns that must be numbers."""
        optional = [name for name in (self.treatment, self.weights) if name]
        return [self.outcome, self.period, self.cohort, *optional, *self.covariates]

    @property
    def complete(self) -> list[str]:
        """Columns without missing values: all but the cohort, where missing means never treated."""
        clusters = [self.cluster] if self.cluster else []
        return [self.unit, *(name for name in self.numeric if name != self.cohort), *clusters]


def uncountable_periods(rows: pd.DataFrame, columns: StaggeredColumns) -> Fault | None:
    """Refuse periods and cohorts that are no whole numbers from 1 on."""
    for name, standard in ((columns.period, "period"), (columns.cohort, "cohort")):
        n_fractional = int((rows[standard] % 1 != 0).sum())
        if n_fractional:
            return Fault("refused", f"'{name}' must count periods in whole numbers; {n_fractional:,} rows do not")
    n_negative = int((rows["cohort"] < 0).sum())
    if n_negative or (rows["period"] < 1).any():
        return Fault(
            "refused",
            f"periods and cohorts must be positive, for cohort 0 means never treated; '{columns.period}' begins at "
            f"{rows['period'].min():g}, {n_negative:,} cohorts are negative: shift both",
        )
    return None


def repeated_or_changing(rows: pd.DataFrame, columns: StaggeredColumns, is_panel: bool) -> Fault | None:
    """Refuse cohorts, clusters and a panel's weights that change within a unit, and a panel's repeated periods."""
    constant = {"cohort": columns.cohort, "cluster": columns.cluster}
    if is_panel:
        constant["weight"] = columns.weights
    first = rows.groupby("unit", sort=False)[list(constant)].transform("first")
    for standard, name in constant.items():
        n_changing = rows.loc[rows[standard] != first[standard], "unit"].nunique()
        if n_changing:
            remedy = "; for weights that change use sampling='repeated_cross_sections'" if standard == "weight" else ""
            return Fault("refused", f"'{name}' must be constant within a unit but changes for {n_changing:,}{remedy}")
    n_bad = int((~(rows["weight"] > 0)).sum())
    if n_bad:
        return Fault("refused", f"weights '{columns.weights}' are zero or negative in {n_bad:,} rows")
    n_repeated = int(rows.duplicated(["unit", "period"]).sum()) if is_panel else 0
    if n_repeated:
        return Fault(
            "refused",
            f"{n_repeated:,} rows repeat a unit's period; average them, or use sampling='repeated_cross_sections'",
        )
    return None
