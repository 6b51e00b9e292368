"""Writes the files of places and policies, each source in its folder; a real source is never written beside."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from orchestration.twin import agencies, agreement_workbooks, detainer_policies, place_files, secure_communities
from orchestration.twin.acs_files import write_acs
from orchestration.twin.counties import Counties
from orchestration.twin.policies import Policies
from orchestration.twin.settings import RealInputs, TwinSize


def write_places(
    folder: Path, counties: Counties, people: pd.DataFrame, tracts: pd.DataFrame, policies: Policies,
    real: RealInputs, size: TwinSize, seed: int,
) -> None:  # fmt: skip
    """Write gazetteers, adjacency, police agencies and the American Community Survey, unless they are real."""
    real_sources = real.real_sources | ({"gazetteer_county"} if real.counties is not None else frozenset())
    table = counties.table
    writers: dict[str, Callable[[Path], None]] = {
        "gazetteer_county": lambda path: place_files.write_county_gazetteer(path / place_files.COUNTY_GAZETTEER, table),
        "county_adjacency": lambda path: place_files.write_adjacency(
            path / place_files.ADJACENCY, table, counties.adjacency
        ),
        "gazetteer_tract": lambda path: place_files.write_tract_gazetteer(path / place_files.TRACT_GAZETTEER, tracts),
        "police_agencies": lambda path: agencies.write_agencies(
            path / agencies.FILE_NAME, agencies.agency_table(people, policies.cities)
        ),
        "acs5": lambda path: write_acs(path, tracts, table, size.acs_format, seed),
    }
    for source, write in writers.items():
        if source not in real_sources:
            write(folder / source)


def write_policies(folder: Path, people: pd.DataFrame, policies: Policies, real: RealInputs, seed: int) -> None:
    """Write the sources of the policies that were invented."""
    if policies.rollout is not None:
        path = folder / "secure_communities" / secure_communities.FILE_NAME
        secure_communities.write_activation_dates(path, policies.rollout, people)
    if policies.agreements is not None:
        agreement_workbooks.write_participating(folder / "ice_287g_participating", policies.agreements, people, seed)
        if "ice_287g_pending" not in real.real_sources:
            agreement_workbooks.write_pending(folder / "ice_287g_pending", people, seed)
    if policies.statements is not None:
        path = folder / "detainer_section_iii" / detainer_policies.FILE_NAME
        detainer_policies.write_statements(path, policies.statements)
