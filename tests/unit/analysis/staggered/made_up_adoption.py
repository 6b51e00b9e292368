"""Small panels of units that adopt at known times, with known effects."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

COHORTS = (0, 0, 0, 0, 3, 3, 3, 5, 5, 6)


def known_effect(cohort: int, period: int) -> float:
    """Effect that differs by cohort and grows with time since adoption."""
    return 0.1 * cohort + 0.25 * (period - cohort)


def adoption_panel(
    cohorts: tuple[int, ...] = COHORTS,
    n_periods: int = 7,
    effect: Callable[[int, int], float] = known_effect,
    noise: float = 0.0,
    seed: int = 1,
) -> pd.DataFrame:
    """Parallel trends that are no straight line, effects from adoption on, and noise."""
    rng = np.random.default_rng(seed)
    records = []
    for unit, cohort in enumerate(cohorts):
        for period in range(1, n_periods + 1):
            treated = 0 < cohort <= period
            untreated = 2.0 + 0.3 * unit + np.sin(period) + noise * rng.standard_normal()
            records.append((unit, period, cohort, untreated + treated * effect(cohort, period), int(treated)))
    return pd.DataFrame(records, columns=["unit", "period", "cohort", "y", "treated"])


def persons(cohorts: tuple[int, ...] = COHORTS, n_periods: int = 7, seed: int = 2, noise: float = 1.0) -> pd.DataFrame:
    """Different persons in each county and period, two to six a cell: the county's outcome and noise of their own."""
    rng = np.random.default_rng(seed)
    cells = adoption_panel(cohorts, n_periods, noise=0.3, seed=seed)
    rows = cells.loc[np.repeat(cells.index, rng.integers(2, 7, len(cells)))].reset_index(drop=True)
    n = len(rows)
    return rows.assign(
        y=rows["y"] + noise * rng.standard_normal(n),
        person=np.arange(n),
        age=rng.integers(12, 80, n),
        sex=rng.choice(["female", "male"], n),
    )


def estimates(result, component: str) -> dict[str, float]:
    """Estimates of one component by term."""
    rows = result.table[result.table["component"] == component]
    return dict(zip(rows["term"], rows["estimate"], strict=True))


def std_errors(result, component: str) -> dict[str, float]:
    """Standard errors of one component by term."""
    rows = result.table[result.table["component"] == component]
    return dict(zip(rows["term"], rows["std_error"], strict=True))
