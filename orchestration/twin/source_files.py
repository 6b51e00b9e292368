"""Writes the files of places and policies, each source in its folder; a real source is never written beside."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from orchestration.twin import (
    agencies,
    agency_survey_files,
    agreement_lists,
    agreement_reconstruction,
    agreement_workbooks,
    agreement_years,
    county_crime,
    county_foreign_born,
    county_history,
    detainer_policies,
    place_files,
    police_employees,
    policy_table,
    sanctuary_list,
    secure_communities,
)
from orchestration.twin.acs_files import write_acs
from orchestration.twin.census_2000_files import SUMMARY_FILES, write_census_2000
from orchestration.twin.counties import Counties
from orchestration.twin.policies import Policies
from orchestration.twin.settings import RealInputs, TwinSize
from orchestration.twin.surveyed_agencies import survey_agencies
from orchestration.twin.tract_history import FILE_NAME, TractHistory, write_tract_weights
from orchestration.twin.tract_tables import RELEASES

TRACT_WEIGHTS = "tract_weights_2000_2010"


def write_places(
    folder: Path, counties: Counties, people: pd.DataFrame, tracts: pd.DataFrame, history: TractHistory,
    policies: Policies, real: RealInputs, size: TwinSize, seed: int,
) -> None:  # fmt: skip
    """Write gazetteers, adjacency, tract weights, county population, police agencies, their employees and surveys,
    county crime, and the tables of the censuses and the American Community Survey, unless they are real.
    """
    real_sources = real.real_sources | ({"gazetteer_county"} if real.counties is not None else frozenset())
    table = counties.table
    police = agencies.agency_table(people, policies.cities)
    writers: dict[str, Callable[[Path], None]] = {
        "gazetteer_county": lambda path: place_files.write_county_gazetteer(path / place_files.COUNTY_GAZETTEER, table),
        "county_adjacency": lambda path: place_files.write_adjacency(
            path / place_files.ADJACENCY, table, counties.adjacency
        ),
        "gazetteer_tract": lambda path: place_files.write_tract_gazetteer(path / place_files.TRACT_GAZETTEER, tracts),
        "county_population": lambda path: county_history.write_county_history(path / county_history.FILE_NAME, people),
        "county_foreign_born": lambda path: county_foreign_born.write_county_foreign_born(
            path / county_foreign_born.FILE_NAME, tracts, seed
        ),
        "police_agencies": lambda path: agencies.write_agencies(path / agencies.FILE_NAME, police),
        "police_employees": lambda path: police_employees.write_police_employees(
            path / police_employees.FILE_NAME, police, people
        ),
        "ucr_county": lambda path: county_crime.write_county_crime(path, people, seed),
        "acs5": lambda path: _write_acs_of_both_censuses(path, tracts, history, table, size, seed),
        **_agency_surveys(police, people, seed),
    }
    for summary_file in SUMMARY_FILES:
        writers[summary_file] = lambda path: write_census_2000(path, path.name, history.tracts_2000, seed)
    if history.weights is not None:
        writers[TRACT_WEIGHTS] = lambda path: write_tract_weights(path / FILE_NAME, history.weights)
    for source, write in writers.items():
        if source not in real_sources:
            write(folder / source)


def _agency_surveys(police: pd.DataFrame, people: pd.DataFrame, seed: int) -> dict[str, Callable[[Path], None]]:
    """Return the writers of the surveys of police agencies and of the crosswalk between them."""
    surveyed = survey_agencies(police, people, seed)
    files = agency_survey_files
    return {
        "csllea_2008": lambda path: files.write_csllea_2008(path / files.CSLLEA_2008, surveyed),
        "csllea_2018": lambda path: files.write_csllea_2018(path / files.CSLLEA_2018, surveyed),
        "lear_2016": lambda path: files.write_lear_2016(path / files.LEAR_2016, surveyed),
        "leaic_2012": lambda path: files.write_leaic_2012(path / files.LEAIC_2012, surveyed),
    }


def _write_acs_of_both_censuses(
    folder: Path, tracts: pd.DataFrame, history: TractHistory, counties: pd.DataFrame, size: TwinSize, seed: int
) -> None:
    """Write every release; the one of 2009 counts the tracts of 2000."""
    for counted, releases in ((history.tracts_2000, RELEASES[:1]), (tracts, RELEASES[1:])):
        write_acs(folder, counted, counties, size.acs_format, seed, releases)


def write_policies(folder: Path, people: pd.DataFrame, policies: Policies, real: RealInputs, seed: int) -> None:
    """Write the sources of the policies that were invented."""
    if policies.rollout is not None:
        path = folder / "secure_communities" / secure_communities.FILE_NAME
        secure_communities.write_activation_dates(path, policies.rollout, people)
    if policies.agreements is not None:
        _write_agreements(folder, policies.agreements, people, real, seed)
    if policies.statements is not None:
        path = folder / "detainer_section_iii" / detainer_policies.FILE_NAME
        detainer_policies.write_statements(path, policies.statements)
    if policies.sanctuaries is not None:
        sanctuary_list.write_sanctuary_list(folder / "sanctuary_doj" / sanctuary_list.FILE_NAME, policies.sanctuaries)
    if policies.dated_policies is not None:
        policy_table.write_policy_table(folder / "dated_policies" / policy_table.FILE_NAME, policies.dated_policies)


def _write_agreements(
    folder: Path, agreements: pd.DataFrame, people: pd.DataFrame, real: RealInputs, seed: int
) -> None:
    """Write every view of the invented agreements."""
    agreement_workbooks.write_participating(folder / "ice_287g_participating", agreements, people, seed)
    if "ice_287g_pending" not in real.real_sources:
        agreement_workbooks.write_pending(folder / "ice_287g_pending", people, seed)
    agreement_lists.write_oig_table(folder / "ice_287g_oig" / agreement_lists.OIG_FILE, agreements, seed)
    agreement_lists.write_roster(folder / "ice_287g_roster" / agreement_lists.ROSTER_FILE, agreements)
    agreement_reconstruction.write_reconstruction(
        folder / "ice_287g_reconstruction" / agreement_reconstruction.FILE_NAME, agreements
    )
    agreement_years.write_years(folder / "ice_287g_curated" / agreement_years.FILE_NAME, agreements, people, seed)
