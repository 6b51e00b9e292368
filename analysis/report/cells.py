"""One estimate as the page sees it: readable, thin, refused, failed, without a source or not in this run."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.report.formatting import is_missing
from analysis.report.labels import POPULATIONS, policy_of_term
from analysis.report.provenance import is_true
from analysis.report.trusted_inference import is_refused, may_be_claimed
from analysis.specification.choices import PAPER_POLICIES

FEWEST_INFORMATIVE_SWITCHERS = 30
BENCHMARK_ODDS_RATIO = 1.16
SIGNIFICANT = 0.05


@dataclass(frozen=True)
class Cell:
    """A policy x population estimate of one specification; `row` is None when there is no estimate."""

    policy: str
    population: str
    row: pd.Series | None
    has_source: bool = True

    def value(self, column: str) -> object:
        return None if self.row is None else self.row[column]

    @property
    def is_thin(self) -> bool:
        """Fewer than thirty persons both switch and vary; an unknown number counts as too few."""
        informative = self.value("n_informative_switchers")
        return is_missing(informative) or float(informative) < FEWEST_INFORMATIVE_SWITCHERS

    @property
    def is_estimated(self) -> bool:
        return self.row is not None and self.value("status") == "ok" and not is_missing(self.value("odds_ratio"))

    @property
    def is_refused(self) -> bool:
        """No inference of this estimate is to be trusted."""
        return self.row is not None and is_refused(self.row)

    @property
    def is_readable(self) -> bool:
        """Only such a cell may be coloured."""
        return self.has_source and self.is_estimated and not self.is_thin and not self.is_refused

    @property
    def is_claimable(self) -> bool:
        """Only such a cell may be starred or put in a sentence: readable, by the inference to be trusted."""
        return self.is_readable and may_be_claimed(self.row)

    @property
    def is_synthetic(self) -> bool:
        return is_true(self.value("synthetic_inputs"))

    @property
    def excludes_no_change(self) -> bool:
        """By the interval; by the p-value where the inference to be trusted gives no interval."""
        if not self.is_claimable:
            return False
        low, high, p_value = (self.value(name) for name in ("conf_low", "conf_high", "p_value"))
        if is_missing(low) or is_missing(high):
            return not is_missing(p_value) and float(p_value) < SIGNIFICANT
        return low > 0 or high < 0


def policy_rows(estimates: pd.DataFrame, component: str) -> pd.DataFrame:
    """Rows of policy terms of one component, with a `policy` column."""
    rows = estimates[estimates["component"] == component]
    policies = rows["term"].map(policy_of_term)
    return rows.assign(policy=policies)[policies.notna()]


def cells_of(rows: pd.DataFrame, without_source: set[str]) -> list[Cell]:
    """One cell for each of the paper's policies and populations, in that order, present or not.

    `rows` are policy rows of one specification; policies beyond the paper's four follow when estimated.
    """
    policies = [*PAPER_POLICIES, *(code for code in rows["policy"].unique() if code not in PAPER_POLICIES)]
    by_key = {(row["policy"], row["population"]): row for _, row in rows.iterrows()}
    cells = []
    for policy in policies:
        for population in POPULATIONS:
            row = by_key.get((policy, population))
            cells.append(Cell(policy, population, row, _has_source(row, policy in without_source)))
    return cells


def _has_source(row: pd.Series | None, is_listed_without: bool) -> bool:
    """An estimate proves a source; otherwise the list of sources or the refusal itself may say there is none."""
    if row is None:
        return not is_listed_without
    if row["status"] == "ok":
        return True
    return not is_listed_without and not str(row["message"]).startswith("no source")
