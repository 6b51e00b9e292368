"""Randomisation inference: the observed statistic among those of histories assigned otherwise.

Any statistic may be used, computed anew for each draw; `score_permutation.py` does the same in seconds for the score
of a model fitted once.

Methods: Fisher's sharp null; p-values with the observed assignment among the draws (Phipson and Smyth 2010, Statistical
Applications in Genetics and Molecular Biology 9(1)); the largest of several policies' statistics (Westfall and Young
1993).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.inference.assignment_designs import AssignmentDesign
from analysis.inference.histories import why_incomplete
from analysis.inference.permutations import JointDraws

RANDOMIZATION_COLUMNS = ("term", "statistic", "p_value", "p_value_joint", "n_units", "n_treated_units", "n_fixed")
FEWEST_TREATED_UNITS = 2
_TIE_TOLERANCE = 1e-9


@dataclass(frozen=True)
class RandomizationResult:
    """Where the observed statistics stand among those of other assignments.

    table            a row a statistic: two-sided p_value; p_value_joint of the largest of all, which holds for the
                     family; units permuted, treated ones, and counties that kept their own history
    n_draws          of which all there are when is_enumerated
    status, message  'ok'; 'refused' or 'not_estimable' with the reason: p-values are then missing
    """

    table: pd.DataFrame
    n_draws: int
    is_enumerated: bool
    status: str = "ok"
    message: str = ""


def randomization_inference(
    statistic: Callable[[dict[str, pd.DataFrame]], float | np.ndarray],
    designs: Mapping[str, AssignmentDesign],
    n_draws: int = 999,
    seed: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> RandomizationResult:
    """Compute the statistic for the observed assignment and for each draw.

    statistic: takes for each policy a frame of county_fips, interview_month and the exposure, and gives one number, or
    one a policy in the order of designs, comparable between policies (t-statistics) if the joint p-value is to mean
    anything. designs: by policy; those with the same units are permuted together, so that policies of one county
    travel together. progress: called with draws done and draws in all.
    Raises ValueError when the statistic gives neither one number nor one a policy.
    """
    if problem := why_not_permutable(designs):
        return result_without_values(designs, *problem)
    draws = JointDraws(units_of(designs), n_draws, seed)

    def value(values: dict[str, np.ndarray]) -> np.ndarray:
        frames = {policy: design.histories.with_values(values[policy]) for policy, design in designs.items()}
        return np.atleast_1d(np.asarray(statistic(frames), float))

    observed = value({policy: design.histories.values for policy, design in designs.items()})
    if observed.shape not in {(1,), (len(designs),)}:
        raise ValueError(f"the statistic gave {observed.shape} numbers for {len(designs)} policies")
    drawn = np.empty((draws.n_draws, len(observed)))
    for rows, donors in draws.batches():
        for d in range(rows.start, rows.stop):
            draw = {policy: design.assigned(donors[policy][d - rows.start]) for policy, design in designs.items()}
            drawn[d] = value(draw)
            if progress is not None:
                progress(d + 1, draws.n_draws)
    return randomization_result(designs, observed, drawn, draws.is_enumerated)


def units_of(designs: Mapping[str, AssignmentDesign]) -> dict[str, np.ndarray]:
    """What each policy's design permutes."""
    return {policy: design.units for policy, design in designs.items()}


def randomization_result(
    designs: Mapping[str, AssignmentDesign], observed: np.ndarray, drawn: np.ndarray, is_enumerated: bool
) -> RandomizationResult:
    own = 0 if is_enumerated else 1
    slack = _TIE_TOLERANCE * np.maximum(1.0, np.abs(observed))
    sizes, largest = np.abs(drawn), np.abs(drawn).max(axis=1)
    n_all = len(drawn) + own
    table = _table(designs, len(observed)).assign(
        statistic=observed,
        p_value=(own + (sizes >= np.abs(observed) - slack).sum(axis=0)) / n_all,
        p_value_joint=(own + (largest[:, None] >= np.abs(observed) - slack).sum(axis=0)) / n_all,
    )
    return RandomizationResult(table[list(RANDOMIZATION_COLUMNS)], len(drawn), is_enumerated)


def _table(designs: Mapping[str, AssignmentDesign], n_statistics: int) -> pd.DataFrame:
    rows = [
        {
            "term": policy,
            "n_units": design.n_units,
            "n_treated_units": design.n_treated_units,
            "n_fixed": int(design.is_fixed.sum()),
        }
        for policy, design in designs.items()
    ]
    if n_statistics == len(rows):
        return pd.DataFrame(rows)
    fewest = {name: min(row[name] for row in rows) for name in ("n_units", "n_treated_units", "n_fixed")}
    joined = {"term": " & ".join(designs), **fewest}
    return pd.DataFrame([joined])


def result_without_values(designs: Mapping[str, AssignmentDesign], status: str, message: str) -> RandomizationResult:
    table = _table(designs, len(designs)).reindex(columns=list(RANDOMIZATION_COLUMNS))
    return RandomizationResult(table, 0, False, status, message)


def why_not_permutable(designs: Mapping[str, AssignmentDesign]) -> tuple[str, str] | None:
    if not designs:
        raise ValueError("no policy to permute")
    for policy, design in designs.items():
        if design.histories.n_incomplete:
            return "refused", why_incomplete(design.histories)
        if design.n_treated_units < FEWEST_TREATED_UNITS:
            return "not_estimable", (
                f"{policy}: {design.n_treated_units} of {design.n_units} units are ever exposed; with fewer than "
                f"{FEWEST_TREATED_UNITS} an assignment says nothing of the policy"
            )
        if design.n_distinct_patterns < 2:
            return "not_estimable", f"{policy}: all {design.n_units} units have one history; nothing can be permuted"
    return None
