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

Result = TypeVar("Result")


class PersonRanges:
    """Consecutive ranges of persons, more of them than threads, so that no thread waits long for the other.

    row_start: [n_persons + 1] first row of each person. The work must release the interpreter lock, as the
    compiled kernels do, and write to no place that another range writes to.
    """

    def __init__(self, row_start: np.ndarray, threads: int = _THREADS):
        n_rows = int(row_start[-1])
        n_threads = max(1, min(threads, os.cpu_count() or 1)) if n_rows >= _ROWS_WORTH_THREADS else 1
        n_tasks = max(1, min(_TASKS_PER_THREAD * n_threads, n_rows // _ROWS_PER_TASK))
        edges = np.unique(np.linspace(0, len(row_start) - 1, n_tasks + 1).astype(np.int64))
        self._ranges = list(pairwise(edges))
        self._halves = list(pairwise(np.unique(edges[np.linspace(0, len(edges) - 1, n_threads + 1).astype(int)])))
        self._pool = ThreadPoolExecutor(n_threads) if n_threads > 1 else None

    def run(self, work: Callable[[tuple[int, int]], Result], is_one_a_thread: bool = False) -> list[Result]:
        """The work's results, in the order of the ranges (first person, last person + 1).

        is_one_a_thread: one long range a thread, for work whose results are too large to have many of.
        """
        ranges = self._halves if is_one_a_thread else self._ranges
        if self._pool is None:
            return [work(persons) for persons in ranges]
        return list(self._pool.map(work, ranges))
