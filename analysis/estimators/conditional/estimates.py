"""Results from a screened design: by the likelihood, or by the likelihood with Firth's penalty."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from analysis.estimators.conditional.firth import FirthLikelihood, maximize_penalized
from analysis.estimators.conditional.likelihood import ConditionalLikelihood
from analysis.estimators.conditional.newton import Search, maximize
from analysis.estimators.conditional.profile import profile_likelihood
from analysis.estimators.conditional.result import ConditionalLogitResult, term_labels
from analysis.estimators.conditional.separation import fault_of_search
from analysis.estimators.conditional.within_design import WithinDesign
from analysis.estimators.result import tidy_table
from analysis.estimators.screening import Fault
from analysis.inference import cluster_robust_covariance, model_covariance


def likelihood_estimates(
    design: WithinDesign,
    likelihood: ConditionalLikelihood,
    cluster: str | None,
    confidence_level: float,
    known: dict[str, Any],
) -> ConditionalLogitResult | Fault:
    """Maximum of the likelihood, with the model's errors or the sandwich of clusters; a fault where there is none.

    known: fields of the result that do not depend on the fit.
    """
    search = maximize(likelihood, np.zeros(len(design.names)))
    if search.ending != "converged":
        return fault_of_search(design, search)
    log_likelihood = likelihood.value(search.coefficients)
    bread = model_covariance(likelihood.score_and_hessian()[1])
    scores = likelihood.cluster_scores(design.cluster_codes, len(design.cluster_labels))
    covariance, inference, n_clusters, freedom = bread, "model-based", None, np.inf
    if cluster:
        covariance = cluster_robust_covariance(bread, scores)
        n_clusters = len(scores)
        inference, freedom = f"cluster-robust by {cluster}", n_clusters - 1
    std_errors = np.sqrt(np.diag(covariance))
    return ConditionalLogitResult(
        table=tidy_table(term_labels(design.names), search.coefficients, std_errors, confidence_level, freedom),
        status="ok",
        message="",
        covariance=covariance,
        inference=inference,
        n_clusters=n_clusters,
        log_likelihood=log_likelihood,
        **_fitted_arrays(design, search, bread, scores),
        **known,
        seconds=0.0,
    )


def penalized_estimates(
    design: WithinDesign,
    likelihood: ConditionalLikelihood,
    cluster: str | None,
    confidence_level: float,
    known: dict[str, Any],
) -> ConditionalLogitResult | Fault:
    """Maximum of the penalised likelihood, with intervals and tests by its profile; a fault where none is found."""
    objective = FirthLikelihood(likelihood)
    search = maximize_penalized(objective, np.zeros(len(design.names)))
    if search.ending != "converged":
        return Fault("not_converged", f"no penalised maximum after {search.n_steps} Newton steps")
    penalized_log_likelihood = objective.value(search.coefficients)
    bread = model_covariance(likelihood.score_and_hessian()[1])
    log_likelihood = objective.log_likelihood
    scores = likelihood.cluster_scores(design.cluster_codes, len(design.cluster_labels))
    profile = profile_likelihood(objective, search, bread, confidence_level)
    table = tidy_table(term_labels(design.names), search.coefficients, np.sqrt(np.diag(bread)), confidence_level)
    table = table.assign(p_value=profile.p_values, conf_low=profile.low, conf_high=profile.high)
    return ConditionalLogitResult(
        table=table,
        status="ok",
        message=_firth_message(table, cluster),
        covariance=bread,
        inference="penalised likelihood ratio",
        log_likelihood=log_likelihood,
        penalized_log_likelihood=penalized_log_likelihood,
        **_fitted_arrays(design, search, bread, scores),
        **known,
        seconds=0.0,
    )


def _firth_message(table: pd.DataFrame, cluster: str | None) -> str:
    parts = ["Firth penalty: p-values and intervals are penalised likelihood ratios, std_error is the model's"]
    if cluster:
        parts.append(f"none of them allows for dependence within {cluster}")
    lost = table.loc[table[["p_value", "conf_low", "conf_high"]].isna().any(axis=1), "term"]
    if len(lost):
        parts.append(f"no end of the interval or no p-value found for {', '.join(lost)}")
    return "; ".join(parts)


def _fitted_arrays(
    design: WithinDesign, search: Search, bread: np.ndarray, scores: np.ndarray
) -> dict[str, np.ndarray]:
    return {
        "coefficients": search.coefficients,
        "model_covariance": bread,
        "model_errors": np.sqrt(np.diag(bread)),
        "cluster_labels": design.cluster_labels,
        "cluster_scores": scores,
    }
