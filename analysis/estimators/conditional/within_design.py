"""The regressors of informative persons, as deviations from the person's mean, and what forbids a fit with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.estimators import screening
from analysis.estimators.conditional.informative import InformativePersons
from analysis.estimators.conditional.kernels import center_persons
from analysis.estimators.person_rows import changing_column
from analysis.estimators.random_intercept.column_products import add_cross_products
from analysis.estimators.random_intercept.person_ranges import PersonRanges


@dataclass(frozen=True)
class WithinDesign:
    """Regressors [rows, terms] (C order) and outcomes [rows] sorted by person, and the persons' clusters.

    The conditional likelihood does not see person means; taking them out conditions the products better.
    cluster_codes: [persons]; cluster_labels: [clusters] values of the cluster column, or of the person column.
    """

    names: tuple[str, ...]
    regressors: np.ndarray
    outcomes: np.ndarray
    row_start: np.ndarray
    cluster_codes: np.ndarray
    cluster_labels: np.ndarray


def within_design(
    frame: pd.DataFrame, informative: InformativePersons, terms: Sequence[str], person: str, cluster: str | None
) -> WithinDesign | screening.Fault:
    """Gather the rows of informative persons alone; values of all others are never looked at."""
    rows, row_start = informative.positions, informative.row_start
    gathered = np.empty((len(terms), len(rows)))
    for c, term in enumerate(terms):
        gathered[c] = _values_at(frame[term], rows)
    level = frame[cluster or person].take(rows)
    if not np.isfinite(gathered.sum()) or level.isna().any():
        fault = screening.missing_values(frame.take(rows), [*terms, *([cluster] if cluster else [])])
        fault = fault or _infinite_values(gathered, terms)
        if fault is not None:
            return fault
    codes = np.repeat(np.arange(informative.n_informative), np.diff(row_start))
    fault = changing_column(level, codes, row_start, slice(None), cluster) if cluster else None
    if fault is not None:
        return fault
    cluster_codes, labels = pd.factorize(level.take(row_start[:-1]))
    regressors = np.empty((len(rows), len(terms)))
    PersonRanges(row_start).run(lambda persons: center_persons(*persons, row_start, gathered, regressors))
    return WithinDesign(
        tuple(terms), regressors, informative.outcomes, row_start, cluster_codes.astype(np.int64), np.asarray(labels)
    )


def fault_of_terms(design: WithinDesign) -> screening.Fault | None:
    """Terms that do not vary within any informative person, or that other terms determine within persons."""
    X = design.regressors
    n_terms = X.shape[1]

    def add(persons: tuple[int, int]) -> np.ndarray:
        total = np.zeros((n_terms, n_terms))
        add_cross_products(*design.row_start[list(persons)], X, total)
        return total

    lower = sum(PersonRanges(design.row_start).run(add))
    # Screening expects an intercept first; deviations from person means sum to zero.
    products = np.zeros((n_terms + 1, n_terms + 1))
    products[0, 0] = len(X)
    products[1:, 1:] = lower + np.tril(lower, -1).T
    reason = f"does not vary within any of the {len(design.row_start) - 1:,} persons whose outcome varies"
    spreads = np.sqrt(np.maximum(np.diag(products)[1:], 0.0))
    fault = screening.constant_columns(spreads, design.names, [reason] * n_terms)
    if fault is not None:
        return screening.with_remedy(fault)
    fault = screening.collinear_column(products, ("intercept", *design.names))
    if fault is None:
        return None
    columns = tuple(c - 1 for c in fault.columns)
    return screening.with_remedy(screening.Fault(fault.status, f"{fault.message} within persons", columns))


def _values_at(column: pd.Series, rows: np.ndarray) -> np.ndarray:
    if isinstance(column.dtype, np.dtype):
        return column.to_numpy()[rows]
    return column.take(rows).to_numpy(dtype=np.float64, na_value=np.nan)


def _infinite_values(gathered: np.ndarray, terms: Sequence[str]) -> screening.Fault | None:
    columns = tuple(int(c) for c in np.flatnonzero(~np.isfinite(gathered).all(axis=1)))
    if not columns:
        return None
    listing = ", ".join(terms[c] for c in columns)
    return screening.Fault("refused", f"infinite values in {listing}; leave these rows out or recode them", columns)
