"""Dagster's own home: run history in SQLite inside the project's home, no telemetry, one refresh at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from orchestration.settings import Settings

INSTANCE_CONFIGURATION = """\
# Written by fedlocal; change it here and it stays.
telemetry:
  enabled: false
nux:
  enabled: false
# One database for all events: Dagster's default writes each event of an asset to two.
event_log_storage:
  module: dagster._core.storage.event_log
  class: ConsolidatedSqliteEventLogStorage
  config:
    base_dir: {base_directory}
concurrency:
  runs:
    max_concurrent_runs: 1
  pools:
    default_limit: 1
"""


def write_instance_configuration(settings: Settings) -> None:
    """Write `dagster.yaml` into the Dagster home unless one is there."""
    settings.create_directories()
    path = settings.dagster_home / "dagster.yaml"
    if not path.exists():
        history = settings.dagster_home / "history"
        path.write_text(INSTANCE_CONFIGURATION.format(base_directory=history), encoding="utf-8")


@contextmanager
def open_instance(settings: Settings) -> Iterator[dg.DagsterInstance]:
    """Open the instance whose history the web pages show."""
    write_instance_configuration(settings)
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        yield instance
