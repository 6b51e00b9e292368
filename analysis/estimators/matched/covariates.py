"""Covariates as named columns: numbers as they are, categories as indicators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

WHOLE = ""


@dataclass(frozen=True)
class CovariateColumn:
    """One column [rows]; level is the category of an indicator, WHOLE for a number."""

    covariate: str
    level: str
    values: np.ndarray
    is_reference: bool = False

    @property
    def name(self) -> str:
        return self.covariate if self.level == WHOLE else f"{self.covariate}={self.level}"


def covariate_columns(frame: pd.DataFrame, covariates: Sequence[str]) -> list[CovariateColumn]:
    """Columns in the order of `covariates`, all levels of a category in sorted order, its first marked as reference."""
    columns: list[CovariateColumn] = []
    for covariate in covariates:
        values = frame[covariate]
        if pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values):
            columns.append(CovariateColumn(covariate, WHOLE, values.to_numpy(dtype=np.float64)))
            continue
        codes, levels = pd.factorize(values, sort=True)
        columns += [
            CovariateColumn(covariate, str(level), (codes == c).astype(np.float64), c == 0)
            for c, level in enumerate(levels)
        ]
    return columns


def regressors(columns: Sequence[CovariateColumn]) -> dict[str, np.ndarray]:
    """Columns of a model with an intercept: reference levels are left out."""
    return {column.name: column.values for column in columns if not column.is_reference}


def level_indicators(frame: pd.DataFrame, variables: Sequence[str]) -> list[CovariateColumn]:
    """As `covariate_columns`, numbers taken as categories too: for variables that are matched exactly."""
    return covariate_columns(frame[list(variables)].astype(str), variables)
