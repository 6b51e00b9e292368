"""Tells the twin what is real, so that it writes only what is missing and builds on the rest."""

from __future__ import annotations

import pandas as pd
import pyarrow.parquet as pq

from orchestration.progress import report_progress
from orchestration.settings import Settings
from orchestration.sources.catalog import load_catalog
from orchestration.sources.inventoried_file import InventoriedFile, real_periods
from orchestration.sources.inventory import take_inventory
from orchestration.sources.policy_sources import AGREEMENT_SOURCES, POLICY_SOURCES
from orchestration.sources.twin_manifest import remember_twin
from orchestration.twin import RealInputs, TwinManifest, TwinSettings, write_twin
from orchestration.twin.calendar_months import FIRST_PANEL_YEAR, LAST_PANEL_YEAR

PANEL_YEARS = frozenset(str(year) for year in range(FIRST_PANEL_YEAR, LAST_PANEL_YEAR + 1))
PERIODS_THE_TWIN_WRITES = {
    "gazetteer_county": {"2010"},
    "gazetteer_tract": {"2010"},
    "county_adjacency": {"2010"},
    "county_population": {"2010"},
    "county_foreign_born": {"1990"},
    "acs5": {str(year) for year in range(2009, 2015)},
}


def write_missing_sources(settings: Settings) -> TwinManifest:
    """Write the twin's files for every source and period that has no real file.

    Nothing is rewritten when settings, real inputs and code are those of the twin that lies there.
    Raises SourceError when a real file is unreadable.
    """
    real = real_inputs(settings, take_inventory(settings, with_twin=False))
    twin = TwinSettings(scale=settings.scale, scenario=settings.scenario, seed=settings.seed)
    manifest = write_twin(settings.twin_directory, twin, real, report_progress)
    remember_twin(settings)
    return manifest


def real_inputs(settings: Settings, files: list[InventoriedFile]) -> RealInputs:
    """Describe the real files of an inventory to the twin."""
    return RealInputs(
        secure_communities=_cells(files, "secure_communities", "all"),
        counties=_cells(files, "gazetteer_county", "2010"),
        has_real_agreements=any(real_periods(files, source) for source in AGREEMENT_SOURCES),
        has_real_detainer_policies=bool(real_periods(files, "detainer_section_iii")),
        real_survey_years=frozenset(int(year) for year in real_periods(files, "ncvs_person") & PANEL_YEARS),
        real_sources=frozenset(name for name in load_catalog() if _is_covered(files, name)),
        fill_with_twin=settings.fill_with_twin,
    )


def _is_covered(files: list[InventoriedFile], source: str) -> bool:
    """Say whether real files hold every period of a source that the twin would write."""
    real = real_periods(files, source)
    if source in POLICY_SOURCES:
        return bool(real)
    return bool(real) and PERIODS_THE_TWIN_WRITES.get(source, set()) <= real


def _cells(files: list[InventoriedFile], source: str, period: str) -> pd.DataFrame | None:
    """Return a real source's raw text columns, or None when it has no real file."""
    for file in files:
        if file.source_name == source and period in file.periods and file.is_loaded and not file.is_synthetic:
            return pq.read_table(file.stored.parquet).to_pandas()
    return None
