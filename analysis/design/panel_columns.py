"""The mart as estimators read it: sorted by person, one array a column, converted once for all designs.

Which rows and columns a model takes is decided in `design_matrix.py`; here nothing is left out.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.design.column_draws import HOUSEHOLD, ColumnDraws, column_draws
from analysis.design.design_columns import as_numbers, indicator

PERSON, GROUP, COUNTY, STATE = "idper", "population_group", "county_fips", "state_fips"
MONTH, IS_SYNTHETIC = "interview_month", "is_synthetic"


class PanelColumns:
    """Columns of marts.respondent_periods, one row a person-interview, any order.

    Each array is made at its first use and kept, because specifications share most of their columns;
    callers must not change them. person_codes: [rows] ascending, -1 without a person. imputations: for a column, one
    row a household and draw (marts.income_imputations).
    """

    def __init__(self, panel: pd.DataFrame, imputations: Mapping[str, pd.DataFrame] | None = None):
        codes = pd.factorize(panel[PERSON])[0]
        self._panel = panel
        self._imputations = dict(imputations or {})
        self._order = np.argsort(codes, kind="stable") if (np.diff(codes) < 0).any() else None
        self.person_codes = codes if self._order is None else codes[self._order]
        self._is_missing: dict[str, np.ndarray] = {}
        self._numbers: dict[str, np.ndarray] = {}
        self._levels: dict[str, pd.Categorical] = {}
        self._draws: dict[str, ColumnDraws] = {}

    def with_columns(self, panel: pd.DataFrame, changed: Iterable[str]) -> PanelColumns:
        """The columns of a panel with the same rows, of which only those named differ."""
        others, names = copy.copy(self), set(changed)
        others._panel = panel
        for kept in ("_is_missing", "_numbers", "_levels"):
            setattr(others, kept, {name: found for name, found in getattr(self, kept).items() if name not in names})
        return others

    def __len__(self) -> int:
        return len(self._panel)

    def __contains__(self, name: str) -> bool:
        return name in self._panel.columns

    def column(self, name: str) -> pd.Series:
        """The column as the mart has it, sorted."""
        column = self._panel[name]
        return column if self._order is None else column.iloc[self._order]

    @cached_property
    def decades(self) -> np.ndarray:
        """[rows] decades from the beginning of 2010 to the interview's month."""
        months = pd.to_datetime(self.column(MONTH))
        return ((months.dt.year - 2010) / 10 + (months.dt.month - 1) / 120).to_numpy()

    def is_missing(self, name: str) -> np.ndarray:
        """[rows] bool."""
        if name not in self._is_missing:
            self._is_missing[name] = self.column(name).isna().to_numpy()
        return self._is_missing[name]

    def numbers(self, name: str) -> np.ndarray:
        """[rows] float, NaN where missing; indicators without a missing value are 0 and 1 in a byte each.

        Raises ValueError for a column that holds no numbers.
        """
        if name not in self._numbers:
            column = self.column(name)
            self._numbers[name] = indicator(column.to_numpy()) if column.dtype == bool else as_numbers(column)
        return self._numbers[name]

    def levels(self, name: str) -> pd.Categorical:
        """[rows] levels in sorted order, with code -1 where missing."""
        if name not in self._levels:
            self._levels[name] = pd.Categorical(self.column(name))
        return self._levels[name]

    def draws(self, name: str) -> ColumnDraws | None:
        """Imputations of the column, None when none were handed over; raises ValueError as `column_draws` does."""
        if name not in self._imputations:
            return None
        if name not in self._draws:
            households, imputations = self.column(HOUSEHOLD), self._imputations[name]
            self._draws[name] = column_draws(name, self.is_missing(name), households, imputations)
        return self._draws[name]
