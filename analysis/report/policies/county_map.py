"""The county map: outlines once, and on each county the months in which each policy was in force or is not known.

A county carries one attribute a policy, such as `data-p2="52-119 ?200-210"`: months in force, then months not known
behind a question mark, counted from the first month of the panel. What most counties share stands on the policy's
button instead. The picture is drawn for the newest month; county_map.js redraws it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

import pandas as pd

from analysis.report.formatting import format_count, is_missing
from analysis.report.policies.names import PolicyNames, in_page_order, month
from analysis.report.provenance import is_true
from analysis.report.tables import Column, Table, make_table, number_columns

RUN = re.compile("1+")
IN_FORCE, NOT_KNOWN = "on", "unknown"


@dataclass(frozen=True)
class MapPolicy:
    """A policy's button: `default` is the text of spells that most counties share."""

    code: str
    name: str
    default: str
    n_active: str
    n_unknown: str


@dataclass(frozen=True)
class MapCounty:
    """A county: its outline, its class in the newest month, and the attributes that differ from the defaults."""

    code: str
    name: str
    path: str
    state: str
    spells: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class CountyMap:
    """Everything the map's template prints; `months` are the labels of the slider."""

    width: int
    height: int
    first_month: str
    newest_month: str
    n_months: int
    chosen: int
    policies: tuple[MapPolicy, ...]
    counties: tuple[MapCounty, ...]
    states: tuple[str, ...]
    table: Table
    is_synthetic: bool


@cache
def spells_of(active: str, unknown: str) -> str:
    """Stretches of ones as first and last month: `52-119 ?200-210`."""
    stretches = [f"{run.start()}-{run.end() - 1}" for run in RUN.finditer(active)]
    return " ".join(stretches + [f"?{run.start()}-{run.end() - 1}" for run in RUN.finditer(unknown)])


def county_map(
    county_months: pd.DataFrame, outlines: pd.DataFrame, counts: pd.DataFrame, size: tuple[int, int], names: PolicyNames
) -> CountyMap | None:
    """The map of every policy that has a county in force or known in some month; None without outlines or months."""
    if county_months.empty or outlines.empty or counts.empty:
        return None
    months = sorted(counts["month_start"].unique())
    newest = len(months) - 1
    is_county = outlines["code"].str.len() == 5
    drawn = outlines[is_county]
    spells = _spells(county_months, list(drawn["code"]), newest)
    is_synthetic = bool(counts["is_synthetic"].map(is_true).any())
    codes = in_page_order(spells)
    policies = [_policy(code, names.of(code), spells[code], newest) for code in codes]
    chosen = next((n for n, policy in enumerate(policies) if policy.n_active != "0"), 0)
    counties = [
        _county(row.code, row.name, row.path, codes, spells, policies, chosen, newest)
        for row in drawn.itertuples(index=False)
    ]
    state_names = dict(zip(outlines.loc[~is_county, "code"], outlines.loc[~is_county, "name"], strict=True))
    return CountyMap(
        width=size[0], height=size[1], first_month=month(months[0]), newest_month=month(months[-1]),
        n_months=len(months), chosen=chosen, policies=tuple(policies), counties=tuple(counties),
        states=tuple(outlines.loc[~is_county, "path"]),
        table=_state_table(spells, codes, state_names, newest, month(months[-1]), names, is_synthetic),
        is_synthetic=is_synthetic,
    )  # fmt: skip


def _spells(county_months: pd.DataFrame, counties: list[str], newest: int) -> dict[str, dict[str, str]]:
    """Text of spells by policy and county drawn; a county of which a policy has no row is not known in any month."""
    nowhere_known = dict.fromkeys(counties, f"?0-{newest}")
    texts: dict[str, dict[str, str]] = {}
    columns = county_months[["policy", "county_fips", "active_months", "unknown_months"]]
    for policy, county, active, unknown in columns.itertuples(index=False):
        of_policy = texts.setdefault(policy, dict(nowhere_known))
        if county in of_policy:
            of_policy[county] = spells_of("" if is_missing(active) else active, "" if is_missing(unknown) else unknown)
    return texts


def state_in(text: str, number: int) -> str:
    """Class of a county in a month: `on`, `unknown` or nothing."""
    for stretch in text.split():
        first, last = (int(end) for end in stretch.lstrip("?").split("-"))
        if first <= number <= last:
            return NOT_KNOWN if stretch.startswith("?") else IN_FORCE
    return ""


def _policy(code: str, name: str, spells: dict[str, str], newest: int) -> MapPolicy:
    shared = Counter(spells.values())
    states = Counter()
    for text, n_counties in shared.items():
        states[state_in(text, newest)] += n_counties
    default = shared.most_common(1)[0][0]
    return MapPolicy(code, name, default, format_count(states[IN_FORCE]), format_count(states[NOT_KNOWN]))


def _county(
    code: str, name: str, path: str, codes: list[str], spells: dict, policies: list[MapPolicy], chosen: int, newest: int
) -> MapCounty:
    texts = [spells[policy][code] for policy in codes]
    own = tuple((n, text) for n, text in enumerate(texts) if text != policies[n].default)
    return MapCounty(code, name, path, state_in(texts[chosen], newest), own)


def _state_table(
    spells: dict[str, dict[str, str]],
    codes: list[str],
    states: dict[str, str],
    newest: int,
    label: str,
    names: PolicyNames,
    is_synthetic: bool,
) -> Table:
    """Counties in force in the newest month, by state and policy."""
    counted = {
        code: Counter(county[:2] for county, text in spells[code].items() if state_in(text, newest) == IN_FORCE)
        for code in codes
    }
    rows = [
        [name, *(format_count(counted[code][state]) for code in codes)]
        for state, name in sorted(states.items(), key=lambda of: of[1])
    ]
    columns = [Column("State"), *number_columns(*(names.of(code) for code in codes))]
    return make_table(f"Counties in force in {label}, by state.", columns, rows, is_synthetic)
