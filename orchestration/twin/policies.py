"""Brings the twin's policies together: which of them exist, their spells, and the files they are known from.

A policy whose source is real stays out, except Secure Communities, which then follows the real dates. When any policy
source is real, invented policies stay out too, unless the twin may fill in. Statewide limits on detainers are facts and
hold in either case, unless real files speak of detainers: then the twin's own timeline leaves them to those.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from orchestration.twin.agencies import invent_cities
from orchestration.twin.agreements import agreement_spells, invent_agreements
from orchestration.twin.detainer_policies import invent_statements, statement_spells, statewide_spells
from orchestration.twin.policy_table import policy_rows
from orchestration.twin.sanctuary_list import sanctuary_rows
from orchestration.twin.secure_communities import invent_rollout, read_real_rollout, rollout_spells
from orchestration.twin.settings import RealInputs

SPELL_COLUMNS = ["policy", "county_fips", "first_day", "last_day"]


@dataclass(frozen=True)
class Policies:
    """Spells by county, and the invented sources (None where the source is real or stays out)."""

    spells: pd.DataFrame
    cities: pd.DataFrame
    rollout: pd.DataFrame | None = None
    agreements: pd.DataFrame | None = None
    statements: pd.DataFrame | None = None
    sanctuaries: list[tuple[str, str, str]] | None = None
    dated_policies: list[dict[str, str | None]] | None = None


def invent_policies(people: pd.DataFrame, sampled: pd.Series, real: RealInputs, seed: int) -> Policies:
    """Return the policies of a twin; `people` are all counties, `sampled` the codes of the sampled ones."""
    cities = invent_cities(people, seed)
    parts = [pd.DataFrame(columns=SPELL_COLUMNS)]
    if real.secure_communities is not None:
        parts.append(rollout_spells(read_real_rollout(real.secure_communities), people["county_fips"]))
    if not (real.are_detainer_policies_real or "dated_policies" in real.real_sources):
        parts.append(statewide_spells(people))
    invented = {}
    if real.fill_with_twin or not real.has_any_real_policy:
        invented = _invented_sources(people, sampled, cities, real, seed)
        parts += _invented_spells(invented, people)
    spells = pd.concat([part[SPELL_COLUMNS] for part in parts if len(part)] or parts, ignore_index=True)
    return Policies(spells, cities, **invented)


def _invented_sources(
    people: pd.DataFrame, sampled: pd.Series, cities: pd.DataFrame, real: RealInputs, seed: int
) -> dict[str, object]:
    """Return the sources to invent, by their name in `Policies`."""
    statements = invent_statements(people, sampled, cities, seed)
    sources: dict[str, object] = {}
    if real.secure_communities is None:
        sources["rollout"] = invent_rollout(people, seed)
    if not real.are_agreements_real:
        sources["agreements"] = invent_agreements(people, sampled, cities, seed)
    if not real.are_detainer_policies_real:
        sources["statements"] = statements
    if "sanctuary_doj" not in real.real_sources:
        sources["sanctuaries"] = sanctuary_rows(statements, cities, people)
    if "dated_policies" not in real.real_sources:
        sources["dated_policies"] = policy_rows(people, cities, seed)
    return sources


def _invented_spells(sources: dict[str, object], people: pd.DataFrame) -> list[pd.DataFrame]:
    spells = []
    if "rollout" in sources:
        spells.append(rollout_spells(sources["rollout"], people["county_fips"]))
    if "agreements" in sources:
        spells.append(agreement_spells(sources["agreements"]))
    if "statements" in sources:
        spells.append(statement_spells(sources["statements"]))
    return spells
