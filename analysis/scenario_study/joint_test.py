"""One replication against all its truths at once: a joint chi-square of estimates less truth over cells.

Groups live in the same counties, so their estimates are not independent; the counties' influence gives their joint
covariance, as in `inference.group_differences`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import chdtrc, fdtrc

from analysis.models.output import PolicyInfluence

# Cells that are all but a combination of others would make the test one of rounding errors.
SMALLEST_RELATIVE_EIGENVALUE = 1e-8
Cell = tuple[str, str]


@dataclass(frozen=True)
class JointTest:
    """cells: one row a population and term: estimate, truth, std_error, z. p_value_f is on counties less 1."""

    cells: pd.DataFrame
    chi_square: float
    degrees_of_freedom: int
    p_value: float
    p_value_f: float
    n_clusters: int


def joint_test_of_truth(
    influences: Mapping[str, PolicyInfluence | None],
    truth: Mapping[Cell, float],
    tested: Collection[Cell] | None = None,
) -> JointTest:
    """Test that all estimates converge to their truths.

    influences: by population, of its within effects (`ModelOutput.influence`), None where nothing was estimated.
    truth: by population and term. tested: the cells to test, all that have estimate and truth where None.
    Raises ValueError when no cell is left, or when cells are linearly dependent or counties fewer than cells.
    """
    columns: dict[Cell, pd.Series] = {}
    estimates: dict[Cell, float] = {}
    for population, influence in influences.items():
        for position, (term, component) in enumerate(() if influence is None else influence.terms):
            cell = (population, term)
            if component == "within" and cell in truth and (tested is None or cell in tested):
                columns[cell] = pd.Series(influence.influence[:, position], index=influence.labels)
                estimates[cell] = float(influence.estimates[position])
    if not columns:
        raise ValueError("no cell has an estimate and a truth; nothing can be tested")
    # A county in which a group does not live has no influence on its estimates.
    table = pd.DataFrame(columns).fillna(0.0)
    n_clusters, n_cells = table.shape
    values = table.to_numpy()
    covariance = values.T @ values * (n_clusters / max(n_clusters - 1, 1))
    errors = np.sqrt(np.diag(covariance))
    correlation = covariance / np.outer(errors, errors)
    if n_clusters <= n_cells or np.linalg.eigvalsh(correlation)[0] < SMALLEST_RELATIVE_EIGENVALUE:
        raise ValueError(
            f"{n_cells} cells are not independent over {n_clusters} counties; test fewer, no sums of others"
        )
    cells = pd.DataFrame({"estimate": estimates, "truth": {cell: truth[cell] for cell in columns}}, index=table.columns)
    cells["std_error"] = errors
    cells["z"] = (cells["estimate"] - cells["truth"]) / errors
    z = cells["z"].to_numpy()
    chi_square = float(z @ np.linalg.solve(correlation, z))
    return JointTest(
        cells=cells,
        chi_square=chi_square,
        degrees_of_freedom=n_cells,
        p_value=float(chdtrc(n_cells, chi_square)),
        p_value_f=float(fdtrc(n_cells, n_clusters - 1, chi_square / n_cells)),
        n_clusters=n_clusters,
    )
