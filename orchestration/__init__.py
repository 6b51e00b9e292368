"""Loads raw sources, runs the models, the checks and the estimators, and publishes what passed."""
