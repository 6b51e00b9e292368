"""Runs dbt in this process and hands its results on as Dagster events.

A subprocess could not open the build database while this process holds it, and Dagster's own command-line
resource asks the package index for versions.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.errors import RefreshError
from orchestration.progress import report_progress
from orchestration.settings import DBT_PROJECT_DIRECTORY, DBT_TARGET_DIRECTORY, Settings, apply_environment

MANIFEST_PATH = DBT_TARGET_DIRECTORY / "manifest.json"
# A copy, for a command with variables of its own leaves what it parsed in dbt's file.
PARSED_PROJECT_PATH = DBT_TARGET_DIRECTORY / "project.msgpack"
FINGERPRINT_PATH = DBT_TARGET_DIRECTORY / "project.sha256"
SELECTION = {"exclude": "resource_type:unit_test"}
RESULT_EVENTS = ("LogSeedResult", "LogModelResult", "LogTestResult", "LogSnapshotResult")


def ensure_manifest(settings: Settings) -> Path:
    """Parse the dbt project when its files changed since the last time, and return the manifest's path.

    Raises RefreshError with dbt's message when the project does not parse.
    """
    # Variables of the project may come from the environment: this one does.
    fingerprint = f"{project_fingerprint()} {settings.counting_rule}"
    written = (MANIFEST_PATH, PARSED_PROJECT_PATH, FINGERPRINT_PATH)
    if all(path.exists() for path in written) and FINGERPRINT_PATH.read_text() == fingerprint:
        return MANIFEST_PATH
    report_progress("parse dbt project", 0.0)
    result = _invoke(settings, ["--write-json", "parse"])
    if not result.success:
        raise RefreshError(f"The dbt project does not parse: {result.exception}")
    shutil.copyfile(DBT_TARGET_DIRECTORY / "partial_parse.msgpack", PARSED_PROJECT_PATH)
    FINGERPRINT_PATH.write_text(fingerprint)
    return MANIFEST_PATH


def project_fingerprint() -> str:
    """Return a hash over the names and bytes of the dbt project's own files."""
    digest = hashlib.sha256()
    for path in sorted(DBT_PROJECT_DIRECTORY.rglob("*")):
        is_output = path.is_relative_to(DBT_TARGET_DIRECTORY) or path.is_relative_to(DBT_PROJECT_DIRECTORY / "logs")
        if path.is_file() and not is_output and not path.name.startswith("."):
            digest.update(str(path.relative_to(DBT_PROJECT_DIRECTORY)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def manifest_nodes() -> dict[str, Any]:
    """Return the nodes of the parsed manifest by unique id."""
    return json.loads(MANIFEST_PATH.read_text(encoding="utf-8"))["nodes"]


def invoke_dbt(settings: Settings, arguments: list[str], callbacks: list | None = None) -> Any:
    """Run one dbt command and close every connection it kept.

    The project as it was last parsed is handed over: dbt itself would parse it anew for every other build database.
    Returns dbt's result object (`success`, `result`, `exception`).
    """
    has_variables = "--vars" in arguments
    return _invoke(settings, arguments, callbacks, None if has_variables else _parsed_project(settings))


def _parsed_project(settings: Settings) -> Any:
    """dbt's manifest, fresh for each command because commands write to it."""
    from dbt.contracts.graph.manifest import Manifest

    ensure_manifest(settings)
    manifest = Manifest.from_msgpack(PARSED_PROJECT_PATH.read_bytes())
    manifest.build_flat_graph()
    return manifest


def _invoke(
    settings: Settings, arguments: list[str], callbacks: list | None = None, manifest: Any | None = None
) -> Any:
    # dbt takes two seconds to import; commands that do not need it should not wait.
    from dbt.adapters.factory import get_adapter_by_type, reset_adapters
    from dbt.cli.main import dbtRunner

    apply_environment(settings)
    project = str(DBT_PROJECT_DIRECTORY)
    options = [
        "--project-dir",
        project,
        "--profiles-dir",
        project,
        "--target-path",
        str(DBT_TARGET_DIRECTORY),
    ]
    # The manifest is written when the project is parsed; writing it again takes seconds of every command.
    quiet = ["--quiet", "--no-use-colors", "--log-level", "none", "--log-level-file", "none", "--no-write-json"]
    try:
        return dbtRunner(manifest, callbacks or []).invoke([*quiet, *arguments, *options])
    finally:
        # dbt keeps its connection; a second one with our configuration would then be refused.
        with suppress(KeyError):
            get_adapter_by_type("duckdb").connections.close_all_connections()
        reset_adapters()


@dataclass(frozen=True)
class ModelRun:
    """What a build of the models did: dbt's result events in order, and the failure to raise after them."""

    events: tuple[Any, ...]
    failure: RefreshError | None


def build_models(settings: Settings) -> ModelRun:
    """Build every model and run every data test; unit tests belong to the test suite."""
    events: list[Any] = []
    expected = sum(node["resource_type"] in ("model", "seed", "test") for node in manifest_nodes().values())

    def keep(event: Any) -> None:
        if event.info.name in RESULT_EVENTS:
            events.append(event)
            report_progress("build and test models", len(events) / expected)

    result = invoke_dbt(settings, ["build", "--exclude", SELECTION["exclude"]], callbacks=[keep])
    failure = None if result.success else RefreshError(failure_message(result))
    return ModelRun(tuple(events), failure)


def failure_message(result: Any) -> str:
    """Return what failed in a dbt run, a line each."""
    if result.exception is not None or result.result is None:
        return f"dbt stopped: {result.exception}"
    failed = [run for run in result.result.results if str(run.status) in ("error", "fail")]
    lines = [f"  {run.node.name}: {_first_lines(run.message or '')}" for run in failed]
    return "The models or their tests failed; nothing was published.\n" + "\n".join(lines)


def _first_lines(message: str, n_lines: int = 3) -> str:
    """Cut what a database says to its first lines: DuckDB lists every candidate function after them."""
    return "\n    ".join(line.strip() for line in message.strip().splitlines()[:n_lines])
