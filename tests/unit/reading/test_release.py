"""What may be exported beside a real confidential source: each table is followed back to its sources."""

from __future__ import annotations

from functools import cache

from orchestration.dbt_runner import ensure_manifest, manifest_nodes
from orchestration.reading.release import PUBLIC_TABLES
from orchestration.settings import settings_from_environment
from orchestration.sources.catalog import load_catalog


@cache
def _parents() -> dict[str, list[str]]:
    """Return what each model and seed reads, as dbt knows it: names built in a loop cannot be found in the text."""
    ensure_manifest(settings_from_environment())
    return {name: node.get("depends_on", {}).get("nodes", []) for name, node in manifest_nodes().items()}


def sources_behind(name: str) -> set[str]:
    """Return the raw tables a model rests on, through every model between."""
    known = {node.rsplit(".", 1)[-1]: node for node in _parents() if node.startswith(("model.", "seed."))}
    seen, waiting, raw = set(), [known[name]], set()
    while waiting:
        relation = waiting.pop()
        if relation in seen:
            continue
        seen.add(relation)
        if relation.startswith("source."):
            raw.add(relation.rsplit(".", 1)[-1])
        else:
            waiting += _parents()[relation]
    return raw


def test_every_public_table_rests_on_public_sources_alone() -> None:
    catalog = {table: source for source in load_catalog().values() for table in source.raw_tables}
    for table in PUBLIC_TABLES:
        name = table.removeprefix("marts.")
        confidential = {s for s in sources_behind(name) if s in catalog and catalog[s].confidentiality != "public"}
        assert not confidential, (table, confidential)


def test_the_walk_back_finds_the_confidential_source_of_a_table_that_has_one() -> None:
    assert "ncvs_area" in sources_behind("respondent_periods")
    assert {"secure_communities", "ice_287g_participating"} <= sources_behind("policy_timeline")
