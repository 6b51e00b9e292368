"""Frames of the people's page on an invented survey, in the columns of quality, results and marts."""

from __future__ import annotations

import pandas as pd

from analysis.report.respondents import RespondentInputs
from tests.unit.report.made_up_frames import RUN, sources

YEARS = (2005, 2006, 2007)
GROUP_RATES = {"all": 26.0, "latino": 24.0, "white": 25.0, "black": 33.0, "other": 21.0}
CRIME_RATES = {"rape_sexual_assault": 1.5, "robbery": 3.0, "property_victimization": 130.0}


def sample_flow() -> pd.DataFrame:
    """Interviews and incidents, each with a rule that takes out something, and something that stays."""
    rows = [
        ("interviews", 1, "start", "rows of the files", 87788, 87788, None),
        ("interviews", 2, "exclusion", "noninterviews (V3011 not 1 to 4)", 2316, 85472, 30001),
        ("interviews", 3, "exclusion", "under 12, or age not stated (V3014)", 1, 85471, 30001),
        ("interviews", 4, "panel", "person-interviews of the panel", 85471, 85471, 30001),
        ("interviews", 5, "kept", "race not stated: among the others", 7, 85471, 30001),
        ("incidents", 1, "start", "rows of the files", 3384, 3384, None),
        ("incidents", 2, "exclusion", "not violent (V4529 not 1 to 20)", 2540, 844, 750),
        ("incidents", 3, "exclusion", "of a person-interview that is not in the panel", 0, 844, 750),
        ("incidents", 4, "panel", "violent incidents of the panel", 844, 844, 750),
        ("incidents", 5, "kept", "month not known: counted in the six months", 30, 844, 750),
    ]
    columns = ["flow", "step", "kind", "rule", "n_records", "n_records_left", "n_persons_left"]
    return pd.DataFrame(rows, columns=columns).astype({"n_persons_left": "Int64"})


def rate_row(
    year: int, outcome: str, measure: str, estimate: float, population: str = "all", **changes: object
) -> dict:
    """One row of results.victimization_rates with a standard error of a tenth."""
    of = "households" if outcome.startswith("property") else "persons"
    units = {"rate": f"victimizations per 1,000 {of}", "total": "victimizations", "share": f"percent of {outcome}"}
    row = {
        "year": year, "population": population, "outcome": outcome, "measure": measure, "unit": units[measure],
        "estimate": estimate, "std_error": estimate / 10, "conf_low": estimate * 0.8, "conf_high": estimate * 1.2,
        "relative_std_error_pct": 10.0, "n_records": 100, "is_unreliable": False, "note": None,
        "synthetic_inputs": True,
    }  # fmt: skip
    return row | changes


def victimization_rates() -> pd.DataFrame:
    """The twin's three years; the robberies of 2006 rest on nine records."""
    rows = []
    for year in YEARS:
        rows += [rate_row(year, "violent_victimization", "rate", rate, of) for of, rate in GROUP_RATES.items()]
        rows += [rate_row(year, outcome, "rate", rate) for outcome, rate in CRIME_RATES.items()]
        rows.append(rate_row(year, "violent_victimization", "total", 6_400_000.0))
        rows.append(rate_row(year, "violent_victimization_reported", "share", 46.0))
        rows.append(rate_row(year, "violent_victimization_reported", "rate", 12.0))
    frame = pd.DataFrame(rows)
    is_thin = (frame["outcome"] == "robbery") & (frame["year"] == 2006)
    frame.loc[is_thin, ["n_records", "is_unreliable"]] = [9, True]
    return frame


def real_year() -> pd.DataFrame:
    """2021 as its real files give it: households and incidents, no persons, so no rate of violence."""
    real = {"synthetic_inputs": False, "n_records": 1790}
    return pd.DataFrame(
        [
            rate_row(2021, "violent_victimization", "total", 4_598_306.0, **real),
            rate_row(2021, "violent_victimization_reported", "share", 45.65, **real),
            rate_row(2021, "property_victimization", "rate", 90.335, **real),
        ]
    )


def published_rates() -> pd.DataFrame:
    rows = [
        (year, of, "violent_victimization", "rate", 28.4, 1.2) for year in (*YEARS, 2015) for of in ("all", "white")
    ]
    return pd.DataFrame(rows, columns=["year", "population", "outcome", "measure", "estimate", "std_error"])


def attrition(is_synthetic: bool = True) -> pd.DataFrame:
    """Two groups at the first, second and seventh interview; weights of 1,000."""
    ends = {
        (1, "latino"): {"interviewed": 80, "person_noninterview": 20},
        (1, "white"): {"interviewed": 850, "person_noninterview": 20, "household_replaced": 30, "files_end": 200},
        (2, "white"): {"interviewed": 180, "person_noninterview": 20},
        (7, "white"): {"rotated_out": 50},
    }
    rows = [
        (2010, number, group, end, n, 1000.0 * n, is_synthetic)
        for (number, group), counts in ends.items()
        for end, n in counts.items()
    ]
    columns = ["interview_year", "interview_number", "population_group", "next_contact", "n_interviews"]
    return pd.DataFrame(rows, columns=[*columns, "weighted_interviews", "is_synthetic"])


def covariates() -> pd.DataFrame:
    rows = [
        ("is_male", "Male", "person", "V3018", "true: 1; false: 2", "women", "drop: left out", None),
        ("education_years", "Years of school", "person", "V3020", "0 to 22", None, "indicator: the mean", "Degrees"),
        ("county_fips", "Home county", "design", "area file", "code", None, "drop: never happens", None),
    ]
    columns = ["column_name", "title", "level", "survey_variables", "value_labels", "reference", "missing_rule", "note"]
    return pd.DataFrame(rows, columns=columns)


def selection_row(**changes: object) -> dict:
    """A difference in who is lost that stands out; `changes` replace cells."""
    row = {
        "measure": "lost", "kind": "selection", "unit": "percentage points", "policy": "secure_communities",
        "population": "all", "mean_with": 21.74, "mean_without": 20.39, "estimate": 1.2, "conf_low": 0.4,
        "conf_high": 2.0, "p_value": 0.0004, "p_holm": 0.018, "n_interviews": 6_700, "n_with": 2_800,
        "n_marked_with": 600, "n_marked_without": 800, "status": "ok", "message": "", "synthetic_inputs": True,
    }  # fmt: skip
    return row | changes


def selection() -> pd.DataFrame:
    """What stands out, what does not, what is thin, what has no source, and an age."""
    rows = [
        selection_row(),
        selection_row(measure="proxy", mean_with=1.7, mean_without=1.7, estimate=-0.04, p_value=0.6, p_holm=1.0),
        selection_row(measure="hispanic_origin_not_told", n_marked_with=14, p_holm=0.001),
        selection_row(measure="age", unit="years", mean_with=40.48, mean_without=39.85, estimate=0.48, p_holm=1.0,
                      n_marked_with=pd.NA, n_marked_without=pd.NA),
        selection_row(policy="anti_detainer", population="latino", status="refused", n_with=pd.NA, n_marked_with=pd.NA,
                      n_marked_without=pd.NA, message="no source dates this policy", estimate=None, mean_with=None,
                      mean_without=None, conf_low=None, conf_high=None, p_value=None, p_holm=None),
    ]  # fmt: skip
    counts = dict.fromkeys(("n_interviews", "n_with", "n_marked_with", "n_marked_without"), "Int64")
    return pd.DataFrame(rows).astype({**counts, "estimate": "float64", "p_holm": "float64"})


def bounds_row(**changes: object) -> dict:
    """Bounds of one policy and population; `changes` replace cells."""
    row = {
        "policy": "secure_communities", "population": "all", "effect_pp": -0.104, "retention_pp": -1.204,
        "trimmed_pct": 1.516, "low_pp": -0.117, "high_pp": 0.741, "low_95_pp": -0.763, "high_95_pp": 0.742,
        "worst_low_pp": -20.63, "worst_high_pp": 21.65, "break_even_ratio": 10.28, "n_retained_with": 22_255,
        "n_lost_with": 6_182, "n_victims_with": 165, "status": "ok", "message": "", "synthetic_inputs": True,
    }  # fmt: skip
    return row | changes


def selection_bounds() -> pd.DataFrame:
    """A row that can be read, and a thin one that no selection explains."""
    return pd.DataFrame(
        [bounds_row(), bounds_row(population="latino", n_victims_with=14, break_even_ratio=float("nan"))]
    )


def respondent_inputs(**changes: object) -> RespondentInputs:
    """The people's page of a twin; `changes` replace frames."""
    survey = sources()
    frames = {
        "sources": survey[survey["source"].str.startswith("ncvs_")],
        "sample_flow": sample_flow(),
        "victimization_rates": victimization_rates(),
        "published_rates": published_rates(),
        "attrition": attrition(),
        "selection": selection(),
        "selection_bounds": selection_bounds(),
        "covariates": covariates(),
        "run": RUN,
    }
    return RespondentInputs(**(frames | changes))


def real_inputs(**changes: object) -> RespondentInputs:
    """The same page where every record is real."""
    survey = sources(is_people_synthetic=False)
    frames = {
        "sources": survey[survey["source"].str.startswith("ncvs_")],
        "victimization_rates": victimization_rates().assign(synthetic_inputs=False),
        "attrition": attrition(is_synthetic=False),
        "selection": selection().assign(synthetic_inputs=False),
        "selection_bounds": selection_bounds().assign(synthetic_inputs=False),
    }
    return respondent_inputs(**(frames | changes))
