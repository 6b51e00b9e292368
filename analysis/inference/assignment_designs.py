"""How exposure histories might have been assigned otherwise: freely among counties, or by blocks of counties (states).

Free: each county's history goes to another county; for agreements that counties sign. Blocks: the states' common
histories go to other states; for Secure Communities, which came by state. In blocks a county keeps its deviation: where
its state's counties mostly switch on in one month and it does two months later, it still does two months after whatever
month its state draws (unless that state was exposed from the first period on: since when is then unknown). The months
in which a history falls are of the calendar (a national end, say) and do not move with the deviation.

The sharp null is that no county's outcomes depend on its history. See MacKinnon and Webb (2020), Journal of
Econometrics 218(2), on randomisation inference with few treated clusters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.inference.histories import COUNTY, PERIOD, CountyHistories, read_histories, why_incomplete
from analysis.inference.permutations import donor_draws


@dataclass(frozen=True)
class AssignmentDesign:
    """What is permuted: units (counties or states) and the patterns they exchange.

    patterns: [U, T] a unit's common history; unit_of_county: [C]; deviations: [C] periods by which a county switches on
    later than its unit's pattern; is_fixed: [C] counties that keep their own history, because it is not their unit's
    pattern, shifted: they are part of what the inference conditions on.
    """

    histories: CountyHistories
    units: np.ndarray
    patterns: np.ndarray
    unit_of_county: np.ndarray
    deviations: np.ndarray
    is_fixed: np.ndarray

    @property
    def n_units(self) -> int:
        return len(self.units)

    @cached_property
    def n_treated_units(self) -> int:
        """Units whose pattern is ever exposed."""
        return int((self.patterns > 0).any(axis=1).sum())

    @cached_property
    def n_distinct_patterns(self) -> int:
        """With one pattern every draw is the observed assignment and nothing can be inferred."""
        return len(np.unique(self.patterns, axis=0))

    @cached_property
    def expected(self) -> np.ndarray:
        """Mean exposures [C, T] over all assignments; of fixed counties their own.

        Exposures less these have mean zero whatever the calendar and the counties are like (Borusyak and Hull 2023,
        Econometrica 91(6)).
        """
        values = self.histories.values.copy()
        for deviation in np.unique(self.deviations[~self.is_fixed]):
            chosen = ~self.is_fixed & (self.deviations == deviation)
            values[chosen] = shifted(self.patterns, np.full(self.n_units, deviation)).mean(axis=0)
        return values

    def assigned(self, donors: np.ndarray) -> np.ndarray:
        """Exposures [C, T] when unit u has the pattern of unit donors[u]."""
        values = shifted(self.patterns[donors[self.unit_of_county]], self.deviations)
        values[self.is_fixed] = self.histories.values[self.is_fixed]
        return values


def free_assignment(histories: CountyHistories) -> AssignmentDesign:
    """Each county's whole history may go to any other county."""
    n_counties = len(histories.counties)
    none = np.zeros(n_counties, dtype=int)
    return AssignmentDesign(
        histories, histories.counties, histories.values, np.arange(n_counties), none, none.astype(bool)
    )


def block_assignment(histories: CountyHistories, block_of_county: Mapping[str, str]) -> AssignmentDesign:
    """The blocks' (states') most frequent histories may go to any other block; counties keep their deviation.

    A block's pattern is its most frequent history, of equally frequent ones the first to be exposed. Raises KeyError
    when a county has no block.
    """
    homeless = [str(name) for name in histories.counties if name not in block_of_county]
    if homeless:
        raise KeyError(f"{len(homeless)} counties without a block: {', '.join(homeless[:5])}")
    unit_of_county, units = pd.factorize(np.array([block_of_county[name] for name in histories.counties]), sort=True)
    patterns = np.stack([_most_frequent(histories.values[unit_of_county == u]) for u in range(len(units))])
    own, pattern = _onsets(histories.values), _onsets(patterns)[unit_of_county]
    n_periods = len(histories.periods)
    deviations = np.where((own < n_periods) & (pattern < n_periods), own - pattern, 0)
    rebuilt = shifted(patterns[unit_of_county], deviations)
    is_fixed = ~np.isclose(rebuilt, histories.values, atol=1e-12, rtol=0).all(axis=1)
    return AssignmentDesign(
        histories, np.asarray(units), patterns, unit_of_county, np.where(is_fixed, 0, deviations), is_fixed
    )


def shifted(values: np.ndarray, periods_later: np.ndarray) -> np.ndarray:
    """Histories [n, T] that switch on so many periods later [n]; from their first fall on they are as they were."""
    n_periods = values.shape[1]
    falls = np.diff(values, axis=1, append=values[:, -1:]) < 0
    last_rising = np.where(falls.any(axis=1), falls.argmax(axis=1), n_periods - 1)[:, None]
    period = np.arange(n_periods)
    source = np.clip(period - np.asarray(periods_later)[:, None], 0, last_rising)
    return np.take_along_axis(values, np.where(period <= last_rising, source, period), axis=1)


def permute_histories(
    exposures: pd.DataFrame,
    exposure: str,
    blocks: Mapping[str, str] | None = None,
    seed: int = 1,
    n_draws: int = 999,
    columns: Sequence[str] = (COUNTY, PERIOD),
) -> Iterator[pd.DataFrame]:
    """Frames of county, period and exposure, one a draw: histories permuted freely, or between blocks (states).

    blocks: state of each county. All permutations come, the observed one first, where they are no more than n_draws.
    Raises as `read_histories` and `block_assignment`, and ValueError when a county's history has an unknown period.
    """
    histories = read_histories(exposures, exposure, *columns)
    if histories.n_incomplete:
        raise ValueError(why_incomplete(histories))
    design = free_assignment(histories) if blocks is None else block_assignment(histories, blocks)
    for donors in donor_draws(design.n_units, n_draws, seed)[0]:
        yield histories.with_values(design.assigned(donors)).set_axis([*columns, exposure], axis=1)


def _onsets(values: np.ndarray) -> np.ndarray:
    """First exposed period of each history, the number of periods when there is none."""
    is_exposed = values > 0
    return np.where(is_exposed.any(axis=1), is_exposed.argmax(axis=1), values.shape[1])


def _most_frequent(values: np.ndarray) -> np.ndarray:
    distinct, counts = np.unique(values, axis=0, return_counts=True)
    candidates = distinct[counts == counts.max()]
    return candidates[np.argmin(_onsets(candidates))]
