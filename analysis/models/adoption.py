"""When counties adopt a policy, on the codes of half-years, and how far each interview is from it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.design.population_design import PopulationDesign
from analysis.estimators.staggered.adoption_panel import adoption_cohorts
from analysis.models.task import ModelTask
from analysis.models.time_codes import HALF_YEAR, time_codes


def cohorts_of(task: ModelTask, design: PopulationDesign, policy: str) -> pd.DataFrame:
    """One row a county of the design with the columns of `adoption_cohorts`; half-years count from 1."""
    full, any_overlap = (
        (task.columns.numbers(f"exposure_{definition}_{policy}")[design.rows] > 0).astype(np.int8)
        for definition in ("full", "any")
    )
    frame = pd.DataFrame({
        "county": design.counties, HALF_YEAR: time_codes(task, design)[HALF_YEAR] + 1, "full": full, "any": any_overlap,
    })  # fmt: skip
    return adoption_cohorts(frame, "county", HALF_YEAR, "full", "any")


def event_times(task: ModelTask, design: PopulationDesign, policy: str) -> np.ndarray:
    """[rows] half-years since the first exposed one of the county, NaN where no interview of it is exposed.

    Counties exposed from their first half-year on have no known event time; they count from that half-year.
    """
    cohorts = cohorts_of(task, design, policy).set_index("county")["cohort"]
    cohort = cohorts.reindex(design.counties).to_numpy(dtype=float)
    return np.where(cohort > 0, time_codes(task, design)[HALF_YEAR] + 1 - cohort, np.nan)
