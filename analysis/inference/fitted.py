"""What a test between fits asks of each: what every estimator's result has, whichever module made it."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import pandas as pd


class Fitted(Protocol):
    """A result with tidy rows, a status that says whether they hold estimates, and the estimates' covariance."""

    table: pd.DataFrame
    status: str
    message: str
    covariance: np.ndarray | None
