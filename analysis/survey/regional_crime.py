"""What police records miss: the survey's regional rates of violence beside what the police recorded there.

The survey's estimates and errors are those of `victimization_rates`, with regions as populations. Police counts have no
sampling error, so the error of a gap is the survey's own. Both sides are per 1,000 persons of 12 or over; murders are
in neither, simple assaults in `violent` alone.
"""

from __future__ import annotations

import pandas as pd

VIOLENT, SERIOUS = "violent_victimization", "serious_violent_victimization"
REGIONAL_OUTCOMES = {
    VIOLENT: None,
    f"{VIOLENT}_reported": VIOLENT,
    SERIOUS: None,
    f"{SERIOUS}_reported": SERIOUS,
}
"""Outcomes of the regional sums, each with the outcome it is a share of."""
KEY = ["region", "year"]
POLICE_COLUMNS = {
    "violent_crimes_per_1000_aged_12_or_over": "police_rate",
    "covered_population_pct": "police_covered_population_pct",
    "n_counties": "n_counties",
    "n_counties_warned": "n_counties_warned",
    "n_counties_not_listed": "n_counties_not_listed",
}
REGIONAL_CRIME_COLUMNS: dict[str, str] = {
    "region": "string",
    "year": "Int64",
    "police_rate": "float64",
    "police_covered_population_pct": "float64",
    "n_counties": "Int64",
    "n_counties_warned": "Int64",
    "n_counties_not_listed": "Int64",
    "survey_violent_rate": "float64",
    "survey_violent_std_error": "float64",
    "survey_serious_rate": "float64",
    "survey_serious_std_error": "float64",
    "survey_serious_conf_low": "float64",
    "survey_serious_conf_high": "float64",
    "serious_reported_pct": "float64",
    "serious_reported_std_error": "float64",
    "violent_reported_pct": "float64",
    "violent_reported_std_error": "float64",
    "gap_rate": "float64",
    "gap_std_error": "float64",
    "n_records": "Int64",
    "n_reported_records": "Int64",
    "is_unreliable": "boolean",
    "synthetic_inputs": "boolean",
}
REGIONAL_CRIME_DESCRIPTIONS: dict[str, str] = {
    "data_version": "Version the row belongs to",
    "region": "Census region",
    "year": "Calendar year of the police records, collection year of the survey",
    "police_rate": "Rapes, robberies and aggravated assaults known to the police per 1,000 residents of 12 or over",
    "police_covered_population_pct": "Percent of residents in the counties whose records are counted",
    "n_counties": "Counties of the region",
    "n_counties_warned": "Counties left out because their coverage is warned of",
    "n_counties_not_listed": "Counties that stand in no file of the year",
    "survey_violent_rate": "Violent victimizations per 1,000 persons of 12 or over, with simple assaults",
    "survey_violent_std_error": "Its design-based standard error",
    "survey_serious_rate": "Rapes, sexual assaults, robberies and aggravated assaults per 1,000 persons of 12 or over",
    "survey_serious_std_error": "Its design-based standard error",
    "survey_serious_conf_low": "Lower limit of its 95 % interval",
    "survey_serious_conf_high": "Upper limit of its 95 % interval",
    "serious_reported_pct": "Percent of those the police were told of",
    "serious_reported_std_error": "Its design-based standard error",
    "violent_reported_pct": "Percent of violent victimizations the police were told of",
    "violent_reported_std_error": "Its design-based standard error",
    "gap_rate": "survey_serious_rate less police_rate",
    "gap_std_error": "Standard error of the gap: the survey's, as police counts are no sample",
    "n_records": "Unweighted records behind survey_serious_rate",
    "n_reported_records": "Unweighted records behind serious_reported_pct, of those the police were told of",
    "is_unreliable": "survey_serious_rate rests on 10 or fewer records, or has a relative error above 50 %",
    "synthetic_inputs": "Whether police records or survey records of the row are synthetic",
}


def regional_crime(rates: pd.DataFrame, police: pd.DataFrame, data_version: str) -> pd.DataFrame:
    """Return the rows of results.regional_crime, one a region and year that the survey or the police have.

    rates: result of `victimization_rates` with regions as populations and REGIONAL_OUTCOMES as outcomes.
    police: rows of marts.regional_crime. Where one side has no rate the gap is missing.
    """
    survey = rates.rename(columns={"population": "region"})
    parts = [
        _measure(survey, VIOLENT, "rate", {"estimate": "survey_violent_rate", "std_error": "survey_violent_std_error"}),
        _measure(
            survey, SERIOUS, "rate",
            {
                "estimate": "survey_serious_rate", "std_error": "survey_serious_std_error",
                "conf_low": "survey_serious_conf_low", "conf_high": "survey_serious_conf_high",
                "n_records": "n_records", "is_unreliable": "is_unreliable",
            },
        ),
        *(_share(survey, outcome, name) for outcome, name in ((SERIOUS, "serious"), (VIOLENT, "violent"))),
        survey.groupby(KEY)["synthetic_inputs"].any().rename("survey_is_synthetic"),
        police.set_index(KEY)[[*POLICE_COLUMNS, "is_synthetic"]].rename(columns=POLICE_COLUMNS),
    ]  # fmt: skip
    table = pd.concat(parts, axis="columns").reset_index().sort_values(KEY, ignore_index=True)
    is_synthetic = [table[name].eq(True).fillna(False) for name in ("survey_is_synthetic", "is_synthetic")]
    table = table.assign(
        data_version=data_version,
        gap_rate=table["survey_serious_rate"].astype(float) - table["police_rate"].astype(float),
        synthetic_inputs=is_synthetic[0] | is_synthetic[1],
    )
    table["gap_std_error"] = table["survey_serious_std_error"].astype(float).where(table["gap_rate"].notna())
    return table[["data_version", *REGIONAL_CRIME_COLUMNS]].astype({"data_version": "string", **REGIONAL_CRIME_COLUMNS})


def _share(survey: pd.DataFrame, outcome: str, name: str) -> pd.DataFrame:
    columns = {"estimate": f"{name}_reported_pct", "std_error": f"{name}_reported_std_error"}
    if outcome == SERIOUS:
        columns["n_records"] = "n_reported_records"
    return _measure(survey, f"{outcome}_reported", "share", columns)


def _measure(survey: pd.DataFrame, outcome: str, measure: str, columns: dict[str, str]) -> pd.DataFrame:
    """The columns asked for of one outcome and measure, by region and year."""
    rows = survey[(survey["outcome"] == outcome) & (survey["measure"] == measure)]
    return rows.set_index(KEY)[list(columns)].rename(columns=columns)
