"""The one place that touches Great Expectations: an ephemeral context, one pandas asset, one claim at a time."""

from __future__ import annotations

import os
from functools import cache
from threading import Thread

import pandas as pd

from expectations.declaration import ProfileExpectation


class BrokenExpectation(RuntimeError):  # noqa: N818 (it names what is broken, not an error of the data)
    """A check that could not look at its data: a mistake in the suite or the profile, not in the data."""


def load_in_background() -> None:
    """Begin to import Great Expectations, three seconds that nobody misses while DuckDB builds the models."""
    Thread(target=_batch_definition, name="load-great-expectations", daemon=True).start()


@cache
def _batch_definition() -> object:
    """Import Great Expectations (seconds) on first use; no telemetry, no progress bars, nothing on disk."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = great_expectations.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    asset = context.data_sources.add_pandas("profiles").add_dataframe_asset("profile")
    return asset.add_batch_definition_whole_dataframe("whole")


def validate(table_name: str, claim: ProfileExpectation, rows: pd.DataFrame) -> tuple[bool, list[int]]:
    """Whether the claim holds on `rows`, and the index of the rows that break it where the claim is about rows.

    Raises BrokenExpectation when Great Expectations could not compute it.
    """
    rows = rows.reset_index(drop=True)
    batch_definition = _batch_definition()
    from great_expectations import expectations as library

    batch = batch_definition.get_batch({"dataframe": rows})
    result = batch.validate(getattr(library, claim.expectation)(**claim.arguments), result_format="COMPLETE")
    problem = exception_message(result.exception_info)
    if problem:
        raise BrokenExpectation(f"{table_name}.{claim.check_name} ({claim.expectation}): {problem}")
    return bool(result.success), list(result.result.get("unexpected_index_list") or [])


def exception_message(exception_info: dict) -> str | None:
    """The first exception in a result: either one flat record, or one record a metric."""
    records = [exception_info] if "raised_exception" in exception_info else list(exception_info.values())
    for record in records:
        if record["raised_exception"]:
            return str(record["exception_message"])
    return None
