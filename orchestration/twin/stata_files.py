"""Writes Stata files whose bytes depend on their content only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from pathlib import Path

import pandas as pd
import pyarrow as pa

# Stata writes the time into its files; this one stands for none.
NO_TIME = dt.datetime(2000, 1, 1)


def write_stata(
    path: Path, table: pa.Table, texts: Collection[str], value_labels: Mapping[str, Mapping[int, str]]
) -> None:
    """Write a table as Stata 118: columns of `texts` as strings, all others as numbers, a blank as a missing number.

    `value_labels` holds the labels of codes by column. Raises ValueError when another column is no number.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    frame = table.to_pandas()
    for column in frame.columns.difference(list(texts)):
        frame[column] = pd.to_numeric(frame[column])
    labels = {column: dict(of_codes) for column, of_codes in value_labels.items()}
    frame.to_stata(path, write_index=False, version=118, time_stamp=NO_TIME, value_labels=labels)
