"""Says when numbers must be gated: as soon as one real file of a confidential source was loaded."""

from __future__ import annotations

import duckdb

# From the raw schema, which is there before any model: a run that stops early must not lose its gate.
REAL_CONFIDENTIAL = """
select count(*) from {relation}
where confidentiality = 'confidential' and not is_synthetic
"""


def has_real_confidential_source(connection: duckdb.DuckDBPyConnection, relation: str = "raw.sources") -> bool:
    """Say whether the build rests on a real confidential file: then every count is rounded for release.

    A published version says it in `meta.sources`. A build in which nothing was loaded yet counts as one: not
    knowing closes the gate.
    """
    try:
        return connection.execute(REAL_CONFIDENTIAL.format(relation=relation)).fetchone()[0] > 0
    except duckdb.CatalogException:
        return True
