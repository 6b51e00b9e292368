"""Frames of covariates, boundaries, destinations and police on invented places, for the page of places."""

from __future__ import annotations

import pandas as pd

ALL_COUNTIES = ("01001", "01003", "01005", "01007", "01009")


def covariate_frames() -> dict[str, pd.DataFrame]:
    """Every frame of these sections, as the inputs of the page name them."""
    return {
        "covariate_years": covariate_years(), "measure_years": measure_years(), "census_codes": census_codes(),
        "index_loadings": index_loadings(), "index_counties": index_counties(), "changed_tracts": changed_tracts(),
        "conserved_populations": conserved_populations(), "destinations": destinations(),
        "police_counties": police_counties(), "police_regions": police_regions(), "police_totals": police_totals(),
        "unmatched_agencies": unmatched_agencies(), "county_outlines": county_outlines(),
    }  # fmt: skip


def covariate_years() -> pd.DataFrame:
    """2006 between Census 2000 and 2009; 2007 the middle of 2009, but not of three tracts; 2014 held from 2014."""
    columns = ["year", "release_year", "next_release_year", "is_interpolated", "is_extrapolated", "uses_future_years"]
    rows = [
        (2006, 2000, 2009, True, False, True, 100), (2007, 2000, 2010, True, False, True, 3),
        (2007, 2009, None, False, False, True, 97), (2014, 2014, None, False, True, False, 100),
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=[*columns, "n_tracts"]).astype({"next_release_year": "Int64"})
    return frame.assign(is_synthetic=True)


def measure_years() -> pd.DataFrame:
    rows = [
        ("poverty_pct", 2003, 100, 1, 13.8, 1.5, 0.8, 46.7), ("poverty_pct", 2014, 100, 25, 15.9, 0.9, 12.0, 48.0),
        ("residential_instability", 2003, 100, 0, 0.1, 0.7, 0.2, 1.0),
        ("residential_instability", 2014, 100, 0, -0.21, 0.5, 2.0, 1.0),
    ]  # fmt: skip
    columns = ["measure", "year", "n_tracts", "n_missing", "mean", "median_moe", "error_variance", "variance"]
    return pd.DataFrame(rows, columns=columns).assign(is_synthetic=True)


def census_codes() -> pd.DataFrame:
    rows = [
        (2009, -666666666, "too few observations", "null", 6, 2),
        (2010, -666666666, "too few observations", "null", 7, 2),
        (2010, -555555555, "the estimate is controlled", "0", 1234, 3),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["release_year", "code", "meaning", "staged_as", "n_cells", "n_columns"])


def index_loadings() -> pd.DataFrame:
    rows = [
        ("concentrated_disadvantage", "poverty_pct", 4086, 0.81, 0.787),
        ("concentrated_disadvantage", "unemployed_pct", 4086, 0.59, 0.787),
        ("concentrated_disadvantage_without_unemployment", "poverty_pct", 4086, 0.97, 0.744),
        ("residential_instability", "vacant_pct", 4086, 0.707, 0.83),
    ]
    return pd.DataFrame(rows, columns=["index_name", "item", "n_tracts", "loading", "share_of_variance"])


def index_counties() -> pd.DataFrame:
    """Four of five counties, of which one has no value."""
    frame = pd.DataFrame({"county_fips": ALL_COUNTIES[:4], "concentrated_disadvantage": [-1.0, 0.0, 1.0, None]})
    return frame.assign(year=2012, is_synthetic=True)


def changed_tracts() -> pd.DataFrame:
    rows = [(True, "population", 20, 30_000.0), (False, "population", 70, 60_000.0), (False, "identity", 10, 10_000.0)]
    frame = pd.DataFrame(rows, columns=["is_changed", "weight_basis", "n_tracts", "population"])
    return frame.assign(is_synthetic=True)


def conserved_populations() -> pd.DataFrame:
    """The release of 2009 loses twelve people in the tracts of 2010."""
    rows = [(2000, 2000, 100, 100_000.0, 100_000.0, 100_000.0), (2009, 2000, 100, 110_000.0, 110_000.0, 109_988.0)]
    columns = ["release_year", "own_vintage", "n_tracts", "population", "population_2000", "population_2010"]
    return pd.DataFrame(rows, columns=columns).assign(is_synthetic=True)


def destinations() -> pd.DataFrame:
    rows = [
        ("01001", "traditional", "traditional_growing", "traditional"),
        ("01003", "traditional", "traditional_stable", "traditional"),
        ("01005", "new", "new", "new"), ("01007", "new", "new", "other"), ("01009", "other", "other", "other"),
    ]  # fmt: skip
    columns = ["county_fips", "destination", "destination_four_types", "destination_high_growth"]
    return pd.DataFrame(rows, columns=columns).assign(
        base_year=1990, end_year=2010, national_base_foreign_born_pct=6.955, national_growth_pct=101.59,
        is_synthetic=True,
    )  # fmt: skip


def police_counties() -> pd.DataFrame:
    classes = pd.Series([0, 1, 1, 4, None], dtype="Int64")
    frame = pd.DataFrame({"county_fips": ALL_COUNTIES, "officer_class": classes})
    return frame.assign(survey_year=2018, is_synthetic=True)


def police_regions() -> pd.DataFrame:
    """The west has officers of nine counties, too few to print."""
    rows = [("south", 2018, 1423, 1400, 1.4762, 1.2056, 1.3072, 1.4511), ("west", 2018, 12, 9, 1.41, 1.23, 1.32, 1.43)]
    columns = ["region", "survey_year", "n_counties", "n_counties_known", "rate", "tenth", "median", "ninetieth"]
    return pd.DataFrame(rows, columns=columns).assign(is_synthetic=True)


def police_totals() -> pd.DataFrame:
    """The survey of 2018 lost 48 officers."""
    rows = [
        (2008, 3352, 3352, 467_906.0, 437_069.0, 30_833.0, 51, 1, 0.0),
        (2018, 3351, 3314, 480_000.0, 450_000.0, 29_948.0, 51, 1, 48.0),
    ]
    columns = [
        "survey_year", "n_agencies", "n_agencies_known", "officers", "officers_in_counties", "officers_of_states",
        "n_agencies_of_states", "n_agencies_unmatched", "lost",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns).assign(is_synthetic=True)


def unmatched_agencies() -> pd.DataFrame:
    rows = [(2008, "no county leads there", 2, 2, 4713.0), (2018, "federal agency", 30, 28, 1266.0)]
    columns = ["survey_year", "reason", "n_agencies", "n_agencies_known", "officers"]
    return pd.DataFrame(rows, columns=columns).assign(is_synthetic=True)


def county_outlines() -> pd.DataFrame:
    rows = [(code, f"County {code}, AL", f"M{n} 0l9 0 0 9z") for n, code in enumerate(ALL_COUNTIES)]
    return pd.DataFrame([*rows, ("01", "AL", "M0 0l99 0 0 9z")], columns=["code", "name", "path"])
