"""A population's design as a frame, for estimators that take frames, and their faults as omissions of the design."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.design.population_design import PopulationDesign
from analysis.estimators.result import EstimatorResult
from analysis.models.runaways import without_runaways

OUTCOME, PERSON_CODE, COUNTY_CODE, STATE_CODE = "outcome", "person", "county", "state"
CLUSTER_CODES = {"person": PERSON_CODE, "county": COUNTY_CODE, "state": STATE_CODE}
_MOST_OMISSIONS = 40


@dataclass(frozen=True)
class ModelFrame:
    """frame: outcome, person, county, state and a column a term; effects: its exposure terms; others: the rest."""

    frame: pd.DataFrame
    effects: tuple[str, ...]
    others: tuple[str, ...]

    @property
    def terms(self) -> tuple[str, ...]:
        """Exposures first."""
        return (*self.effects, *self.others)


def model_frame(
    design: PopulationDesign,
    components: Sequence[str] = ("unsplit", "control"),
    extra: Mapping[str, np.ndarray] | None = None,
) -> ModelFrame:
    """Exposures as they are, and the terms of the components named; extra: further columns by row."""
    others = {
        term: column
        for (term, component), column in zip(design.terms, design.columns, strict=True)
        if component in components
    }
    persons = np.repeat(np.arange(design.n_persons), np.diff(design.row_start))
    keys = {OUTCOME: design.outcomes, PERSON_CODE: persons, COUNTY_CODE: design.counties, STATE_CODE: design.states}
    frame = pd.DataFrame({**keys, **design.exposures, **others, **(extra or {})}, copy=False)
    return ModelFrame(frame, tuple(design.exposures), tuple(others))


def fit_openly(
    design: PopulationDesign,
    terms: Sequence[str],
    component_of: Callable[[str], str],
    fit: Callable[..., EstimatorResult],
) -> tuple[PopulationDesign, tuple[str, ...], EstimatorResult]:
    """Fit the terms; where a fault lies with certain of them, leave these out with an omission and fit the rest.

    component_of: the component a term's row would have had. Returns the design with its omissions, the terms of the
    last fit, and its result, which is not 'ok' when the fault lies with no term or no term is left.
    """
    left = list(terms)
    for _ in range(_MOST_OMISSIONS):
        result = without_runaways(fit(left), [term for term in left if term in design.exposures])
        faulty = {term for term, _ in result.faulty_terms} & set(left)
        if result.status == "ok" or not faulty or faulty == set(left):
            break
        named = tuple((term, component_of(term)) for term in left if term in faulty)
        design = design.with_omissions(named, result.status, result.message)
        left = [term for term in left if term not in faulty]
    return design, tuple(left), result
