"""Effects larger than any can be: a few persons all but separate the outcome, and the search stopped by chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np

from analysis.estimators.result import EstimatorResult

LARGEST_ODDS_RATIO = 50.0

Result = TypeVar("Result", bound=EstimatorResult)


def without_runaways(result: Result, effects: Sequence[str]) -> Result:
    """The result as not estimable where a within effect of the terms passes the largest odds ratio, either way."""
    if result.status != "ok":
        return result
    rows = result.table[(result.table["component"] == "within") & result.table["term"].isin(effects)]
    rows = rows[rows["odds_ratio"].notna() & (rows["estimate"].abs() > np.log(LARGEST_ODDS_RATIO))]
    if rows.empty:
        return result
    message = (
        f"the odds ratio of {', '.join(rows['term'])} passes {LARGEST_ODDS_RATIO:.0f} or its inverse: a few persons "
        "all but separate the outcome, so the data hold no finite estimate to believe"
    )
    terms = tuple((row.term, row.component) for row in rows.itertuples())
    return replace(result, status="not_estimable", message=message, faulty_terms=terms)
