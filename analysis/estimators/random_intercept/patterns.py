"""Persons, their rows and the outcomes they have shown or could show, with weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Patterns:
    """Persons, their rows and their outcome patterns.

    row_start      [n_persons + 1] first row of each person in the sorted regressors
    pattern_start  [n_persons + 1] first pattern of each person
    outcome_start  [n_patterns] first element of each pattern in `outcomes`
    outcomes       flat 0/1 values, as many per pattern as the person has rows
    weights        [n_patterns] multiplies the pattern's log-likelihood
    row_weights    [rows] multiplies the row's log-probability given the intercept; None for ones

    A further level (counties within which persons are nested) would stand here as `group_start`, [n_groups + 1] first
    person of each group: persons of a group are then integrated together, and `person_pass` is where its nodes would
    enclose the sweep over its persons.
    """

    row_start: np.ndarray
    pattern_start: np.ndarray
    outcome_start: np.ndarray
    outcomes: np.ndarray
    weights: np.ndarray
    row_weights: np.ndarray | None = None

    @classmethod
    def observed(
        cls,
        row_start: np.ndarray,
        outcomes: np.ndarray,
        person_weights: np.ndarray,
        row_weights: np.ndarray | None = None,
    ) -> Patterns:
        """One pattern a person: what was observed."""
        n_persons = len(row_start) - 1
        pattern_start = np.arange(n_persons + 1)
        return cls(row_start, pattern_start, row_start[:-1].copy(), outcomes, person_weights, row_weights)

    @property
    def n_persons(self) -> int:
        return len(self.row_start) - 1

    @property
    def is_observed(self) -> bool:
        """Whether each person has one pattern, so that outcomes and rows correspond."""
        return len(self.weights) == self.n_persons

    def sampled(self, persons: np.ndarray, expansion: np.ndarray) -> tuple[Patterns, np.ndarray]:
        """Some persons, each standing for `expansion` of them, and their rows; only with one pattern a person."""
        sizes = np.diff(self.row_start)[persons]
        row_start = np.concatenate([[0], np.cumsum(sizes)])
        rows = np.repeat(self.row_start[persons] - row_start[:-1], sizes) + np.arange(row_start[-1])
        row_weights = None if self.row_weights is None else self.row_weights[rows]
        sample = Patterns.observed(row_start, self.outcomes[rows], self.weights[persons] * expansion, row_weights)
        return sample, rows
