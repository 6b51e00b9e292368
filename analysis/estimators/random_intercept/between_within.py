"""The between–within (hybrid) random-intercept logit.

Each varying term enters twice: as the person's mean (`between`) and as the deviation from it
(`within`). In a nonlinear model the within coefficient is close to, but not, the conditional logit's
(Neuhaus and Kalbfleisch 1998; Allison 2009).
"""

from __future__ import annotations

import time
from collections.abc import Sequence

import pandas as pd

from analysis.estimators.person_rows import person_rows
from analysis.estimators.random_intercept.fit import fit_rows
from analysis.estimators.random_intercept.result import RandomInterceptResult


def between_within_logit(
    frame: pd.DataFrame,
    outcome: str,
    person: str,
    within: Sequence[str],
    between_only: Sequence[str] = (),
    unsplit: Sequence[str] = (),
    cluster: str | None = None,
    weights: str | None = None,
    points: int = 15,
    confidence_level: float = 0.95,
    row_weights: str | None = None,
    weight_scaling: str = "size",
) -> RandomInterceptResult:
    """Between–within logit of a 0/1 outcome on person-interview rows.

    within       terms split into deviation from the person's mean (`within`) and that mean (`between`)
    between_only terms constant within a person, labelled `between`
    unsplit      terms that enter as they are (calendar time, interview number)

    Means are over the rows given and unweighted. Arguments, weights, faults and errors otherwise as in
    `random_intercept_logit`.
    """
    split, whole = tuple(within), (*between_only, *unsplit)
    started = time.perf_counter()
    rows = person_rows(frame, outcome, person, (*split, *whole), cluster, weights, row_weights, weight_scaling)
    terms = (
        *((term, "within") for term in split),
        *((term, "between") for term in (*split, *between_only)),
        *((term, "unsplit") for term in unsplit),
    )
    return fit_rows(rows, len(split), terms, points, confidence_level, started)
