"""Permutations of the units that exchange histories: drawn, or all of them where they are few."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice, permutations
from math import factorial

import numpy as np

_MOST_ENUMERATED_UNITS = 9
_CELLS_A_BATCH = 4_000_000


def donor_draws(n_units: int, n_draws: int, seed: int) -> tuple[Iterator[np.ndarray], int, bool]:
    """Permutations of units [n_units], how many come, and whether they are all there are (the own one included)."""
    if n_units <= _MOST_ENUMERATED_UNITS and factorial(n_units) <= n_draws:
        return (np.array(p) for p in permutations(range(n_units))), factorial(n_units), True
    rng = np.random.default_rng(seed)
    return (rng.permutation(n_units) for _ in range(n_draws)), n_draws, False


class JointDraws:
    """Permutations for several policies: one for all policies with the same units, independent ones otherwise.

    units_of_policy: labels of what each policy permutes. All permutations come where one set of units has no more than
    n_draws; with several sets they are always drawn.
    """

    def __init__(self, units_of_policy: Mapping[str, np.ndarray], n_draws: int, seed: int):
        self._units = {policy: tuple(units) for policy, units in units_of_policy.items()}
        self._families = tuple(dict.fromkeys(self._units.values()))
        self._seed = seed
        self.n_draws, self.is_enumerated = n_draws, False
        if len(self._families) == 1:
            _, self.n_draws, self.is_enumerated = donor_draws(len(self._families[0]), n_draws, seed)

    def batches(self) -> Iterator[tuple[slice, dict[str, np.ndarray]]]:
        """Slices of draws, and for each policy donors [draws of the slice, units]; the same at each call."""
        iterators = {units: self._permutations(family, len(units)) for family, units in enumerate(self._families)}
        size = max(1, _CELLS_A_BATCH // sum(map(len, self._families)))
        for first in range(0, self.n_draws, size):
            n = min(size, self.n_draws - first)
            donors = {units: np.stack(list(islice(iterator, n))) for units, iterator in iterators.items()}
            yield slice(first, first + n), {policy: donors[units] for policy, units in self._units.items()}

    def _permutations(self, family: int, n_units: int) -> Iterator[np.ndarray]:
        if self.is_enumerated:
            return donor_draws(n_units, self.n_draws, self._seed)[0]
        rng = np.random.default_rng([self._seed, family])
        return (rng.permutation(n_units) for _ in range(self.n_draws))
