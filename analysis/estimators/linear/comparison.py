"""Who is compared with whom: arguments of a triple difference, checked, and the rows they choose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.estimators.linear.rows import LinearRows, count_levels, linear_rows
from analysis.estimators.person_rows import require_columns
from analysis.estimators.screening import Fault, missing_values


@dataclass(frozen=True)
class Comparison:
    """A target group against a reference, or along a dose (then without reference, perhaps without a group)."""

    policies: tuple[str, ...]
    controls: tuple[str, ...]
    group: str | None
    target: object
    reference: object
    dose: str | None

    @property
    def absorbed(self) -> str:
        """The absorbed effects in words."""
        what = self.dose or self.group
        return f"the county × half-year, {what} × half-year and {what} × county effects"

    def labels(self, varying: Sequence[str]) -> list[tuple[str, str]]:
        """(term, component) pairs. varying: policies whose main effect is not absorbed."""
        component = "dose" if self.dose else "triple_difference"
        mains = [(f"{policy} (main)", "control") for policy in varying]
        return [*((p, component) for p in self.policies), *mains, *((c, "control") for c in self.controls)]


def comparison(
    policies: Sequence[str],
    controls: Sequence[str],
    group: str | None,
    target: object,
    reference: object,
    dose: str | None,
) -> Comparison:
    """Raise ValueError for arguments that do not fit together."""
    if isinstance(policies, str) or not policies:
        raise ValueError("policies must name at least one column, as a sequence")
    if dose is None and (group is None or target is None or reference is None):
        raise ValueError("without a dose, group, target and reference must all be given")
    if dose is None and target == reference:
        raise ValueError(f"target and reference are both {target!r}")
    if dose is not None and reference is not None:
        raise ValueError("with a dose people are compared along it: leave reference out")
    if dose is not None and (group is None) != (target is None):
        raise ValueError("with a dose give group and target both, or neither")
    return Comparison(tuple(policies), tuple(controls), group, target, reference, dose)


def compared_frame(frame: pd.DataFrame, asked: Comparison) -> tuple[pd.DataFrame, Fault | None]:
    """The rows of those compared, or the fault of a group that is missing in some rows."""
    if not asked.group:
        return frame, None
    require_columns(frame, [asked.group])
    fault = missing_values(frame, [asked.group])
    if fault is not None:
        return frame, fault
    wanted = [asked.target] if asked.dose else [asked.target, asked.reference]
    return frame[frame[asked.group].isin(wanted)], None


def compared_rows(
    frame: pd.DataFrame,
    outcome: str,
    asked: Comparison,
    county: str,
    half_year: str,
    cluster: str | None,
    weights: str | None,
) -> tuple[LinearRows, np.ndarray, np.ndarray]:
    """Rows of those compared: county and half-year as effects; policies, controls and the dose as columns.

    Returns the rows, the contrast [rows] (1 for the target group, or the dose) and [rows] whether of the target group
    (everybody compared, for a dose). Missing values among those compared, and in the group itself, become a fault.
    """
    chosen, fault = compared_frame(frame, asked)
    terms = (*asked.policies, *asked.controls, *([asked.dose] if asked.dose else []))
    rows = linear_rows(chosen, outcome, terms, (county, half_year), cluster, weights)
    if fault is not None or rows.fault is not None:
        return replace(rows, fault=fault or rows.fault), np.empty(0), np.empty(0, dtype=bool)
    if asked.dose:
        return rows, rows.columns[-1].astype(np.float64), np.ones(len(rows), dtype=bool)
    is_target = (chosen[asked.group] == asked.target).to_numpy(dtype=bool)
    return rows, is_target.astype(np.float64), is_target


def split_counties(rows: LinearRows, county: str, by: str) -> Fault | None:
    """Counties, the first effect of the rows, that lie in several clusters or blocks."""
    counties = rows.effects[0]
    cluster_of = np.zeros(int(counties.max()) + 1, dtype=rows.clusters.dtype)
    cluster_of[counties] = rows.clusters
    n_split = count_levels(counties[cluster_of[counties] != rows.clusters])
    if not n_split:
        return None
    return Fault("refused", f"{n_split:,} levels of '{county}' lie in several of '{by}'; each must lie in one")
