"""Which estimator is biased in which scenario: replications set beside the truth.

An estimator is a function of a panel that returns rows (term, population, estimate, std_error), a missing estimate
where it has none, and if it can the persons behind the estimate, n_informative_switchers. What is said of a cell rests
on exact binomial bands: with few replications few verdicts are possible, and none is made of cells that could mostly
not be estimated or rest on too few persons.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping

import numpy as np
import pandas as pd
from scipy.special import bdtr, ndtri, stdtrit

from analysis.power import FEWEST_INFORMATIVE_SWITCHERS

Estimator = Callable[[pd.DataFrame], pd.DataFrame]
ROW_COLUMNS = ("term", "population", "estimate", "std_error")
INFORMATIVE = "n_informative_switchers"
CELL = ["scenario", "estimator", "population", "term"]
SUMMARY_COLUMNS = (
    *CELL, "truth", "mean_estimate", "bias", "bias_in_std_errors", "coverage", "rejection_rate", "n_replications",
    "n_not_estimable", "mean_n_informative_switchers", "band_low", "band_high", "verdict",
)  # fmt: skip
LEVEL = 0.05
BAND_LEVEL = 0.999
# More cells without an estimate than this and the rest is a selection that says nothing of the estimator.
MOST_NOT_ESTIMABLE_SHARE = 0.2
FEWEST_REPLICATIONS = 10
UNBIASED, BIASED, WRONG_ERRORS = "within the band", "biased", "wrong standard errors"
NO_TRUTH, TOO_FEW = "no truth", "not estimable"


def run_replications(
    scenario: str,
    panels: Iterable[pd.DataFrame],
    estimators: Mapping[str, Estimator],
    report: Callable[[str], None] | None = None,
) -> pd.DataFrame:
    """Return every estimate of every estimator on every panel: CELL, replication, estimate, std_error, seconds.

    `panels` are read one after the other. Raises ValueError when an estimator's rows lack a column or repeat a cell.
    """
    parts = []
    for number, panel in enumerate(panels):
        for name, estimator in estimators.items():
            started = time.perf_counter()
            rows = _checked(estimator(panel), name)
            seconds = time.perf_counter() - started
            parts.append(rows.assign(scenario=scenario, estimator=name, replication=number, seconds=seconds))
        if report is not None:
            report(f"{scenario}: {number + 1} replications")
    columns = [*CELL, "replication", "estimate", "std_error", INFORMATIVE, "seconds"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def _checked(rows: pd.DataFrame, estimator: str) -> pd.DataFrame:
    missing = [column for column in ROW_COLUMNS if column not in rows.columns]
    if missing:
        raise ValueError(f"estimator '{estimator}' returns no column {', '.join(missing)}; it has {list(rows.columns)}")
    if rows.duplicated(["term", "population"]).any():
        raise ValueError(f"estimator '{estimator}' returns a term twice for a population; return one row a cell")
    return rows.reindex(columns=[*ROW_COLUMNS, INFORMATIVE])


def summarise_replications(
    estimates: pd.DataFrame,
    truth: pd.DataFrame,
    level: float = LEVEL,
    fewest_informative: float = FEWEST_INFORMATIVE_SWITCHERS,
) -> pd.DataFrame:
    """Return one row a scenario, estimator, population and term: SUMMARY_COLUMNS.

    estimates: as of `run_replications`. truth: scenario, population, term, value, and estimator where truths differ by
    estimator; a cell without truth has no bias and no coverage. coverage and rejection_rate are over the replications
    with an estimate; the band holds what coverage would be in 99.9 % of studies of that size were it nominal.
    bias_in_std_errors divides the bias by its own Monte Carlo error. Cells that on average rest on fewer than
    fewest_informative switchers whose outcome varies are not judged. Raises ValueError when a truth is given twice.
    """
    keys = [column for column in CELL if column in truth.columns]
    duplicated = truth.duplicated(keys)
    if duplicated.any():
        raise ValueError(f"the truth of {truth.loc[duplicated, keys].iloc[0].to_dict()} is given twice")
    known = estimates.merge(truth[[*keys, "value"]], on=keys, how="left", validate="many_to_one")
    rows = [
        {**dict(zip(CELL, cell, strict=True)), **_summary(group, level, fewest_informative)}
        for cell, group in known.groupby(CELL, sort=False)
    ]
    return pd.DataFrame(rows, columns=list(SUMMARY_COLUMNS))


def _summary(group: pd.DataFrame, level: float, fewest_informative: float) -> dict[str, object]:
    is_estimated = np.isfinite(group["estimate"]) & (group["std_error"] > 0)
    estimates, errors = (group.loc[is_estimated, column].to_numpy(float) for column in ("estimate", "std_error"))
    truth, n, n_all = float(group["value"].iloc[0]), len(estimates), len(group)
    critical = ndtri(1 - level / 2)
    mean = float(estimates.mean()) if n else np.nan
    spread = float(estimates.std(ddof=1) / np.sqrt(n)) if n > 1 else np.nan
    covered = int((np.abs(estimates - truth) <= critical * errors).sum())
    low, high = binomial_band(n, 1 - level)
    summary = {
        "truth": truth,
        "mean_estimate": mean,
        "bias": mean - truth,
        "bias_in_std_errors": (mean - truth) / spread if spread > 0 else np.nan,
        "coverage": covered / n if n and np.isfinite(truth) else np.nan,
        "rejection_rate": float((np.abs(estimates) > critical * errors).mean()) if n else np.nan,
        "n_replications": n_all,
        "n_not_estimable": n_all - n,
        "mean_n_informative_switchers": float(group[INFORMATIVE].mean()),
        "band_low": low / n if n else np.nan,
        "band_high": high / n if n else np.nan,
    }
    return {**summary, "verdict": _verdict(summary, n, fewest_informative)}


def _verdict(summary: Mapping[str, float], n_estimated: int, fewest_informative: float) -> str:
    """Judge a cell: the mean against its Monte Carlo error first, then the coverage against its band.

    Both at 99.9 %, so that a table of a hundred right cells shows about one wrong verdict in ten tables.
    """
    if not np.isfinite(summary["truth"]):
        return NO_TRUTH
    most = MOST_NOT_ESTIMABLE_SHARE * summary["n_replications"]
    if n_estimated < FEWEST_REPLICATIONS or summary["n_not_estimable"] > most:
        return TOO_FEW
    if summary["mean_n_informative_switchers"] < fewest_informative:
        return TOO_FEW
    if abs(summary["bias_in_std_errors"]) > stdtrit(n_estimated - 1, 0.5 + BAND_LEVEL / 2):
        return BIASED
    if not summary["band_low"] <= summary["coverage"] <= summary["band_high"]:
        return WRONG_ERRORS
    return UNBIASED


def binomial_band(n: int, probability: float, level: float = BAND_LEVEL) -> tuple[int, int]:
    """Return the lowest and the highest count of successes that leave at most (1 - level)/2 outside on each side."""
    if n == 0:
        return 0, 0
    tail = (1 - level) / 2
    cumulative = bdtr(np.arange(n + 1), n, probability)  # P(X <= k)
    low = int(np.searchsorted(cumulative, tail, side="right"))
    high = int(np.searchsorted(cumulative, 1 - tail, side="left"))
    return low, high
