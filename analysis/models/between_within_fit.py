"""Fit a design, once or once a draw of its imputations; terms that cannot be estimated are left out and it is said."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from analysis.design.population_design import PopulationDesign
from analysis.estimators.random_intercept.design import INTERCEPT, Design
from analysis.estimators.random_intercept.fit import fit_random_intercept, without_estimates
from analysis.estimators.random_intercept.result import PERSON_INTERCEPT, RandomInterceptResult
from analysis.estimators.screening import Fault
from analysis.models.runaways import without_runaways
from analysis.models.task import Start
from analysis.power import is_informed
from analysis.specification import Specification

_MOST_OMISSIONS = 40
_STARTING_SIGMAS = (0.3, 3.0)
"""Far outside, the likelihood is too flat in sigma to begin a search there."""


def fit_openly(
    design: PopulationDesign, specification: Specification, start: Start | None = None
) -> tuple[PopulationDesign, tuple[RandomInterceptResult, ...], Design | None]:
    """Fit each draw; when a fault lies with certain terms, leave these out with an omission and fit the rest.

    A term that fails in one draw is left out of all, for fits of different models cannot be pooled. Stops when no
    within term is left, for then nothing asked for can be estimated. Returns the design as fitted, one result a
    draw, up to the first that is not 'ok', and what the last was fitted to; None where nothing was fitted.
    """
    if design.refusal:
        return design, (_refused(design, specification),), None
    design = _without_uninformed_terms(design)
    fitting = design.fitting_design(specification.inference[0])
    for _ in range(_MOST_OMISSIONS):
        fits, fitting = _fit_draws(design, fitting, specification, _start_vector(design, start))
        last = without_runaways(fits[-1], [term for term, part in design.terms if part == "within"])
        fits = (*fits[:-1], last)
        if last.status == "ok" or not last.faulty_terms:
            break
        design = design.without(last.faulty_terms, last.status, last.message)
        fitting = fitting.without(last.faulty_terms)
        if not any(component == "within" for _, component in design.terms):
            break
    return design, fits, fitting


def _fit_draws(
    design: PopulationDesign, fitting: Design, specification: Specification, begin: np.ndarray | None
) -> tuple[tuple[RandomInterceptResult, ...], Design]:
    """One fit a draw, each begun at the solution of the one before, which it differs from in a few values only."""
    fits: list[RandomInterceptResult] = []
    for draw in range(design.n_imputations):
        fitting = with_draw(fitting, design, draw)
        fit = fit_random_intercept(fitting, specification.points, specification.confidence_level, start=begin)
        fits.append(_with_draw_named(fit, draw, design.n_imputations))
        if fit.status != "ok":
            break
        begin = fit.coefficients
    return tuple(fits), fitting


def with_draw(fitting: Design, design: PopulationDesign, draw: int) -> Design:
    """The fitting design with the imputed values of one draw (from 0)."""
    for position, values in design.drawn_columns(draw).items():
        fitting = fitting.with_column(position, values)
    return fitting


def _with_draw_named(fit: RandomInterceptResult, draw: int, n_draws: int) -> RandomInterceptResult:
    if fit.status == "ok" or n_draws == 1:
        return fit
    return replace(fit, message=f"{fit.message} (in draw {draw + 1} of {n_draws})")


def _refused(design: PopulationDesign, specification: Specification) -> RandomInterceptResult:
    fault, n_rows = Fault("refused", design.refusal), len(design.outcomes)
    terms = (INTERCEPT, *design.terms)
    return without_estimates(terms, fault, design.n_persons, n_rows, specification.points, time.perf_counter())


def _without_uninformed_terms(design: PopulationDesign) -> PopulationDesign:
    """Leave out within terms of policies whose switchers all have an outcome that never varies.

    The random intercept would still return a number there, with a cluster-robust error near zero.
    """
    if not 0 < design.outcomes.sum() < len(design.outcomes):
        return design
    uninformed = tuple(
        (policy, "within")
        for policy, exposure in design.exposures.items()
        if not is_informed(exposure, design.is_informative, design.row_start)
    )
    if not uninformed:
        return design
    message = "nobody whose exposure changes has an outcome that changes: nothing informs the within effect"
    return design.without(uninformed, "not_estimable", message)


def _start_vector(design: PopulationDesign, start: Start | None) -> np.ndarray | None:
    """Starting values in the design's order; policies start at zero, for they are what differs."""
    if not start:
        return None
    values = [
        0.0 if component in ("within", "between") else start.get((term, component), 0.0)
        for term, component in (INTERCEPT, *design.terms)
    ]
    sigma = start.get((PERSON_INTERCEPT, "random_intercept"), 1.0)
    return np.append(values, np.log(np.clip(sigma, *_STARTING_SIGMAS)))
