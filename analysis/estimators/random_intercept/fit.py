"""Maximum likelihood for the random-intercept logit: from sorted arrays to a result.

`fit_random_intercept` is the one fitting routine; the public functions for data frames, the registry
of specifications and the pseudo-true values all end here.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.estimators import screening
from analysis.estimators.person_rows import PersonRows, person_rows
from analysis.estimators.random_intercept.ascent import Ascent, climb, starting_values
from analysis.estimators.random_intercept.column_moments import ColumnMoments
from analysis.estimators.random_intercept.design import INTERCEPT, Design
from analysis.estimators.random_intercept.likelihood import RandomInterceptLikelihood
from analysis.estimators.random_intercept.patterns import Patterns
from analysis.estimators.random_intercept.regressor_halves import column_moments_of, write_regressors
from analysis.estimators.random_intercept.result import RandomInterceptResult, coefficient_table, empty_table
from analysis.estimators.random_intercept.row_file import RowFile
from analysis.estimators.result import require_confidence_level
from analysis.inference import model_covariance, sandwich_covariance

FEWEST_POINTS = 5
NEGLIGIBLE_SIGMA = 1e-2
_LARGEST_VALUE = 1e150  # whose square, summed over rows, is still a number


def random_intercept_logit(
    frame: pd.DataFrame,
    outcome: str,
    group: str,
    terms: Sequence[str],
    cluster: str | None = None,
    weights: str | None = None,
    points: int = 15,
    confidence_level: float = 0.95,
    components: Sequence[str] | None = None,
    row_weights: str | None = None,
    weight_scaling: str = "size",
) -> RandomInterceptResult:
    """Random-intercept logit of a 0/1 outcome, by adaptive Gauss–Hermite quadrature.

    frame holds one row an interview; `group` names the person (groups are meant to be small: memory
    grows with the square of their size). `terms` enter as they are, with an intercept. `cluster` and
    `weights` name columns that are constant within a person: the level of the sandwich, and frequency
    weights that multiply the person's log-likelihood; the cluster may be the person itself.

    `row_weights` names survey weights of interviews, which raise a row's probability given the intercept to that
    power (pseudo-likelihood). They are scaled and, without `weights`, give the persons' weights too, see
    `level_weights.levels_of_weights`; errors are then always a sandwich, by person where no cluster is named.

    Data that cannot be fitted give a result with its status; only wrong arguments raise: KeyError for an unknown
    column, ValueError for a column that is not numeric, an outcome other than 0/1 or an unknown scaling.
    Source of the method: Liu and Pierce (1994) for the quadrature, Rabe-Hesketh and Skrondal (2006) for the weights.
    """
    started = time.perf_counter()
    rows = person_rows(frame, outcome, group, tuple(terms), cluster, weights, row_weights, weight_scaling)
    labels = tuple(components) if components is not None else ("unsplit",) * len(terms)
    return fit_rows(rows, 0, tuple(zip(terms, labels, strict=True)), points, confidence_level, started)


def fit_rows(
    rows: PersonRows,
    n_split: int,
    terms: tuple[tuple[str, str], ...],
    points: int,
    confidence_level: float,
    started: float,
) -> RandomInterceptResult:
    """Fit rows whose first n_split columns are split into deviations and means; their fault becomes the result.

    terms: one an assembled column, without the intercept's.
    """
    if rows.fault is not None:
        return without_estimates((INTERCEPT, *terms), rows.fault, rows.n_persons, rows.n_rows, points, started)
    regressors = np.empty((rows.n_rows, len(terms) + 1))
    cross_products = write_regressors(rows.columns, n_split, rows.row_start, regressors)
    moments = column_moments_of(regressors, cross_products, rows.outcomes)
    return fit_assembled(rows, regressors, regressors.T[1:], moments, terms, points, confidence_level, started)


def fit_assembled(
    rows: PersonRows,
    regressors: np.ndarray | RowFile,
    columns: Sequence[np.ndarray],
    moments: ColumnMoments,
    terms: tuple[tuple[str, str], ...],
    points: int,
    confidence_level: float,
    started: float,
) -> RandomInterceptResult:
    """Fit regressors in memory or in a file, of which `columns` are views; a fault of the rows becomes the result."""
    if rows.fault is not None:
        return without_estimates((INTERCEPT, *terms), rows.fault, rows.n_persons, rows.n_rows, points, started)
    words = {"within": "does not vary within any person", "between": "is the same for all persons"}
    design = Design(
        columns=columns,
        terms=(INTERCEPT, *terms),
        reasons=("", *(words.get(part, "does not vary") for _, part in terms)),
        patterns=Patterns.observed(rows.row_start, rows.outcomes, rows.weights, rows.row_weights),
        cluster_codes=rows.cluster_codes,
        cluster_labels=rows.cluster_labels,
        cluster_name=rows.cluster_name,
        known_moments=moments,
        known_regressors=regressors,
    )
    return fit_random_intercept(design, points, confidence_level, started=started)


def fit_random_intercept(
    design: Design,
    points: int = 15,
    confidence_level: float = 0.95,
    start: np.ndarray | None = None,
    started: float | None = None,
) -> RandomInterceptResult:
    """Screen the design, climb to the maximum, check the quadrature, and report.

    start: optional coefficients followed by log sigma. started: when the work began, if before this call.
    Raises ValueError for a confidence level that is no share.
    """
    require_confidence_level(confidence_level)
    started = time.perf_counter() if started is None else started
    patterns = design.patterns
    n_persons, n_rows = patterns.n_persons, int(patterns.row_start[-1])

    def fail(fault: screening.Fault) -> RandomInterceptResult:
        return without_estimates(design.terms, fault, n_persons, n_rows, points, started)

    fault = fault_of_design(design, points)
    if fault is not None:
        return fail(fault)
    n_clusters = None if design.cluster_codes is None else int(design.cluster_codes.max()) + 1
    likelihood = RandomInterceptLikelihood(design.regressors, patterns, points)
    begin = starting_values(design) if start is None else start
    ascent = climb(likelihood, begin, points, design.cluster_codes, n_clusters or 1)
    points = ascent.points
    fault = fault_of_search(design, ascent)
    if fault is not None:
        return fail(fault)
    try:
        return _report(design, ascent, n_clusters, confidence_level, started)
    except np.linalg.LinAlgError:
        return fail(screening.Fault("not_converged", "the information matrix is not positive definite"))


def fault_of_design(design: Design, points: int) -> screening.Fault | None:
    """What forbids a fit before it is tried: too few points, outcomes or columns that cannot be fitted, one cluster."""
    patterns = design.patterns
    fault = _refusal(points) or screening.outcome_without_variation(patterns.outcomes, patterns.row_start)
    fault = fault or fault_of_columns(design)
    if fault is None and design.cluster_codes is not None and not design.cluster_codes.any():
        return screening.one_cluster(design.cluster_name)
    return fault


def _refusal(points: int) -> screening.Fault | None:
    if points >= FEWEST_POINTS:
        return None
    message = (
        f"{points} quadrature points asked for; Laplace and its neighbours are badly wrong for rare outcomes, "
        f"so at least {FEWEST_POINTS} are required"
    )
    return screening.Fault("refused", message)


def fault_of_columns(design: Design) -> screening.Fault | None:
    """Faults that moments show, and values of single columns where the moments leave a doubt."""
    moments, n_rows = design.moments, design.n_rows
    is_unusable = ~np.isfinite(np.diag(moments.cross_products))
    if is_unusable.any():
        return _values_out_of_range(design, np.flatnonzero(is_unusable))
    means, squares = moments.sums / n_rows, np.diag(moments.cross_products) / n_rows
    deviations = np.sqrt(np.maximum(squares - means**2, 0.0)) / np.sqrt(np.maximum(squares, 1e-300))
    deviations[0] = 1.0
    # A small variance about a large mean may be rounding: look at those columns themselves.
    for c in np.flatnonzero(deviations < 1e-4):
        deviations[c] = np.ptp(design.columns[c - 1])
    fault = screening.constant_columns(deviations, design.names, design.reasons)
    fault = fault or screening.collinear_column(moments.cross_products, design.names)
    if fault is not None or moments.event_sums is None:
        return screening.with_remedy(fault)
    doubtful = screening.columns_without_overlap(moments.sums, moments.event_sums)
    columns = {c: design.columns[c - 1] for c in doubtful}
    return screening.separating_indicators(columns, design.patterns.outcomes, design.names)


def _values_out_of_range(design: Design, positions: np.ndarray) -> screening.Fault:
    counts = [int((~(np.abs(design.columns[c - 1]) < _LARGEST_VALUE)).sum()) for c in positions]
    listing = ", ".join(f"{design.names[c]} ({n:,} rows)" for c, n in zip(positions, counts, strict=True))
    words = f"infinite values, or values too large to be squared, in {listing}; correct these rows or leave them out"
    return screening.Fault("refused", words, tuple(int(c) for c in positions))


def fault_of_search(design: Design, ascent: Ascent) -> screening.Fault | None:
    """Why the search found no maximum, or None."""
    search, points = ascent.search, ascent.points
    if search.ending == "runaway":
        # With several patterns a person no row has one outcome, so nothing can separate.
        outcomes = design.patterns.outcomes if design.patterns.is_observed else None
        return screening.separated_columns(design.regressors, outcomes, search.last_step[:-1], design.names)
    if search.ending == "sigma_runaway":
        return screening.Fault(
            "not_converged", "the standard deviation of the person intercept passed 20 and keeps growing"
        )
    if search.ending == "exhausted":
        return screening.Fault("not_converged", f"no maximum after {search.n_steps} Newton steps at {points} points")
    if not ascent.is_settled:
        return screening.Fault("not_converged", f"results still change beyond {points} quadrature points")
    return None


def _report(
    design: Design, ascent: Ascent, n_clusters: int | None, confidence_level: float, started: float
) -> RandomInterceptResult:
    search = ascent.search
    sigma = float(np.exp(search.log_sigma))
    is_pooled = sigma < NEGLIGIBLE_SIGMA
    n_columns = len(design.terms)
    bread = np.zeros((n_columns + 1, n_columns + 1))
    # At a vanishing sigma its logarithm has no information; the rest is the pooled logit.
    kept = slice(0, n_columns) if is_pooled else slice(0, n_columns + 1)
    bread[kept, kept] = model_covariance(search.hessian[kept, kept])
    covariance, inference, freedom = bread, "model-based", np.inf
    if n_clusters is not None:
        covariance = np.zeros_like(bread)
        covariance[kept, kept] = sandwich_covariance(bread[kept, kept], ascent.score_products[kept, kept], n_clusters)
        inference, freedom = f"cluster-robust by {design.cluster_name}", n_clusters - 1
    std_errors, model_errors = (np.sqrt(np.maximum(np.diag(matrix), 0.0)) for matrix in (covariance, bread))
    table = coefficient_table(
        design.terms, search.coefficients, search.log_sigma, std_errors, confidence_level, freedom
    )
    message = ""
    if is_pooled:
        message = "the person intercept has no variance: estimates are those of a pooled logit"
        table.loc[len(table) - 1, ["std_error", "conf_low", "conf_high"]] = np.nan
    return RandomInterceptResult(
        table=table,
        log_likelihood=search.log_likelihood,
        sigma=sigma,
        n_persons=design.patterns.n_persons,
        n_interviews=design.n_rows,
        status="ok",
        message=message,
        covariance=covariance,
        model_covariance=bread,
        model_errors=model_errors,
        linear_predictor=search.linear_predictor,
        seconds=time.perf_counter() - started,
        points=ascent.points,
        inference=inference,
        n_clusters=n_clusters,
        coefficients=np.append(search.coefficients, search.log_sigma),
        influence=None if ascent.cluster_scores is None else ascent.cluster_scores @ bread,
        cluster_labels=design.cluster_labels,
    )


def without_estimates(
    terms: Sequence[tuple[str, str]],
    fault: screening.Fault,
    n_persons: int,
    n_rows: int,
    points: int,
    started: float,
) -> RandomInterceptResult:
    """The result of a model that gives no estimates."""
    return RandomInterceptResult(
        table=empty_table(terms),
        log_likelihood=np.nan,
        sigma=np.nan,
        n_persons=n_persons,
        n_interviews=n_rows,
        status=fault.status,
        message=fault.message,
        covariance=None,
        seconds=time.perf_counter() - started,
        points=points,
        faulty_terms=tuple(terms[c] for c in fault.columns),
    )
