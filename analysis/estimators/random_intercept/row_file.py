"""Regressors in a temporary file: read a range of rows at a time, so that their number is bounded by the disk."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence

import numpy as np

_ROWS_PER_READ = 65_536


class RowFile:
    """[rows, columns] of 64-bit floats on disk, indexed like an array by ranges or increasing numbers of rows.

    Reading is explicit rather than by a memory map, whose pages would count as the process's memory. Two threads may
    read at once. The file has no name and is gone when the object is closed or forgotten.
    """

    def __init__(self, n_columns: int, directory: str | None = None):
        self._file = tempfile.TemporaryFile(dir=directory)  # noqa: SIM115, open as long as the object is
        self._n_rows, self._n_columns = 0, n_columns

    def append(self, rows: np.ndarray) -> None:
        np.ascontiguousarray(rows, dtype=np.float64).tofile(self._file)
        self._n_rows += len(rows)

    def finish(self) -> None:
        """To be called after the last `append`, before anything is read."""
        self._file.flush()

    def close(self) -> None:
        self._file.close()

    @property
    def shape(self) -> tuple[int, int]:
        return self._n_rows, self._n_columns

    def __len__(self) -> int:
        return self._n_rows

    def __getitem__(self, rows: slice | np.ndarray) -> np.ndarray:
        if not isinstance(rows, slice):
            return self._chosen(rows)
        start, stop, _ = rows.indices(self._n_rows)
        block = np.empty((max(stop - start, 0), self._n_columns))
        view, offset = memoryview(block).cast("B") if block.size else memoryview(b""), start * self._n_columns * 8
        done = 0
        while done < len(view):
            n_read = os.preadv(self._file.fileno(), [view[done:]], offset + done)
            if n_read == 0:
                raise OSError(f"the temporary file of regressors ends before row {stop:,}; was its disk full?")
            done += n_read
        return block

    def _chosen(self, rows: np.ndarray) -> np.ndarray:
        chosen = np.empty((len(rows), self._n_columns))
        for start, block in self.blocks():
            first, last = np.searchsorted(rows, [start, start + len(block)])
            chosen[first:last] = block[rows[first:last] - start]
        return chosen

    def blocks(self) -> Iterator[tuple[int, np.ndarray]]:
        for start in range(0, self._n_rows, _ROWS_PER_READ):
            yield start, self[start : start + _ROWS_PER_READ]


class FileColumns(Sequence):
    """The columns of a row file after the intercept's; each is read from the disk when it is asked for."""

    def __init__(self, rows: RowFile):
        self._rows = rows

    def __len__(self) -> int:
        return self._rows.shape[1] - 1

    def __getitem__(self, position: int) -> np.ndarray:
        column = np.empty(len(self._rows))
        for start, block in self._rows.blocks():
            column[start : start + len(block)] = block[:, position + 1]
        return column
