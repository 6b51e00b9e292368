"""Writes a whole twin: places, policies, survey and truth, in one folder a source, with a manifest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pandas as pd

from orchestration.twin.atomic_folder import replaced_folder
from orchestration.twin.counties import Counties, read_counties
from orchestration.twin.county_people import invent_people
from orchestration.twin.doses import neighbor_shares
from orchestration.twin.manifest import TwinManifest, code_version, list_files, read_manifest, write_manifest
from orchestration.twin.planted_mess import planted_mess
from orchestration.twin.policies import Policies, invent_policies
from orchestration.twin.policy_months import active_shares, write_policy_months
from orchestration.twin.random_streams import random_stream
from orchestration.twin.sample_design import draw_counties
from orchestration.twin.scenarios import SCENARIOS
from orchestration.twin.settings import SIZES, RealInputs, TwinSettings, TwinSize
from orchestration.twin.source_files import TRACT_WEIGHTS, write_places, write_policies
from orchestration.twin.summary import counted, noted
from orchestration.twin.survey import Survey, conduct_survey
from orchestration.twin.survey_files import STUDY_NUMBERS, write_survey_year
from orchestration.twin.survey_records import record_tables
from orchestration.twin.tract_history import TractHistory, invent_tract_history
from orchestration.twin.tracts import invent_tracts
from orchestration.twin.truth import planted_truth, write_truth

ProgressListener = Callable[[str, float], None]
TRUTH_FOLDER = "truth"


def write_twin(
    directory: Path,
    settings: TwinSettings,
    real: RealInputs,
    progress: ProgressListener | None = None,
    *,
    size: TwinSize | None = None,
) -> TwinManifest:
    """Write the twin into a folder, or leave it when the same twin is already there, and return its manifest.

    The same settings and real inputs always give the same bytes. `size` overrides the scale's size, for tests.
    Raises TwinError when the folder holds files of somebody else.
    """
    size = size or SIZES[settings.scale]
    asked_for = {**asdict(settings), "size": asdict(size)}
    existing, code = read_manifest(directory), code_version()
    if existing is not None and existing.matches(asked_for, real.fingerprint(), code, directory):
        return existing
    tell = progress or _tell_nobody
    with replaced_folder(directory) as folder:
        counts, notes = _write_all(folder, settings, real, size, tell)
        manifest = TwinManifest(
            settings=asked_for,
            real_inputs=real.fingerprint(),
            code_version=code,
            counts=counts,
            planted_mess=planted_mess(folder),
            notes=notes,
            files=list_files(folder),
        )
        write_manifest(folder, manifest)
    tell("twin", 1.0)
    return manifest


def _tell_nobody(stage: str, fraction: float) -> None:
    """Take a report to nobody."""


def _write_all(
    folder: Path, settings: TwinSettings, real: RealInputs, size: TwinSize, tell: ProgressListener
) -> tuple[dict[str, float], tuple[str, ...]]:
    tell("counties", 0.0)
    counties = read_counties(real.counties)
    people = invent_people(counties.table, settings.seed)
    sampled = draw_counties(people, counties.adjacency, size, settings.seed)
    tracts = invent_tracts(sampled, settings.seed)
    history = invent_tract_history(tracts, are_weights_real=TRACT_WEIGHTS in real.real_sources)
    policies = invent_policies(people, sampled["county_fips"], real, settings.seed)
    tell("places and policies", 0.1)
    write_places(folder, counties, people, tracts, history, policies, real, size, settings.seed)
    write_policies(folder, people, policies, real, settings.seed)
    tell("survey", 0.2)
    survey = conduct_survey(
        tracts,
        sampled,
        active_shares(policies.spells, sampled["county_fips"].to_numpy()),
        size.n_persons,
        settings.scenario,
        settings.seed,
        shares_of_neighbors(settings.scenario, policies, sampled, counties),
    )
    _write_survey(folder, survey, tracts, history, sampled, real, settings.seed, tell)
    truth = planted_truth(survey, settings, size.n_truth_persons, lambda part: tell("truth", 0.6 + 0.4 * part))
    write_truth(folder / TRUTH_FOLDER / "planted_truth.csv", truth)
    everywhere = people["county_fips"].to_numpy()
    write_policy_months(
        folder / TRUTH_FOLDER / "policy_months.csv.gz", active_shares(policies.spells, everywhere), everywhere
    )
    return counted(survey, sampled, tracts), noted(size, settings, survey)


def shares_of_neighbors(
    scenario: str, policies: Policies, sampled: pd.DataFrame, counties: Counties
) -> dict[str, np.ndarray]:
    """Return how far the counties around each sampled one have the policies that a scenario lets spill over."""
    spilling = sorted(SCENARIOS[scenario].in_neighbors)
    if not spilling:
        return {}
    return neighbor_shares(policies.spells, sampled["county_fips"].to_numpy(), counties.adjacency, spilling)


def _write_survey(
    folder: Path, survey: Survey, tracts: pd.DataFrame, history: TractHistory, sampled: pd.DataFrame,
    real: RealInputs, seed: int, tell: ProgressListener,
) -> None:  # fmt: skip
    records = record_tables(survey, tracts, history, sampled, seed, random_stream(seed, "survey codes"))
    for number, year in enumerate(STUDY_NUMBERS):
        tell("survey", 0.3 + 0.03 * number)
        if year not in real.real_survey_years:
            write_survey_year(folder, records, year)
