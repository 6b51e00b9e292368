"""Who is behind a triple difference: cells, interviews of the target group, and treated places."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.estimators.linear.cell_contrasts import IdentifyingCells
from analysis.estimators.linear.comparison import Comparison
from analysis.estimators.linear.rows import LinearRows, count_levels


def row_counts(
    frame: pd.DataFrame, rows: LinearRows, cells: IdentifyingCells, is_target: np.ndarray
) -> dict[str, float]:
    """Fields of a result that count interviews and cells. is_target: [rows]."""
    return {
        "n_interviews": len(frame),
        "n_interviews_used": len(cells.rows),
        "n_events": float(cells.rows.outcomes.sum()),
        "n_cells": cells.n_all_cells,
        "n_identifying_cells": cells.n_cells,
        "n_target_interviews": int(is_target.sum()),
        "n_target_interviews_used": int(is_target[cells.is_used].sum()),
    }


def notes_on_cells(
    asked: Comparison, varying: Sequence[str], cells: IdentifyingCells, is_target: np.ndarray
) -> list[str]:
    """What a reader of the estimates should know. varying: policies that differ within cells."""
    n_target, n_used = int(is_target.sum()), int(is_target[cells.is_used].sum())
    who = f"{asked.target} interviews" if asked.target is not None else "interviews"
    identify = f"{cells.n_cells:,} of {cells.n_all_cells:,} county × half-years identify"
    notes = [f"{identify}, with {n_used:,} of {n_target:,} {who}"]
    absorbed = [policy for policy in asked.policies if policy not in varying]
    if absorbed:
        notes.append(f"the main effect of {', '.join(absorbed)} is absorbed by county × half-year")
    if varying:
        notes.append(f"{', '.join(varying)} differs within county × half-years: its main effect is estimated beside it")
    return notes


def policy_counts(asked: Comparison, cells: IdentifyingCells, is_target: np.ndarray) -> pd.DataFrame:
    """One row a policy: treated identifying cells and clusters, and the target group's interviews under it."""
    found = []
    for policy, column in zip(asked.policies, cells.rows.columns, strict=False):
        is_treated = column != 0
        found.append(
            {
                "term": policy,
                "n_treated_cells": count_levels(cells.cells[is_treated]),
                "n_treated_clusters": count_levels(cells.rows.clusters[is_treated]),
                "n_treated_target_interviews": int((is_treated & is_target).sum()),
            }
        )
    return pd.DataFrame(found)
