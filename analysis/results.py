"""The table results.estimates: its columns in order, with their types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

_TEXT, _NUMBER, _COUNT, _FLAG = "string", "float64", "Int64", "boolean"

RESULT_COLUMNS: dict[str, str] = {
    "data_version": _TEXT,
    "specification_id": _TEXT,
    "specification": _TEXT,
    "estimand": _TEXT,
    "outcome": _TEXT,
    "population": _TEXT,
    "term": _TEXT,
    "component": _TEXT,
    "estimator": _TEXT,
    "exposure_definition": _TEXT,
    "controls_id": _TEXT,
    "estimate": _NUMBER,
    "std_error": _NUMBER,
    "p_value": _NUMBER,
    "conf_low": _NUMBER,
    "conf_high": _NUMBER,
    "odds_ratio": _NUMBER,
    "effect_pp": _NUMBER,
    "scale": _TEXT,
    "inference": _TEXT,
    "cluster_level": _TEXT,
    "n_clusters": _COUNT,
    "n_persons": _COUNT,
    "n_interviews": _COUNT,
    "n_events": _COUNT,
    "n_informative": _COUNT,
    "n_switchers": _COUNT,
    "n_informative_switchers": _COUNT,
    "n_treated_counties": _COUNT,
    "n_treated_states": _COUNT,
    "mde": _NUMBER,
    "power": _NUMBER,
    "type_s": _NUMBER,
    "type_m": _NUMBER,
    "status": _TEXT,
    "message": _TEXT,
    "synthetic_inputs": _FLAG,
    "n_imputations": _COUNT,
    "fraction_missing_information": _NUMBER,
    "log_likelihood": _NUMBER,
    "seconds": _NUMBER,
    "code_version": _TEXT,
}
RESULT_KEY = ("data_version", "specification_id", "population", "term", "component")


def results_frame(rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Rows as a frame with every column in order and typed; what a row does not name is missing.

    Raises ValueError for a key that is no column, or for two rows with one key.
    """
    listed = list(rows)
    unknown = {key for row in listed for key in row} - set(RESULT_COLUMNS)
    if unknown:
        raise ValueError(
            f"not columns of results.estimates: {', '.join(sorted(unknown))}; declare them in RESULT_COLUMNS"
        )
    frame = pd.DataFrame(listed, columns=list(RESULT_COLUMNS)).astype(RESULT_COLUMNS)
    repeated = frame[frame.duplicated(list(RESULT_KEY))]
    if not repeated.empty:
        raise ValueError(f"two result rows for {tuple(repeated.iloc[0][list(RESULT_KEY)])}; make terms unique")
    return frame


def empty_results() -> pd.DataFrame:
    """A frame of results.estimates without rows."""
    return results_frame([])
