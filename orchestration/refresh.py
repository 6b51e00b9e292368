"""Runs the refresh job from the command line, in this process, and says how it ended."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import dagster as dg

from orchestration.assets.published import WAREHOUSE
from orchestration.errors import RefreshError
from orchestration.failure import failed_quality_page
from orchestration.instance import open_instance
from orchestration.lock import held_lock
from orchestration.progress import report_progress
from orchestration.publication import current_version
from orchestration.resources import resource_of
from orchestration.settings import Settings, apply_environment

EXPECTED_ERRORS = {"SourceError", "RefreshError", "TwinError", "Failure", "DagsterAssetCheckFailedError"}


@dataclass(frozen=True)
class Publication:
    """Where a refresh left what people use."""

    data_version: str
    warehouse: Path
    report: Path
    estimators_page: Path
    policies_page: Path
    respondents_page: Path
    places_page: Path
    quality_page: Path


def run_refresh(settings: Settings) -> Publication:
    """Run the whole job and return what was published.

    Raises RefreshError with the first failure's message and the page that shows the rest; whatever was published
    before stays as it was.
    """
    settings.create_directories()
    apply_environment(settings)
    logging.getLogger("dagster").setLevel(logging.CRITICAL)
    report_progress("load the project", 0.0)
    # Loading Dagster and the dbt manifest takes seconds; only a refresh needs them.
    from orchestration.definitions import defs

    config = {
        "resources": {"refresh_settings": {"config": resource_of(settings).model_dump()}},
        # The history keeps every event; the terminal shows progress and, at the end, what matters.
        "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
    }
    with _only_refresh_of(settings), open_instance(settings) as instance:
        result = defs.resolve_job_def("refresh").execute_in_process(
            run_config=config, instance=instance, raise_on_error=False
        )
    if not result.success or not _was_published(result):
        raise RefreshError(_failure_message(result, settings))
    return _publication(settings)


@contextmanager
def _only_refresh_of(settings: Settings) -> Iterator[None]:
    """Hold the home's lock; raise RefreshError when another refresh holds it."""
    words = f"Another refresh is at work in {settings.home}.\n  remedy: wait for it, or use another home."
    with held_lock(settings.build_directory / ".lock", RefreshError(words)):
        yield


def _was_published(result: dg.ExecuteInProcessResult) -> bool:
    return any(event.asset_key == WAREHOUSE for event in result.get_asset_materialization_events())


def _publication(settings: Settings) -> Publication:
    pages = settings.published_directory / "reports"
    return Publication(
        data_version=current_version(settings) or "",
        warehouse=settings.published_database,
        report=pages / "index.html",
        estimators_page=pages / "estimators.html",
        policies_page=pages / "policies.html",
        respondents_page=pages / "respondents.html",
        places_page=pages / "places.html",
        quality_page=pages / "quality.html",
    )


def _failure_message(result: dg.ExecuteInProcessResult, settings: Settings) -> str:
    messages = [_message_of(event) for event in result.all_events if event.is_step_failure]
    failed_checks = [
        f"  check failed: {check.asset_key.to_user_string()} {check.check_name}"
        for check in result.get_asset_check_evaluations()
        if not check.passed and check.severity == dg.AssetCheckSeverity.ERROR
    ]
    version = current_version(settings)
    kept = f"The published version {version} is unchanged." if version else "Nothing is published yet."
    page = failed_quality_page(settings)
    shown = [f"Checks of this run: {page}"] if page.exists() else []
    return "\n".join([*messages, *failed_checks, kept, *shown])


def _message_of(event: dg.DagsterEvent) -> str:
    """Return the message of the error a step raised, without Dagster's wrapping.

    An error we did not foresee keeps its class, and says where its traceback is.
    """
    error = event.step_failure_data.error
    if error is None:
        return f"{event.step_key} failed"
    raised = error.cause or error
    message = raised.message.strip()
    if raised.cls_name in EXPECTED_ERRORS:
        return re.sub(r"^[\w.]+: ", "", message)
    return (
        f"{message}\n  step:   {event.step_key}\n  remedy: its traceback is on the run's page; `fedlocal ui` shows it."
    )
