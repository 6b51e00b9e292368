"""The models on hand-made survey files: people are followed, bad rows are set aside with a reason, counts add up."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.settings import Settings
from tests.data.hand_made_survey import area, household, incident, person, write_survey
from tests.data.partial_build import build_part, built_rows, fails

pytestmark = pytest.mark.slow

LATER = {"YEARQ": 2010.3, "V3025": 8}
ADDRESSES = range(1, 12)
HOUSEHOLDS = [
    *(household(address) for address in ADDRESSES),
    *(household(address, YEARQ=2010.3) for address in (1, 3)),
    household(2, 2, YEARQ=2010.3),
    household(4, V2015="owned?", YEARQ=2010.3),
    household(5, WGTHHCY=-1, YEARQ=2010.3),
    household(6, WGTHHCY="", YEARQ=2010.3),
    {**household(7, YEARQ=2010.3), "IDHH": "17"},
]
PERSONS = [
    *(person(address) for address in ADDRESSES),
    person(1, **LATER),
    person(2, household_number=2, **LATER),
    person(3, V3011=6, WGTPERCY=0, **LATER),
    person(1, line=2, V3014="forty"),
    person(1, line=3, V3018=7),
    person(1, line=4, WGTPERCY=-3),
    person(1, line=5, WGTPERCY=""),
    {**person(1, line=6), "IDPER": "1700000000000000000001113"},
    person(1, line=7, V3014=11),
    person(1, line=8, V3025=98),
    person(1, line=9),
]
INCIDENTS = [
    incident(1),
    incident(1),
    incident(1, V4014=98),
    incident(1, V4014=7, V4015=2009),
    incident(1, V4529=31),
    incident(1, V4529=20, V4022=1),
    incident(10, V4014=9),
    incident(99),
    incident(1, V4529="unclear"),
    incident(1, WGTVICCY=-2),
]
AREAS = [
    *(area(address, COUNTY_FIPS="48001" if address % 2 else "001") for address in ADDRESSES),
    area(1, YEARQ=2010.3, TRACT_VINTAGE=2010, TRACT_GEOID="48001950101"),
    area(2, household_number=2, YEARQ=2010.3, TRACT_VINTAGE=2010),
    area(3, YEARQ=2010.3),
    area(1, line=8),
    area(50),
    area(51, TRACT_GEOID="480019501"),
]
SELECTED = (
    "+sample_flow", "+row_accounting", "+int_next_contacts", "+int_interview_outcomes", "+int_victimization_totals",
    "+int_design_units",
)  # fmt: skip


@pytest.fixture(scope="module")
def survey_build(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return the settings of a build of the survey's models on the files above, and nothing else."""

    def write(folder: Path) -> None:
        write_survey(folder, HOUSEHOLDS, PERSONS, INCIDENTS, AREAS)

    return build_part(tmp_path_factory.mktemp("survey"), write, SELECTED, ["areas_cover_the_interviews"])


def test_every_bad_row_is_set_aside_with_its_reason(survey_build: Settings) -> None:
    found = built_rows(
        survey_build,
        "select source, row_number, column_name, reason from quality.rejected_rows"
        " where source like 'ncvs%' order by all",
    )
    first_bad_household, first_bad_person, n_areas = len(ADDRESSES) + 4, len(ADDRESSES) + 4, len(AREAS)
    assert found == [
        ("ncvs_area", n_areas - 1, "idper", "row set aside: no person record has its YEARQ and IDPER"),
        ("ncvs_area", n_areas, "tract_geoid", "not 11 characters long"),
        ("ncvs_household", first_bad_household, "v2015", "cannot be read as a whole number"),
        ("ncvs_household", first_bad_household + 1, "wgthhcy", "below 0"),
        ("ncvs_household", first_bad_household + 2, "wgthhcy", "missing"),
        ("ncvs_household", first_bad_household + 3, "idhh", "not 25 characters long"),
        ("ncvs_incident", 8, "idper", "row set aside: no person record has its YEARQ and IDPER"),
        ("ncvs_incident", 9, "v4529", "cannot be read as a whole number"),
        ("ncvs_incident", 10, "wgtviccy", "below 0"),
        ("ncvs_person", first_bad_person, "v3014", "cannot be read as a whole number"),
        ("ncvs_person", first_bad_person + 1, "v3018", "unknown code"),
        ("ncvs_person", first_bad_person + 2, "wgtpercy", "below 0"),
        ("ncvs_person", first_bad_person + 3, "wgtpercy", "missing"),
        ("ncvs_person", first_bad_person + 4, "idper", "not 27 characters long"),
        ("ncvs_person", first_bad_person + 5, "v3014", "below 12"),
        (
            "ncvs_person",
            first_bad_person + 7,
            "idper",
            "row set aside: no area record has its YEARQ and IDPER, so no county is known",
        ),
    ]


def test_counts_are_conserved_from_file_to_panel(survey_build: Settings) -> None:
    accounts = built_rows(
        survey_build,
        "select source, rows_read, rows_kept, rows_rejected, rows_set_aside_later from quality.row_accounting"
        " order by source",
    )
    assert accounts == [
        ("ncvs_area", len(AREAS), len(AREAS) - 1, 1, 1),
        ("ncvs_household", len(HOUSEHOLDS), len(HOUSEHOLDS) - 4, 4, 0),
        ("ncvs_incident", len(INCIDENTS), len(INCIDENTS) - 2, 2, 1),
        ("ncvs_person", len(PERSONS), len(PERSONS) - 6, 6, 1),
    ]
    flow = built_rows(
        survey_build,
        "select kind, n_records, n_records_left, n_persons_left from quality.sample_flow"
        " where flow = 'interviews' order by step",
    )
    n = len(PERSONS)
    assert flow == [
        ("start", n, n, None),
        ("exclusion", 6, n - 6, 14),
        ("exclusion", 0, n - 6, 14),
        ("exclusion", 1, n - 7, 14),
        ("exclusion", 0, n - 7, 14),
        ("exclusion", 1, n - 8, 13),
        ("exclusion", 1, n - 9, 12),
        ("panel", 13, 13, 12),
        ("kept", 0, 13, 12),
        ("kept", 0, 13, 12),
        ("kept", 0, 13, 12),
    ]
    assert n - 9 == 13


def test_an_area_file_that_lacks_more_than_one_interview_in_a_hundred_stops_a_refresh(survey_build: Settings) -> None:
    assert fails(survey_build, "areas_cover_the_interviews")


def test_incidents_are_joined_dated_and_never_merged(survey_build: Settings) -> None:
    rows = built_rows(
        survey_build,
        "select n_violent_victimization, n_violent_victimization_undated, n_property_victimization"
        " from intermediate.int_interview_outcomes order by 1",
    )
    # Two equal records are two incidents; one has no month, one lies before the period; property is not violence.
    assert rows == [(1, 0, 0), (4, 2, 1)]


def test_a_replaced_household_is_told_from_one_that_answers_no_more(survey_build: Settings) -> None:
    rows = built_rows(
        survey_build,
        "select substr(idper, 22, 1) as address, next_contact, is_next_interview_missing, is_household_replaced"
        " from intermediate.int_next_contacts where yearq = 2010.1 and substr(idper, 21, 2) in ('01', '02', '03', '04')"
        " order by 1",
    )
    assert rows == [
        ("1", "interviewed", False, False),
        ("2", "household_replaced", True, True),
        ("3", "person_noninterview", True, False),
        ("4", "address_left_sample", None, None),
    ]


def test_tracts_of_both_vintages_and_county_codes_of_both_lengths_are_accepted(survey_build: Settings) -> None:
    rows = built_rows(
        survey_build,
        "select county_fips, tract_vintage, count(*) from intermediate.int_interviews group by all order by all",
    )
    assert rows == [("48001", 2000, 11), ("48001", 2010, 2)]


def test_sums_by_sampling_unit_follow_weights_and_series(survey_build: Settings) -> None:
    rows = built_rows(
        survey_build,
        "select population, unit, outcome, quantity, sum(weighted_total), sum(n_records) from"
        " intermediate.int_victimization_totals where population in ('all', 'white') and (outcome is null or"
        " outcome in ('violent_victimization', 'property_victimization')) group by all order by all",
    )
    assert rows == [
        ("all", "household", "property_victimization", "victimizations", 2000.0, 1),
        ("all", "household", "property_victimization", "victims", 1000.0, 1),
        ("all", "household", None, "population", 14000.0, 14),
        ("all", "person", "violent_victimization", "victimizations", 10000.0, 5),
        ("all", "person", "violent_victimization", "victims", 2000.0, 2),
        ("all", "person", None, "population", 15000.0, 15),
        ("white", "person", "violent_victimization", "victimizations", 10000.0, 5),
        ("white", "person", "violent_victimization", "victims", 2000.0, 2),
        ("white", "person", None, "population", 15000.0, 15),
    ]
