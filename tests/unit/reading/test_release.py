"""What may be exported beside a real confidential source: each table is followed back to its sources."""

from __future__ import annotations

import re

import yaml

from orchestration.reading.release import PUBLIC_TABLES
from orchestration.settings import DBT_PROJECT_DIRECTORY
from orchestration.sources.catalog import load_catalog

STAGED = yaml.safe_load((DBT_PROJECT_DIRECTORY / "dbt_project.yml").read_text())["vars"]["staged_tables"]
REFERENCE = re.compile(r"(?:ref|kept_rows|source)\(\s*'([^']+)'(?:\s*,\s*'([^']+)')?")
MODELS = {path.stem: path for path in (DBT_PROJECT_DIRECTORY / "models").rglob("*.sql")}
SEEDS = {path.stem for path in (DBT_PROJECT_DIRECTORY / "seeds").rglob("*.csv")}


def sources_behind(name: str) -> set[str]:
    """Return the raw tables a model rests on, through every model between."""
    seen, waiting, raw = set(), [name], set()
    while waiting:
        relation = waiting.pop()
        if relation in seen or relation in SEEDS:
            continue
        seen.add(relation)
        raw |= {STAGED[relation]} if relation in STAGED else set()
        for first, second in REFERENCE.findall(MODELS[relation].read_text()):
            raw |= {second} if second else set()
            waiting += [] if second else [first]
    return raw


def test_every_public_table_rests_on_public_sources_alone() -> None:
    catalog = load_catalog()
    for table in PUBLIC_TABLES:
        name = table.removeprefix("marts.")
        confidential = {s for s in sources_behind(name) if s in catalog and catalog[s].confidentiality != "public"}
        assert not confidential, (table, confidential)


def test_the_walk_back_finds_the_confidential_source_of_a_table_that_has_one() -> None:
    assert "ncvs_area" in sources_behind("respondent_periods")
    assert {"secure_communities", "ice_287g_participating"} <= sources_behind("policy_timeline")
