"""The codebook: what each column of the panel means, compares with, and does when it is missing."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from analysis.report.formatting import format_text, is_missing
from analysis.report.tables import Column, Table, make_table, without_empty_columns

LEVEL_TITLES = {
    "person": "People",
    "household": "Households",
    "tract": "Census tracts",
    "county": "Counties",
    "design": "Time, weights and design of the sample",
}
MISSING_RULES = {
    "drop": "the interview is left out of the model, counted and reported",
    "indicator": "the mean stands in, and a term of its own says that it was missing",
    "imputations": "values are drawn several times, each draw fitted, the results pooled by Rubin’s rules",
    "level": "a category of its own",
    "none": "the column is no term of a model, or cannot be missing",
}


@dataclass(frozen=True)
class CodebookPart:
    """The columns of one level."""

    title: str
    n_columns: int
    table: Table


def codebook_parts(covariates: pd.DataFrame) -> list[CodebookPart]:
    """One part a level, in the order of LEVEL_TITLES; columns in the order of the codebook."""
    by_level = dict(list(covariates.groupby("level", sort=False)))
    order = [level for level in LEVEL_TITLES if level in by_level]
    order += [level for level in by_level if level not in LEVEL_TITLES]
    return [_part(LEVEL_TITLES.get(level, str(level)), by_level[level]) for level in order]


def missing_rules(covariates: pd.DataFrame) -> list[tuple[str, str]]:
    """The rules that occur, each with what it means."""
    found = {str(rule).partition(":")[0] for rule in covariates["missing_rule"]}
    return [(rule, meaning) for rule, meaning in MISSING_RULES.items() if rule in found]


def _part(title: str, rows: pd.DataFrame) -> CodebookPart:
    lines = [
        [
            _breakable(row.column_name), format_text(row.title), format_text(row.value_labels),
            format_text(row.reference), _missing_and_note(row), format_text(row.survey_variables),
        ]
        for row in rows.itertuples()
    ]  # fmt: skip
    columns = [
        Column("Column", "words"), Column("What it is"), Column("Values", "words"), Column("Compared with"),
        Column("When missing, and what to know", "words"), Column("Made from"),
    ]  # fmt: skip
    table = make_table(f"{title}: columns of marts.respondent_periods.", columns, lines)
    return CodebookPart(title, len(lines), without_empty_columns(table))


def _breakable(column_name: object) -> Markup:
    """A column's name that may break after an underscore, and is still copied as it is."""
    return Markup("_<wbr>").join(format_text(column_name).split("_"))


def _missing_and_note(row: object) -> str:
    rule = f"{format_text(row.missing_rule)}."
    if is_missing(row.note) or not str(row.note).strip():
        return rule
    return f"{rule} {row.note}" + ("" if str(row.note).endswith("?") else ".")
