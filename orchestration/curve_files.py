"""The files of a specification curve: exact ones that stay in the build, and released ones with a note beside each."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.curve.release import WITHHELD, WITHHELD_MEANING, released
from analysis.disclosure import GATE_OFF, GATE_ON
from analysis.results.table import ResultTable
from orchestration.curve_version import CurveVersion
from orchestration.reading.note import NOT_SYNTHETIC, SYNTHETIC


def write_exact(frame: pd.DataFrame, path: Path) -> None:
    """Write a Parquet file in one step."""
    draft = path.with_name(f".{path.name}.draft")
    frame.to_parquet(draft, index=False)
    draft.replace(path)


def write_released(
    frame: pd.DataFrame, table: ResultTable, path: Path, version: CurveVersion, is_synthetic: bool
) -> None:
    """Write rows as they may leave the room, and `<file>.README.txt`: the log of the release for who reviews it."""
    rows = released(frame, table, version.is_gated)
    write_exact(rows, path)
    beside = path.with_name(f"{path.name}.README.txt")
    draft = beside.with_name(f".{beside.name}.draft")
    draft.write_text(_note(rows, table, version, is_synthetic), encoding="utf-8")
    draft.replace(beside)


def _note(rows: pd.DataFrame, table: ResultTable, version: CurveVersion, is_synthetic: bool) -> str:
    meanings = {**table.descriptions, WITHHELD: WITHHELD_MEANING}
    choice = "What the specification chose, in words"
    n_withheld = int(rows[WITHHELD].dropna().str.split(", ").str.len().sum())
    lines = [
        f"{table.name}: {table.comment}",
        "",
        f"rows: {len(rows):,}",
        f"version: {version.data_version}, curve made by fedlocal {version.facts['code_version']}",
        SYNTHETIC if is_synthetic else NOT_SYNTHETIC,
        f"{GATE_ON} Cells withheld: {n_withheld:,}." if version.is_gated else GATE_OFF,
        "",
        "Cite fedlocal in the version above; the table meta.sources of that version lists its sources.",
        "",
        "Columns:",
        *(f"  {name}: {meanings.get(str(name), choice)}" for name in rows.columns),
    ]
    return "\n".join(lines) + "\n"
