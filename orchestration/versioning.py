"""The version of a build: a name made of its sources, code and settings, and the records that explain it."""

from __future__ import annotations

import json

import duckdb
import pandas as pd

from orchestration.code_version import code_version, data_version, source_checksum
from orchestration.settings import Settings

SOURCE_IDENTITY = """
select source, source_file_id, file_name, period, cast(captured_on as varchar), release_year, is_synthetic
from raw.source_files
"""
VERSION_DESCRIPTIONS = {
    "data_version": "Hash of sources, code and settings: equal inputs give an equal version",
    "code_version": "Release and hash of the code that made the version",
    "source_checksum": "Hash over the checksums of every source file",
    "settings": "Settings that decide the content, as json",
    "is_synthetic": "Whether any source file is synthetic",
}


def version_of_build(connection: duckdb.DuckDBPyConnection, settings: Settings) -> str:
    """Return the data version of what the build was made from."""
    return data_version(source_checksum_of_build(connection), code_version(), settings.as_record())


def source_checksum_of_build(connection: duckdb.DuckDBPyConnection) -> str:
    """Return one hash over every file the build rests on: bytes, source, period and origin."""
    return source_checksum(connection.execute(SOURCE_IDENTITY).fetchall())


def is_synthetic(connection: duckdb.DuckDBPyConnection) -> bool:
    """Say whether any file the build rests on is synthetic."""
    return bool(connection.execute("select coalesce(bool_or(is_synthetic), false) from raw.source_files").fetchone()[0])


def version_frame(connection: duckdb.DuckDBPyConnection, settings: Settings) -> pd.DataFrame:
    """Return the one row of `meta.versions`."""
    row = {
        "data_version": version_of_build(connection, settings),
        "code_version": code_version(),
        "source_checksum": source_checksum_of_build(connection),
        "settings": json.dumps(settings.as_record(), sort_keys=True),
        "is_synthetic": is_synthetic(connection),
    }
    return pd.DataFrame([row])
