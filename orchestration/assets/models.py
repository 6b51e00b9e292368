"""The dbt models as assets, their data tests as checks, with columns, row counts and column lineage as metadata."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, dbt_assets
from dagster_dbt.core.dbt_cli_event import DbtCoreCliEventMessage
from google.protobuf.json_format import MessageToDict

from expectations.gx_bridge import load_in_background
from orchestration.assets.raw import POOL
from orchestration.column_lineage import remembered_lineage
from orchestration.dbt_runner import SELECTION, build_models
from orchestration.resources import RefreshSettings
from orchestration.settings import DBT_TARGET_DIRECTORY
from orchestration.warehouse import Relation, build, relations

LINEAGE_SCHEMAS = ("intermediate", "marts")


class LayeredTranslator(DagsterDbtTranslator):
    """Keys are `[schema, name]` and groups are the layers, so that the graph reads from left to right."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Return the key of a model, seed or source."""
        if dbt_resource_props["resource_type"] == "source":
            return dg.AssetKey(["raw", dbt_resource_props["name"]])
        return dg.AssetKey([dbt_resource_props["schema"], dbt_resource_props["name"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """Return the layer."""
        return str(dbt_resource_props["schema"])


TRANSLATOR = LayeredTranslator(settings=DagsterDbtTranslatorSettings(enable_asset_checks=True))


def model_assets(manifest_path: Path) -> dg.AssetsDefinition:
    """Return one definition with every model and seed as an asset and every data test as a check."""
    manifest = json.loads(manifest_path.read_text(encoding="utf-8"))

    @dbt_assets(
        manifest=manifest,
        dagster_dbt_translator=TRANSLATOR,
        exclude=SELECTION["exclude"],
        pool=POOL,
        name="dbt_models",
    )
    def dbt_models(context: dg.AssetExecutionContext, refresh_settings: RefreshSettings) -> Iterator[Any]:
        settings = refresh_settings.resolve()
        load_in_background()
        run = build_models(settings)
        with build(settings) as connection:
            made = relations(connection)
        for event in run.events:
            yield from _asset_events(context, manifest, MessageToDict(event, preserving_proto_field_name=True), made)
        if run.failure is not None:
            raise run.failure

    return dbt_models


def _asset_events(
    context: dg.AssetExecutionContext,
    manifest: Mapping[str, Any],
    event: dict[str, Any],
    made: Mapping[str, Relation],
) -> Iterator[Any]:
    """Turn a dbt result into Dagster events, with what the warehouse knows of the relation it made."""
    node = manifest["nodes"][event["data"]["node_info"]["unique_id"]]
    relation = made.get(f"{node['schema']}.{node['name']}")
    message = DbtCoreCliEventMessage(raw_event=event, event_history_metadata={})
    for produced in message.to_default_asset_events(manifest, TRANSLATOR, context):
        if isinstance(produced, dg.Output) and relation is not None:
            described = _relation_metadata(manifest, node, relation, made)
            produced = produced.with_metadata({**produced.metadata, **described})
        yield produced


def _relation_metadata(
    manifest: Mapping[str, Any], node: Mapping[str, Any], relation: Relation, made: Mapping[str, Relation]
) -> dict[str, Any]:
    """Return columns, row count and column lineage of a relation as Dagster shows them."""
    described = {name: column.get("description") for name, column in node["columns"].items()}
    columns = [dg.TableColumn(name, kind, described.get(name)) for name, kind in relation.columns.items()]
    table = {"column_schema": dg.TableSchema(columns), "column_lineage": _lineage(manifest, node, made)}
    counted = {} if relation.n_rows is None else {"row_count": relation.n_rows}
    return {f"dagster/{name}": value for name, value in (table | counted).items()}


def _lineage(
    manifest: Mapping[str, Any], node: Mapping[str, Any], made: Mapping[str, Relation]
) -> dg.TableColumnLineage:
    """Return the lineage of a model's columns; staging only renames, and a seed's columns come from nowhere else."""
    compiled = DBT_TARGET_DIRECTORY / "compiled" / node["package_name"] / node["original_file_path"]
    if node["schema"] not in LINEAGE_SCHEMAS or not compiled.exists():
        return dg.TableColumnLineage({})
    columns: dict[str, dict[str, dict[str, str]]] = {}
    for unique_id in node["depends_on"]["nodes"]:
        parent = manifest["nodes"].get(unique_id) or manifest["sources"][unique_id]
        if known := made.get(f"{parent['schema']}.{parent['name']}"):
            columns.setdefault(parent["schema"], {})[parent["name"]] = known.columns
    origins = remembered_lineage(compiled.read_text(encoding="utf-8"), columns, DBT_TARGET_DIRECTORY / "lineage")
    return dg.TableColumnLineage(
        {
            name: [dg.TableColumnDep(dg.AssetKey([schema, relation]), column) for schema, relation, column in found]
            for name, found in origins.items()
        }
    )
