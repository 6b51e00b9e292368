"""What became of interviewed people half a year later: words for each end, and counts by end."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.disclosure import SMALLEST_RELEASED_COUNT, round_count
from analysis.report import chart_theme as theme
from analysis.report.formatting import DASH, format_count, format_percent
from analysis.report.labels import POPULATION_LABELS, label_population
from analysis.report.provenance import is_true
from analysis.report.tables import Column, Table, make_table, number_columns

MET, LOST, NOT_DUE = "met again", "lost", "not due or not known"


@dataclass(frozen=True)
class End:
    """A value of next_contact in words; `outcome` is MET, LOST or NOT_DUE, as is_next_interview_missing has it."""

    name: str
    outcome: str
    colour: str
    meaning: str


ENDS = {
    "interviewed": End(
        "Interviewed again", MET, theme.ACCENT, "the same person gave the interview due half a year later"
    ),
    "person_noninterview": End(
        "Person not interviewed", LOST, "#d98c1f",
        "there is a record of the person, but no interview: refused, away or not able",
    ),
    "left_household": End(
        "Left the household", LOST, "#c2573a",
        "the household was interviewed, the person no longer belongs to it",
    ),
    "household_noninterview": End(
        "Household not interviewed", LOST, "#b5679b",
        "nobody of the household was interviewed: refused, or never at home",
    ),
    "household_replaced": End(
        "Household moved", LOST, "#8a7ec8",
        "another household lives at the address; the survey stays with the address",
    ),
    "rotated_out": End(
        "Time in the survey over", NOT_DUE, theme.GRID,
        "after the seventh interview an address leaves the survey, by design",
    ),
    "files_end": End("Files end", NOT_DUE, theme.MUTED, "the interview due lies after the last quarter of the files"),
    "break_of_2006": End(
        "Break of 2006", NOT_DUE, "#9a8c3c",
        "addresses of the sample of 1990 took new numbers in 2006 and cannot be followed",
    ),
    "redesign_of_2016": End(
        "New sample of 2016", NOT_DUE, "#4aa3b8", "the sample began again with new addresses"
    ),
    "address_left_sample": End(
        "Address left the survey", NOT_DUE, theme.GREY,
        "no record of the address in the quarter due, and no reason known",
    ),
}  # fmt: skip


def end_of(code: str) -> End:
    """Words of an end; a code without them as words, which nothing is known of."""
    return ENDS.get(code, End(code.replace("_", " "), NOT_DUE, theme.GRID, ""))


def ends_present(attrition: pd.DataFrame) -> list[str]:
    """Ends that occur, in the order of ENDS."""
    found = set(attrition["next_contact"].astype(str))
    return [code for code in ENDS if code in found] + sorted(found.difference(ENDS))


def counts_by(attrition: pd.DataFrame, *keys: str) -> pd.DataFrame:
    """Interviews by `keys` and end, [groups x ends], zero where none."""
    counts = attrition.astype({"n_interviews": "int64"}).groupby([*keys, "next_contact"])["n_interviews"].sum()
    return counts.unstack("next_contact", fill_value=0)[ends_present(attrition)]


def ends_table(attrition: pd.DataFrame, is_gated: bool) -> Table | None:
    """Every end with its meaning, interviews, share, and share by weight."""
    if attrition.empty:
        return None
    typed = attrition.astype({"n_interviews": "int64", "weighted_interviews": "float64"})
    sums = typed.groupby("next_contact")[["n_interviews", "weighted_interviews"]].sum()
    total = sums.sum()
    rows = []
    for code in ends_present(attrition):
        end, count = end_of(code), sums.loc[code]
        is_withheld = is_gated and count["n_interviews"] < SMALLEST_RELEASED_COUNT
        shares = [DASH, DASH] if is_withheld else [format_percent(100 * part, 1) for part in count / total]
        rows.append([end.name, end.outcome, end.meaning, format_count(count["n_interviews"], is_gated), *shares])
    columns = [
        Column("Half a year later"), Column("Counts as"), Column("Meaning", "words"),
        *number_columns("Interviews", "Share", "Share, weighted"),
    ]  # fmt: skip
    return make_table(
        "What became of interviewed people half a year later.", columns, rows, is_any_synthetic(attrition)
    )


def lost_table(attrition: pd.DataFrame, is_gated: bool) -> Table | None:
    """Of those who could be met again, the share lost, by group and number of the interview; None without any."""
    groups = [code for code in POPULATION_LABELS if code in set(attrition["population_group"])]
    everybody = counts_by(attrition, "interview_number")
    by_group = counts_by(attrition, "population_group", "interview_number")
    rows = []
    for number in everybody.index:
        cells = [everybody.loc[number]]
        cells += [by_group.loc[(of, number)] if (of, number) in by_group.index else None for of in groups]
        due = sum(everybody.loc[number, code] for code in everybody.columns if end_of(code).outcome != NOT_DUE)
        if not due:
            continue
        rows.append([str(number), format_count(due, is_gated), *(lost_share(cell, is_gated) for cell in cells)])
    if not rows:
        return None
    columns = [
        Column("Interview"),
        *number_columns("Met again or lost", "All", *(label_population(of) for of in groups)),
    ]
    caption = "Lost, of those who could be met again, by number of the interview and group."
    return make_table(caption, columns, rows, is_any_synthetic(attrition))


def lost_share(counts: pd.Series | None, is_gated: bool) -> str:
    """Percent lost among those met again or lost; a dash where nobody was due or, gated, either is too few."""
    if counts is None:
        return DASH
    lost = int(sum(n for code, n in counts.items() if end_of(code).outcome == LOST))
    met = int(sum(n for code, n in counts.items() if end_of(code).outcome == MET))
    is_withheld = is_gated and min(lost, met) < SMALLEST_RELEASED_COUNT
    return DASH if is_withheld or not lost + met else format_percent(100 * lost / (lost + met), 1)


def is_any_synthetic(attrition: pd.DataFrame) -> bool:
    return bool(attrition["is_synthetic"].map(is_true).any())


def printed_counts(counts: pd.DataFrame, is_gated: bool) -> pd.DataFrame:
    """Counts as they may be printed; a withheld one is missing, so that no bar is drawn for it."""
    if not is_gated:
        return counts.astype("float64")
    return counts.map(lambda n: shown if isinstance(shown := round_count(int(n)), int) else float("nan"))
