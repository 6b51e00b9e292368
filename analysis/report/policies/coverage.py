"""Which source speaks of which policy, from when to when, and what could not be placed."""

from __future__ import annotations

import pandas as pd

from analysis.report.formatting import DASH, format_count, format_share, format_text, is_missing
from analysis.report.policies.names import PolicyNames, day, in_page_order, month, words
from analysis.report.provenance import is_true
from analysis.report.tables import Column, Table, make_table, number_columns

NO_PLACE = "no county"
MOST_ROWS_SHOWN = 100
KEPT_WITH_THE_PROJECT = {
    "national_regimes": "federal regimes, listed with the project",
    "statewide_policies": "policies of states, listed with the project",
}


def coverage_table(policies: pd.DataFrame, counts: pd.DataFrame, names: PolicyNames) -> Table | None:
    """What is known of each policy in county-months; a policy that no source dates is unknown everywhere."""
    codes = in_page_order([*policies["policy"], *counts["policy"]])
    if not codes:
        return None
    by_policy = dict(list(counts.groupby("policy")))
    rows = [[names.of(code), *_coverage_cells(by_policy.get(code))] for code in codes]
    columns = [
        Column("Policy"), *number_columns("Observed", "Assumed absent", "Unknown"), Column("Some source speaks"),
        Column("Most counties unknown"),
    ]  # fmt: skip
    is_synthetic = bool(counts["is_synthetic"].map(is_true).any())
    return make_table("Share of county-months by what sources say.", columns, rows, is_synthetic)


def _coverage_cells(counts: pd.DataFrame | None) -> list[str]:
    if counts is None:
        return ["0%", "0%", "100%", "never", "always"]
    numbers = counts[["n_observed", "n_assumed_absent", "n_unknown"]].astype("float64")
    total = numbers.to_numpy().sum()
    speaks = counts.loc[(numbers["n_observed"] + numbers["n_assumed_absent"]).gt(0), "month_start"]
    is_unknown = numbers["n_unknown"] > numbers.sum(axis=1) / 2
    return [
        *(format_share(numbers[column].sum() / total if total else None) for column in numbers),
        f"{month(speaks.min())} to {month(speaks.max())}" if len(speaks) else "never",
        _stretches(counts.loc[is_unknown, "month_start"], len(counts)),
    ]


def _stretches(months: pd.Series, n_months: int) -> str:
    """Runs of consecutive months as `2003-01 to 2006-08`."""
    if months.empty:
        return "never"
    if len(months) == n_months:
        return "always"
    dates = pd.to_datetime(months).sort_values()
    number = dates.dt.year * 12 + dates.dt.month
    runs = dates.groupby((number.diff() != 1).cumsum()).agg(["min", "max"])
    return ", ".join(f"{month(first)} to {month(last)}" for first, last in runs.itertuples(index=False))


def source_table(policy_sources: pd.DataFrame, sources: pd.DataFrame, names: PolicyNames) -> Table | None:
    """Spells of each policy by the source that dates them."""
    if policy_sources.empty:
        return None
    titles = dict(zip(sources["source"], sources["title"], strict=True)) | KEPT_WITH_THE_PROJECT
    order = {code: number for number, code in enumerate(in_page_order(policy_sources["policy"]))}
    ordered = policy_sources.assign(rank=policy_sources["policy"].map(order)).sort_values(["rank", "source_id"])
    rows = [
        [
            names.of(row.policy), _titled(row, titles),
            format_count(row.n_spells), format_count(row.n_jurisdictions), day(row.first_start), day(row.last_start),
            day(row.last_known_on),
        ]
        for row in ordered.itertuples()
    ]  # fmt: skip
    columns = [
        Column("Policy"), Column("Source"), *number_columns("Spells", "Jurisdictions"), Column("First start"),
        Column("Last start"), Column("Last new fact"),
    ]  # fmt: skip
    is_synthetic = bool(policy_sources["is_synthetic"].map(is_true).any())
    return make_table("Spells by policy and source.", columns, rows, is_synthetic)


def _titled(row: object, titles: dict[str, str]) -> str:
    title = titles.get(row.source_id, words(row.source_id))
    return f"{title} (SYNTHETIC)" if is_true(row.is_synthetic) else title


def set_aside_table(rows: pd.DataFrame, is_synthetic: bool) -> Table | None:
    """Whole rows of policy sources that stand for nothing in the timeline, by source and reason."""
    if rows.empty:
        return None
    counted = rows.groupby(["source", "reason"], dropna=False).size().reset_index(name="n")
    lines = [
        [words(row.source), format_text(row.reason), format_count(row.n)]
        for row in counted.sort_values(["source", "n"], ascending=[True, False]).itertuples()
    ]
    columns = [Column("Source"), Column("Reason", "words"), *number_columns("Rows")]
    return make_table("Rows set aside.", columns, lines, is_synthetic)


def _unplaced(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["reason"].astype(str).str.contains(NO_PLACE)]


def n_unplaced(rows: pd.DataFrame) -> int:
    """Rows whose agency has no county."""
    return len(_unplaced(rows))


def unplaced_table(rows: pd.DataFrame, is_synthetic: bool) -> tuple[Table | None, str | None]:
    """Where the agencies without a county are listed, and how many more there are than shown."""
    unplaced = _unplaced(rows)
    if unplaced.empty:
        return None, None
    ordered = unplaced.sort_values(["source", "file_name", "row_number"])
    lines = [
        [
            words(row.source),
            format_text(row.file_name),
            DASH if is_missing(row.row_number) else format_count(row.row_number),
        ]
        for row in ordered.head(MOST_ROWS_SHOWN).itertuples()
    ]
    columns = [Column("Source"), Column("File"), *number_columns("Row")]
    left_out = len(unplaced) - len(lines)
    table = make_table("Agencies without a county.", columns, lines, is_synthetic)
    return table, format_count(left_out) if left_out else None
