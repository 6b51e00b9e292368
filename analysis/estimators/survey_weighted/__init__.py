"""Survey-weighted estimators: totals, means, ratios and the logit, with Taylor-linearised errors.

The variance kernel is that of `analysis.survey`; here records become totals of primary sampling units.
"""
