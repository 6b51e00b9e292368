"""Says when numbers must be gated: as soon as one real file of a confidential source was loaded."""

from __future__ import annotations

import duckdb

REAL_CONFIDENTIAL = """
select count(*) from meta.sources
where confidentiality = 'confidential' and not is_synthetic and status in ('real', 'incomplete set')
"""


def has_real_confidential_source(connection: duckdb.DuckDBPyConnection) -> bool:
    """Say whether the build rests on a real confidential file: then every count is rounded for release."""
    return connection.execute(REAL_CONFIDENTIAL).fetchone()[0] > 0
