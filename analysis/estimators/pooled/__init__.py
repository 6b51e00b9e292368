"""Logits without a person intercept: pooled maximum likelihood and generalised estimating equations.

They are cross-checks of the models with a person intercept: their odds ratios are averages over the population.
"""
