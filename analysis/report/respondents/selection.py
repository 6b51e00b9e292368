"""Could who is asked, who answers and who is lost make an effect? Tables of results.selection and its bounds."""

from __future__ import annotations

import pandas as pd

from analysis.disclosure import SMALLEST_RELEASED_COUNT
from analysis.report import formatting as text
from analysis.report.labels import POPULATIONS, label_policy, label_population, label_status
from analysis.report.messages import format_message
from analysis.report.provenance import is_true
from analysis.report.tables import Column, Table, make_table, number_columns

MEASURE_LABELS = {
    "lost": "Lost half a year later",
    "household_moved": "Household moved half a year later",
    "replacement_household": "Household came after another",
    "proxy": "Somebody else answered",
    "telephone": "Asked by telephone",
    "hispanic_origin_not_told": "Hispanic origin not told",
    "latino": "Latino",
    "white": "White",
    "black": "Black",
    "age": "Age, years",
    "male": "Men",
    "homeowner": "Owns the home",
}
FEWEST_MARKED = 30
"""Interviews on the smaller side below which a difference is printed grey; of the bounds, victims."""
LARGEST_PRINTED_RATIO = 50
SIGNIFICANCE = 0.05


def selection_tables(selection: pd.DataFrame, is_gated: bool) -> list[tuple[str, Table]]:
    """A table of differences a population, with its name; none without rows."""
    tables = []
    for population in POPULATIONS:
        rows = selection[selection["population"] == population]
        if len(rows):
            tables.append((label_population(population), _differences(rows, population, is_gated)))
    return tables


def selection_sentence(selection: pd.DataFrame, is_gated: bool) -> str | None:
    """How many differences stand out after adjustment, and which; None without any that can be read."""
    readable = selection[[not _is_grey(row) for _, row in selection.iterrows()]] if len(selection) else selection
    if readable.empty:
        return None
    found = readable[(readable["p_holm"] < SIGNIFICANCE).fillna(False).astype(bool)]
    if found.empty:
        return f"Of {len(readable)} differences none stands out once they are adjusted for being many."
    named = "; ".join(
        f"{_measure(row).lower()}, {label_policy(row['policy'])}, {label_population(row['population'])}"
        f" {text.format_signed(row['estimate'])}"
        for _, row in found.iterrows()
        if not _is_withheld(row, is_gated)
    )
    stand = "stands" if len(found) == 1 else "stand"
    head = f"Of {len(readable)} differences {len(found)} {stand} out although adjusted for being many"
    return f"{head}: {named or 'withheld'}."


def bounds_table(bounds: pd.DataFrame, is_gated: bool) -> Table | None:
    """Effects on violence told half a year later, with what selection could make of them."""
    if bounds.empty:
        return None
    columns = [Column("Policy"), Column("Population"), *number_columns(
        "Effect, points", "Met again, points", "Trimmed", "Trimming bounds", "Within its interval", "Worst case",
        "Break-even", "Victims",
    )]  # fmt: skip
    lines = [_bounds_cells(row, is_gated) for _, row in bounds.iterrows()]
    grey = [n for n, (_, row) in enumerate(bounds.iterrows()) if _is_thin_bound(row)]
    caption = "Violence told half a year later, bounded for those the policy keeps in the survey or drives out of it."
    return make_table(caption, columns, lines, _any_synthetic(bounds), grey)


def no_estimate_lines(frame: pd.DataFrame, is_gated: bool) -> list[str]:
    """Why a policy has no estimate, once a reason."""
    failed = frame[frame["status"] != "ok"]
    told = [
        f"{label_policy(row['policy'])}: {label_status(row['status'])}, {format_message(row['message'], is_gated)}"
        for _, row in failed.iterrows()
    ]
    return list(dict.fromkeys(told))


def _differences(rows: pd.DataFrame, population: str, is_gated: bool) -> Table:
    columns = [Column("What of the interview"), Column("Policy"), *number_columns(
        "In force", "Not in force", "Difference", "95% interval", "p", "p, adjusted", "Interviews, in force",
    )]  # fmt: skip
    lines = [_difference_cells(row, is_gated) for _, row in rows.iterrows()]
    grey = [n for n, (_, row) in enumerate(rows.iterrows()) if _is_grey(row)]
    caption = f"{label_population(population)}: interviews with a policy in force beside others."
    return make_table(caption, columns, lines, _any_synthetic(rows), grey)


def _difference_cells(row: pd.Series, is_gated: bool) -> list[str]:
    head = [_measure(row), label_policy(row["policy"])]
    counted = text.format_count(row["n_with"], is_gated)
    if _is_withheld(row, is_gated):
        return [*head, *[text.DASH] * 6, counted]
    in_years = row["unit"] == "years"
    means = [f"{row[name]:.1f}" if in_years and not text.is_missing(row[name]) else text.format_percent(row[name], 1)
             for name in ("mean_with", "mean_without")]  # fmt: skip
    interval = _interval(row["conf_low"], row["conf_high"])
    p_values = [text.format_p_value(row[name]) for name in ("p_value", "p_holm")]
    return [*head, *means, text.format_signed(row["estimate"]), interval, *p_values, counted]


def _bounds_cells(row: pd.Series, is_gated: bool) -> list[str]:
    head = [label_policy(row["policy"]), label_population(row["population"])]
    victims = text.format_count(row["n_victims_with"], is_gated)
    rests_on = [row[name] for name in ("n_victims_with", "n_lost_with", "n_retained_with")]
    if is_gated and any(text.is_missing(count) or count < SMALLEST_RELEASED_COUNT for count in rests_on):
        return [*head, *[text.DASH] * 7, victims]
    return [
        *head,
        text.format_signed(row["effect_pp"]),
        text.format_signed(row["retention_pp"]),
        text.format_percent(row["trimmed_pct"], 1),
        _interval(row["low_pp"], row["high_pp"]),
        _interval(row["low_95_pp"], row["high_95_pp"]),
        _interval(row["worst_low_pp"], row["worst_high_pp"]),
        _ratio(row["break_even_ratio"]),
        victims,
    ]


def _interval(low: object, high: object) -> str:
    if text.is_missing(low) or text.is_missing(high):
        return text.DASH
    return f"{text.format_signed(low)} to {text.format_signed(high)}"


def _ratio(value: object) -> str:
    if text.is_missing(value):
        return text.DASH
    return f">{LARGEST_PRINTED_RATIO}×" if value > LARGEST_PRINTED_RATIO else text.format_multiple(value)


def _measure(row: pd.Series) -> str:
    return MEASURE_LABELS.get(row["measure"], str(row["measure"]).replace("_", " "))


def _sides(row: pd.Series) -> list[int]:
    """Interviews of which the measure is true, and of which not, with the policy and without."""
    marked, marked_without = row["n_marked_with"], row["n_marked_without"]
    if text.is_missing(marked):
        return [] if text.is_missing(row["n_with"]) else [int(row["n_with"]), int(row["n_interviews"] - row["n_with"])]
    n_without = row["n_interviews"] - row["n_with"]
    return [int(marked), int(row["n_with"] - marked), int(marked_without), int(n_without - marked_without)]


def _is_grey(row: pd.Series) -> bool:
    return row["status"] != "ok" or min(_sides(row), default=0) < FEWEST_MARKED


def _is_withheld(row: pd.Series, is_gated: bool) -> bool:
    return is_gated and min(_sides(row), default=0) < SMALLEST_RELEASED_COUNT


def _is_thin_bound(row: pd.Series) -> bool:
    return row["status"] != "ok" or row["n_victims_with"] < FEWEST_MARKED


def _any_synthetic(frame: pd.DataFrame) -> bool:
    return bool(frame["synthetic_inputs"].map(is_true).any())
