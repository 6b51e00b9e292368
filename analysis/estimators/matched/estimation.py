"""Estimates and errors from a matched sample, and what a reader should know of them."""

from __future__ import annotations

import time

import numpy as np

from analysis.estimators.matched.candidates import Candidates, Rule
from analysis.estimators.matched.clustered import fit_treatment, pair_and_cluster_covariance
from analysis.estimators.matched.covariates import regressors
from analysis.estimators.matched.nearest import Matches, pair_shares
from analysis.estimators.matched.result import MatchedResult, not_estimated
from analysis.estimators.result import tidy_table

FEWEST_INFORMATIVE, FEWEST_TREATED_CLUSTERS = 30, 30
_WITHOUT_ERROR = "the clustered variance is not positive: too few clusters hold the variation of the outcome"


def impossible(rule: Rule, message: str, started: float, known: dict[str, object]) -> MatchedResult:
    """No estimate, for a reason in the data; `known` is what is known nonetheless."""
    return not_estimated(rule.treated, rule.components, "not_estimable", message, started, **known)


def estimate(kept: Candidates, rule: Rule, matches: Matches, known: dict[str, object], started: float) -> MatchedResult:
    treated_rows, pair = np.unique(matches.treated, return_inverse=True)
    rows = np.concatenate([treated_rows, matches.control])
    pairs = np.concatenate([np.arange(len(treated_rows)), pair])
    weights = np.concatenate([np.ones(len(treated_rows)), pair_shares(matches)])
    is_treated = np.arange(len(rows)) < len(treated_rows)
    clusters, name = _clusters(kept, rule, rows)
    if kept.clusters is not None:
        known |= {"n_treated_clusters": len(np.unique(clusters[is_treated]))}
    fault = _too_few_clusters(clusters, is_treated, pairs, name)
    if fault:
        return impossible(rule, fault, started, known)
    if (kept.outcome[rows] == kept.outcome[rows[0]]).all():
        message = f"the outcome is {kept.outcome[rows[0]]:g} for all {len(treated_rows):,} treated and their controls"
        if rule.what_informs:
            message = f"no {rule.what_informs} in {len(treated_rows):,} pairs that differs between their members"
        return impossible(rule, message, started, known)
    designs = [np.empty((len(rows), 0))]
    if rule.adjust:
        adjusting = [values[rows] for values in regressors(kept.columns).values()]
        designs.append(np.column_stack(adjusting) if adjusting else designs[0])
    fits = [fit_treatment(kept.outcome[rows], is_treated, weights, design, clusters) for design in designs]
    covariance, is_mended = pair_and_cluster_covariance(fits, pairs, clusters)
    if not (np.diag(covariance) > 0).all():
        return impossible(rule, _WITHOUT_ERROR, started, known)
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
