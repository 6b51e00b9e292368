"""Record batches as what a fit needs: regressors in a temporary file, all else in arrays by row or person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.estimators.person_batches import Batches, WholePersons, frames_of_batches
from analysis.estimators.person_rows import PersonRows, person_rows
from analysis.estimators.random_intercept.column_moments import ColumnMoments
from analysis.estimators.random_intercept.regressor_halves import column_moments_of, write_regressors
from analysis.estimators.random_intercept.row_file import RowFile
from analysis.estimators.screening import Fault


@dataclass(frozen=True)
class SpilledRows:
    """Rows without columns, the assembled regressors on disk, and their moments; or rows with a fault."""

    rows: PersonRows
    regressors: RowFile
    moments: ColumnMoments


def spill_rows(
    batches: Batches,
    outcome: str,
    person: str,
    terms: Sequence[str],
    n_split: int,
    cluster: str | None,
    weights: str | None,
    row_weights: str | None,
    weight_scaling: str,
    directory: str | None,
) -> SpilledRows:
    """Go through the batches once; the first batch with a fault ends it.

    terms: columns, the first n_split of which are split into deviations and means. directory: of the temporary file,
    8 bytes a row and regressor; None for the system's.
    """
    n_columns = 1 + n_split + len(terms)
    regressors = RowFile(n_columns, directory)
    frames = WholePersons(frames_of_batches(batches), person)
    clusters: dict = {}
    parts: list[PersonRows] = []
    cross_products, event_sums = np.zeros((n_columns, n_columns)), np.zeros(n_columns)
    for frame in frames:
        rows = person_rows(frame, outcome, person, terms, cluster, weights, row_weights, weight_scaling)
        labels = None if cluster in (None, person) else frame[cluster].to_numpy()
        n_before = sum(part.n_persons for part in parts)
        parts.append(replace(rows, columns=(), cluster_codes=_codes_in_all_parts(rows, labels, clusters, n_before)))
        if rows.fault is not None:
            break
        block = np.empty((rows.n_rows, n_columns))
        moments = column_moments_of(
            block, write_regressors(rows.columns, n_split, rows.row_start, block), rows.outcomes
        )
        cross_products += moments.cross_products
        event_sums += moments.event_sums
        regressors.append(block)
    regressors.finish()
    return SpilledRows(_joined(parts, frames.fault), regressors, ColumnMoments(cross_products, event_sums))


def _codes_in_all_parts(
    rows: PersonRows, labels: np.ndarray | None, clusters: dict, n_before: int
) -> np.ndarray | None:
    """The codes of a part's clusters among those of all parts, which `clusters` keeps by label.

    labels: [rows]; None where each person is a cluster, for then counting the persons before is enough.
    """
    if rows.cluster_codes is None or labels is None:
        return None if rows.cluster_codes is None else rows.cluster_codes + n_before
    known = pd.factorize(labels[rows.row_start[:-1]])[1]
    return np.array([clusters.setdefault(label, len(clusters)) for label in known], dtype=np.int64)[rows.cluster_codes]


def _joined(parts: Sequence[PersonRows], fault_of_order: Fault | None) -> PersonRows:
    empty = np.empty(0)
    if not parts:
        return PersonRows(
            (), empty, np.zeros(1, dtype=np.int64), empty, None, None, 0, 0, Fault("not_estimable", "no rows")
        )
    last, n_rows = parts[-1], sum(part.n_rows for part in parts)
    n_persons = sum(part.n_persons for part in parts)
    fault = fault_of_order
    if last.fault is not None:
        words = f"{last.fault.message} (found among rows {n_rows - last.n_rows + 1:,} to {n_rows:,} of the batches)"
        fault = replace(last.fault, message=words)
    if fault is not None:
        return PersonRows((), empty, empty, empty, None, last.cluster_name, n_persons, n_rows, fault)
    sizes = np.concatenate([np.diff(part.row_start) for part in parts])
    return PersonRows(
        columns=(),
        outcomes=np.concatenate([part.outcomes for part in parts]),
        row_start=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        weights=np.concatenate([part.weights for part in parts]),
        cluster_codes=None if last.cluster_codes is None else np.concatenate([part.cluster_codes for part in parts]),
        cluster_name=last.cluster_name,
        n_persons=n_persons,
        n_rows=n_rows,
        row_weights=None if last.row_weights is None else np.concatenate([part.row_weights for part in parts]),
    )
