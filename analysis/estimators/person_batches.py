"""Person-sorted record batches as frames of whole persons.

A batch is a data frame or anything with `to_pandas`, such as a pyarrow RecordBatch; a person may begin in one batch
and end in another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from analysis.estimators.screening import Fault

Batches = Iterable[Any] | Callable[[], Iterable[Any]]


def is_batches(rows: pd.DataFrame | Batches) -> bool:
    """Whether the rows come in batches; a single table of another library is one batch."""
    return not isinstance(rows, pd.DataFrame)


def frames_of_batches(batches: Batches) -> Iterator[pd.DataFrame]:
    """Each batch as a data frame; empty ones are passed over. Raises ValueError for what cannot become one."""
    if callable(batches):
        batches = batches()
    if hasattr(batches, "to_pandas") and not hasattr(batches, "to_batches"):
        batches = [batches]
    elif hasattr(batches, "to_batches"):
        batches = batches.to_batches()
    for batch in batches:
        if not isinstance(batch, pd.DataFrame) and not hasattr(batch, "to_pandas"):
            raise ValueError(f"a batch is a {type(batch).__name__}; give data frames or objects with to_pandas")
        frame = batch if isinstance(batch, pd.DataFrame) else batch.to_pandas()
        if len(frame):
            yield frame.reset_index(drop=True)


class WholePersons:
    """Frames in which each person is complete, from frames sorted by person.

    Raises KeyError for frames without the person's column. After the last frame `fault` says whether a person came
    back after another had started; for that one hash a run of rows of one person is kept.
    """

    def __init__(self, frames: Iterable[pd.DataFrame], person: str):
        self._frames = frames
        self._person = person
        self._hashes: list[np.ndarray] = []

    def __iter__(self) -> Iterator[pd.DataFrame]:
        begun: list[pd.DataFrame] = []  # rows of the person the last frame ended with
        for frame in self._frames:
            if self._person not in frame.columns:
                raise KeyError(
                    f"column not in the batches: {self._person}; they have {', '.join(map(str, frame.columns))}"
                )
            start = self._start_of_last_person(frame)
            is_continued = bool(begun) and start == 0 and self._is_same_person(begun[-1], frame)
            if is_continued:
                begun.append(frame)
                continue
            whole = pd.concat([*begun, frame.iloc[:start]], ignore_index=True) if begun else frame.iloc[:start]
            if len(whole):
                yield self._noted(whole)
            begun = [frame.iloc[start:]] if start < len(frame) else []
        if begun:
            yield self._noted(pd.concat(begun, ignore_index=True))

    @property
    def fault(self) -> Fault | None:
        hashes = np.concatenate(self._hashes) if self._hashes else np.empty(0, dtype=np.uint64)
        n_returns = len(hashes) - len(np.unique(hashes))
        if n_returns == 0:
            return None
        words = f"persons come back {n_returns:,} times after another has started; sort the batches by '{self._person}'"
        return Fault("refused", words)

    def _start_of_last_person(self, frame: pd.DataFrame) -> int:
        values = frame[self._person]
        others = np.flatnonzero((values != values.iloc[-1]).to_numpy(dtype=bool, na_value=True))
        return int(others[-1]) + 1 if len(others) else 0

    def _is_same_person(self, before: pd.DataFrame, after: pd.DataFrame) -> bool:
        return bool(before[self._person].iloc[-1] == after[self._person].iloc[0])

    def _noted(self, frame: pd.DataFrame) -> pd.DataFrame:
        codes = pd.factorize(frame[self._person], use_na_sentinel=False)[0]
        starts = np.flatnonzero(np.diff(codes, prepend=-1))
        self._hashes.append(pd.util.hash_array(frame[self._person].iloc[starts].to_numpy()))
        return frame
