"""Numbers as text: one way to print each kind of quantity, missing values as a dash."""

from __future__ import annotations

import math
from datetime import datetime

import pandas as pd

from analysis.disclosure import round_count

DASH = "–"
MINUS = "−"
LARGEST_PRINTED_ODDS_RATIO = 50.0


def is_missing(value: object) -> bool:
    """True for None, NaN, NaT and pandas' NA; infinities count as missing, since no page prints them."""
    if value is None or value is pd.NA:
        return True
    if isinstance(value, float):
        return not math.isfinite(value)
    return bool(pd.isna(value)) if pd.api.types.is_scalar(value) else False


def format_count(value: object, is_gated: bool = False) -> str:
    """`353,912`; under the disclosure gate `354,000`, and `N<15` below fifteen."""
    if is_missing(value):
        return DASH
    count = round_count(int(value)) if is_gated else int(value)
    return count if isinstance(count, str) else f"{count:,}"


def format_odds_ratio(value: object) -> str:
    """Two decimals; beyond fifty (or its inverse) only the bound, since such a ratio says separation."""
    if is_missing(value):
        return DASH
    ratio = float(value)
    if ratio > LARGEST_PRINTED_ODDS_RATIO:
        return f">{LARGEST_PRINTED_ODDS_RATIO:.0f}"
    if ratio < 1 / LARGEST_PRINTED_ODDS_RATIO:
        return f"<{1 / LARGEST_PRINTED_ODDS_RATIO:.2f}"
    return f"{ratio:.1f}" if ratio >= 10 else f"{ratio:.2f}"


def format_interval(low: object, high: object) -> str:
    """`1.10 to 1.66`, both ends as odds ratios."""
    if is_missing(low) or is_missing(high):
        return DASH
    return f"{format_odds_ratio(low)} to {format_odds_ratio(high)}"


def format_signed(value: object, decimals: int = 2) -> str:
    """`+0.15` or `−0.04`: a change, so the sign is always there; a change that rounds to zero has none."""
    if is_missing(value):
        return DASH
    text = f"{abs(float(value)):.{decimals}f}"
    if float(text) == 0:
        return text
    return ("+" if float(value) > 0 else MINUS) + text


def format_p_value(value: object) -> str:
    if is_missing(value):
        return DASH
    return "<0.001" if float(value) < 0.001 else f"{float(value):.3f}"


def format_share(value: object) -> str:
    """A share in [0, 1] as a whole percentage, never a bare 0% or 100% unless it is exactly that."""
    if is_missing(value):
        return DASH
    share = float(value)
    if 0 < share < 0.005:
        return "<1%"
    if 0.995 < share < 1:
        return ">99%"
    return f"{share * 100:.0f}%"


def format_percent(value: object, decimals: int = 2) -> str:
    """A value already in percent."""
    return DASH if is_missing(value) else f"{float(value):.{decimals}f}%"


def format_multiple(value: object) -> str:
    """`2.3×`, how many times too large."""
    return DASH if is_missing(value) else f"{float(value):.1f}×"


def format_time(value: object) -> str:
    """A time to the minute, as given (times are stored in UTC); a bare date stays a date."""
    if is_missing(value) or value == "":
        return DASH
    if len(str(value)) == len("2014-12-31"):
        return str(value)
    moment = value if isinstance(value, datetime) else pd.Timestamp(str(value))
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def format_seconds(value: object) -> str:
    if is_missing(value):
        return DASH
    seconds = float(value)
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{int(seconds // 60)} min {int(seconds % 60):02d} s"


def format_short_hash(value: object) -> str:
    """The first twelve characters: enough to tell versions apart by eye."""
    return DASH if is_missing(value) or value == "" else str(value)[:12]


def format_text(value: object) -> str:
    return DASH if is_missing(value) or str(value).strip() == "" else str(value)


def stars(p_value: object) -> str:
    """`*` p < 0.05, `**` p < 0.01, `***` p < 0.001. Whether a cell may be starred is not decided here."""
    if is_missing(p_value):
        return ""
    return "*" * sum(float(p_value) < level for level in (0.05, 0.01, 0.001))
