"""Brings the twin's policies together: which of them exist, their spells, and the files they are known from.

A policy whose source is real stays out, except Secure Communities, which then follows the real dates. When any policy
source is real, invented policies stay out too, unless the twin may fill in.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from orchestration.twin.agencies import invent_cities
from orchestration.twin.agreements import agreement_spells, invent_agreements
from orchestration.twin.detainer_policies import invent_statements, statement_spells
from orchestration.twin.secure_communities import invent_rollout, read_real_rollout, rollout_spells
from orchestration.twin.settings import RealInputs

SPELL_COLUMNS = ["policy", "county_fips", "first_day", "last_day"]


@dataclass(frozen=True)
class Policies:
    """Spells by county, and the invented sources (None where the source is real or stays out)."""

    spells: pd.DataFrame
    cities: pd.DataFrame
    rollout: pd.DataFrame | None
    agreements: pd.DataFrame | None
    statements: pd.DataFrame | None


def invent_policies(people: pd.DataFrame, sampled: pd.Series, real: RealInputs, seed: int) -> Policies:
    """Return the policies of a twin; `people` are all counties, `sampled` the codes of the sampled ones."""
    may_invent = real.fill_with_twin or not real.has_any_real_policy
    cities = invent_cities(people, seed)
    parts = [pd.DataFrame(columns=SPELL_COLUMNS)]
    rollout = agreements = statements = None
    if real.secure_communities is not None:
        parts.append(rollout_spells(read_real_rollout(real.secure_communities), people["county_fips"]))
    elif may_invent:
        rollout = invent_rollout(people, seed)
        parts.append(rollout_spells(rollout, people["county_fips"]))
    if may_invent and not real.are_agreements_real:
        agreements = invent_agreements(people, sampled, cities, seed)
        parts.append(agreement_spells(agreements))
    if may_invent and not real.are_detainer_policies_real:
        statements = invent_statements(people, sampled, cities, seed)
        parts.append(statement_spells(statements))
    spells = pd.concat([part[SPELL_COLUMNS] for part in parts if len(part)] or parts, ignore_index=True)
    return Policies(spells, cities, rollout, agreements, statements)
