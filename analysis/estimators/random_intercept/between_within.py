"""The between–within (hybrid) random-intercept logit.

Each varying term enters twice: as the person's mean (`between`) and as the deviation from it
(`within`). In a nonlinear model the within coefficient is close to, but not, the conditional logit's
(Neuhaus and Kalbfleisch 1998; Allison 2009).
"""

from __future__ import annotations

import time
from collections.abc import Sequence

import pandas as pd

from analysis.estimators.person_batches import Batches, is_batches
from analysis.estimators.person_rows import person_rows
from analysis.estimators.random_intercept.fit import fit_assembled, fit_rows
from analysis.estimators.random_intercept.result import RandomInterceptResult
from analysis.estimators.random_intercept.row_file import FileColumns
from analysis.estimators.random_intercept.spilled_rows import spill_rows


def between_within_logit(
    frame: pd.DataFrame | Batches,
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
    spill_directory: str | None = None,
) -> RandomInterceptResult:
    """Between–within logit of a 0/1 outcome on person-interview rows.

    frame        a data frame in any order, or record batches sorted by person: an iterable of data frames or of
                 objects with `to_pandas` (pyarrow record batches, a dataset's scanner), or a callable that returns one

    within       terms split into deviation from the person's mean (`within`) and that mean (`between`)
    between_only terms constant within a person, labelled `between`
    unsplit      terms that enter as they are (calendar time, interview number)

    A person may straddle batches; one who comes back after another has started is refused. Batches are gone through
    once: regressors go to a temporary file in `spill_directory`, 8 bytes a row and regressor, and memory holds some 70
    bytes an interview. The result is that of the frame.

    Means are over the rows given and unweighted. cluster, weights, points, row_weights and weight_scaling as in
    `random_intercept_logit`. Raises KeyError for an unknown column, ValueError for a column that is not numeric, an
    outcome other than 0/1, a confidence level outside 0 to 1 or an unknown scaling; what the data forbid is a status.
    """
    split, whole = tuple(within), (*between_only, *unsplit)
    started = time.perf_counter()
    terms = (
        *((term, "within") for term in split),
        *((term, "between") for term in (*split, *between_only)),
        *((term, "unsplit") for term in unsplit),
    )
    if is_batches(frame):
        spilled = spill_rows(
            frame, outcome, person, (*split, *whole), len(split), cluster, weights, row_weights, weight_scaling,
            spill_directory,
        )  # fmt: skip
        columns = FileColumns(spilled.regressors)
        try:
            return fit_assembled(
                spilled.rows, spilled.regressors, columns, spilled.moments, terms, points, confidence_level, started
            )
        finally:
            spilled.regressors.close()
    rows = person_rows(frame, outcome, person, (*split, *whole), cluster, weights, row_weights, weight_scaling)
    return fit_rows(rows, len(split), terms, points, confidence_level, started)
