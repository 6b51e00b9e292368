"""The models' own unit tests, and their documentation."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from orchestration.dbt_runner import ensure_manifest, failure_message, invoke_dbt, manifest_nodes
from orchestration.settings import settings_from_environment

pytestmark = pytest.mark.slow

RULES_WITH_UNIT_TESTS = {
    "int_county_crime",
    "county_crime",
    "regional_crime",
    "ice_arrests_by_criminality",
    "int_regional_victimization_totals",
    "select_victimizations",
    "int_secure_communities_spells",
    "int_287g_listings",
    "int_287g_list_claims",
    "int_287g_reconstruction_bounds",
    "int_287g_reconstruction_claims",
    "int_287g_yearly_claims",
    "int_287g_stretches",
    "int_287g_agreements",
    "int_policy_regimes",
    "int_statement_county_codes",
    "int_statement_spells",
    "int_policy_spell_versions",
    "int_counted_spells",
    "int_county_stretches",
    "int_policy_coverage",
    "policy_timeline_history",
    "policy_neighbor_month",
    "county_exposures",
    "int_287g_spells",
    "int_agency_register_counties",
    "int_expired_corrections",
    "policy_county_month",
    "int_incidents",
    "int_contacts",
    "int_household_interviews",
    "int_interviews",
    "int_next_contacts",
    "int_interview_months",
    "respondent_months",
    "income_imputations",
    "int_covariate_years",
    "int_tract_measures",
    "immigrant_destinations",
    "int_agency_identifiers",
    "int_surveyed_agencies",
    "int_surveyed_agency_placements",
    "int_surveyed_agency_counties",
    "int_county_policing_years",
    "int_county_population_years",
    "int_county_policing",
}


@pytest.fixture(scope="module")
def copied_build(refreshed_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with a copy of a finished build: unit tests need the parents of a model to exist."""
    home = tmp_path_factory.mktemp("unit_tests")
    shutil.copytree(refreshed_home / "build", home / "build")
    return home


def test_every_unit_test_of_the_models_passes(copied_build: Path) -> None:
    settings = settings_from_environment(home=copied_build)
    result = invoke_dbt(settings, ["test", "--select", "test_type:unit"])
    assert result.success, failure_message(result)
    tested = {run.node.tested_node_unique_id.rsplit(".", 1)[-1] for run in result.result.results}
    assert tested >= RULES_WITH_UNIT_TESTS


def test_every_model_and_column_is_described(checkout: Path) -> None:
    ensure_manifest(settings_from_environment())
    models = [node for node in manifest_nodes().values() if node["resource_type"] in ("model", "seed")]
    bare = [node["name"] for node in models if not node["description"].strip()]
    bare += [
        f"{node['name']}.{name}"
        for node in models
        for name, column in node["columns"].items()
        if not column["description"].strip()
    ]
    assert bare == []


def test_every_mart_has_an_enforced_contract_and_a_test_of_its_grain() -> None:
    ensure_manifest(settings_from_environment())
    nodes = manifest_nodes()
    marts = {node["unique_id"]: node for node in nodes.values() if node.get("schema") == "marts"}
    # A view repeats the rows of a tested mart.
    marts = {
        key: node
        for key, node in marts.items()
        if node["resource_type"] == "model" and node["config"]["materialized"] != "view"
    }
    assert len(marts) >= 8
    assert [node["name"] for node in marts.values() if not node["config"]["contract"]["enforced"]] == []
    tested = {
        node["attached_node"]
        for node in nodes.values()
        if node.get("test_metadata", {}).get("name") in ("unique_combination", "unique")
    }
    assert {marts[key]["name"] for key in set(marts) - tested} == set()


def test_every_data_test_of_several_models_is_hung_on_one_it_reads() -> None:
    # Dagster leaves a test out, without a word, whose model it cannot tell.
    ensure_manifest(settings_from_environment())
    nodes = manifest_nodes()
    singular = [node for node in nodes.values() if node["resource_type"] == "test" and "test_metadata" not in node]
    assert len(singular) >= 15
    astray = []
    for test in singular:
        read = {nodes[key]["name"] for key in test["depends_on"]["nodes"] if key in nodes}
        named = test["config"]["meta"].get("dagster", {}).get("ref", {}).get("name")
        if read and named not in read and (named is not None or len(read) > 1):
            astray.append((test["name"], named))
    assert astray == []
