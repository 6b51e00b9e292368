"""What the survey's record types share: codes for missing answers, and columns with blanks."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

RESIDUE, RESIDUE_2, OUT_OF_UNIVERSE, OUT_OF_UNIVERSE_2 = 8, 98, 9, 99
RESIDUE_RATE = 0.004


def blank_where(values: np.ndarray, is_blank: np.ndarray) -> pa.Array:
    """Return values with blanks where nothing was asked."""
    return pa.array(values, mask=is_blank)


def record_table(columns: Mapping[str, np.ndarray | pa.Array]) -> pa.Table:
    """Return columns as a table, in their order."""
    return pa.table({name: pa.array(values) for name, values in columns.items()})
