"""Persons averaged into adoption unit by period: what a comparison of means needs of them, and no more."""

from __future__ import annotations

import numpy as np
import pandas as pd


def cell_means(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a unit and period: weighted mean of the outcome, summed weight, number of rows.

    rows: unit (codes from 0), period, cohort, cluster, outcome, weight. With the summed weights as weights and
    errors clustered by unit or above, differences of weighted means, and their influence functions summed by
    cluster, are those of the rows themselves.
    """
    units, periods = rows["unit"].to_numpy(), rows["period"].to_numpy()
    first = periods.min()
    width = int(periods.max() - first) + 1
    cells = units * width + (periods - first)
    weight = rows["weight"].to_numpy()
    summed = np.bincount(cells, weight)
    totals = np.bincount(cells, weight * rows["outcome"].to_numpy())
    sizes = np.bincount(cells)
    present = np.flatnonzero(sizes)
    # Cohort and cluster are constant within a unit, so any row of a cell will do.
    a_row = np.empty(len(sizes), dtype=np.int64)
    a_row[cells] = np.arange(len(cells))
    a_row = a_row[present]
    return pd.DataFrame(
        {
            "unit": present // width,
            "period": present % width + first,
            "cohort": rows["cohort"].to_numpy()[a_row],
            "cluster": rows["cluster"].to_numpy()[a_row],
            "outcome": totals[present] / summed[present],
            "weight": summed[present],
            "n_rows": sizes[present],
        }
    )
