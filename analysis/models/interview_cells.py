"""Interviews of a design by county and month: labels are looked up once a cell, not once an interview and policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.design.panel_columns import COUNTY, MONTH, STATE
from analysis.design.population_design import PopulationDesign
from analysis.inference.histories import CountyHistories
from analysis.inference.score_permutation import residual_sums_by_county
from analysis.models.task import ModelTask


@dataclass(frozen=True)
class InterviewCells:
    """counties: [C] names, ascending; months: [T], ascending; state_of: by county; codes: [rows] county × T + month."""

    counties: np.ndarray
    months: pd.DatetimeIndex
    state_of: Mapping[str, str]
    codes: np.ndarray

    def residual_sums(self, residuals: np.ndarray, histories: CountyHistories) -> np.ndarray:
        """Sums of [rows] residuals by county and month of the histories; other counties' are left out."""
        n_months = len(self.months)
        sums = np.bincount(self.codes, residuals, minlength=len(self.counties) * n_months)
        is_known = np.repeat(np.isin(self.counties, histories.counties), n_months)
        counties, months = np.repeat(self.counties, n_months), np.tile(self.months.to_numpy(), len(self.counties))
        return residual_sums_by_county(sums[is_known], counties[is_known], months[is_known], histories)


def interview_cells(task: ModelTask, design: PopulationDesign) -> InterviewCells:
    """The cells of the design's interviews."""
    columns, rows = task.columns, design.rows
    month_codes, months = pd.factorize(pd.to_datetime(columns.column(MONTH).to_numpy()[rows]), sort=True)
    present, first, county_codes = np.unique(design.counties, return_index=True, return_inverse=True)
    counties = np.asarray(columns.levels(COUNTY).categories)[present].astype(str)
    states = np.asarray(columns.levels(STATE)[rows[first]])
    return InterviewCells(
        counties=counties,
        months=pd.DatetimeIndex(months),
        state_of=dict(zip(counties, states, strict=True)),
        codes=county_codes * len(months) + month_codes,
    )
