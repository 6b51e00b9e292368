"""Does conditioning on the person change the answer? The between–within `within` estimates beside the conditional's."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd

from analysis.estimators.conditional.result import ConditionalLogitResult
from analysis.estimators.result import EstimatorResult, require_confidence_level, table_without_estimates, tidy_table
from analysis.inference.contrasts import align_influence, contrast_estimates

_COMPONENT = "conditional_minus_between_within"


class FitWithInfluence(Protocol):
    """What the comparison asks of the between–within fit.

    influence: [clusters, rows of table] influence of each cluster on each estimate, cluster scores @ model covariance;
    cluster_labels: [clusters] the clusters' values, or the persons' where no cluster was named.
    """

    table: pd.DataFrame
    status: str
    message: str
    faulty_terms: tuple[tuple[str, str], ...]
    influence: np.ndarray | None
    cluster_labels: np.ndarray | None


@dataclass(frozen=True, kw_only=True)
class WithinComparison(EstimatorResult):
    """Conditional minus between–within estimate of each term split by the latter, and all of them tested together.

    table               estimate: difference of log odds ratios; odds_ratio: ratio of the two odds ratios
    estimates           one row a term: term, between_within, conditional
    chi_square, degrees_of_freedom, joint_p_value  missing (degrees of freedom 0) without more clusters than terms
    """

    estimates: pd.DataFrame
    chi_square: float = np.nan
    degrees_of_freedom: int = 0
    joint_p_value: float = np.nan


def compare_within_estimates(
    between_within_result: FitWithInfluence, conditional_result: ConditionalLogitResult, confidence_level: float = 0.95
) -> WithinComparison:
    """Contrast two fits to the same rows and the same cluster, with their joint cluster-robust covariance.

    In a logit the two differ a little even where both are right (Neuhaus and Kalbfleisch 1998). A fit without
    estimates gives a comparison with that fit's status and message. Raises ValueError for fits without influence,
    without a common term, or with clusters that do not match. Clusters may be the persons (up to 20,000 of them).
    """
    started = time.perf_counter()
    require_confidence_level(confidence_level)
    terms = _common_terms(between_within_result.table, conditional_result.table)
    failed = _failed(terms, (("between–within", between_within_result), ("conditional", conditional_result)), started)
    if failed is not None:
        return failed
    first_rows = _rows(between_within_result.table, terms)
    second_rows = _rows(conditional_result.table, terms)
    first_influence, second_influence = align_influence(
        *_influence_on(between_within_result, first_rows, "between–within"),
        *_influence_on(conditional_result, second_rows, "conditional"),
    )
    first = between_within_result.table["estimate"].to_numpy()[first_rows]
    second = conditional_result.table["estimate"].to_numpy()[second_rows]
    contrast = contrast_estimates(first, second, first_influence, second_influence)
    few = f"no joint test: {contrast.n_clusters} clusters for {len(terms)} terms"
    return WithinComparison(
        table=tidy_table(
            [(term, _COMPONENT) for term in terms],
            contrast.differences,
            np.sqrt(np.diag(contrast.covariance)),
            confidence_level,
            contrast.n_clusters - 1,
        ),
        status="ok",
        message="" if contrast.degrees_of_freedom else few,
        covariance=contrast.covariance,
        inference="joint cluster-robust of both fits",
        n_clusters=contrast.n_clusters,
        estimates=pd.DataFrame({"term": terms, "between_within": first, "conditional": second}),
        chi_square=contrast.chi_square,
        degrees_of_freedom=contrast.degrees_of_freedom,
        joint_p_value=contrast.p_value,
        seconds=time.perf_counter() - started,
    )


def _common_terms(between_within: pd.DataFrame, conditional: pd.DataFrame) -> list[str]:
    split = set(between_within.loc[between_within["component"] == "within", "term"])
    terms = [term for term in conditional["term"] if term in split]
    if not terms:
        raise ValueError("the two fits have no term in common that the between–within fit splits")
    return terms


def _failed(
    terms: list[str], fits: tuple[tuple[str, FitWithInfluence], ...], started: float
) -> WithinComparison | None:
    reasons = [(fit.status, f"{name} fit: {fit.message}") for name, fit in fits if fit.status != "ok"]
    if not reasons:
        return None
    faulty = {term for _, fit in fits for term, _ in fit.faulty_terms}
    return WithinComparison(
        table=table_without_estimates([(term, _COMPONENT) for term in terms]),
        status=reasons[0][0],
        message="; ".join(message for _, message in reasons),
        covariance=None,
        faulty_terms=tuple((term, _COMPONENT) for term in terms if term in faulty),
        estimates=pd.DataFrame({"term": terms, "between_within": np.nan, "conditional": np.nan}),
        seconds=time.perf_counter() - started,
    )


def _rows(table: pd.DataFrame, terms: list[str]) -> list[int]:
    place = {term: row for row, term in enumerate(table["term"]) if table["component"].iloc[row] == "within"}
    return [place[term] for term in terms]


def _influence_on(fit: FitWithInfluence, rows: list[int], name: str) -> tuple[np.ndarray, np.ndarray]:
    if getattr(fit, "influence", None) is None or fit.cluster_labels is None:
        raise ValueError(f"the {name} result holds no influence by cluster: fit both with the same cluster")
    return fit.influence[:, rows], fit.cluster_labels
