"""Inference at the level of assignment: sandwiches, bootstraps, permutations, and which of them to trust when.

Public names are loaded on first use, as in `analysis.estimators`.
"""

from __future__ import annotations

from analysis.lazy_names import lazy_names

_HOME_OF = {
    "Contrast": "analysis.inference.contrasts",
    "align_influence": "analysis.inference.contrasts",
    "assignment_level": "analysis.inference.recommendation",
    "block_assignment": "analysis.inference.assignment_designs",
    "cluster_robust_covariance": "analysis.inference.covariance",
    "contrast_estimates": "analysis.inference.contrasts",
    "count_clusters": "analysis.inference.small_samples",
    "cr1_factor": "analysis.inference.small_samples",
    "detectable_violations": "analysis.inference.joint_tests",
    "effective_clusters": "analysis.inference.small_samples",
    "free_assignment": "analysis.inference.assignment_designs",
    "influence": "analysis.inference.contrasts",
    "jackknife_covariance": "analysis.inference.small_samples",
    "joint_test": "analysis.inference.joint_tests",
    "joint_test_power": "analysis.inference.joint_tests",
    "model_covariance": "analysis.inference.covariance",
    "permute_histories": "analysis.inference.assignment_designs",
    "randomization_inference": "analysis.inference.randomization",
    "read_histories": "analysis.inference.histories",
    "recommended_inference": "analysis.inference.recommendation",
    "residual_sums_by_county": "analysis.inference.score_permutation",
    "sandwich_covariance": "analysis.inference.covariance",
    "score_randomization": "analysis.inference.score_permutation",
    "score_wild_bootstrap": "analysis.inference.score_bootstrap",
    "smallest_detectable": "analysis.inference.joint_tests",
    "wild_cluster_bootstrap": "analysis.inference.cluster_bootstrap",
}
__getattr__, __dir__, __all__ = lazy_names(__name__, _HOME_OF)
