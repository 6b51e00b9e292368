"""A contrast within cells (county × half-year), net of cells, and of county and half-year effects on the contrast.

The model: the outcome on x, with an effect of each cell, and slopes of a contrast d (membership of a group, or a dose)
by county and by half-year. Within cells every column splits into its slope on d and a remainder that is orthogonal to
d; sums of squares of the two add up. The slopes, one row a cell weighted by the sum of squares of d, carry the county
and half-year slopes as ordinary two-way effects; the remainders carry none. So the model is exact, without a solver
that takes varying slopes (pyfixest has none), on as many rows as there are cells: by Frisch, Waugh and Lovell.
With d = 1 for a group this is the triple difference, and the slope of the outcome is the difference between the two
groups' means.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.estimators.linear.absorption import absorb, is_informative
from analysis.estimators.linear.least_squares import Block
from analysis.estimators.linear.rows import LinearRows, count_levels, joint_codes

_ROUNDING = 1e-9


@dataclass(frozen=True)
class IdentifyingCells:
    """Rows in cells where the contrast varies, in a county and a half-year with another such cell.

    rows: those rows, contrast [rows] as deviation from the cell's mean, cells [rows] codes from 0;
    counties, half_years, clusters: [cells] codes; squares: [cells] weighted sums of squares of the contrast.
    n_all_cells counts cells before. is_used: [all rows].
    """

    rows: LinearRows
    contrast: np.ndarray
    cells: np.ndarray
    counties: np.ndarray
    half_years: np.ndarray
    clusters: np.ndarray
    squares: np.ndarray
    n_all_cells: int
    is_used: np.ndarray

    @property
    def n_cells(self) -> int:
        return len(self.squares)

    def deviations(self, column: np.ndarray) -> np.ndarray:
        """[rows] deviations from the mean of the cell."""
        return column - _cell_means(column, self.cells, self.rows.weights)[self.cells]

    def slopes(self, deviations: np.ndarray) -> np.ndarray:
        """[cells] slopes of deviations from cell means on the contrast."""
        weighted = self.contrast if self.rows.weights is None else self.contrast * self.rows.weights
        return np.bincount(self.cells, weighted * deviations, self.n_cells) / self.squares

    def absorbed(self, slopes: Sequence[np.ndarray]) -> np.ndarray:
        """[cells, columns] slopes net of counties and half-years."""
        return absorb(slopes, (self.counties, self.half_years), self.squares)


def identifying_cells(rows: LinearRows, contrast: np.ndarray) -> IdentifyingCells:
    """Find them. rows: with county and half-year as effects; contrast: [rows]."""
    cells = joint_codes(*rows.effects) if len(rows) else np.empty(0, dtype=np.uint32)
    n_all = count_levels(cells)
    deviations = contrast - _cell_means(contrast, cells, rows.weights)[cells] if len(rows) else contrast
    scale = float(np.abs(deviations).max(initial=0.0))
    deviations[np.abs(deviations) <= _ROUNDING * scale] = 0.0
    weighted = deviations if rows.weights is None else deviations * rows.weights
    squares = np.bincount(cells, weighted * deviations, n_all)
    county_of, half_year_of = (_value_of(codes, cells, n_all) for codes in rows.effects)
    is_kept = squares > 0
    at = np.flatnonzero(is_kept)
    if len(at):
        is_kept[at] = is_informative((county_of[at], half_year_of[at]))
    is_used = is_kept[cells]
    used, numbers = rows.of(is_used), np.cumsum(is_kept) - 1
    kept_cells = numbers[cells[is_used]].astype(np.uint32)
    n_kept = int(is_kept.sum())
    return IdentifyingCells(
        rows=used,
        contrast=deviations[is_used],
        cells=kept_cells,
        counties=county_of[is_kept],
        half_years=half_year_of[is_kept],
        clusters=_value_of(used.clusters, kept_cells, n_kept),
        squares=squares[is_kept],
        n_all_cells=n_all,
        is_used=is_used,
    )


def contrast_blocks(cells: IdentifyingCells, columns: Sequence[np.ndarray]) -> list[Block]:
    """Blocks whose sums of squares add up to the model's: slopes of cells, and remainders of the columns that have any.

    columns: one [rows] array each, the outcome first.
    """
    slopes, remainders = [], []
    for column in columns:
        deviations = cells.deviations(column.astype(np.float64, copy=False))
        slopes.append(cells.slopes(deviations))
        remainders.append(deviations - slopes[-1][cells.cells] * cells.contrast)
    residuals = cells.absorbed(slopes)
    blocks = [Block(residuals[:, 0], residuals[:, 1:], cells.squares, cells.clusters)]
    is_exhausted = [
        np.abs(remainder).max(initial=0.0) <= _ROUNDING * np.abs(column).max(initial=0.0)
        for remainder, column in zip(remainders[1:], columns[1:], strict=True)
    ]
    if not all(is_exhausted):
        # A remainder of rounding is none: with it, what the effects determine would seem to be left.
        kept = [np.zeros(len(cells.rows)) if none else r for none, r in zip(is_exhausted, remainders[1:], strict=True)]
        blocks.append(Block(remainders[0], np.column_stack(kept), cells.rows.weights, cells.rows.clusters))
    return blocks


def _cell_means(column: np.ndarray, cells: np.ndarray, weights: np.ndarray | None) -> np.ndarray:
    weighted = column if weights is None else column * weights
    return np.bincount(cells, weighted) / np.bincount(cells, weights)


def _value_of(codes: np.ndarray, cells: np.ndarray, n_cells: int) -> np.ndarray:
    """[cells] the code that all rows of a cell have, or of one of them."""
    values = np.zeros(n_cells, dtype=np.uint32)
    values[cells] = codes
    return values
