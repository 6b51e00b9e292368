"""Which inference to trust when: a rule stated before the estimates are seen.

Clusters are those of the level at which the policy was assigned: states for Secure Communities and state laws, counties
for agreements. Rows are read from above; the first that holds decides.

| condition, at the level of assignment | inference | why |
|---|---|---|
| fewer than 2 treated clusters | refused | one cluster's luck and the policy cannot be told apart |
| fewer than 10 treated, fewer than 20 assignments | refused | no permutation p-value can reach 0.05 |
| fewer than 10 treated clusters | randomisation inference | the sandwich rejects far too often and the bootstrap hardly ever, whatever the truth: Conley and Taber (2011), MacKinnon and Webb (2017, 2020) |
| fewer than 15 treated, fewer than 50 clusters, or an effective number below 20 | wild bootstrap, of scores for logits | Cameron, Gelbach and Miller (2008), Kline and Santos (2012), Carter, Schnepel and Steigerwald (2017) |
| fewer than 20 equal clusters' worth of informative switchers | wild bootstrap; refused below 2 | one large county among many treated small ones: with 84 % of the informative switchers in one county the sandwich rejected 30 % of true nulls (twin, 40 replications at full size), with 12 to 17 equal counties' worth 7.6 to 7.9 % (1,000 replications of 100,000 persons) |
| otherwise | cluster-robust sandwich | Cameron and Miller (2015): 20 to 50 clusters, more when unequal |

Simulated rejections at 5 %, in per cent, logit of 40 equal clusters (random intercepts of sd 0.5, 60 rows each, all
treated throughout, 300 samples), under the null and with an odds ratio of 1.8:

| treated | sandwich | score bootstrap | randomisation | randomisation, studentised |
|---|---|---|---|---|
| 2 | 29, 53 | 0, 0 | 3, 34 | 4, 14 |
| 3 | 18, 59 | 0, 17 | 3, 48 | 5, 17 |
| 5 | 12, 64 | 3, 42 | 4, 62 | 3, 32 |
| 8 | 8, 75 | 5, 59 | 3, 70 | 4, 56 |
| 10 | 8, 82 | 5, 71 | 3, 77 | 5, 68 |
| 15 | 6, 89 | 6, 86 | 5, 87 | 6, 85 |

Without switches within clusters the untreated ones are as necessary as the treated: the rarer of the two counts then.
The thresholds are judgements within the ranges of this literature; MacKinnon, Nielsen and Webb (2023), Journal of
Econometrics 232(2), review it.
"""  # noqa: E501 - a table row is one line

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

import numpy as np

FEWEST_TREATED = 2
FEWEST_TREATED_FOR_BOOTSTRAP = 10
FEWEST_TREATED_FOR_SANDWICH = 15
FEWEST_CLUSTERS_FOR_SANDWICH = 50
FEWEST_EFFECTIVE_CLUSTERS = 20
FEWEST_ASSIGNMENTS = 20
FEWEST_TREATED_STATES = 5

REFUSED, RANDOMIZATION = "refused", "randomization_inference"
SCORE_BOOTSTRAP, WILD_BOOTSTRAP, SANDWICH = "score_wild_bootstrap", "wild_cluster_bootstrap", "cluster_robust"

ASSIGNMENT_LEVELS = {
    "secure_communities": "state",
    "state_enforcement_law": "state",
    "employment_verification_law": "state",
    "driver_license_law": "state",
    "287g_jail": "county",
    "287g_task_force": "county",
    "287g_warrant_service": "county",
    "anti_detainer": "county",
}
_PLURALS = {"county": "counties", "state": "states"}


@dataclass(frozen=True)
class Recommendation:
    """Name of the inference, the level of its clusters or permuted units, and the reason in words for a report."""

    name: str
    level: str
    reason: str


def assignment_level(policy: str) -> str:
    """'county' or 'state'. Raises KeyError for a policy whose level is not stated here."""
    if policy not in ASSIGNMENT_LEVELS:
        raise KeyError(f"no assignment level for {policy!r}; known: {', '.join(ASSIGNMENT_LEVELS)}")
    return ASSIGNMENT_LEVELS[policy]


def recommended_inference(
    level: str,
    n_clusters: int,
    n_treated_clusters: int,
    n_treated_states: int | None = None,
    effective_clusters: float | None = None,
    effective_switching_clusters: float | None = None,
    is_linear: bool = False,
    switches_within_clusters: bool = True,
) -> Recommendation:
    """Recommend by the table above.

    level: of assignment, 'county' or 'state' (see `assignment_level`); n_clusters and n_treated_clusters are counted at
    that level. n_treated_states: of a policy of counties; few states are named in the reason, for counties under one
    state's law decide together. effective_clusters: as `small_samples.effective_clusters` gives.
    effective_switching_clusters: as `effective_number` gives of the informative switchers by cluster. is_linear: wild
    cluster bootstrap instead of the score bootstrap.
    Raises ValueError for another level, or more treated clusters than clusters.
    """
    if level not in _PLURALS:
        raise ValueError(f"level of assignment is 'county' or 'state', got {level!r}")
    if not 0 <= n_treated_clusters <= n_clusters:
        raise ValueError(f"{n_treated_clusters} treated of {n_clusters} clusters")
    n_deciding, counted = n_treated_clusters, f"{n_treated_clusters:,} of {n_clusters:,} {_PLURALS[level]} are treated"
    if not switches_within_clusters and n_clusters - n_treated_clusters < n_treated_clusters:
        n_deciding, counted = n_clusters - n_treated_clusters, f"{counted}, so few are untreated"
    name, reason = _by_treated_clusters(n_deciding, n_clusters, counted, is_linear)
    if name == SANDWICH and effective_clusters is not None and effective_clusters < FEWEST_EFFECTIVE_CLUSTERS:
        name = WILD_BOOTSTRAP if is_linear else SCORE_BOOTSTRAP
        reason = f"{counted}, but they weigh as {effective_clusters:.0f} equal ones: the sandwich would be too small"
    if name not in (REFUSED, RANDOMIZATION) and effective_switching_clusters is not None:
        name, reason = _by_switchers(name, reason, effective_switching_clusters, _PLURALS[level], is_linear)
    if level == "county" and n_treated_states is not None and n_treated_states < FEWEST_TREATED_STATES:
        reason += f"; the treated counties lie in {n_treated_states} state(s): put state clusters beside it"
    return Recommendation(name, level, reason)


def _by_switchers(name: str, reason: str, effective_number: float, clusters: str, is_linear: bool) -> tuple[str, str]:
    """Many treated clusters may still be one: what counts is where those who inform the estimate live."""
    if effective_number >= FEWEST_EFFECTIVE_CLUSTERS:
        return name, reason
    words = f"{reason}, but those who inform the estimate live as if in {effective_number:.1f} equal {clusters}"
    if effective_number < FEWEST_TREATED:
        return REFUSED, f"{words}: the luck of one and the policy cannot be told apart"
    return WILD_BOOTSTRAP if is_linear else SCORE_BOOTSTRAP, f"{words}: the sandwich would be too small"


def effective_number(counts: Sequence[float] | np.ndarray) -> float:
    """Number of equal parts as concentrated as these: the inverse of the sum of squared shares; 0 of nothing."""
    values = np.asarray(counts, dtype=float)
    return float(values.sum() ** 2 / (values**2).sum()) if (values > 0).any() else 0.0


def _by_treated_clusters(n_deciding: int, n_clusters: int, counted: str, is_linear: bool) -> tuple[str, str]:
    bootstrap = WILD_BOOTSTRAP if is_linear else SCORE_BOOTSTRAP
    if n_deciding < FEWEST_TREATED:
        return REFUSED, f"{counted}: the luck of one cluster and the policy cannot be told apart"
    if n_deciding < FEWEST_TREATED_FOR_BOOTSTRAP:
        n_assignments = comb(n_clusters, n_deciding)
        if n_assignments < FEWEST_ASSIGNMENTS:
            return REFUSED, f"{counted}: {n_assignments} possible assignments allow no p-value below 0.05"
        return RANDOMIZATION, f"{counted}: too few for errors from clusters, so whole histories are permuted"
    if n_deciding < FEWEST_TREATED_FOR_SANDWICH:
        return bootstrap, f"{counted}: the sandwich rejects too often with so few, so clusters are reweighted"
    if n_clusters < FEWEST_CLUSTERS_FOR_SANDWICH:
        return bootstrap, f"{counted}: fewer than {FEWEST_CLUSTERS_FOR_SANDWICH} clusters, so they are reweighted"
    return SANDWICH, f"{counted}: enough for cluster-robust errors"
