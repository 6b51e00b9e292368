"""Exposures of a specification by term: policies, their shifts in time, their neighbours, and named interactions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analysis.design.panel_columns import PanelColumns
from analysis.specification import Specification


def interaction_columns(specification: Specification, interaction: str) -> tuple[str, str]:
    """The two columns of the panel an interaction multiplies; the partner is a policy or a column."""
    policy, _, partner = interaction.partition("*")
    is_policy = partner in specification.policies
    return specification.exposure_column(policy), specification.exposure_column(partner) if is_policy else partner


def exposure_columns(specification: Specification) -> list[str]:
    """Every column of the panel the exposures are made of, each once."""
    columns = [*specification.exposure_terms.values()]
    for interaction in specification.interactions:
        columns += interaction_columns(specification, interaction)
    return list(dict.fromkeys(columns))


def exposures_by_term(
    panel: PanelColumns, rows: np.ndarray, specification: Specification, policies: Sequence[str]
) -> dict[str, np.ndarray]:
    """[rows] of each term of the policies that have a source.

    A moderator that is no policy enters interactions as its distance from the mean of these interviews, so that the
    policy's own coefficient is that of an average place.
    """
    terms = specification.exposure_terms
    found = {
        term: panel.numbers(column)[rows]
        for term, column in terms.items()
        if policy_of(term, specification) in policies
    }
    for interaction in specification.interactions:
        policy, _, partner = interaction.partition("*")
        if policy not in policies or (partner in specification.policies and partner not in policies):
            continue
        exposure, moderator = (panel.numbers(name)[rows] for name in interaction_columns(specification, interaction))
        if partner not in specification.policies and len(moderator):
            moderator = moderator - moderator.mean()
        found[interaction] = exposure * moderator
    return found


def policy_of(term: str, specification: Specification) -> str:
    """The policy a term belongs to: the longest of which it is the beginning."""
    return max((policy for policy in specification.policies if term.startswith(policy)), key=len)
