"""Immigrant destinations: counties by three codings, as a cross table and a map of the default one."""

from __future__ import annotations

import pandas as pd

from analysis.report.formatting import format_count, format_percent
from analysis.report.places.county_maps import class_map
from analysis.report.places.inputs import PlaceInputs
from analysis.report.provenance import is_true
from analysis.report.tables import Column, Table, make_table, number_columns

FOUR_TYPES = {
    "traditional_growing": "Traditional, growing",
    "traditional_stable": "Traditional, stable",
    "new": "New",
    "other": "Other",
}
THREE_TYPES = {"traditional": "Traditional", "new": "New", "other": "Other"}


def destinations_context(inputs: PlaceInputs) -> dict:
    """What the section prints."""
    rows = inputs.destinations
    is_synthetic = bool(rows["is_synthetic"].map(is_true).any())
    if rows.empty:
        return {"is_synthetic": is_synthetic, "table": None, "map": None}
    first = rows.iloc[0]
    classes = rows.set_index("county_fips")["destination"].map({"traditional": "k1", "new": "k2", "other": "k3"})
    legend = {"k1": "traditional", "k2": "new", "k3": "other"}
    return {
        "is_synthetic": is_synthetic,
        "base_year": int(first["base_year"]),
        "end_year": int(first["end_year"]),
        "base_share": format_percent(first["national_base_foreign_born_pct"], 1),
        "growth": format_percent(first["national_growth_pct"], 0),
        "table": _table(rows, is_synthetic),
        "map": class_map(inputs, "Immigrant destinations by county", classes, legend, is_synthetic),
    }


def _table(rows: pd.DataFrame, is_synthetic: bool) -> Table:
    """Counties: the four types in rows, the default and the high-growth coding in columns."""
    codings = [("destination", "default"), ("destination_high_growth", "high growth")]
    titles = ["Counties", *(f"{name} ({words})" for _, words in codings for name in THREE_TYPES.values())]
    lines = []
    for code, name in FOUR_TYPES.items():
        chosen = rows[rows["destination_four_types"] == code]
        lines.append([name, *_counts(chosen, codings)])
    lines.append(["All", *_counts(rows, codings)])
    caption = "Counties by coding: four types in rows, the default and the high-growth coding in columns."
    return make_table(caption, [Column("Four types"), *number_columns(*titles)], lines, is_synthetic)


def _counts(rows: pd.DataFrame, codings: list[tuple[str, str]]) -> list[str]:
    counts = [(rows[coding] == code).sum() for coding, _ in codings for code in THREE_TYPES]
    return [format_count(len(rows)), *(format_count(int(n)) for n in counts)]
