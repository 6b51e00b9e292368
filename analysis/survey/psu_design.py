"""The first stage of a sample: primary sampling units (PSUs) within strata, however many records they hold."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np


class SurveyDesignError(ValueError):
    """A sample design, or sums over it, that cannot be taken as given."""


@dataclass(frozen=True)
class PsuDesign:
    """PSUs nested in strata.

    stratum_codes       [PSUs] integers from 0 to strata − 1, each used
    sampling_fractions  [strata] share of the stratum's PSUs that was drawn, for the finite population
                        correction; None where they count as drawn with replacement
    """

    stratum_codes: np.ndarray
    sampling_fractions: np.ndarray | None = None

    @cached_property
    def stratum_sizes(self) -> np.ndarray:
        """[strata] PSUs drawn in each."""
        return np.bincount(self.stratum_codes)

    @property
    def n_psus(self) -> int:
        return len(self.stratum_codes)

    @property
    def n_strata(self) -> int:
        return len(self.stratum_sizes)

    @property
    def n_lonely_psus(self) -> int:
        """PSUs that are the only one of their stratum."""
        return int((self.stratum_sizes == 1).sum())

    @property
    def degrees_of_freedom(self) -> int:
        """PSUs less strata, whatever the domain."""
        return self.n_psus - self.n_strata
