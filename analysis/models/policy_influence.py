"""How counties move the policies' estimates, under the counties' own names, so that models can be set side by side."""

from __future__ import annotations

import numpy as np

from analysis.design.panel_columns import COUNTY, PanelColumns
from analysis.design.population_design import PopulationDesign
from analysis.models.cluster_levels import EffectEstimates
from analysis.models.output import PolicyInfluence


def policy_influence(
    effects: EffectEstimates, design: PopulationDesign, columns: PanelColumns
) -> PolicyInfluence | None:
    """Estimates and influence of the effects; None without clusters."""
    if effects.influence is None:
        return None
    names = np.asarray(columns.levels(COUNTY).categories)
    return PolicyInfluence(
        terms=effects.terms,
        estimates=effects.estimates,
        labels=names[effects.counties],
        influence=effects.influence,
        is_synthetic=design.is_synthetic,
    )
