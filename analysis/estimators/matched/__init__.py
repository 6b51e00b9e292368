"""Propensity-score matching, and differences in differences between matched persons."""
