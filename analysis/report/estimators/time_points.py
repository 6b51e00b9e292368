"""Effects over time out of the tables of results: event times of a study, or exposures shifted by months."""

from __future__ import annotations

import re

import pandas as pd

from analysis.disclosure import round_significant
from analysis.report import chart_theme as theme
from analysis.report.estimators import estimate_rows as rows_of
from analysis.report.estimators.forest import ratio
from analysis.report.formatting import MINUS, is_missing

EVENT_TIME, OWN = "_event_time_", "own"
_SHIFTED = re.compile(r"^(?P<policy>\w+?)_(?P<direction>lead|lag)_(?P<months>\d+)_months$")
COLUMNS = ["event_time", "is_before", "estimate", "conf_low", "conf_high", "colour", "fill"]


def event_time_points(rows: pd.DataFrame, reference: int, is_thin: bool, is_gated: bool) -> pd.DataFrame:
    """Rows of components lead and lag in percentage points, in order of time, with the reference where it is missing.

    rows: of one specification, population and policy, on the probability scale.
    """
    found = []
    for _, row in rows[rows["status"] == "ok"].iterrows():
        time = str(row["term"]).split(EVENT_TIME, 1)[1]
        ends = (100.0 * float(row[name]) for name in ("estimate", "conf_low", "conf_high"))
        found.append(_point(time, row["component"] == "lead", *ends, is_thin, is_gated))
    if found and str(reference) not in {point["event_time"] for point in found}:
        found.append({**_point(str(reference), True, 0.0, None, None, is_thin, is_gated), "fill": theme.PAPER})
    found.sort(key=lambda point: _number(point["event_time"]))
    for point in found:
        point["event_time"] = point["event_time"].replace("<=", "≤").replace(">=", "≥").replace("-", MINUS)
    return pd.DataFrame(found, columns=COLUMNS)


def shifted_points(rows: pd.DataFrame, policy: str, is_gated: bool) -> pd.DataFrame:
    """Odds ratios of a policy's own window and of the windows before and after it, in order of time.

    rows: of component within, of one specification and population; each point is grey by its own informative persons.
    """
    found: dict[int, dict] = {}
    for _, row in rows[rows["status"] == "ok"].iterrows():
        months = months_of(str(row["term"]), policy)
        if months is not None:
            label = OWN if months == 0 else f"{MINUS if months < 0 else '+'}{abs(months)}"
            ends = (ratio(row[name]) for name in ("estimate", "conf_low", "conf_high"))
            found[months] = _point(label, months < 0, *ends, rows_of.look_of(row) == rows_of.GREY, is_gated)
    return pd.DataFrame([found[months] for months in sorted(found)], columns=COLUMNS)


def months_of(term: str, policy: str) -> int | None:
    """Months since the policy's start that a term speaks of: a lead of 6 is 6 months before; None for another term."""
    if term == policy:
        return 0
    shifted = _SHIFTED.match(term)
    if shifted is None or shifted["policy"] != policy:
        return None
    return int(shifted["months"]) * (-1 if shifted["direction"] == "lead" else 1)


def _point(
    label: str, is_before: bool, estimate: object, low: object, high: object, is_thin: bool, is_gated: bool
) -> dict:
    colour = theme.GREY if is_thin else theme.ACCENT
    values = {"estimate": estimate, "conf_low": low, "conf_high": high}
    released = {name: _released(value, is_gated) for name, value in values.items()}
    return {"event_time": label, "is_before": is_before, **released, "colour": colour, "fill": colour}


def _released(value: object, is_gated: bool) -> float:
    if is_missing(value):
        return float("nan")
    return round_significant(float(value)) if is_gated else float(value)


def _number(event_time: str) -> int:
    found = re.search(r"-?\d+", event_time)
    return int(found.group()) if found else 0
