"""Which county a code or a name means."""

from __future__ import annotations

import pandas as pd
import pytest

from orchestration.reading.errors import ReadingError
from orchestration.reading.places import resolve_county, state_of

COUNTIES = pd.DataFrame(
    [
        ("04013", "Maricopa County", "AZ"),
        ("24005", "Baltimore County", "MD"),
        ("24510", "Baltimore city", "MD"),
        ("22087", "St. Bernard Parish", "LA"),
        ("35013", "Doña Ana County", "NM"),
        ("02270", "Wade Hampton Census Area", "AK"),
        ("32510", "Carson City", "NV"),
        ("24031", "Montgomery County", "MD"),
        ("42091", "Montgomery County", "PA"),
    ],
    columns=["county_fips", "county_name", "state_usps"],
)
CHANGES = pd.DataFrame(
    [("02158", "02270", "renamed"), ("51560", None, "became part of Alleghany County"), ("46102", "46113", "renamed")],
    columns=["county_fips_listed", "county_fips_2010", "reason"],
)
STATES = pd.DataFrame(
    [
        ("04", "AZ", "Arizona"),
        ("24", "MD", "Maryland"),
        ("22", "LA", "Louisiana"),
        ("35", "NM", "New Mexico"),
        ("02", "AK", "Alaska"),
        ("32", "NV", "Nevada"),
        ("42", "PA", "Pennsylvania"),
    ],
    columns=["state_fips", "state_usps", "state_name"],
)


def fips_of(text: str) -> str:
    return resolve_county(text, COUNTIES, CHANGES, STATES).county_fips


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("04013", "04013"),
        ("4013", "04013"),
        ("Maricopa, AZ", "04013"),
        ("maricopa county, arizona", "04013"),
        ("Maricopa, 04", "04013"),
        ("Maricopa AZ", "04013"),
        ("Maricopa", "04013"),
        ("Baltimore city, MD", "24510"),
        ("Baltimore County, MD", "24005"),
        ("Saint Bernard, LA", "22087"),
        ("dona ana, new mexico", "35013"),
        ("Wade Hampton, AK", "02270"),
        ("Carson City, NV", "32510"),
        ("Montgomery, PA", "42091"),
    ],
)
def test_codes_and_names_of_any_spelling_find_their_county(text: str, expected: str) -> None:
    assert fips_of(text) == expected


def test_an_old_code_leads_to_the_county_of_2010_and_says_so() -> None:
    county = resolve_county("2158", COUNTIES, CHANGES, STATES)
    assert county.county_fips == "02270"
    assert county.note == "02158 is read as 02270, its code of 2010: renamed"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("51560", r"51560 is no county of 2010: became part of Alleghany County\."),
        ("46102", r"stands for 46113 \(renamed\), which this version does not hold"),
        ("99999", r"No county of 2010 has the code 99999\.\n  remedy: give a five-digit code, such as 04013"),
        ("013", r"013 is no county code"),
        ("Baltimore, MD", r"can be 2 counties:\n    24005  Baltimore County, MD\n    24510  Baltimore city, MD"),
        ("Montgomery", r"24031  Montgomery County, MD\n    42091  Montgomery County, PA"),
        ("Maricoppa, AZ", r"No county of 2010 is named 'Maricoppa, AZ'\. The nearest names are:\n    04013"),
        ("Montgomery, AZ", r"No county of 2010 is named 'Montgomery, AZ'\.\n  remedy"),
        ("Maricopa, Atlantis", r"No state is called 'Atlantis'"),
    ],
)
def test_what_is_no_county_or_several_is_told_with_candidates(text: str, message: str) -> None:
    with pytest.raises(ReadingError, match=message):
        fips_of(text)


def test_a_state_is_given_by_postal_code_name_or_code() -> None:
    assert {state_of(text, STATES) for text in ("AZ", "az", "Arizona", "04", "4")} == {"AZ"}
