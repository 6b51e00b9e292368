"""Which county a person means: a code of any spelling, an old code, or a name with its state."""

from __future__ import annotations

import difflib
import re
import unicodedata
from dataclasses import dataclass

import pandas as pd

from orchestration.reading.errors import ReadingError

# Kinds of several words stand first, or only their last word would go.
KINDS = "city and borough|census area|municipality|municipio|county|parish|borough|city|island"
KIND_AT_END = re.compile(rf"\s+(?:{KINDS})$")
HOW_TO_NAME = 'give a five-digit code, such as 04013, or a name with its state, such as "Maricopa, AZ".'
MOST_SUGGESTIONS = 8


@dataclass(frozen=True)
class County:
    """A county of 2010; `note` says how an old code led to it."""

    county_fips: str
    county_name: str
    state_usps: str
    note: str = ""


def resolve_county(text: str, counties: pd.DataFrame, changes: pd.DataFrame, states: pd.DataFrame) -> County:
    """Return the county a code or a name means.

    `counties`: county_fips, county_name, state_usps. `changes`: county_fips_listed, county_fips_2010, reason.
    `states`: state_usps, state_name. Raises ReadingError when none fits, or several.
    """
    asked = text.strip()
    if asked.isdigit():
        return _by_code(asked, counties, changes)
    return _by_name(asked, counties, states)


def _by_code(asked: str, counties: pd.DataFrame, changes: pd.DataFrame) -> County:
    if len(asked) not in (4, 5):
        raise ReadingError(f"{asked} is no county code.", HOW_TO_NAME)
    code = asked.zfill(5)
    found = counties[counties["county_fips"] == code]
    if not found.empty:
        return _county(found.iloc[0])
    changed = changes[changes["county_fips_listed"] == code]
    if changed.empty:
        raise ReadingError(f"No county of 2010 has the code {code}.", HOW_TO_NAME)
    successor, reason = changed.iloc[0][["county_fips_2010", "reason"]]
    if pd.isna(successor):
        raise ReadingError(f"{code} is no county of 2010: {reason}.", "ask for the county that holds the place now.")
    found = counties[counties["county_fips"] == successor]
    if found.empty:
        raise ReadingError(f"{code} stands for {successor} ({reason}), which this version does not hold.", HOW_TO_NAME)
    return _county(found.iloc[0], f"{code} is read as {successor}, its code of 2010: {reason}")


def _by_name(asked: str, counties: pd.DataFrame, states: pd.DataFrame) -> County:
    name, usps = _split(asked, states)
    within = counties if usps is None else counties[counties["state_usps"] == usps]
    keys = within["county_name"].map(name_key)
    wanted = name_key(name)
    exact = within[keys == wanted]
    found = exact if not exact.empty else within[keys.map(_without_kind) == wanted]
    if len(found) == 1:
        return _county(found.iloc[0])
    if len(found) > 1:
        problem = f"{asked!r} can be {len(found)} counties:\n{_listed(found)}"
        raise ReadingError(problem, "repeat with one of these codes.")
    bare = keys.map(_without_kind)
    near = within[bare.isin(difflib.get_close_matches(_without_kind(wanted), bare.unique().tolist(), MOST_SUGGESTIONS))]
    hint = f" The nearest names are:\n{_listed(near)}" if not near.empty else ""
    raise ReadingError(f"No county of 2010 is named {asked!r}.{hint}", HOW_TO_NAME)


def _split(asked: str, states: pd.DataFrame) -> tuple[str, str | None]:
    """Return the name and the postal code of its state: after a comma, or as a last word of two capitals."""
    name, comma, state = asked.rpartition(",")
    if comma:
        return name, state_of(state, states)
    words = asked.split()
    if len(words) > 1 and words[-1].isupper() and words[-1] in set(states["state_usps"]):
        return " ".join(words[:-1]), words[-1]
    return asked, None


def state_of(text: str, states: pd.DataFrame) -> str:
    """Return the postal code of a state given by postal code, name or code.

    Raises ReadingError when there is no such state.
    """
    wanted = name_key(text)
    for column in ("state_usps", "state_name", "state_fips"):
        if column in states:
            found = states[states[column].fillna("").map(name_key) == (wanted.zfill(2) if wanted.isdigit() else wanted)]
            if not found.empty:
                return found["state_usps"].iloc[0]
    raise ReadingError(f"No state is called {text.strip()!r}.", "write its postal code, such as AZ, or its name.")


def name_key(name: str) -> str:
    """Return a name without case, accents, points and apostrophes, Saint as St."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", " ", re.sub(r"['.]", "", plain)).split()
    return " ".join("st" if word == "saint" else word for word in words)


def _without_kind(key: str) -> str:
    return KIND_AT_END.sub("", key)


def _county(row: pd.Series, note: str = "") -> County:
    return County(row["county_fips"], row["county_name"], row["state_usps"], note)


def _listed(counties: pd.DataFrame) -> str:
    shown = counties.sort_values("county_fips").head(MOST_SUGGESTIONS)
    lines = [f"    {row.county_fips}  {row.county_name}, {row.state_usps}" for row in shown.itertuples()]
    left = len(counties) - len(shown)
    return "\n".join([*lines, f"    and {left} more; add the state"] if left else lines)
