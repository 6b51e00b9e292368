"""The rule of which inference to trust, case by case."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from scipy.special import expit

from analysis.inference.assignment_designs import free_assignment
from analysis.inference.histories import CountyHistories
from analysis.inference.recommendation import assignment_level, effective_number, recommended_inference
from analysis.inference.score_bootstrap import score_wild_bootstrap
from analysis.inference.score_permutation import score_randomization
from tests.unit.analysis.inference import grouped_logit as logit


@pytest.mark.parametrize(
    ("level", "n_clusters", "n_treated", "name"),
    [
        ("county", 900, 60, "cluster_robust"),
        ("county", 50, 15, "cluster_robust"),
        ("county", 49, 15, "score_wild_bootstrap"),
        ("county", 900, 14, "score_wild_bootstrap"),
        ("county", 900, 10, "score_wild_bootstrap"),
        ("county", 900, 9, "randomization_inference"),
        ("county", 900, 2, "randomization_inference"),
        ("county", 900, 1, "refused"),
        ("county", 900, 0, "refused"),
        ("county", 6, 2, "refused"),
        ("county", 7, 2, "randomization_inference"),
        ("state", 49, 47, "score_wild_bootstrap"),
        ("state", 51, 51, "cluster_robust"),
    ],
)
def test_the_table(level, n_clusters, n_treated, name):
    advice = recommended_inference(level, n_clusters, n_treated)
    assert (advice.name, advice.level) == (name, level)
    assert f"{n_treated} of {n_clusters}" in advice.reason


def test_a_linear_model_takes_the_wild_cluster_bootstrap():
    assert recommended_inference("state", 40, 30, is_linear=True).name == "wild_cluster_bootstrap"


def test_unequal_clusters_count_as_fewer():
    assert recommended_inference("county", 900, 60, effective_clusters=25).name == "cluster_robust"
    advice = recommended_inference("county", 900, 60, effective_clusters=12.4)
    assert advice.name == "score_wild_bootstrap" and "weigh as 12 equal ones" in advice.reason


def test_without_switches_the_rarer_arm_decides():
    advice = recommended_inference("state", 50, 45, switches_within_clusters=False)
    assert advice.name == "randomization_inference" and "few are untreated" in advice.reason
    assert recommended_inference("state", 50, 50, switches_within_clusters=False).name == "refused"
    assert recommended_inference("county", 80, 20, switches_within_clusters=False).name == "cluster_robust"


def test_counties_of_few_states_are_named():
    assert "2 state(s): put state clusters" in recommended_inference("county", 900, 60, n_treated_states=2).reason
    assert "state" not in recommended_inference("county", 900, 60, n_treated_states=20).reason


def test_levels_of_policies():
    assert assignment_level("secure_communities") == "state" and assignment_level("287g_task_force") == "county"
    with pytest.raises(KeyError, match="worksite_raid"):
        assignment_level("worksite_raid")


def test_wrong_arguments_raise():
    with pytest.raises(ValueError, match="level"):
        recommended_inference("city", 10, 2)
    with pytest.raises(ValueError, match="treated"):
        recommended_inference("county", 10, 11)


def test_with_five_treated_clusters_permutation_finds_what_the_bootstrap_misses():
    """The reason for the threshold: both keep their size, and only one keeps its power."""
    n_samples, found = 150, np.zeros((2, 2), dtype=int)
    treated = (np.arange(40) < 5).astype(float)
    X, sizes = np.column_stack([np.ones(40), treated]), np.full(40, 60)
    histories = CountyHistories("treated", np.arange(40), np.arange(1), treated[:, None])
    for seed in range(n_samples):
        for e, effect in enumerate((0.0, 0.6)):
            intercepts = -1.5 + 0.5 * np.random.default_rng(seed).normal(size=40)
            events = np.random.default_rng(seed + 10_000).binomial(60, expit(intercepts + effect * treated))
            null = np.append(logit.fit(X[:, :1], events, sizes), 0.0)
            scores, information = logit.scores_and_information(X, events, sizes, null)
            bootstrap = score_wild_bootstrap(scores, np.linalg.inv(information), 1, n_draws=199, seed=seed)
            permuted = score_randomization(scores[:, :1], {"policy": free_assignment(histories)}, 199, seed)
            found[e] += [bootstrap.p_value <= 0.05, permuted.table["p_value"].item() <= 0.05]
    assert (found[0] <= stats.binom.ppf(0.995, n_samples, 0.05)).all()
    assert found[1, 1] > 1.25 * found[1, 0]


def test_many_treated_counties_count_as_the_few_that_inform():
    """84 of 100 informative switchers in one county: 40 treated ones are no more than one and a half."""
    shares = [84, *[1] * 16]
    assert effective_number(shares) == pytest.approx(100**2 / (84**2 + 16))
    refused = recommended_inference("county", 800, 40, effective_switching_clusters=effective_number(shares))
    assert refused.name == "refused" and "1.4 equal counties" in refused.reason
    weighed = recommended_inference("county", 800, 40, effective_switching_clusters=14.0)
    assert weighed.name == "score_wild_bootstrap" and "too small" in weighed.reason
    linear = recommended_inference("county", 800, 40, effective_switching_clusters=6.0, is_linear=True)
    assert linear.name == "wild_cluster_bootstrap"
    enough = recommended_inference("county", 800, 40, effective_switching_clusters=24.0)
    assert enough.name == "cluster_robust"
    few = recommended_inference("county", 800, 7, effective_switching_clusters=3.0)
    assert few.name == "randomization_inference"
    assert effective_number([0, 0]) == 0.0 and effective_number([5, 5, 5]) == pytest.approx(3.0)
