"""Standard errors: from the model's information, and robust to dependence within clusters."""

<<<<<<< HEAD
from analysis.inference.covariance import cluster_robust_covariance, model_covariance, sandwich_covariance

__all__ = ["cluster_robust_covariance", "model_covariance", "sandwich_covariance"]
=======
from analysis.inference.contrasts import Contrast, align_influence, contrast_estimates, influence
from analysis.inference.covariance import cluster_robust_covariance, model_covariance

__all__ = [
    "Contrast",
    "align_influence",
    "cluster_robust_covariance",
    "contrast_estimates",
    "influence",
    "model_covariance",
]
>>>>>>> b_conditional
