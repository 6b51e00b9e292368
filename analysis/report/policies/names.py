"""Names of policies, sources' kinds and dates as this page prints them."""

from __future__ import annotations

import pandas as pd

from analysis.report.formatting import DASH, is_missing
from analysis.report.labels import POLICY_LABELS
from analysis.specification.choices import PAPER_POLICIES

PAGE_ORDER = (
    "secure_communities", "priority_enforcement", "287g_jail", "287g_task_force", "287g_hybrid",
    "287g_warrant_service", "anti_detainer", "sanctuary_other",
)  # fmt: skip
SHORT_LABELS = {
    "secure_communities": "Secure Communities",
    "287g_jail": "287(g) jail",
    "287g_task_force": "287(g) task force",
    "anti_detainer": "anti-detainer",
}


class PolicyNames:
    """Names by code: the report's own where it has one, else those of marts.policies."""

    def __init__(self, policies: pd.DataFrame) -> None:
        self._names = dict(zip(policies["policy"], policies["policy_name"], strict=True))

    def of(self, code: object) -> str:
        """Return the name of a policy; no code stands for all models of 287(g)."""
        if is_missing(code):
            return "all models"
        name = POLICY_LABELS.get(str(code)) or self._names.get(code)
        return str(name) if not is_missing(name) else str(code).replace("_", " ")


def in_page_order(codes: object) -> list[str]:
    """Codes without repetition: federal programs, agreements, limits on cooperation, then the rest by name."""
    found = set(codes)
    return [code for code in PAGE_ORDER if code in found] + sorted(found.difference(PAGE_ORDER))


def paper_order(codes: object) -> list[str]:
    """The paper's policies among the codes, then the rest by name."""
    found = set(codes)
    return [code for code in PAPER_POLICIES if code in found] + sorted(found.difference(PAPER_POLICIES))


def day(value: object) -> str:
    """A day as 2012-08-15; a dash where it is missing."""
    return DASH if is_missing(value) else f"{pd.Timestamp(value):%Y-%m-%d}"


def month(value: object) -> str:
    """A month as 2012-08; a dash where it is missing."""
    return DASH if is_missing(value) else f"{pd.Timestamp(value):%Y-%m}"


def interval(earliest: object, latest: object) -> str:
    """One day, or the two days a date lies between."""
    first, last = day(earliest), day(latest)
    return first if first == last else f"{first} to {last}"


def decimal_year(value: object) -> float:
    """A day as a number on an axis of years."""
    moment = pd.Timestamp(value)
    return moment.year + (moment.dayofyear - 1) / (366 if moment.is_leap_year else 365)


def decimal_years(values: pd.Series) -> pd.Series:
    """Days as numbers; an empty series stays one of numbers."""
    return pd.Series([decimal_year(value) for value in values], index=values.index, dtype="float64")


def words(code: object) -> str:
    """A code as words: `exact_in_list` reads `exact in list`."""
    return DASH if is_missing(code) or str(code) == "" else str(code).replace("_", " ")
