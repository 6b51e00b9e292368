"""What a published version says of itself, as far as its specification curve repeats it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb
import pandas as pd

from orchestration.code_version import code_version
from orchestration.confidentiality import has_real_confidential_source


@dataclass(frozen=True)
class CurveVersion:
    """Read once: another version may be published while the curve of this one is estimated.

    facts     the row of meta.versions, with the version of the code that makes the curve
    is_gated  True when a confidential source is real
    """

    facts: dict[str, Any]
    planted_truth: pd.DataFrame
    sources: pd.DataFrame
    is_gated: bool

    @property
    def data_version(self) -> str:
        return self.facts["data_version"]


def curve_version(connection: duckdb.DuckDBPyConnection) -> CurveVersion:
    """Read it from the published warehouse."""
    facts = connection.execute("select * from meta.versions").df().iloc[0].to_dict()
    return CurveVersion(
        facts={**facts, "code_version": code_version()},
        planted_truth=connection.execute("select * from meta.planted_truth").df(),
        sources=connection.execute("select * from meta.sources").df(),
        is_gated=has_real_confidential_source(connection, "meta.sources"),
    )
