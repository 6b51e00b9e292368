"""A conditional logit with the null imposed: what score tests need, after one fit without the tested term.

The tested coefficient is held at zero in the likelihood of all terms, so nothing is assembled twice. Scores and bread
go to `analysis.inference.score_wild_bootstrap`, residuals, summed by county and month, to
`analysis.inference.score_randomization`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.estimators.conditional.fit import require_arguments, screened_design
from analysis.estimators.conditional.informative import informative_persons
from analysis.estimators.conditional.likelihood import ConditionalLikelihood
from analysis.estimators.conditional.newton import maximize
from analysis.estimators.conditional.separation import fault_of_search
from analysis.estimators.screening import Fault
from analysis.inference.covariance import model_covariance
from analysis.inference.score_interval import contribution_slopes


@dataclass(frozen=True)
class ConditionalNullModel:
    """Scores of the full model at the maximum of the model without the tested term.

    cluster_scores   [clusters, terms]; cluster_labels: [clusters] with informative persons
    bread            [terms, terms] inverse of the information of all terms
    tested           position of the tested term
    residuals        [rows of the frame] outcome less its expectation given the person's number of events; zero for
                     persons whose outcome does not vary
    coefficients     [terms], the tested one zero
    slopes           [clusters] what a unit of the tested parameter takes off each cluster's one-step estimate
    status, message  'ok', or why there is no null model: arrays are then None
    """

    cluster_scores: np.ndarray | None
    cluster_labels: np.ndarray | None
    bread: np.ndarray | None
    tested: int
    residuals: np.ndarray | None
    coefficients: np.ndarray | None
    slopes: np.ndarray | None
    status: str = "ok"
    message: str = ""


def conditional_null_model(
    frame: pd.DataFrame, outcome: str, person: str, terms: Sequence[str], tested: str, cluster: str
) -> ConditionalNullModel:
    """Fit the terms but for `tested`, one of them; arguments and errors as in `conditional_logit`.

    Raises ValueError in addition when the tested term is not among the terms.
    """
    terms = tuple(terms)
    require_arguments(frame, outcome, person, terms, cluster, None)
    if tested not in terms:
        raise ValueError(f"the tested term '{tested}' must be one of the terms: {', '.join(terms)}")
    position = terms.index(tested)
    informative = informative_persons(frame, outcome, person)
    design = screened_design(frame, informative, terms, person, cluster, None)
    if isinstance(design, Fault):
        return _without(position, design)
    likelihood = ConditionalLikelihood(design.regressors, design.outcomes, design.row_start)
    is_free = np.arange(len(terms)) != position
    try:
        search = maximize(likelihood, np.zeros(len(terms)), is_free)
        if search.ending != "converged":
            return _without(position, fault_of_search(design, search))
        likelihood.value(search.coefficients)
        bread = model_covariance(likelihood.score_and_hessian()[1])
    except np.linalg.LinAlgError:
        return _without(position, Fault("not_converged", f"without {tested} the information is not positive definite"))
    residuals = np.zeros(len(frame))
    residuals[informative.positions] = likelihood.residual
    scores = likelihood.cluster_scores(design.cluster_codes, len(design.cluster_labels))

    def moved(step: np.ndarray) -> np.ndarray:
        likelihood.value(search.coefficients + step)
        return likelihood.cluster_scores(design.cluster_codes, len(design.cluster_labels))

    slopes = contribution_slopes(scores, bread, position, moved)
    return ConditionalNullModel(scores, design.cluster_labels, bread, position, residuals, search.coefficients, slopes)


def _without(position: int, fault: Fault) -> ConditionalNullModel:
    return ConditionalNullModel(None, None, None, position, None, None, None, fault.status, fault.message)
