"""The tables of results of one run of the estimators."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields

import pandas as pd

from analysis.results.balance import BALANCE
from analysis.results.estimates import ESTIMATES
from analysis.results.inferences import INFERENCES
from analysis.results.table import ResultTable
from analysis.results.tests import TESTS

TABLES: dict[str, ResultTable] = {table.name: table for table in (ESTIMATES, INFERENCES, TESTS, BALANCE)}


@dataclass(frozen=True)
class ResultTables:
    """A frame for each table of results; one without rows has its columns all the same."""

    estimates: pd.DataFrame = field(default_factory=ESTIMATES.frame)
    inferences: pd.DataFrame = field(default_factory=INFERENCES.frame)
    tests: pd.DataFrame = field(default_factory=TESTS.frame)
    balance: pd.DataFrame = field(default_factory=BALANCE.frame)

    def __iter__(self) -> Iterator[tuple[ResultTable, pd.DataFrame]]:
        """Each table's contract with its frame."""
        for entry in fields(self):
            yield TABLES[entry.name], getattr(self, entry.name)
