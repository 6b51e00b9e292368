"""Pseudo-true values: what the between–within logit estimates from infinitely many noise-free persons.

An effect planted on the monthly hazard is not the coefficient of a six-month logit. Here each person of a
design stands for every outcome pattern it could show, weighted by that pattern's exact probability with
the intercept integrated out; the estimator fitted to these weights converges where it would with endless
data of this design. No random numbers, so truth and estimate never share noise.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd
from scipy.special import expit

from analysis.estimators.person_rows import split_by_person
from analysis.estimators.random_intercept.design import INTERCEPT, Design
from analysis.estimators.random_intercept.fit import fit_random_intercept
from analysis.estimators.random_intercept.patterns import Patterns

_ALL_PATTERNS_UP_TO = 4  # occasions; with more, patterns of at most _MOST_EVENTS events
_MOST_EVENTS = 3
_INTERCEPT_POINTS = 41
_PERSONS_AT_ONCE = 4_000


def pseudo_true_values(
    persons: Sequence | np.ndarray,
    monthly_log_odds: np.ndarray,
    intercept_sd: float,
    within: pd.DataFrame,
    unsplit: pd.DataFrame | None = None,
    points: int = 15,
) -> pd.DataFrame:
    """Pseudo-true coefficients of `between_within_logit(within=…, unsplit=…)` on this design.

    persons: [occasions] person of each occasion, any order. monthly_log_odds: [occasions, 6] log odds of
    the outcome in each month of the reference period at intercept zero, effects included; the six-month
    probability at intercept u is 1 - prod(1 - expit(log odds + u)), u ~ N(0, intercept_sd). within and
    unsplit: [occasions, terms] numbers without missing values; no column for a reference level.

    Returns a frame (term, value) of within and unsplit terms. A term the design cannot identify has a
    missing value, its reason in `attrs["left_out"]`; `attrs` also holds `left_out_probability` (mean over
    persons of the probability of patterns not enumerated), `between`, `sigma` and `n_patterns`.
    Raises ValueError for shapes that do not agree or missing values, RuntimeError when no maximum is found.
    """
    columns = _named_columns(len(persons), within, unsplit)
    hazards = np.asarray(monthly_log_odds, dtype=np.float64)
    if hazards.shape != (len(persons), 6):
        raise ValueError(f"monthly_log_odds has shape {hazards.shape}; give one row of six months an occasion")
    if not np.isfinite(hazards).all():
        raise ValueError("monthly_log_odds holds values that are not finite; give log odds for every month")
    codes = pd.factorize(np.asarray(persons))[0]
    order = np.lexsort((codes, np.bincount(codes)[codes]))  # persons together, by number of occasions
    covariates = np.column_stack([np.asarray(column)[order] for column in columns.values()])
    design_rows, patterns, left_out_probability = _expand(codes[order], hazards[order], covariates, intercept_sd)
    n_split = within.shape[1]
    terms, regressors = _split_terms(list(columns), n_split, design_rows, patterns.row_start)
    result, left_out = _fit(terms, regressors, patterns, points)
    estimates = {(row.term, row.component): row.estimate for row in result.table.itertuples()}
    parts = [("within" if c < n_split else "unsplit") for c in range(len(columns))]
    values = [estimates.get(key, np.nan) for key in zip(columns, parts, strict=True)]
    truth = pd.DataFrame({"term": list(columns), "value": values})
    truth.attrs = {
        "left_out": left_out,
        "left_out_probability": left_out_probability,
        "between": {term: value for (term, part), value in estimates.items() if part == "between"},
        "sigma": result.sigma,
        "n_patterns": len(patterns.weights),
    }
    return truth


def six_month_probability(monthly_log_odds: np.ndarray, intercepts: np.ndarray) -> np.ndarray:
    """Probability of at least one event in six months, [occasions, intercepts]."""
    none = np.ones((len(monthly_log_odds), len(intercepts)))
    for month in range(monthly_log_odds.shape[1]):
        none *= expit(-(monthly_log_odds[:, month, None] + intercepts))
    return 1.0 - none


def outcome_patterns(n_occasions: int) -> np.ndarray:
    """Patterns enumerated for so many occasions, [patterns, occasions] of 0 and 1."""
    most = n_occasions if n_occasions <= _ALL_PATTERNS_UP_TO else _MOST_EVENTS
    chosen = [events for n in range(most + 1) for events in combinations(range(n_occasions), n)]
    patterns = np.zeros((len(chosen), n_occasions), dtype=np.uint8)
    for row, events in enumerate(chosen):
        patterns[row, list(events)] = 1
    return patterns


def pattern_probabilities(monthly_log_odds: np.ndarray, patterns: np.ndarray, intercept_sd: float) -> np.ndarray:
    """Probability of each pattern for each person, [persons, patterns], the intercept integrated out.

    monthly_log_odds: [persons, occasions, 6].
    """
    nodes, weights = np.polynomial.hermite_e.hermegauss(_INTERCEPT_POINTS)
    n_persons, n_occasions = monthly_log_odds.shape[:2]
    probability = six_month_probability(monthly_log_odds.reshape(-1, 6), intercept_sd * nodes)
    probability = probability.reshape(n_persons, n_occasions, _INTERCEPT_POINTS)
    result = np.empty((n_persons, len(patterns)))
    for j, pattern in enumerate(patterns):
        joint = np.ones((n_persons, _INTERCEPT_POINTS))
        for t, event in enumerate(pattern):
            joint *= probability[:, t] if event else 1.0 - probability[:, t]
        result[:, j] = joint @ (weights / weights.sum())
    return result


def _expand(
    codes: np.ndarray, hazards: np.ndarray, covariates: np.ndarray, intercept_sd: float
) -> tuple[np.ndarray, Patterns, float]:
    """Distinct designs with their patterns and weights, and the mean probability left out."""
    sizes = np.bincount(codes)[pd.unique(codes)]
    rows, row_counts, pattern_counts, outcomes, weights = [], [], [], [], []
    position, captured = 0, 0.0
    for size in np.unique(sizes):
        stop = position + int(size) * int((sizes == size).sum())
        shape = (-1, int(size))
        designs = np.concatenate([hazards[position:stop], covariates[position:stop]], axis=1)
        distinct, counts = _collapse(designs.reshape(*shape, designs.shape[1]))
        patterns = outcome_patterns(int(size))
        probabilities = np.concatenate(
            [
                pattern_probabilities(distinct[start : start + _PERSONS_AT_ONCE, :, :6], patterns, intercept_sd)
                for start in range(0, len(distinct), _PERSONS_AT_ONCE)
            ]
        )
        captured += float(counts @ probabilities.sum(axis=1))
        rows.append(distinct[:, :, 6:].reshape(-1, covariates.shape[1]))
        row_counts.append(np.full(len(distinct), size))
        pattern_counts.append(np.full(len(distinct), len(patterns)))
        outcomes.append(np.tile(patterns.ravel(), len(distinct)))
        weights.append((probabilities * counts[:, None]).ravel())
        position = stop
    pattern_lengths = np.repeat(np.concatenate(row_counts), np.concatenate(pattern_counts))
    expanded = Patterns(
        row_start=_starts(np.concatenate(row_counts)),
        pattern_start=_starts(np.concatenate(pattern_counts)),
        outcome_start=_starts(pattern_lengths)[:-1],
        outcomes=np.concatenate(outcomes),
        weights=np.concatenate(weights),
    )
    return np.concatenate(rows), expanded, 1.0 - captured / len(sizes)


def _collapse(designs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Distinct persons [distinct, occasions, columns] and how many share each."""
    flat = np.ascontiguousarray(designs.reshape(len(designs), -1)) + 0.0  # turns -0.0 into 0.0
    keys = flat.view(np.dtype((np.void, flat.dtype.itemsize * flat.shape[1]))).ravel()
    _, first, counts = np.unique(keys, return_index=True, return_counts=True)
    return designs[first], counts.astype(np.float64)


def _starts(counts: np.ndarray) -> np.ndarray:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def _named_columns(n_occasions: int, within: pd.DataFrame, unsplit: pd.DataFrame | None) -> dict[str, np.ndarray]:
    columns: dict[str, np.ndarray] = {}
    for name, frame in (("within", within), ("unsplit", unsplit)):
        if frame is None:
            continue
        if len(frame) != n_occasions:
            raise ValueError(f"{name} has {len(frame):,} rows for {n_occasions:,} occasions; give one row an occasion")
        for term in frame.columns:
            values = frame[term].to_numpy(dtype=np.float64)
            if not np.isfinite(values).all():
                raise ValueError(f"{name} column '{term}' has missing values; a design for the truth has none")
            if term in columns:
                raise ValueError(f"term '{term}' is given twice; name each once")
            columns[str(term)] = values
    return columns


def _split_terms(
    names: list[str], n_split: int, rows: np.ndarray, row_start: np.ndarray
) -> tuple[list[tuple[str, str]], list[np.ndarray]]:
    """Terms and columns in the screening's order: time first, then between, then within."""
    halves = [split_by_person(np.ascontiguousarray(rows[:, c]), row_start) for c in range(n_split)]
    whole = range(n_split, len(names))
    terms = [(names[c], "unsplit") for c in whole]
    terms += [(names[c], part) for part in ("between", "within") for c in range(n_split)]
    columns = [np.ascontiguousarray(rows[:, c]) for c in whole]
    columns += [mean for mean, _ in halves] + [deviation for _, deviation in halves]
    return terms, columns


def _fit(terms: list[tuple[str, str]], columns: list[np.ndarray], patterns: Patterns, points: int):
    """Fit, leaving out terms the design cannot identify, with the reasons by (term, component)."""
    left_out: dict[tuple[str, str], str] = {}
    while True:
        kept = [c for c, term in enumerate(terms) if term not in left_out]
        design = Design(
            columns=tuple(columns[c] for c in kept),
            terms=(INTERCEPT, *(terms[c] for c in kept)),
            reasons=("",) + ("does not vary",) * len(kept),
            patterns=patterns,
        )
        result = fit_random_intercept(design, points)
        if result.status == "ok":
            return result, left_out
        if not result.faulty_terms:
            raise RuntimeError(f"no pseudo-true values: {result.message}")
        left_out |= dict.fromkeys(result.faulty_terms, result.message)
