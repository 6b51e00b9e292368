"""Scatters the shares of a group over places while keeping its share in the larger area."""

from __future__ import annotations

import numpy as np

N_CORRECTIONS = 25


def scattered_shares(target: np.ndarray, tilt: np.ndarray, area: np.ndarray, people: np.ndarray) -> np.ndarray:
    """Return shares of places (n) that follow `tilt` on the logit and average `target` in each area.

    `area` codes the larger area of each place from 0, `people` weighs the places, `target` is the area's share
    repeated for each of its places.
    """
    wanted = np.log(target / (1 - target))
    level = wanted.copy()
    totals = np.bincount(area, people)
    for _ in range(N_CORRECTIONS):
        mean = np.bincount(area, people * _share(level + tilt)) / totals
        level = level + wanted - np.log(mean / (1 - mean))[area]
    return _share(level + tilt)


def _share(logit: np.ndarray) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-logit))
