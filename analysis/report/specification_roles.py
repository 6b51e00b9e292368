"""Which specification is the main one, which is the same without time effects, and their order on the page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pandas as pd

from analysis.report.cells import policy_rows
from analysis.report.formatting import format_text
from analysis.specification import Specification, load_specifications

EXPOSURE_ORDER = {"any": 0, "share": 1, "full": 2}
NOT_REGISTERED = 10_000


@dataclass(frozen=True)
class SpecificationRole:
    """A specification as the page orders it; `name` is its title in words."""

    specification_id: str
    name: str
    estimand: str
    exposure_definition: str
    has_time_effects: bool
    has_within_effects: bool
    position: int


@cache
def registry() -> dict[str, tuple[int, Specification]]:
    """Position and content of every registered specification by its id."""
    return {spec.specification_id: (position, spec) for position, spec in enumerate(load_specifications())}


def specification_roles(estimates: pd.DataFrame) -> list[SpecificationRole]:
    """Specifications, main one first: within effects before others, then in the order of the registry.

    One that is not registered (results of an older version) follows, ordered by exposure and time effects.
    """
    within = set(policy_rows(estimates, "within")["specification_id"])
    firsts = estimates.drop_duplicates("specification_id")
    roles = [_role(row, row["specification_id"] in within) for _, row in firsts.iterrows()]
    return sorted(roles, key=_rank)


def _role(row: pd.Series, has_within_effects: bool) -> SpecificationRole:
    position, registered = registry().get(row["specification_id"], (NOT_REGISTERED, None))
    return SpecificationRole(
        specification_id=row["specification_id"],
        name=registered.title if registered else str(row["specification"]).replace("_", " "),
        estimand=format_text(row.get("estimand")),
        exposure_definition=str(row["exposure_definition"]),
        has_time_effects=bool(registered.time_terms) if registered else names_time_effects(row["specification"]),
        has_within_effects=has_within_effects,
        position=position,
    )


def names_time_effects(name: str) -> bool:
    """What an unregistered specification's name says: time effects unless it says otherwise."""
    words = str(name).lower().replace("_", " ")
    return not any(mark in words for mark in ("no time", "without time", "without half-year"))


def _rank(role: SpecificationRole) -> tuple:
    exposure = EXPOSURE_ORDER.get(role.exposure_definition, len(EXPOSURE_ORDER))
    return (not role.has_within_effects, role.position, exposure, not role.has_time_effects)


def main_role(roles: list[SpecificationRole]) -> SpecificationRole | None:
    """The specification the first screen rests on; None when nothing estimates a within effect."""
    within = [role for role in roles if role.has_within_effects]
    return within[0] if within else None


def without_time_role(roles: list[SpecificationRole]) -> SpecificationRole | None:
    """The counterpart of the main specification that leaves calendar time out, if there is one."""
    main = main_role(roles)
    if main is None or not main.has_time_effects:
        return None
    for role in roles:
        is_counterpart = role.has_within_effects and not role.has_time_effects
        if is_counterpart and role.exposure_definition == main.exposure_definition:
            return role
    return None
