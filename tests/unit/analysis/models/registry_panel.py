"""A made-up panel with every column the registry's estimators read, and small specifications on it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.specification import Specification, load_specifications
from analysis.specification.control_terms import ControlTerm
from tests.unit.analysis.simulated_panels import respondent_panel

CONTROLS = (ControlTerm("age_years", "continuous", per=10.0), ControlTerm("is_male", "binary"))


def registry_panel(n_persons: int = 4_000, seed: int = 3, event_log_odds: float = -2.0) -> pd.DataFrame:
    """respondent_panel with places, survey design, shifted and neighbouring exposures, and a dose."""
    panel = respondent_panel(n_persons, seed, event_log_odds)
    rng = np.random.default_rng(seed)
    county = panel["county_fips"].astype(int)
    panel["region"] = 1 + county % 4
    panel["person_weight"] = rng.uniform(500, 2_000, len(panel))
    panel["variance_year_group"] = "2005-2015"
    panel["pseudo_stratum"], panel["half_sample"] = county % 30, 1 + (county // 30) % 2
    panel["tract_noncitizen_pct_2000"] = (county % 17).astype(float)
    panel["neighbor_exposure_share_secure_communities"] = panel["exposure_share_secure_communities"]
    later = panel.groupby("county_fips")["exposure_any_secure_communities"].transform("mean") > 0.5
    panel["exposure_any_secure_communities_lead_6_months"] = panel["exposure_any_secure_communities"] | later
    return panel


def specifications() -> dict[str, Specification]:
    """The registry by name, each with two controls at most and for everybody of all months."""
    return {
        found.name: replace(
            found,
            controls_id="few",
            controls=CONTROLS if found.controls else (),
            period=(),
            populations=("latino",) if found.estimator == "triple_difference" else ("all",),
        )
        for found in load_specifications()
    }
