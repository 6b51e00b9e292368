"""Frames of the page of places on invented counties, in the columns of results and marts."""

from __future__ import annotations

import pandas as pd

from analysis.report.places import PlaceInputs
from tests.unit.report.made_up_frames import RUN, sources
from tests.unit.report.made_up_place_covariates import covariate_frames

REGIONS = {"northeast": 8.0, "midwest": 9.0, "south": 10.0, "west": 11.0}
CITATION = "ICE, report of an invented year"


def regional_crime() -> pd.DataFrame:
    """Two years, the first without police records; the west of 2012 rests on nine records."""
    rows = [
        {
            "region": region, "year": year, "police_rate": 4.5 if year == 2012 else None,
            "police_covered_population_pct": 96.4 if year == 2012 else None, "n_counties": 1423,
            "n_counties_warned": 50, "n_counties_not_listed": 2, "survey_violent_rate": 3 * rate,
            "survey_violent_std_error": 2.0,
            "survey_serious_rate": rate, "survey_serious_std_error": 1.5, "survey_serious_conf_low": rate - 3,
            "survey_serious_conf_high": rate + 3, "serious_reported_pct": 55.0, "serious_reported_std_error": 6.0,
            "gap_rate": rate - 4.5 if year == 2012 else None, "gap_std_error": 1.5 if year == 2012 else None,
            "n_records": 9 if (region, year) == ("west", 2012) else 44,
            "n_reported_records": 9 if region == "northeast" else 20,
            "is_unreliable": (region, year) == ("west", 2012), "synthetic_inputs": True,
        }
        for region, rate in REGIONS.items()
        for year in (2011, 2012)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def county_crime() -> pd.DataFrame:
    """Five counties in two years: whole, in part imputed, thin, silent, and silent with full coverage."""
    counties = [
        ("01001", 100.0, 500),
        ("01003", 60.5, 400),
        ("01005", 43.1, 300),
        ("01007", 0.0, 0),
        ("01009", 100.0, 0),
    ]
    rows = [
        {
            "county_fips": county, "year": year, "coverage_indicator": coverage, "reporting_population": population,
            "is_coverage_warned": coverage < 50 or population == 0,
            "is_total_sum_of_offences": None if year == 2006 else county != "01003", "is_synthetic": True,
        }
        for year in (2006, 2012)
        for county, coverage, population in counties
    ]  # fmt: skip
    return pd.DataFrame(rows)


def ice_arrests() -> pd.DataFrame:
    rows = [
        (2009, "all", 297_898, 100.0), (2009, "convicted_only", None, 39.0), (2012, "all", 200_000, 100.0),
        (2017, "all", 143_470, 100.0), (2017, "convicted_only", None, 73.7),
        (2017, "convicted_or_pending", 127_992, 89.2),
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["fiscal_year", "definition", "arrests", "share_pct"])
    return frame.assign(basis="published", citation=CITATION, is_synthetic=False).astype({"arrests": "Int64"})


def place_inputs(**changes: object) -> PlaceInputs:
    """The twin's places; arrests are real as they are published."""
    frames = {
        "sources": sources(), "regional_crime": regional_crime(), "county_crime": county_crime(),
        "ice_arrests": ice_arrests(), "run": RUN, "outline_size": (100, 60), **covariate_frames(),
    }  # fmt: skip
    return PlaceInputs(**(frames | changes))


def real_inputs(**changes: object) -> PlaceInputs:
    covariates = {
        name: frame.assign(is_synthetic=False) if "is_synthetic" in frame else frame
        for name, frame in covariate_frames().items()
    }
    frames = covariates | {
        "sources": sources(is_people_synthetic=False).assign(is_synthetic=False, status="real"),
        "regional_crime": regional_crime().assign(synthetic_inputs=False),
        "county_crime": county_crime().assign(is_synthetic=False),
    }
    return place_inputs(**(frames | changes))
