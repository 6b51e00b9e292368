"""Calendar time, place × time and interview number, as indicators that enter as they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from analysis.design.design_columns import Columns, indicator, ordered_level_columns
from analysis.design.panel_columns import PanelColumns

UNSPLIT = "unsplit"
TIME_COLUMNS = {
    "half_year": ("reference_half_year",),
    "interview_number": ("interview_number",),
    "recall_lag": ("recall_lag_months",),
    "region_half_year": ("region", "reference_half_year"),
    "state_half_year": ("state_fips", "reference_half_year"),
}
"""Columns of the panel each time term crosses; the last is the one of time."""


def time_columns(
    panel: PanelColumns, rows: np.ndarray, time_terms: Sequence[str], outcomes: np.ndarray
) -> Iterator[Columns]:
    """Indicators of each time term; a place × time term has the time's levels in every place but the first.

    Half-years in which the outcome never or always occurs are pooled with their neighbours, within the place.
    """
    for time_term in time_terms:
        *places, time = TIME_COLUMNS[time_term]
        levels = panel.levels(time)[rows]
        if not places:
            yield ordered_level_columns(time_term, levels, outcomes)
            continue
        yield from _by_place(time_term, panel.levels(places[0])[rows], levels, outcomes)


def _by_place(
    time_term: str, places: pd.Categorical, levels: pd.Categorical, outcomes: np.ndarray
) -> Iterator[Columns]:
    for place in places.remove_unused_categories().categories[1:]:
        is_place = np.asarray(places == place)
        inside = ordered_level_columns(f"{time_term}_{place}", levels[is_place], outcomes[is_place])
        own = Columns((f"{time_term}_{place}",), (indicator(is_place),))
        yield own
        yield Columns(inside.names, tuple(_spread(values, is_place) for values in inside.values), inside.notes)


def _spread(values: np.ndarray, is_place: np.ndarray) -> np.ndarray:
    column = np.zeros(len(is_place), dtype=values.dtype)
    column[is_place] = values
    return column
