"""The joint test of leads, and what it could have seen: a test that cannot fail supports nothing.

Hotelling's F of the Wald statistic, by the treated clusters behind the thinnest lead; power by the noncentral F.
pyfixest's `wald_test` turns to chi-square for part of the coefficients, which rejects too often with few clusters.

Source: Roth (2022), Pretest with caution, for the linear violation; Tipton and Pustejovsky (2015) for the F.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import fdtrc

from analysis.inference.joint_tests import noncentrality_of_power
from analysis.inference.testability import hotelling_degrees, why_not_testable

COLUMNS = (
    "policy", "statistic", "df_numerator", "df_denominator", "p_value",
    "smallest_detectable_constant", "smallest_detectable_trend", "message",
)  # fmt: skip


def lead_test(
    policy: str, estimates: np.ndarray, covariance: np.ndarray, distances: np.ndarray, degrees_of_freedom: float
) -> dict[str, object]:
    """One row of COLUMNS.

    estimates [leads], covariance [leads, leads]; distances [leads]: mean event time of each lead minus that of the
    reference, along which a linear violation runs; degrees_of_freedom: clusters less one, of the treated
    behind the thinnest lead where these are fewer than all.
    """
    n_leads = len(estimates)
    row = dict.fromkeys(COLUMNS, np.nan) | {"policy": policy, "df_numerator": n_leads, "message": ""}
    if n_leads == 0:
        return row | {"message": "no leads"}
    if reason := why_not_testable(covariance, degrees_of_freedom):
        return row | {"message": f"refused: {reason} (leads count treated clusters, of the thinnest)"}
    factor, denominator = hotelling_degrees(n_leads, degrees_of_freedom)
    row["df_denominator"] = denominator
    statistic = float(estimates @ np.linalg.solve(covariance, estimates)) * factor
    noncentrality = noncentrality_of_power(n_leads, denominator)
    return row | {
        "statistic": statistic,
        "p_value": float(fdtrc(n_leads, denominator, statistic)),
        "smallest_detectable_constant": _smallest_size(np.ones(n_leads), covariance, noncentrality),
        "smallest_detectable_trend": _smallest_size(distances, covariance, noncentrality),
    }


def _smallest_size(direction: np.ndarray, covariance: np.ndarray, noncentrality: float) -> float:
    """Multiple of a direction of violation that has the noncentrality: size² d'V⁻¹d."""
    return float(np.sqrt(noncentrality / (direction @ np.linalg.solve(covariance, direction))))


def joint_tests(
    counts: pd.DataFrame, table: pd.DataFrame, covariance: np.ndarray, degrees_of_freedom: float
) -> pd.DataFrame:
    """Test the leads of each policy, and of all together where they are several.

    counts: as `bin_counts`; table and covariance: of the fit, terms in one order.
    """
    position = {term: p for p, term in enumerate(table["term"])}
    references = counts[counts["component"] == "reference"].set_index("policy")["mean_event_time"]
    leads = counts[counts["component"] == "lead"]
    leads = leads.assign(
        position=leads["term"].map(position), distance=leads["mean_event_time"] - leads["policy"].map(references)
    )
    policies = list(dict.fromkeys(counts["policy"]))
    groups = {policy: leads[leads["policy"] == policy] for policy in policies}
    if len(policies) > 1:
        groups["all policies"] = leads
    tests = []
    for name, group in groups.items():
        at = group["position"].to_numpy(dtype=int)
        estimates = table["estimate"].to_numpy()[at]
        distances = group["distance"].to_numpy(dtype=float)
        freedom = min([degrees_of_freedom, *(group["n_treated_clusters"] - 1)])
        tests.append(lead_test(name, estimates, covariance[np.ix_(at, at)], distances, freedom))
    return pd.DataFrame(tests, columns=list(COLUMNS))
