"""Incident records: one a reported incident, in the survey's variables and codes.

V4528, the old code that the catalog does not keep, is written too, as real files have it.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from orchestration.twin.calendar_months import month_of_year, year_of
from orchestration.twin.record_columns import RESIDUE, RESIDUE_2, RESIDUE_RATE, blank_where, record_table
from orchestration.twin.survey import Survey


def incident_records(
    survey: Survey, yearq: np.ndarray, idhh: np.ndarray, idper: np.ndarray, random: np.random.Generator
) -> pa.Table:
    """Return one record an incident; a series says so in V4017-V4019, an undated one has month 98."""
    incidents = survey.incidents
    interview, n = incidents["interview"].to_numpy(), len(incidents)
    is_series = incidents["is_series"].to_numpy()
    is_residue = ~is_series & (random.random(n) < RESIDUE_RATE)
    is_undated = incidents["is_undated"].to_numpy()
    occurred = incidents["occurred_month"].to_numpy()
    no_answer = ~is_series & ~is_residue
    number = incidents.groupby("interview").cumcount().to_numpy() + 1
    columns = {
        "YEARQ": yearq[interview], "IDHH": idhh[interview], "IDPER": idper[interview],
        "V4012": number,
        "V4014": np.where(is_undated, RESIDUE_2, month_of_year(occurred)),
        "V4015": np.where(is_undated & (number % 2 == 0), 9998, year_of(occurred)),
        "V4016": incidents["times"].to_numpy(),
        "V4017": np.select([is_series, is_residue], [2, RESIDUE], default=1),
        "V4018": blank_where(np.where(is_residue, RESIDUE, 1), no_answer),
        "V4019": blank_where(np.where(is_residue, RESIDUE, 2), no_answer),
        "V4022": incidents["place"].to_numpy(),
        "V4399": incidents["reported"].to_numpy(),
        "V4528": incidents["code"].to_numpy(),
        "V4529": incidents["code"].to_numpy(),
        "WGTVICCY": survey.weight[interview] * 2,
    }  # fmt: skip
    return record_table(columns)
