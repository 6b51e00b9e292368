"""Work on ranges of persons, side by side on two threads when there is enough of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TypeVar

import numpy as np

_THREADS = 2
_ROWS_WORTH_THREADS = 2_000
_ROWS_PER_TASK = 1_000
_TASKS_PER_THREAD = 8
_MOST_ROWS_PER_TASK = 65_536

Result = TypeVar("Result")


class PersonRanges:
    """Consecutive ranges of persons, more of them than threads, so that no thread waits long for the
    other, and none with many rows, so that regressors can be read from a file.

    row_start: [n_persons + 1] first row of each person. The work must release the interpreter lock, as the
    compiled kernels do, and write to no place that another range writes to.
    """

    def __init__(self, row_start: np.ndarray, threads: int = _THREADS):
        n_rows = int(row_start[-1])
        n_threads = max(1, min(threads, os.cpu_count() or 1)) if n_rows >= _ROWS_WORTH_THREADS else 1
        n_tasks = max(1, min(_TASKS_PER_THREAD * n_threads, n_rows // _ROWS_PER_TASK))
        n_tasks = max(n_tasks, -(-n_rows // _MOST_ROWS_PER_TASK))
        edges = np.unique(np.linspace(0, len(row_start) - 1, n_tasks + 1).astype(np.int64))
        self._ranges = list(pairwise(edges))
        middle = len(self._ranges) // 2 if n_threads > 1 else 0
        self._halves = [half for half in (self._ranges[:middle], self._ranges[middle:]) if half]
        self._pool = ThreadPoolExecutor(n_threads) if n_threads > 1 else None

    def run(self, work: Callable[[tuple[int, int]], Result]) -> list[Result]:
        """The work's results, in the order of the ranges (first person, last person + 1)."""
        return self._each(work, self._ranges)

    def run_halves(self, work: Callable[[list[tuple[int, int]]], Result]) -> list[Result]:
        """One result a thread, from all its ranges: for results too large to have many of."""
        return self._each(work, self._halves)

    def _each(self, work: Callable, pieces: list) -> list:
        if self._pool is None:
            return [work(piece) for piece in pieces]
        return list(self._pool.map(work, pieces))
