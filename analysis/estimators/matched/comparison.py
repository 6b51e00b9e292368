"""From candidates to a matched comparison: score, match, weigh, judge balance, estimate."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analysis.estimators.matched import balance
from analysis.estimators.matched.clustered import fit_treatment, pair_and_cluster_covariance
from analysis.estimators.matched.covariates import WHOLE, CovariateColumn, regressors
from analysis.estimators.matched.nearest import NO_CONTROL, Matches, match_nearest
from analysis.estimators.matched.result import (
    ADJUSTED,
    FLOW_COLUMNS,
    LOST_COLUMNS,
    MATCHED,
    PAIR_COLUMNS,
    MatchedResult,
    not_estimated,
)
from analysis.estimators.matched.score import propensity_score
from analysis.estimators.result import tidy_table

SCORE_SCALES = ("probability", "log_odds")
SCORE, SCORE_COMPONENT = "propensity_score", "propensity_score"
FEWEST_INFORMATIVE, FEWEST_TREATED_CLUSTERS = 30, 30


@dataclass(frozen=True)
class Candidates:
    """Rows that may be matched, one array [rows] each.

    outcome is what is compared (a level or a change); units tells rows of one person; clusters may be None;
    frame_row is the position in the frame given. score_only columns enter the score, neither balance nor outcome model.
    """

    outcome: np.ndarray
    is_treated: np.ndarray
    columns: Sequence[CovariateColumn]
    strata: np.ndarray
    units: np.ndarray
    frame_row: np.ndarray
    clusters: np.ndarray | None = None
    score_only: Sequence[CovariateColumn] = ()
    balance_only: Sequence[CovariateColumn] = ()

    def part(self, rows: np.ndarray) -> Candidates:
        """The rows marked or listed."""
        groups = (self.columns, self.score_only, self.balance_only)
        columns, score_only, balance_only = ([_taken(c, rows) for c in group] for group in groups)
        clusters = None if self.clusters is None else self.clusters[rows]
        arrays = (self.strata[rows], self.units[rows], self.frame_row[rows], clusters)
        return Candidates(self.outcome[rows], self.is_treated[rows], columns, *arrays, score_only, balance_only)


def _taken(column: CovariateColumn, rows: np.ndarray) -> CovariateColumn:
    return CovariateColumn(column.covariate, column.level, column.values[rows], column.is_reference)


@dataclass(frozen=True)
class Rule:
    """How pairs are made and compared; `seed` breaks ties by lot, None by row order as MatchIt does."""

    treated: str
    ratio: int = 1
    replace: bool = False
    caliper: float | None = None
    order: str = "largest"
    score_scale: str = "probability"
    adjust: bool = True
    cluster: str | None = None
    confidence_level: float = 0.95
    seed: int | None = None
    what_informs: str = "outcome change"
    flow: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(FLOW_COLUMNS)))

    @property
    def components(self) -> tuple[str, ...]:
        return (MATCHED, ADJUSTED) if self.adjust else (MATCHED,)


def compare(candidates: Candidates, rule: Rule, started: float) -> MatchedResult:
    """Match and estimate; faults come back as a result with a status. Raises ValueError for an unknown score scale."""
    if rule.score_scale not in SCORE_SCALES:
        raise ValueError(f"score_scale must be one of {', '.join(SCORE_SCALES)}, got '{rule.score_scale}'")
    n_treated = int(candidates.is_treated.sum())
    known = {"n_treated": n_treated, "flow": rule.flow}
    if n_treated == 0:
        return _impossible(rule, f"nobody is treated by '{rule.treated}'", started, known)
    kept = candidates.part(_shares_a_stratum(candidates))
    n_alone = n_treated - int(kept.is_treated.sum())
    known |= {"n_controls": _n_persons(kept.units[~kept.is_treated]), "lost": _lost_frame({NO_CONTROL: n_alone})}
    if len(kept.outcome) == 0:
        message = f"none of {n_treated:,} treated has a control in its stratum; match exactly on fewer variables"
        return _impossible(rule, message, started, known)
    scored = propensity_score(regressors(kept.columns), kept.is_treated, regressors(kept.score_only))
    if scored.fault is not None:
        faulty = tuple((scored.names[c], SCORE_COMPONENT) for c in scored.fault.columns)
        message = scored.fault.message
        return not_estimated(
            rule.treated, rule.components, scored.fault.status, message, started, faulty_terms=faulty, **known
        )
    score = scored.probability if rule.score_scale == "probability" else _log_odds(scored.probability)
    matches = match_nearest(
        score, kept.is_treated, rule.ratio, rule.replace, rule.caliper, kept.strata, rule.order, kept.units,
        None if rule.seed is None else np.random.default_rng(rule.seed).permutation(len(score)),
    )  # fmt: skip
    lost = {NO_CONTROL: n_alone} | {reason: len(rows) for reason, rows in matches.lost.items()}
    known |= {"lost": _lost_frame(lost), "caliper_width": matches.caliper_width}
    known |= _matched_sample(kept, score, matches, n_treated)
    if len(matches.treated) == 0:
        listing = ", ".join(f"{reason}: {count:,}" for reason, count in lost.items() if count)
        message = f"no pairs: all {n_treated:,} treated are lost ({listing}); widen the caliper or add controls"
        return _impossible(rule, message, started, known)
    return _estimated(kept, rule, matches, known, started)


def _impossible(rule: Rule, message: str, started: float, known: dict[str, object]) -> MatchedResult:
    return not_estimated(rule.treated, rule.components, "not_estimable", message, started, **known)


def _shares_a_stratum(candidates: Candidates) -> np.ndarray:
    """Rows of strata that hold treated and controls."""
    codes = np.unique(candidates.strata, return_inverse=True)[1]
    n_treated = np.bincount(codes, candidates.is_treated)
    n_controls = np.bincount(codes, ~candidates.is_treated)
    return ((n_treated > 0) & (n_controls > 0))[codes]


def _log_odds(probability: np.ndarray) -> np.ndarray:
    return np.log(probability) - np.log1p(-probability)


def _n_persons(units: np.ndarray) -> int:
    return len(np.unique(units))


def _lost_frame(lost: dict[str, int]) -> pd.DataFrame:
    return pd.DataFrame([(reason, n) for reason, n in lost.items() if n], columns=list(LOST_COLUMNS))


def pair_weights(matches: Matches, n_rows: int) -> np.ndarray:
    """[rows] 1 for a treated row in a pair, the sum of its shares for a control, 0 without a partner."""
    weights = np.bincount(matches.control, _shares(matches), n_rows)
    weights[matches.treated] = 1.0
    return weights


def _shares(matches: Matches) -> np.ndarray:
    """[pairs] 1 / number of controls of the pair's treated row."""
    return 1.0 / np.bincount(matches.treated)[matches.treated] if len(matches.treated) else np.empty(0)


def _matched_sample(kept: Candidates, score: np.ndarray, matches: Matches, n_treated: int) -> dict[str, object]:
    """What is known of the matched sample without an estimate."""
    weights = pair_weights(matches, len(score))
    columns = [*kept.columns, *kept.balance_only, CovariateColumn(SCORE, WHOLE, score)]
    n_matched = len(np.unique(matches.treated))
    pairs = (
        np.unique(matches.treated, return_inverse=True)[1],
        kept.frame_row[matches.treated],
        kept.frame_row[matches.control],
        score[matches.treated],
        score[matches.control],
    )
    control_weights = np.bincount(kept.units[matches.control], _shares(matches), int(kept.units.max()) + 1)
    return {
        "raw_difference": float(kept.outcome[kept.is_treated].mean() - kept.outcome[~kept.is_treated].mean()),
        "balance": balance.balance_frame(columns, kept.is_treated, weights),
        "pairs": pd.DataFrame(dict(zip(PAIR_COLUMNS, pairs, strict=True))),
        "overlap": pd.DataFrame({"score": score, "is_treated": kept.is_treated, "weight": weights}),
        "n_treated_matched": n_matched,
        "share_treated_kept": n_matched / n_treated,
        "n_controls_matched": _n_persons(kept.units[matches.control]),
        "effective_n_controls": balance.effective_size(control_weights),
        "n_informative": int((kept.outcome[np.unique(matches.treated)] != 0).sum()),
    }


def _estimated(
    kept: Candidates, rule: Rule, matches: Matches, known: dict[str, object], started: float
) -> MatchedResult:
    treated_rows, pair = np.unique(matches.treated, return_inverse=True)
    rows = np.concatenate([treated_rows, matches.control])
    pairs = np.concatenate([np.arange(len(treated_rows)), pair])
    weights = np.concatenate([np.ones(len(treated_rows)), _shares(matches)])
    is_treated = np.arange(len(rows)) < len(treated_rows)
    clusters, name = _clusters(kept, rule, rows)
    if kept.clusters is not None:
        known |= {"n_treated_clusters": len(np.unique(clusters[is_treated]))}
    fault = _too_few_clusters(clusters, is_treated, pairs, name)
    if fault:
        return _impossible(rule, fault, started, known)
    designs = [np.empty((len(rows), 0))]
    if rule.adjust:
        adjusting = [values[rows] for values in regressors(kept.columns).values()]
        designs.append(np.column_stack(adjusting) if adjusting else designs[0])
    fits = [fit_treatment(kept.outcome[rows], is_treated, weights, design, clusters) for design in designs]
    covariance, is_mended = pair_and_cluster_covariance(fits, pairs, clusters)
    n_clusters = len(treated_rows) if clusters is None else int(clusters.max()) + 1
    # Treatment is assigned to clusters, so the treated ones are what the variance of its effect is learned from.
    freedom = n_clusters - 1 if clusters is None else len(np.unique(clusters[is_treated])) - 1
    table = tidy_table(
        [(rule.treated, component) for component in rule.components],
        np.array([fit.estimate for fit in fits]),
        np.sqrt(np.diag(covariance)),
        rule.confidence_level,
        freedom,
        is_log_odds=False,
    )
    return MatchedResult(
        table=table,
        status="ok",
        message="; ".join(_notes(rule, known)),
        covariance=covariance,
        seconds=time.perf_counter() - started,
        inference=_inference(clusters, name, freedom, is_mended),
        n_clusters=n_clusters,
        **known,
    )


def _clusters(kept: Candidates, rule: Rule, rows: np.ndarray) -> tuple[np.ndarray | None, str]:
    """Cluster codes of the rows from 0, and their name; persons where controls are used again without a cluster."""
    if kept.clusters is not None:
        return np.unique(kept.clusters[rows], return_inverse=True)[1], f"'{rule.cluster}'"
    if rule.replace:
        return np.unique(kept.units[rows], return_inverse=True)[1], "persons"
    return None, ""


def _too_few_clusters(clusters: np.ndarray | None, is_treated: np.ndarray, pairs: np.ndarray, name: str) -> str:
    """Why there are no errors, or nothing."""
    if pairs.max() < 1:
        return "one pair only: errors cannot be estimated"
    if clusters is None:
        return ""
    if clusters.max() < 1:
        return f"the matched sample lies in one cluster of {name}: errors cannot be estimated"
    if len(np.unique(clusters[is_treated])) < 2:
        return f"the treated lie in one cluster of {name}: errors cannot be estimated"
    if len(np.unique(clusters[~is_treated])) < 2:
        return f"the controls lie in one cluster of {name}: errors cannot be estimated"
    return ""


def _inference(clusters: np.ndarray | None, name: str, freedom: int, is_mended: bool) -> str:
    if clusters is None:
        return f"clustered by pair, t with {freedom:,} degrees of freedom"
    mended = ", made positive" if is_mended else ""
    return (
        f"clustered by pair and {name}, crossed, {name} by jackknife{mended}; "
        f"t with {freedom:,} degrees of freedom, treated clusters less one"
    )


def _notes(rule: Rule, known: dict[str, object]) -> list[str]:
    """What a reader of the estimate should know."""
    notes = []
    if known["n_informative"] < FEWEST_INFORMATIVE and rule.what_informs:
        notes.append(
            f"only {known['n_informative']:,} of {known['n_treated_matched']:,} matched treated have an "
            f"{rule.what_informs}, fewer than {FEWEST_INFORMATIVE}: read no effect from it"
        )
    lost = known["lost"]
    if len(lost):
        listing = ", ".join(f"{reason}: {n:,}" for reason, n in zip(lost["reason"], lost["n_treated"], strict=True))
        notes.append(f"{int(lost['n_treated'].sum()):,} of {known['n_treated']:,} treated are not matched ({listing})")
    n_treated_clusters = known.get("n_treated_clusters")
    if n_treated_clusters is not None and n_treated_clusters < FEWEST_TREATED_CLUSTERS:
        notes.append(
            f"treated persons lie in {n_treated_clusters} clusters of '{rule.cluster}', fewer than "
            f"{FEWEST_TREATED_CLUSTERS}: intervals are too narrow, set randomisation inference beside them"
        )
    return notes
