"""Survey weights at both levels of a multilevel model, and their scaling.

With weights at the level of interviews the variance of the person intercept depends on their scale, so the usual
scalings are shown beside each other (Pfeffermann et al. 1998; Rabe-Hesketh and Skrondal 2006, methods 1 and 2).
"""

from __future__ import annotations

import numpy as np

WEIGHT_SCALINGS = ("none", "size", "effective")


def levels_of_weights(
    row_weights: np.ndarray, row_start: np.ndarray, weight_scaling: str
) -> tuple[np.ndarray, np.ndarray]:
    """Level-2 weights [persons] and level-1 weights [rows] from weights of interviews, all positive.

    none       level 1 as given, level 2 ones: whole numbers are interviews repeated within the person
    size       level 2 the person's mean, level 1 weight / mean, which sums to the person's interviews
    effective  level 2 the person's mean, level 1 weight * sum(w) / sum(w^2), which sums to the effective number
    Raises ValueError for another scaling.
    """
    if weight_scaling not in WEIGHT_SCALINGS:
        raise ValueError(f"weight_scaling '{weight_scaling}' is none of {', '.join(WEIGHT_SCALINGS)}")
    sizes = np.diff(row_start)
    if weight_scaling == "none":
        return np.ones(len(sizes)), row_weights.copy()
    sums = np.add.reduceat(row_weights, row_start[:-1])
    wanted = sizes if weight_scaling == "size" else sums**2 / np.add.reduceat(row_weights**2, row_start[:-1])
    return sums / sizes, row_weights * np.repeat(wanted / sums, sizes)
