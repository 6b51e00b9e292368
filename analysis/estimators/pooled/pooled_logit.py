"""The pooled logit by statsmodels, with its cluster-robust errors: a cross-check of what the own estimators give."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.estimators.pooled.logit_columns import INTERCEPT, LogitColumns, logit_columns
from analysis.estimators.pooled.pseudo_likelihood import LogitMaximum, maximize, unit_scores
from analysis.estimators.pooled.result import PooledResult, without_estimates
from analysis.estimators.result import require_confidence_level, tidy_table
from analysis.estimators.screening import Fault, one_cluster
from analysis.inference import model_covariance


def pooled_logit(
    frame: pd.DataFrame, outcome: str, terms: Sequence[str], cluster: str | None = None, confidence_level: float = 0.95
) -> PooledResult:
    """Logit of a 0/1 outcome on terms and an intercept, all interviews alike.

    Errors are model-based, or robust by `cluster` as statsmodels computes them with cov_type='cluster': the sandwich
    times G / (G − 1) · (n − 1) / (n − terms), tested on Student's t with G − 1 degrees of freedom. The factor of n is
    left out of `influence`. Own screening and Newton find separation before statsmodels starts at the maximum and
    confirms it. Needs all regressors in memory several times: 2 GB at a million rows of 50 terms.
    Data that cannot be fitted give a result with its status; only wrong arguments raise: KeyError, ValueError.
    """
    started = time.perf_counter()
    require_confidence_level(confidence_level)
    pairs = (INTERCEPT, *((term, "unsplit") for term in terms))
    design = logit_columns(frame, outcome, terms, needed=[cluster] if cluster else [])
    found = design if isinstance(design, Fault) else maximize(design)
    if isinstance(found, Fault):
        return without_estimates(pairs, found, len(frame), started)
    codes, labels = (None, None) if cluster is None else pd.factorize(frame[cluster])
    if labels is not None and len(labels) < 2:
        return without_estimates(pairs, one_cluster(cluster), design.n_rows, started)
    fit = _fit(design, found, codes)
    if not fit.mle_retvals["converged"]:
        fault = Fault("not_converged", "statsmodels does not confirm the maximum")
        return without_estimates(pairs, fault, design.n_rows, started)
    covariance = np.asarray(fit.cov_params())
    freedom = np.inf if labels is None else len(labels) - 1
    return PooledResult(
        table=tidy_table(pairs, fit.params, np.sqrt(np.diag(covariance)), confidence_level, freedom),
        status="ok",
        message="odds ratios are averages over the population, not comparable to those given a person",
        covariance=covariance,
        seconds=time.perf_counter() - started,
        inference="model-based" if labels is None else f"cluster-robust by {cluster}",
        n_clusters=None if labels is None else len(labels),
        n_rows=design.n_rows,
        n_events=int(design.outcomes.sum()),
        log_likelihood=float(fit.llf),
        influence=None if labels is None else _influence(design, found, codes, len(labels)),
        cluster_labels=None if labels is None else np.asarray(labels),
    )


def _fit(design: LogitColumns, found: LogitMaximum, codes: np.ndarray | None):
    from statsmodels.discrete.discrete_model import Logit

    robust = {} if codes is None else {"cov_type": "cluster", "cov_kwds": {"groups": codes}}
    model = Logit(design.outcomes, design.regressors(), check_rank=False)
    return model.fit(start_params=found.coefficients, method="newton", disp=0, **robust)


def _influence(design: LogitColumns, found: LogitMaximum, codes: np.ndarray, n_clusters: int) -> np.ndarray:
    return unit_scores(design, found.coefficients, codes, n_clusters) @ model_covariance(-found.information)
