"""Codes the Census Bureau gave in place of a number, by release."""

from __future__ import annotations

from analysis.report.formatting import DASH, format_count, format_text, is_missing
from analysis.report.places.inputs import PlaceInputs
from analysis.report.provenance import is_true
from analysis.report.tables import Column, make_table, number_columns


def codes_context(inputs: PlaceInputs) -> dict:
    """What the section prints: a row a release, a column a code, and what the codes mean."""
    rows = inputs.census_codes
    # The codes themselves say nothing of their source; the covariates made of the same releases do.
    is_synthetic = bool(inputs.covariate_years["is_synthetic"].map(is_true).any()) and not rows.empty
    if rows.empty:
        return {"is_synthetic": is_synthetic, "table": None, "meanings": []}
    rows = rows.assign(code=[DASH if is_missing(code) else str(int(code)) for code in rows["code"]])
    codes = sorted(rows["code"].unique(), key=_by_size)
    n_cells = rows.groupby(["release_year", "code"])["n_cells"].sum()
    lines = [
        [str(int(release)), *(format_count(n_cells.get((release, code), 0)) for code in codes)]
        for release in sorted(rows["release_year"].unique())
    ]
    caption = "Cells with a code, by the last year of the release."
    table = make_table(caption, [Column("Release"), *number_columns(*codes)], lines, is_synthetic)
    known = rows.drop_duplicates("code").sort_values("code", key=lambda codes: codes.map(_by_size))
    meanings = [(row.code, format_text(row.meaning), format_text(row.staged_as)) for row in known.itertuples()]
    return {"is_synthetic": is_synthetic, "table": table, "meanings": meanings}


def _by_size(code: str) -> int:
    """Codes as the numbers they are; what is none comes last."""
    return 1 if code == DASH else int(code)
