"""One model to be made: a specification, a population, and what it is made from."""

from __future__ import annotations

from dataclasses import dataclass, field

from analysis.design.panel_columns import PanelColumns
from analysis.models.inputs import EstimationInputs
from analysis.specification import Specification

Start = dict[tuple[str, str], float]
"""Estimates of a similar model by term and component: where the next search begins, never where it ends."""


@dataclass(frozen=True)
class ModelTask:
    """inputs are shared by all tasks; starts by population, which a model may read and renew.

    drawn_for: policies for which inference by draws is made, None for all that the specification has.
    """

    inputs: EstimationInputs
    specification: Specification
    population: str
    starts: dict[str, Start] = field(default_factory=dict)
    drawn_for: tuple[str, ...] | None = None

    @property
    def columns(self) -> PanelColumns:
        """The panel in the specification's unit.

        Raises KeyError where person-months are asked for and none were handed over.
        """
        if self.specification.unit == "interview":
            return self.inputs.columns
        if self.inputs.month_columns is None:
            raise KeyError(f"specification '{self.specification.name}' needs person-months: hand over `months`")
        return self.inputs.month_columns
