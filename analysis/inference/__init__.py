"""Standard errors: from the model's information, and robust to dependence within clusters."""

from analysis.inference.covariance import cluster_robust_covariance, model_covariance, sandwich_covariance

__all__ = ["cluster_robust_covariance", "model_covariance", "sandwich_covariance"]
