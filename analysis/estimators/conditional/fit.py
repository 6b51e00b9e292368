"""Conditional logit of a data frame: from rows to a result."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from analysis.estimators.conditional.estimates import likelihood_estimates, penalized_estimates
from analysis.estimators.conditional.informative import InformativePersons, informative_persons
from analysis.estimators.conditional.likelihood import ConditionalLikelihood
from analysis.estimators.conditional.result import ConditionalLogitResult, term_labels
from analysis.estimators.conditional.separation import separating_terms
from analysis.estimators.conditional.within_design import WithinDesign, fault_of_terms, within_design
from analysis.estimators.person_rows import require_columns, require_numeric
from analysis.estimators.result import require_confidence_level, table_without_estimates
from analysis.estimators.screening import Fault, one_cluster


def conditional_logit(
    frame: pd.DataFrame,
    outcome: str,
    person: str,
    terms: Sequence[str],
    cluster: str | None = None,
    confidence_level: float = 0.95,
    penalty: str | None = None,
) -> ConditionalLogitResult:
    """Person fixed-effects logit of a 0/1 outcome, by the exact conditional likelihood (Chamberlain 1980).

    frame holds one row an interview. Persons whose outcome does not vary inform nothing: they are counted, and their
    terms and clusters are not looked at, missing ones included. `cluster` names a column that is constant within a
    person, or the person column: the level of the sandwich, with Student's t on clusters - 1. With `penalty='firth'`
    estimates are finite under separation; p-values and intervals are then penalised likelihood ratios, which do not
    allow for clusters. Data that cannot be fitted give a result with its status; only wrong arguments raise: KeyError
    for an unknown column, ValueError for no or repeated terms, a column that is not numeric, an outcome other than
    0/1 or another penalty.
    """
    started = time.perf_counter()
    require_confidence_level(confidence_level)
    terms = tuple(terms)
    require_arguments(frame, outcome, person, terms, cluster, penalty)
    informative = informative_persons(frame, outcome, person)
    known = _known(informative, frame, person, penalty)
    design = screened_design(frame, informative, terms, person, cluster, penalty)
    if isinstance(design, Fault):
        return _without_estimates(terms, design, known, started)
    likelihood = ConditionalLikelihood(design.regressors, design.outcomes, design.row_start)
    known["null_log_likelihood"] = likelihood.value(np.zeros(len(terms)))
    try:
        if penalty == "firth":
            fitted = penalized_estimates(design, likelihood, cluster, confidence_level, known)
        else:
            fitted = likelihood_estimates(design, likelihood, cluster, confidence_level, known)
    except np.linalg.LinAlgError:
        fitted = Fault("not_converged", "the information matrix is not positive definite")
    if isinstance(fitted, Fault):
        return _without_estimates(terms, fitted, known, started)
    return replace(fitted, seconds=time.perf_counter() - started)


def require_arguments(
    frame: pd.DataFrame, outcome: str, person: str, terms: Sequence[str], cluster: str | None, penalty: str | None
) -> None:
    """Raise KeyError or ValueError for wrong arguments, as `conditional_logit` says."""
    if not terms or len(set(terms)) < len(terms):
        raise ValueError(f"terms must be given, each once; got {list(terms)}")
    if penalty not in (None, "firth"):
        raise ValueError(f"penalty must be None or 'firth', got {penalty!r}")
    require_columns(frame, [outcome, person, *terms, *([cluster] if cluster else [])])
    require_numeric(frame, [outcome, *terms])


def screened_design(
    frame: pd.DataFrame,
    informative: InformativePersons | Fault,
    terms: Sequence[str],
    person: str,
    cluster: str | None,
    penalty: str | None,
) -> WithinDesign | Fault:
    """The regressors of informative persons, or the fault that forbids a fit."""
    if isinstance(informative, Fault):
        return informative
    if informative.fault is not None:
        return informative.fault
    design = within_design(frame, informative, terms, person, cluster)
    if isinstance(design, Fault):
        return design
    if cluster and len(design.cluster_labels) < 2:
        return one_cluster(f"{cluster} among informative persons")
    # A penalised fit is what separated terms call for.
    return fault_of_terms(design) or (None if penalty else separating_terms(design)) or design


def _known(
    informative: InformativePersons | Fault, frame: pd.DataFrame, person: str, penalty: str | None
) -> dict[str, Any]:
    if isinstance(informative, Fault):
        sizes = frame[person].value_counts()
        counts = (len(sizes), len(frame), 0, 0, int((sizes == 1).sum()))
    else:
        i = informative
        counts = (i.n_persons, i.n_interviews, i.n_informative, len(i.positions), i.n_single_interview_persons)
    names = (
        "n_persons", "n_interviews", "n_informative_persons", "n_informative_interviews", "n_single_interview_persons",
    )  # fmt: skip
    return {**dict(zip(names, counts, strict=True)), "penalty": penalty}


def _without_estimates(
    terms: Sequence[str], fault: Fault, known: dict[str, Any], started: float
) -> ConditionalLogitResult:
    labels = term_labels(terms)
    return ConditionalLogitResult(
        table=table_without_estimates(labels),
        status=fault.status,
        message=fault.message,
        covariance=None,
        faulty_terms=tuple(labels[c] for c in fault.columns),
        **known,
        seconds=time.perf_counter() - started,
    )
