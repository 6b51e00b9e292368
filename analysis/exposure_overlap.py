"""How far the policies' exposures can be told apart in the rows of a model.

Joint states say which combinations exist at all; variance inflation factors of the deviations from the groups' means
say how much wider a within estimate is for the company of the others; the condition number is of the same deviations.

Sources: Marquardt (1970), as in `collinearity.py`; Belsley, Kuh and Welsch (1980), Regression Diagnostics, for
condition numbers of columns scaled to one length (above 30 is trouble).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.collinearity import CollinearityError, variance_inflation_factors

_VANISHING_SPREAD = 1e-12


@dataclass(frozen=True)
class ExposureOverlap:
    """What the rows say of the policies together.

    joint_states      a row a combination of exposures > 0 that occurs: a bool column a policy, n_rows, n_groups; most
                      rows first
    policies          a row a policy: term, n_varying_groups (groups in which the exposure changes), within_sd of the
                      deviations, variance_inflation_factor (missing without variation)
    condition_number  of the varying policies' deviations, infinite when they are collinear, NaN when none varies
    message           what is missing and why; empty when nothing is
    """

    joint_states: pd.DataFrame
    policies: pd.DataFrame
    condition_number: float
    message: str = ""


def exposure_overlap(exposures: pd.DataFrame, groups: pd.Series | np.ndarray) -> ExposureOverlap:
    """Joint states and collinearity within groups.

    exposures: a numeric or bool column a policy, one row an interview; groups: [rows] persons (or counties).
    Raises ValueError when lengths disagree, there are no rows, or exposures or groups are missing.
    """
    group_codes = pd.factorize(np.asarray(groups))[0]
    if len(group_codes) != len(exposures) or exposures.empty:
        raise ValueError(f"{len(exposures):,} rows of {exposures.shape[1]} exposures and {len(group_codes):,} groups")
    n_missing = exposures.isna().sum()
    if n_missing.any() or (group_codes < 0).any():
        listing = ", ".join(f"{name} ({n:,})" for name, n in n_missing[n_missing > 0].items())
        raise ValueError(f"missing values in {listing or 'groups'}; leave these rows out first")
    values = exposures.astype(float)
    deviations = values - values.groupby(group_codes).transform("mean")
    policies = pd.DataFrame(
        {
            "term": list(values.columns),
            "n_varying_groups": (values.groupby(group_codes).nunique() > 1).sum().to_numpy(),
            "within_sd": np.sqrt((deviations**2).mean()).to_numpy(),
        }
    )
    varying = [name for name, sd in zip(policies["term"], policies["within_sd"], strict=True) if sd > _VANISHING_SPREAD]
    factors, condition_number, message = _collinearity(deviations[varying])
    constant = [name for name in values.columns if name not in varying]
    if constant:
        message = "; ".join(filter(None, [f"{', '.join(map(str, constant))} never varies within a group", message]))
    policies["variance_inflation_factor"] = policies["term"].map(factors).astype(float)
    return ExposureOverlap(_joint_states(values > 0, group_codes), policies, condition_number, message)


def _joint_states(is_exposed: pd.DataFrame, group_codes: np.ndarray) -> pd.DataFrame:
    names = list(is_exposed.columns)
    counted = is_exposed.assign(group=group_codes).groupby(names, sort=True)["group"].agg(["size", "nunique"])
    table = counted.rename(columns={"size": "n_rows", "nunique": "n_groups"}).reset_index()
    return table.sort_values("n_rows", ascending=False, kind="stable", ignore_index=True)


def _collinearity(deviations: pd.DataFrame) -> tuple[dict[str, float], float, str]:
    if deviations.shape[1] == 0:
        return {}, np.nan, ""
    products = deviations.to_numpy().T @ deviations.to_numpy()
    lengths = np.sqrt(np.diag(products))
    correlations = pd.DataFrame(products / np.outer(lengths, lengths), deviations.columns, deviations.columns)
    eigenvalues = np.linalg.eigvalsh(correlations.to_numpy())
    try:
        factors = variance_inflation_factors(correlations).to_dict()
    except CollinearityError as error:
        return {}, np.inf, str(error)
    return factors, float(np.sqrt(eigenvalues[-1] / eigenvalues[0])), ""
