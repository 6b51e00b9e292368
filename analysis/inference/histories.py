"""Whole exposure histories of counties, read from one row a county and period."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

COUNTY, PERIOD = "county_fips", "interview_month"


@dataclass(frozen=True)
class CountyHistories:
    """One exposure of every county in every period.

    name: of the exposure; counties: [C] and periods: [T] labels, ascending; values: [C, T], NaN where unknown.
    """

    name: str
    counties: np.ndarray
    periods: np.ndarray
    values: np.ndarray

    @property
    def n_incomplete(self) -> int:
        """Counties with an unknown period: their histories cannot be given to others."""
        return int(np.isnan(self.values).any(axis=1).sum())

    def with_values(self, values: np.ndarray) -> pd.DataFrame:
        """Frame of county, period and exposure, one row a cell, for `values` in place of the own."""
        index = pd.MultiIndex.from_product([self.counties, self.periods], names=[COUNTY, PERIOD])
        return pd.DataFrame({self.name: values.ravel()}, index=index).reset_index()


def read_histories(
    exposures: pd.DataFrame, exposure: str, county: str = COUNTY, period: str = PERIOD
) -> CountyHistories:
    """Histories from a frame of one row a county and period, such as one policy of marts.county_exposures.

    Cells without a row or with a missing exposure are NaN. Raises KeyError for an absent column and ValueError when a
    county and period stand twice (several policies at once, say).
    """
    absent = [name for name in (exposure, county, period) if name not in exposures.columns]
    if absent:
        raise KeyError(f"no column {', '.join(absent)} among {', '.join(map(str, exposures.columns))}")
    is_twice = exposures.duplicated([county, period])
    if is_twice.any():
        raise ValueError(f"{int(is_twice.sum()):,} rows repeat a {county} and {period}; hand over one policy at a time")
    county_codes, counties = pd.factorize(exposures[county], sort=True)
    period_codes, periods = pd.factorize(exposures[period], sort=True)
    values = np.full((len(counties), len(periods)), np.nan)
    values[county_codes, period_codes] = exposures[exposure].astype("Float64").to_numpy(float, na_value=np.nan)
    return CountyHistories(exposure, np.asarray(counties), np.asarray(periods), values)


def why_incomplete(histories: CountyHistories) -> str:
    """Words for histories with unknown periods."""
    return (
        f"{histories.name} is unknown in some period for {histories.n_incomplete:,} of {len(histories.counties):,} "
        "counties, whose histories cannot be given to others; read the exposures of every county and month of the "
        "study, or leave these counties out of the null model too"
    )
