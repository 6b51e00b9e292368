"""The table results.victimization_rates: its columns in order, with their types and descriptions."""

from __future__ import annotations

RATE_COLUMNS: dict[str, str] = {
    "year": "Int64",
    "population": "string",
    "outcome": "string",
    "measure": "string",
    "unit": "string",
    "estimate": "float64",
    "std_error": "float64",
    "conf_low": "float64",
    "conf_high": "float64",
    "relative_std_error_pct": "float64",
    "n_records": "Int64",
    "n_psus": "Int64",
    "n_strata": "Int64",
    "degrees_of_freedom": "Int64",
    "is_unreliable": "boolean",
    "note": "string",
    "synthetic_inputs": "boolean",
}
RATE_COLUMN_DESCRIPTIONS: dict[str, str] = {
    "data_version": "Version the row belongs to",
    "year": "Collection year",
    "population": "all, or a population group",
    "outcome": "Outcome of marts.victimization_outcomes",
    "measure": "total; rate per 1,000; prevalence, percent of interviews; share, percent of victimizations",
    "unit": "Unit of the estimate in words",
    "estimate": "The estimate",
    "std_error": "Design-based standard error by Taylor linearisation; null without a record",
    "conf_low": "Lower limit of the 95 % interval, t on the degrees of freedom, not below 0",
    "conf_high": "Upper limit of the 95 % interval, of a percentage not above 100",
    "relative_std_error_pct": "Standard error in percent of the estimate",
    "n_records": "Unweighted records behind the numerator",
    "n_psus": "Primary sampling units of the design",
    "n_strata": "Strata of the design",
    "degrees_of_freedom": "Primary sampling units less strata",
    "is_unreliable": "10 or fewer records, or a relative error above 50 %",
    "note": "Why an error or its limits are missing",
    "synthetic_inputs": "Whether a record of the year is synthetic",
}
