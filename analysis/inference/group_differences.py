"""Do effects differ between groups of people, although the groups live in the same counties?

Groups estimated apart share clusters, so their estimates are not independent. Each cluster's influence on each
estimate gives their joint covariance, G / (G − 1) Σ_g ψ_g ψ_gᵀ over the clusters of any group: that of one model
with every term interacted with the groups (Weesie 1999, Seemingly unrelated estimation, Stata Technical Bulletin 52).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
import pandas as pd
from scipy.special import chdtrc, fdtrc

from analysis.inference.estimate_table import tidy_table
from analysis.inference.fitted import Fitted
from analysis.inference.testability import why_not_testable

_JOINT_COLUMNS = ("term", "component", "n_groups", "chi_square", "degrees_of_freedom", "p_value", "p_value_f")


@dataclass(frozen=True)
class GroupEstimates:
    """One group's estimates: terms (term, component) pairs, estimates [terms], influence [clusters, terms] whose outer
    products sum to the sandwich without its factor, cluster_labels [clusters], each once.
    """

    terms: tuple[tuple[str, str], ...]
    estimates: np.ndarray
    influence: np.ndarray
    cluster_labels: np.ndarray


@dataclass(frozen=True)
class GroupDifferences:
    """Differences between groups, or why there are none.

    table       one row a term and pair: group, reference_group, then the columns of any estimator; odds_ratio is the
                ratio of the two; tests and limits on Student's t with G − 1 degrees of freedom
    joint       one row a term: that it is the same in all groups; chi-square, and F on G − 1, safer with few clusters
    covariance  [groups × terms, same] of all estimates, the terms of a group side by side, groups in the order given
    """

    table: pd.DataFrame
    joint: pd.DataFrame
    covariance: np.ndarray | None
    n_clusters: int
    status: str = "ok"
    message: str = ""
    groups: tuple[str, ...] = field(default=())


def group_estimates(result: Fitted) -> GroupEstimates:
    """The arrays of a fitted result that carries `influence` and `cluster_labels`.

    Raises ValueError for a result without them: fit it with clusters.
    """
    influence = getattr(result, "influence", None)
    if result.status != "ok" or influence is None:
        raise ValueError(f"the result has no influence of clusters ({result.status}: {result.message}); fit by cluster")
    table = result.table.iloc[: influence.shape[1]]
    terms = tuple(zip(table["term"], table["component"], strict=True))
    return GroupEstimates(terms, table["estimate"].to_numpy(dtype=float), influence, np.asarray(result.cluster_labels))


def difference_of_estimates(
    groups: Mapping[str, GroupEstimates | Fitted],
    terms: Sequence[str | tuple[str, str]] | None = None,
    confidence_level: float = 0.95,
) -> GroupDifferences:
    """Differences of each pair of groups, and joint tests that all groups are equal.

    terms: names or (term, component) pairs, all that the groups share where None, the intercept aside. A group that
    could not be estimated, and fewer than two clusters, give a status; wrong arguments raise: KeyError for a term that
    a group lacks, ValueError for fewer than two groups, arrays that do not match, or labels that repeat.
    """
    if len(groups) < 2:
        raise ValueError(f"differences need at least two groups, got {len(groups)}")
    failed = {name: group for name, group in groups.items() if getattr(group, "status", "ok") != "ok"}
    if failed:
        listing = "; ".join(f"{name} {group.status}: {group.message}" for name, group in failed.items())
        return _without_differences(groups, next(iter(failed.values())).status, listing)
    arrays = {n: g if isinstance(g, GroupEstimates) else group_estimates(g) for n, g in groups.items()}
    for name, group in arrays.items():
        _require_matching(name, group)
    pairs = _shared_terms(arrays) if terms is None else [_pair(arrays, term) for term in terms]
    estimates = np.array([_columns(name, group, pairs)[0] for name, group in arrays.items()])
    covariance, n_clusters = joint_covariance(
        [_columns(name, group, pairs)[1] for name, group in arrays.items()],
        [group.cluster_labels for group in arrays.values()],
    )
    if covariance is None:
        return _without_differences(groups, "not_estimable", f"{n_clusters} clusters in all: at least two are needed")
    return GroupDifferences(
        table=_pairwise(tuple(groups), pairs, estimates, covariance, n_clusters - 1, confidence_level),
        joint=_joint(pairs, estimates, covariance, n_clusters - 1),
        covariance=covariance,
        n_clusters=n_clusters,
        groups=tuple(groups),
    )


def joint_covariance(
    influences: Sequence[np.ndarray], cluster_labels: Sequence[np.ndarray]
) -> tuple[np.ndarray | None, int]:
    """[groups × terms, same] covariance and the number of clusters of any group; None with fewer than two.

    influences: a group each [clusters of the group, terms], aligned on cluster_labels; a cluster in which a group does
    not live has no influence on its estimates.
    """
    codes, labels = pd.factorize(np.concatenate(cluster_labels))
    n_clusters, n_terms = len(labels), influences[0].shape[1]
    if n_clusters < 2:
        return None, n_clusters
    stacked = np.zeros((n_clusters, len(influences) * n_terms))
    start = 0
    for g, influence in enumerate(influences):
        stacked[codes[start : start + len(influence)], g * n_terms : (g + 1) * n_terms] = influence
        start += len(influence)
    return stacked.T @ stacked * (n_clusters / (n_clusters - 1)), n_clusters


def _pairwise(
    names: tuple[str, ...],
    pairs: list[tuple[str, str]],
    estimates: np.ndarray,
    covariance: np.ndarray,
    freedom: int,
    confidence_level: float,
) -> pd.DataFrame:
    tables = []
    n_terms = len(pairs)
    for a, b in combinations(range(len(names)), 2):
        # The second of two groups against the first.
        contrast = np.zeros((n_terms, covariance.shape[0]))
        contrast[:, b * n_terms : (b + 1) * n_terms] = np.eye(n_terms)
        contrast[:, a * n_terms : (a + 1) * n_terms] = -np.eye(n_terms)
        errors = np.sqrt(np.maximum(np.diag(contrast @ covariance @ contrast.T), 0.0))
        table = tidy_table(pairs, estimates[b] - estimates[a], errors, confidence_level, freedom)
        table.insert(0, "reference_group", names[a])
        table.insert(0, "group", names[b])
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def _joint(pairs: list[tuple[str, str]], estimates: np.ndarray, covariance: np.ndarray, freedom: int) -> pd.DataFrame:
    n_groups, n_terms = estimates.shape
    contrast = np.column_stack([-np.ones(n_groups - 1), np.eye(n_groups - 1)])
    rows = []
    for t, pair in enumerate(pairs):
        positions = np.arange(n_groups) * n_terms + t
        variance = contrast @ covariance[np.ix_(positions, positions)] @ contrast.T
        difference = contrast @ estimates[:, t]
        q = n_groups - 1
        # One difference is the test of its own row; several need clusters well above their number.
        reason = why_not_testable(variance, freedom if q > 1 else np.inf)
        chi_square = float(difference @ np.linalg.solve(variance, difference)) if not reason else np.nan
        p_value_f = float(fdtrc(q, freedom, chi_square / q))
        rows.append((*pair, n_groups, chi_square, q, float(chdtrc(q, chi_square)), p_value_f))
    return pd.DataFrame(rows, columns=list(_JOINT_COLUMNS))


def _require_matching(name: str, group: GroupEstimates) -> None:
    shape = (len(group.cluster_labels), len(group.terms))
    if np.shape(group.influence) != shape or np.shape(group.estimates) != shape[1:]:
        raise ValueError(f"group '{name}': need influence {shape} and estimates {shape[1:]}, [clusters, terms]")
    if len(pd.unique(pd.Series(group.cluster_labels))) < shape[0]:
        raise ValueError(f"group '{name}': a cluster label stands twice; sum its influence first")


def _shared_terms(groups: Mapping[str, GroupEstimates]) -> list[tuple[str, str]]:
    first, *others = groups.values()
    pairs = [pair for pair in first.terms if pair[0] != "intercept" and all(pair in g.terms for g in others)]
    if not pairs:
        raise ValueError("the groups have no term in common")
    return pairs


def _pair(groups: Mapping[str, GroupEstimates], term: str | tuple[str, str]) -> tuple[str, str]:
    if not isinstance(term, str):
        return term
    found = [pair for pair in next(iter(groups.values())).terms if pair[0] == term]
    if len(found) == 1:
        return found[0]
    if found:
        raise ValueError(f"term '{term}' has components {', '.join(part for _, part in found)}; name a pair")
    raise KeyError(f"term '{term}' is not among those of group '{next(iter(groups))}'")


def _columns(name: str, group: GroupEstimates, pairs: list[tuple[str, str]]) -> tuple[np.ndarray, np.ndarray]:
    absent = [pair for pair in pairs if pair not in group.terms]
    if absent:
        raise KeyError(f"group '{name}' has no {', '.join(' '.join(pair) for pair in absent)}")
    columns = [group.terms.index(pair) for pair in pairs]
    return np.asarray(group.estimates, float)[columns], np.asarray(group.influence, float)[:, columns]


def _without_differences(groups: Mapping[str, object], status: str, message: str) -> GroupDifferences:
    table = tidy_table([], np.empty(0), np.empty(0))
    table.insert(0, "reference_group", [])
    table.insert(0, "group", [])
    return GroupDifferences(table, pd.DataFrame(columns=list(_JOINT_COLUMNS)), None, 0, status, message, tuple(groups))
