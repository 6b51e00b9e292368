"""The result of a conditional logit, the same whether it could be estimated or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from analysis.estimators.result import EstimatorResult
from analysis.inference.contrasts import influence

COMPONENT = "within"


@dataclass(frozen=True, kw_only=True)
class ConditionalLogitResult(EstimatorResult):
    """A fitted, refused or impossible conditional logit.

    table                     as of any estimator; every term has the component 'within'
    n_informative_persons     persons whose outcome varies: the only ones the likelihood sees
    n_informative_interviews  theirs
    n_single_interview_persons  persons who inform nothing because they are seen once
    log_likelihood            conditional, without penalty, at the estimates; NaN without a fit
    penalized_log_likelihood  with Firth's penalty; NaN without it
    null_log_likelihood       with all coefficients zero; NaN when nobody is informative
    penalty                   None or 'firth'
    coefficients              [terms]
    model_covariance          [terms, terms] inverse information, whatever the inference
    model_errors              [terms] standard errors from it
    cluster_labels            [clusters] with informative persons; informative persons where no cluster was named
    cluster_scores            [clusters, terms] derivative of each cluster's log-likelihood at the estimates;
                              they sum to zero without a penalty only
    """

    n_persons: int
    n_interviews: int
    n_informative_persons: int
    n_informative_interviews: int
    n_single_interview_persons: int
    log_likelihood: float = np.nan
    penalized_log_likelihood: float = np.nan
    null_log_likelihood: float = np.nan
    penalty: str | None = None
    coefficients: np.ndarray | None = field(default=None, repr=False)
    model_covariance: np.ndarray | None = field(default=None, repr=False)
    model_errors: np.ndarray | None = field(default=None, repr=False)
    cluster_labels: np.ndarray | None = field(default=None, repr=False)
    cluster_scores: np.ndarray | None = field(default=None, repr=False)

    @property
    def influence(self) -> np.ndarray | None:
        """[clusters, rows of the table] influence of each cluster on each estimate, in the order of cluster_labels.

        To first order, how far the estimates move when the cluster joins the others.
        """
        if self.cluster_scores is None or self.model_covariance is None:
            return None
        return influence(self.model_covariance, self.cluster_scores)


def term_labels(terms: Sequence[str]) -> list[tuple[str, str]]:
    """(term, component) of each row of the table."""
    return [(term, COMPONENT) for term in terms]
