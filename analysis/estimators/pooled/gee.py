"""Generalised estimating equations by statsmodels: the population-averaged logit, as a cross-check.

Source: Liang, K.-Y. and Zeger, S. L. (1986). Longitudinal data analysis using generalized linear models.
Biometrika 73(1), 13-22.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.estimators.person_rows import require_columns
from analysis.estimators.pooled.logit_columns import INTERCEPT, LogitColumns, logit_columns
from analysis.estimators.pooled.pseudo_likelihood import maximize
from analysis.estimators.pooled.result import PooledResult, without_estimates
from analysis.estimators.result import require_confidence_level, tidy_table
from analysis.estimators.screening import Fault, one_cluster

CORRELATIONS = ("exchangeable", "independence")


def gee_logit(
    frame: pd.DataFrame,
    outcome: str,
    group: str,
    terms: Sequence[str],
    correlation: str = "exchangeable",
    confidence_level: float = 0.95,
) -> PooledResult:
    """Population-averaged logit; rows of one `group` (a person, a county) may depend on each other.

    Errors are statsmodels' robust ones by group, tested on the normal distribution as it does. Population-averaged odds
    ratios lie nearer to 1 than those given a person: they are no check of a conditional odds ratio's size.
    Data that cannot be fitted give a result with its status; only wrong arguments raise: KeyError, ValueError.
    """
    started = time.perf_counter()
    require_confidence_level(confidence_level)
    if correlation not in CORRELATIONS:
        raise ValueError(f"correlation must be one of {', '.join(CORRELATIONS)}, got '{correlation}'")
    require_columns(frame, [group])
    pairs = (INTERCEPT, *((term, "unsplit") for term in terms))
    design = logit_columns(frame, outcome, terms, needed=[group])
    # The pooled maximum separates where estimating equations do, and is where they start.
    found = design if isinstance(design, Fault) else maximize(design)
    codes, labels = pd.factorize(frame[group])
    if not isinstance(found, Fault) and len(labels) < 2:
        found = one_cluster(group)
    if not isinstance(found, Fault) and len(labels) == len(frame) and correlation == "exchangeable":
        found = Fault("not_estimable", f"no {group} has two rows: the correlation within cannot be told")
    if isinstance(found, Fault):
        return without_estimates(pairs, found, len(frame), started)
    fit = _fit(design, codes, correlation, found.coefficients)
    errors = np.sqrt(np.diag(fit.cov_params()))
    if not fit.converged or not np.isfinite(errors).all():
        fault = Fault("not_converged", f"the estimating equations with {correlation} correlation have no solution")
        return without_estimates(pairs, fault, design.n_rows, started)
    return PooledResult(
        table=tidy_table(pairs, np.asarray(fit.params), errors, confidence_level),
        status="ok",
        message="population-averaged: not comparable to odds ratios given a person",
        covariance=np.asarray(fit.cov_params()),
        seconds=time.perf_counter() - started,
        inference=f"robust by {group}, {correlation} working correlation",
        n_clusters=len(labels),
        n_rows=design.n_rows,
        n_events=int(design.outcomes.sum()),
        within_group_correlation=float(fit.cov_struct.dep_params) if correlation == "exchangeable" else 0.0,
    )


def _fit(design: LogitColumns, codes: np.ndarray, correlation: str, start: np.ndarray):
    from statsmodels.genmod.cov_struct import Exchangeable, Independence
    from statsmodels.genmod.families import Binomial
    from statsmodels.genmod.generalized_estimating_equations import GEE

    structure = Exchangeable() if correlation == "exchangeable" else Independence()
    model = GEE(design.outcomes, design.regressors(), groups=codes, family=Binomial(), cov_struct=structure)
    with warnings.catch_warnings():
        # What the warnings say is asked of the fit itself.
        warnings.simplefilter("ignore")
        return model.fit(start_params=start, ctol=1e-10, maxiter=100)
