"""Boundaries of tracts: how many changed, and whether anybody was lost when counts were divided among others."""

from __future__ import annotations

from analysis.report.formatting import DASH, format_count, format_share, format_signed, is_missing
from analysis.report.places.inputs import PlaceInputs
from analysis.report.places.releases import release_name
from analysis.report.provenance import is_true
from analysis.report.tables import Column, Table, make_table, number_columns


def boundaries_context(inputs: PlaceInputs) -> dict:
    """What the section prints."""
    changed, conserved = inputs.changed_tracts, inputs.conserved_populations
    is_synthetic = any(bool(frame["is_synthetic"].map(is_true).any()) for frame in (changed, conserved))
    return {
        "is_synthetic": is_synthetic,
        "changed": _changed(changed) if len(changed) else None,
        "table": _table(conserved, is_synthetic) if len(conserved) else None,
    }


def _changed(changed: dict) -> dict[str, str]:
    """Tracts of 2000 that are others in 2010, and their residents, as counts and shares."""
    is_changed = changed["is_changed"].map(is_true).astype(bool)
    facts = {}
    for name in ("n_tracts", "population"):
        values = changed[name].astype(float)
        total = values.sum()
        facts[name] = format_count(round(values[is_changed].sum()))
        facts[f"{name}_all"] = format_count(round(total))
        facts[f"{name}_share"] = format_share(values[is_changed].sum() / total) if total else DASH
    return facts


def _table(conserved, is_synthetic: bool) -> Table:
    lines = [
        [
            release_name(row.release_year), str(int(row.own_vintage)), format_count(row.n_tracts), *_people(row),
        ]
        for row in conserved.itertuples()
    ]  # fmt: skip
    titles = ("Tracts", "Residents", "In tracts of 2000", "Difference", "In tracts of 2010", "Difference ")
    columns = [Column("Release"), Column("Counted in tracts of", "number"), *number_columns(*titles)]
    return make_table("Residents by release, in own boundaries and divided among others.", columns, lines, is_synthetic)


def _people(row: tuple) -> list[str]:
    """Residents as counted, and after division with what it adds or loses."""
    own = row.population
    cells = [DASH if is_missing(own) else format_count(round(own))]
    for divided in (row.population_2000, row.population_2010):
        known = not (is_missing(own) or is_missing(divided))
        cells += [
            DASH if is_missing(divided) else format_count(round(divided)),
            format_signed(round(divided) - round(own), 0) if known else DASH,
        ]
    return cells
