"""Which estimator is biased in which scenario: replications set beside the truth.

An estimator is a function of a panel that returns rows (term, population, estimate, std_error), a missing estimate
where it has none, and what it knows of OPTIONAL_COLUMNS: its interval and p-value, the persons behind the estimate,
and what the recommended inference says. What is said of a cell rests on exact binomial bands: with few replications
few verdicts are possible, and none is made of cells that could mostly not be estimated or rest on too few persons.

An inference that gives a p-value and no interval tests no effect, not the truth: its level is known where the truth is
0, and only there is it judged.
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
OPTIONAL_COLUMNS = (
    INFORMATIVE, "is_separated", "conf_low", "conf_high", "p_value", "recommended_inference", "recommended_p_value",
    "recommended_conf_low", "recommended_conf_high",
)  # fmt: skip
CELL = ["scenario", "estimator", "population", "term"]
SUMMARY_COLUMNS = (
    *CELL, "truth", "mean_estimate", "sd_of_estimates", "mean_std_error", "bias", "bias_z", "bias_in_sds",
    "coverage", "rejection_rate", "recommended_inference", "n_recommended", "recommended_coverage",
    "recommended_rejection_rate", "n_replications", "n_not_estimable", "share_separated",
    "mean_n_informative_switchers", "band_low", "band_high", "judged_by", "verdict",
)  # fmt: skip
LEVEL = 0.05
BAND_LEVEL = 0.999
# More cells without an estimate than this and the rest is a selection that says nothing of the estimator.
MOST_NOT_ESTIMABLE_SHARE = 0.2
FEWEST_REPLICATIONS = 10
# With a bias of a quarter of the standard deviation a right interval of 95 % still covers 94 %.
SMALL_BIAS_IN_SDS = 0.25
UNBIASED, BIASED, SLIGHTLY_BIASED = "within the band", "biased", "slightly biased"
WRONG_ERRORS = "wrong standard errors"
NO_TRUTH, TOO_FEW = "no truth", "not estimable"
COUNTY = "county"


def run_replications(
    scenario: str,
    panels: Iterable[pd.DataFrame],
    estimators: Mapping[str, Estimator],
    report: Callable[[str], None] | None = None,
    first_only: Mapping[str, int] | None = None,
) -> pd.DataFrame:
    """Return every estimate of every estimator on every panel: CELL, replication, ROW_COLUMNS, OPTIONAL_COLUMNS.

    `panels` are read one after the other. first_only: by estimator, the number of panels after which it is left out.
    Raises ValueError when an estimator's rows lack a column or repeat a cell.
    """
    parts = []
    for number, panel in enumerate(panels):
        for name, estimator in estimators.items():
            if number >= (first_only or {}).get(name, np.inf):
                continue
            started = time.perf_counter()
            rows = _checked(estimator(panel), name)
            seconds = time.perf_counter() - started
            parts.append(rows.assign(scenario=scenario, estimator=name, replication=number, seconds=seconds))
        if report is not None:
            report(f"{scenario}: {number + 1} replications")
    columns = [*CELL, "replication", "estimate", "std_error", *OPTIONAL_COLUMNS, "seconds"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def _checked(rows: pd.DataFrame, estimator: str) -> pd.DataFrame:
    missing = [column for column in ROW_COLUMNS if column not in rows.columns]
    if missing:
        raise ValueError(f"estimator '{estimator}' returns no column {', '.join(missing)}; it has {list(rows.columns)}")
    if rows.duplicated(["term", "population"]).any():
        raise ValueError(f"estimator '{estimator}' returns a term twice for a population; return one row a cell")
    return rows.reindex(columns=[*ROW_COLUMNS, *OPTIONAL_COLUMNS])


def summarise_replications(
    estimates: pd.DataFrame,
    truth: pd.DataFrame,
    level: float = LEVEL,
    fewest_informative: float = FEWEST_INFORMATIVE_SWITCHERS,
) -> pd.DataFrame:
    """Return one row a scenario, estimator, population and term: SUMMARY_COLUMNS.

    estimates: as of `run_replications`. truth: scenario, population, term, value, and estimator where truths differ by
    estimator; a cell without truth has no bias and no coverage. coverage and rejection_rate are those of the
    estimator's own interval, over the replications with an estimate; of the recommended inference over the
    n_recommended replications in which the estimator offers it. The band holds what coverage would be in 99.9 % of
    studies of that size were it nominal. bias_z divides the bias by its own Monte Carlo error, bias_in_sds by the
    standard deviation of the estimates. share_separated is of the cells without an estimate. Cells that on average
    rest on fewer than fewest_informative switchers whose outcome varies are not judged.
    Raises ValueError when a truth is given twice.
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
    estimated = group[np.isfinite(group["estimate"]) & (group["std_error"] > 0)]
    truth, n, n_all = float(group["value"].iloc[0]), len(estimated), len(group)
    values = estimated["estimate"].to_numpy(float)
    mean, sd = (float(values.mean()), float(values.std(ddof=1)) if n > 1 else np.nan) if n else (np.nan, np.nan)
    bias, is_spread = mean - truth, sd > 0
    low, high = binomial_band(n, 1 - level)
    lacks = group[~group.index.isin(estimated.index)]
    summary = {
        "truth": truth,
        "mean_estimate": mean,
        "sd_of_estimates": sd,
        "mean_std_error": float(estimated["std_error"].mean()),
        "bias": bias,
        "bias_z": bias / (sd / np.sqrt(n)) if is_spread else np.nan,
        "bias_in_sds": bias / sd if is_spread else np.nan,
        **_own_level(estimated, truth, level),
        **_recommended_level(estimated, truth, level),
        "n_replications": n_all,
        "n_not_estimable": n_all - n,
        "share_separated": float(lacks["is_separated"].eq(True).mean()) if len(lacks) else np.nan,
        "mean_n_informative_switchers": float(group[INFORMATIVE].mean()),
        "band_low": low / n if n else np.nan,
        "band_high": high / n if n else np.nan,
    }
    judged_by, share, n_judged = _judged_by(summary)
    verdict = _verdict(summary, n, fewest_informative, share, n_judged, level)
    return {**summary, "judged_by": judged_by, "verdict": verdict}


def _own_level(estimated: pd.DataFrame, truth: float, level: float) -> dict[str, float]:
    """Coverage and rejections of the estimator's own interval; from the normal where it gives none."""
    half = ndtri(1 - level / 2) * estimated["std_error"]
    low = estimated["conf_low"].astype(float).fillna(estimated["estimate"] - half)
    high = estimated["conf_high"].astype(float).fillna(estimated["estimate"] + half)
    is_known = len(estimated) and np.isfinite(truth)
    return {
        "coverage": float(((low <= truth) & (truth <= high)).mean()) if is_known else np.nan,
        "rejection_rate": float(((low > 0) | (high < 0)).mean()) if len(estimated) else np.nan,
    }


def _recommended_level(estimated: pd.DataFrame, truth: float, level: float) -> dict[str, object]:
    """The same of the recommended inference, over the replications in which the estimator offers it."""
    names = estimated["recommended_inference"].dropna()
    offered = estimated[estimated["recommended_p_value"].notna()]
    low, high = (offered[column].astype(float) for column in ("recommended_conf_low", "recommended_conf_high"))
    has_interval = bool(len(offered)) and bool(low.notna().all()) and bool(np.isfinite(truth))
    return {
        "recommended_inference": str(names.mode().iloc[0]) if len(names) else "",
        "n_recommended": len(offered),
        "recommended_coverage": float(((low <= truth) & (truth <= high)).mean()) if has_interval else np.nan,
        "recommended_rejection_rate": float((offered["recommended_p_value"] <= level).mean())
        if len(offered)
        else np.nan,
    }


def _judged_by(summary: Mapping[str, object]) -> tuple[str, float, int]:
    """Name of the inference whose level is judged, its share of right answers, and of how many replications.

    The recommended one where the estimator offers it for most replications; where that gives p-values only and there is
    an effect, no level can be judged, and without it the estimator's own by county.
    """
    n_estimated = summary["n_replications"] - summary["n_not_estimable"]
    name, n = str(summary["recommended_inference"]), int(summary["n_recommended"])
    if not is_offered(n, n_estimated):
        return COUNTY, float(summary["coverage"]), n_estimated
    if np.isfinite(summary["recommended_coverage"]):
        return name, float(summary["recommended_coverage"]), n
    if summary["truth"] == 0:
        return name, 1 - float(summary["recommended_rejection_rate"]), n
    return f"{name}, level unknown", np.nan, n


def is_offered(n_recommended: int, n_estimated: int) -> bool:
    """Whether the recommended inference is offered for most replications: a few of them are no level."""
    return 2 * n_recommended > n_estimated


def _verdict(
    summary: Mapping[str, float], n_estimated: int, fewest_informative: float, share: float, n_judged: int, level: float
) -> str:
    """Judge a cell: a bias that matters first, then the level against its band, then a bias that shows.

    All at 99.9 %, so that a table of a hundred right cells shows about one wrong verdict in ten tables.
    """
    if not np.isfinite(summary["truth"]):
        return NO_TRUTH
    most = MOST_NOT_ESTIMABLE_SHARE * summary["n_replications"]
    if n_estimated < FEWEST_REPLICATIONS or summary["n_not_estimable"] > most:
        return TOO_FEW
    if summary["mean_n_informative_switchers"] < fewest_informative:
        return TOO_FEW
    shows = abs(summary["bias_z"]) > stdtrit(n_estimated - 1, 0.5 + BAND_LEVEL / 2)
    if shows and abs(summary["bias_in_sds"]) >= SMALL_BIAS_IN_SDS:
        return BIASED
    low, high = binomial_band(n_judged, 1 - level)
    if np.isfinite(share) and not low <= round(share * n_judged) <= high:
        return WRONG_ERRORS
    return SLIGHTLY_BIASED if shows else UNBIASED


def binomial_band(n: int, probability: float, level: float = BAND_LEVEL) -> tuple[int, int]:
    """Return the lowest and the highest count of successes that leave at most (1 - level)/2 outside on each side."""
    if n == 0:
        return 0, 0
    tail = (1 - level) / 2
    cumulative = bdtr(np.arange(n + 1), n, probability)  # P(X <= k)
    low = int(np.searchsorted(cumulative, tail, side="right"))
    high = int(np.searchsorted(cumulative, 1 - tail, side="left"))
    return low, high
