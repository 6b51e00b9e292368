"""Which estimator is misled in which scenario of the twin: replications set beside the truth."""
