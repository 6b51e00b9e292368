"""Columns of marts.respondent_periods that hold the design of the sample."""

WEIGHT = "person_weight"
YEAR_GROUP = "variance_year_group"
STRATUM, PSU = "pseudo_stratum", "half_sample"
DESIGN_COLUMNS = (WEIGHT, YEAR_GROUP, STRATUM, PSU)
