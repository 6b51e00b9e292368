"""From candidates to a matched comparison: score, match, judge balance, estimate."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.estimators.matched import balance
from analysis.estimators.matched.candidates import SCORE_SCALES, Candidates, Rule
from analysis.estimators.matched.covariates import WHOLE, CovariateColumn, regressors
from analysis.estimators.matched.estimation import estimate, impossible
from analysis.estimators.matched.nearest import NO_CONTROL, Matches, match_nearest, pair_shares, pair_weights
from analysis.estimators.matched.result import LOST_COLUMNS, PAIR_COLUMNS, MatchedResult, not_estimated
from analysis.estimators.matched.score import propensity_score

SCORE = SCORE_COMPONENT = "propensity_score"


def compare(candidates: Candidates, rule: Rule, started: float) -> MatchedResult:
    """Match and estimate; faults come back as a result with a status. Raises ValueError for an unknown score scale."""
    if rule.score_scale not in SCORE_SCALES:
        raise ValueError(f"score_scale must be one of {', '.join(SCORE_SCALES)}, got '{rule.score_scale}'")
    n_treated = int(candidates.is_treated.sum())
    known = {"n_treated": n_treated, "flow": rule.flow}
    if n_treated == 0:
        n = len(candidates.outcome) if rule.flow.empty else int(rule.flow["n_persons"].max())
        return impossible(rule, f"nobody is treated by '{rule.treated}' among {n:,} persons", started, known)
    kept = candidates.part(_shares_a_stratum(candidates))
    n_alone = n_treated - int(kept.is_treated.sum())
    known |= {"n_controls": _n_persons(kept.units[~kept.is_treated]), "lost": _lost_frame({NO_CONTROL: n_alone})}
    if len(kept.outcome) == 0:
        message = f"none of {n_treated:,} treated has a control in its stratum; match exactly on fewer variables"
        return impossible(rule, message, started, known)
    scored = propensity_score(regressors(kept.columns), kept.is_treated, regressors(kept.score_only))
    if scored.fault is not None:
        faulty = tuple((scored.names[c], SCORE_COMPONENT) for c in scored.fault.columns)
        message = scored.fault.message
        return not_estimated(
            rule.treated, rule.components, scored.fault.status, message, started, faulty_terms=faulty, **known
        )
    score = scored.probability if rule.score_scale == "probability" else scored.log_odds
    matches = match_nearest(
        score, kept.is_treated, rule.ratio, rule.replace, rule.caliper, kept.strata, rule.order, kept.units,
        None if rule.seed is None else np.random.default_rng(rule.seed).permutation(len(score)),
        rule.neighbour,
    )  # fmt: skip
    lost = {NO_CONTROL: n_alone} | {reason: len(rows) for reason, rows in matches.lost.items()}
    known |= {"lost": _lost_frame(lost), "caliper_width": matches.caliper_width}
    known |= _matched_sample(kept, score, matches, n_treated)
    if len(matches.treated) == 0:
        listing = ", ".join(f"{reason}: {count:,}" for reason, count in lost.items() if count)
        message = f"no pairs: all {n_treated:,} treated are lost ({listing}); widen the caliper or add controls"
        return impossible(rule, message, started, known)
    return estimate(kept, rule, matches, known, started)


def _shares_a_stratum(candidates: Candidates) -> np.ndarray:
    """Rows of strata that hold treated and controls."""
    codes = np.unique(candidates.strata, return_inverse=True)[1]
    n_treated = np.bincount(codes, candidates.is_treated)
    n_controls = np.bincount(codes, ~candidates.is_treated)
    return ((n_treated > 0) & (n_controls > 0))[codes]


def _n_persons(units: np.ndarray) -> int:
    return len(np.unique(units))


def _lost_frame(lost: dict[str, int]) -> pd.DataFrame:
    return pd.DataFrame([(reason, n) for reason, n in lost.items() if n], columns=list(LOST_COLUMNS))


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
    control_weights = np.bincount(kept.units[matches.control], pair_shares(matches), int(kept.units.max()) + 1)
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
