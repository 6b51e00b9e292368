"""Calendar time, by place or group, and interview number, as indicators that enter as they are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import numpy as np
import pandas as pd

from analysis.design.design_columns import Columns, indicator, ordered_level_columns
from analysis.design.panel_columns import GROUP, PanelColumns

UNSPLIT = "unsplit"
TIME_COLUMNS = {
    "half_year": ("reference_half_year",),
    "interview_number": ("interview_number",),
    "recall_lag": ("recall_lag_months",),
    "region_half_year": ("region", "reference_half_year"),
    "state_half_year": ("state_fips", "reference_half_year"),
    "group_half_year": (GROUP, "reference_half_year"),
}
"""Columns of the panel each time term crosses; the last is the one of time."""


def time_columns(
    panel: PanelColumns,
    rows: np.ndarray,
    time_terms: Sequence[str],
    outcomes: np.ndarray,
    controlled: Collection[str] = (),
) -> Iterator[Columns]:
    """Indicators of each time term; one crossed with places or groups has the time's levels in each but the first.

    Half-years in which the outcome never or always occurs are pooled with their neighbours, within place or group.
    controlled: columns whose levels are in the model already.
    """
    for time_term in time_terms:
        *places, time = TIME_COLUMNS[time_term]
        levels = panel.levels(time)[rows]
        if not places:
            yield ordered_level_columns(time_term, levels, outcomes)
            continue
        has_own = places[0] not in controlled
        yield from _by_place(time_term, panel.levels(places[0])[rows], levels, outcomes, has_own)


def _by_place(
    time_term: str, places: pd.Categorical, levels: pd.Categorical, outcomes: np.ndarray, has_own: bool
) -> Iterator[Columns]:
    for place in places.remove_unused_categories().categories[1:]:
        is_place = np.asarray(places == place)
        inside = ordered_level_columns(f"{time_term}_{place}", levels[is_place], outcomes[is_place])
        if has_own:
            yield Columns((f"{time_term}_{place}",), (indicator(is_place),))
        yield Columns(inside.names, tuple(_spread(values, is_place) for values in inside.values), inside.notes)


def _spread(values: np.ndarray, is_place: np.ndarray) -> np.ndarray:
    column = np.zeros(len(is_place), dtype=values.dtype)
    column[is_place] = values
    return column
