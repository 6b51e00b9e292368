"""What of an interview a policy may move without anybody's safety changing: who is lost, who answers, who is asked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

POINTS, YEARS = "percentage points", "years"
SELECTION, MEASUREMENT, COMPOSITION = "selection", "measurement", "composition"
EVERY_POPULATION, ALL = ("all", "latino", "white", "black"), ("all",)


@dataclass(frozen=True)
class Measure:
    """A column of marts.respondent_periods, or whether it has a value, as a number of each interview.

    kind: selection (after the interview), measurement (how it was given) or composition (who gave it).
    populations: those it is estimated for; a group has no composition by group.
    """

    name: str
    kind: str
    column: str
    value: str | None = None
    unit: str = POINTS
    populations: tuple[str, ...] = EVERY_POPULATION

    def numbers(self, panel: pd.DataFrame) -> np.ndarray:
        """[interviews] 0/1, or the column itself where the unit is years; NaN where it is not known or not due."""
        column = panel[self.column]
        if self.value is not None:
            return np.where(column.isna(), np.nan, column == self.value).astype(float)
        kind = "Float64" if self.unit == YEARS else "boolean"
        return column.astype(kind).to_numpy(dtype=float, na_value=np.nan)


MEASURES = (
    Measure("lost", SELECTION, "is_next_interview_missing"),
    Measure("household_moved", SELECTION, "is_household_replaced"),
    Measure("replacement_household", MEASUREMENT, "is_replacement_household"),
    Measure("proxy", MEASUREMENT, "is_proxy"),
    Measure("telephone", MEASUREMENT, "interview_mode", "telephone"),
    # A person without it is grouped by race, so a group's own share would be of another group.
    Measure("hispanic_origin_not_told", MEASUREMENT, "is_hispanic_origin_missing", populations=ALL),
    *(
        Measure(group, COMPOSITION, "population_group", group, populations=ALL)
        for group in ("latino", "white", "black")
    ),
    Measure("age", COMPOSITION, "age_years", unit=YEARS),
    Measure("male", COMPOSITION, "is_male"),
    Measure("homeowner", COMPOSITION, "is_homeowner"),
)
LOST = MEASURES[0]
