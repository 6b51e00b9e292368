"""The note beside an exported file: what it is, of which version, whether SYNTHETIC, and how to cite it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb

from orchestration.reading.published_rows import has_relation, rows_of

SYNTHETIC = "SYNTHETIC: rows rest on made-up sources; no result of them is a finding."
NOT_SYNTHETIC = "No row is synthetic."
CITATIONS = """
select distinct source, title, citation, licence
from meta.sources
where list_contains($sources, source) and citation is not null
order by source
"""


def note_of(
    connection: duckdb.DuckDBPyConnection,
    title: str,
    n_rows: int,
    is_synthetic: bool,
    sources: Sequence[str],
    columns: Mapping[str, str] | None = None,
) -> str:
    """Return the text of the note; `columns` are names with their descriptions."""
    lines = [title, "", f"rows: {n_rows:,}", _version(connection), SYNTHETIC if is_synthetic else NOT_SYNTHETIC, ""]
    lines += ["Cite:", *_citations(connection, sources)]
    if columns:
        lines += ["", "Columns:", *(f"  {name}: {description}" for name, description in columns.items())]
    return "\n".join(lines) + "\n"


def _version(connection: duckdb.DuckDBPyConnection) -> str:
    if not has_relation(connection, "meta.versions"):
        return "version: not recorded"
    version = rows_of(connection, "select data_version, code_version from meta.versions").iloc[0]
    return f"version: {version['data_version']}, made by fedlocal {version['code_version']}"


def _citations(connection: duckdb.DuckDBPyConnection, sources: Sequence[str]) -> list[str]:
    if not sources or not has_relation(connection, "meta.sources"):
        return ["  fedlocal in the version above; the table meta.sources of that version lists its sources"]
    found = rows_of(connection, CITATIONS, {"sources": list(sources)})
    lines = ["  fedlocal in the version above, and its sources:"]
    for row in found.itertuples():
        licence = f" Terms: {row.licence}" if isinstance(row.licence, str) else ""
        lines.append(f"  - {row.source}: {row.citation}{licence}")
    seeds = sorted(set(sources) - set(found["source"]))
    return lines + [f"  - {seed}: a list kept with the code, with a citation a row" for seed in seeds]
