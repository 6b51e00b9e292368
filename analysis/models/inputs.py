"""What models are made from: the panel with its columns, and what some estimators need beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import pandas as pd

from analysis.design.panel_columns import PanelColumns


@dataclass(frozen=True)
class EstimationInputs:
    """Finished marts as frames.

    panel             marts.respondent_periods, of which columns no model looks up may be left out, with the columns of
                      other marts that specifications name
    imputations       for a column with missing values, one row a household and draw (marts.income_imputations)
    county_activity   marts.policy_county_month: whole histories, for randomization; None leaves it out
    exposure_draws    marts.county_exposure_draws: exposures under redrawn dates; None refuses them
    months            marts.respondent_months joined to the panel's columns; None refuses person-months
    """

    panel: pd.DataFrame
    imputations: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    county_activity: pd.DataFrame | None = None
    exposure_draws: pd.DataFrame | None = None
    months: pd.DataFrame | None = None

    @cached_property
    def columns(self) -> PanelColumns:
        """The panel's columns, each converted once for all models; raises ValueError for imputations of other shape."""
        return PanelColumns(self.panel, self.imputations)

    def with_columns(self, changed: Mapping[str, pd.Series]) -> EstimationInputs:
        """The same with some columns of the panel replaced; what is converted of the others is not converted again."""
        inputs = replace(self, panel=self.panel.assign(**changed))
        inputs.__dict__["columns"] = self.columns.with_columns(inputs.panel, changed)
        return inputs

    @cached_property
    def month_columns(self) -> PanelColumns | None:
        """The columns of the person-months."""
        return None if self.months is None else PanelColumns(self.months, self.imputations)
