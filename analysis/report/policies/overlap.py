"""How the policies lie over each other: both in force, correlations, and what that costs the estimates."""

from __future__ import annotations

from dataclasses import dataclass
from math import log1p

import altair as alt
import pandas as pd
from markupsafe import Markup

from analysis.collinearity import CollinearityError, variance_inflation_factors
from analysis.report import chart_theme as theme
from analysis.report.formatting import DASH, format_count, format_signed, is_missing
from analysis.report.policies.names import SHORT_LABELS, paper_order, words
from analysis.report.provenance import is_true
from analysis.report.tables import Column, Table, make_table, number_columns

CELL = 62


@dataclass(frozen=True)
class InflationFactors:
    """Factors by policy from one matrix, the policies without one, and why there are none, if so."""

    factors: pd.Series
    left_out: tuple[str, ...]
    problem: str | None


def label(code: str) -> str:
    """A policy's short name, as it fits beside a heat map."""
    return SHORT_LABELS.get(code, words(code))


def matrix(overlap: pd.DataFrame, column: str) -> pd.DataFrame:
    """A column of policy_overlap as a square matrix in the paper's order."""
    codes = paper_order(overlap["policy"])
    wide = overlap.pivot_table(index="policy", columns="other_policy", values=column, aggfunc="first", dropna=False)
    return wide.reindex(index=codes, columns=codes).astype("float64")


def inflation_factors(overlap: pd.DataFrame, column: str) -> InflationFactors:
    """Variance inflation factors of the policies that vary; a policy without correlations is left out and named."""
    correlations = matrix(overlap, column)
    varies = correlations.notna().sum(axis=1) > 0
    kept = correlations.index[varies]
    left_out = tuple(label(code) for code in correlations.index[~varies])
    try:
        return InflationFactors(variance_inflation_factors(correlations.loc[kept, kept]), left_out, None)
    except CollinearityError as error:
        return InflationFactors(pd.Series(dtype="float64"), left_out, str(error))


def overlap_panels(overlap: pd.DataFrame) -> list[Markup]:
    """Three heat maps: county-months with both in force, correlation, correlation within counties and months."""
    if overlap.empty:
        return []
    is_synthetic = bool(overlap["is_synthetic"].map(is_true).any())
    kinds = (
        ("n_both", "Both in force", "county-months"),
        ("correlation", "Correlation", "plain"),
        ("correlation_within", "Correlation", "within counties and months"),
    )
    return [_heat_map(overlap, column, title, subtitle, is_synthetic) for column, title, subtitle in kinds]


def _heat_map(overlap: pd.DataFrame, column: str, title: str, subtitle: str, is_synthetic: bool) -> Markup:
    values = matrix(overlap, column)
    largest = log1p(values.max().max()) if column == "n_both" else 1.0
    cells = []
    for row in values.index:
        for other in values.columns:
            value = values.loc[row, other]
            strength = 0.0 if is_missing(value) else log1p(value) / largest if column == "n_both" else abs(value)
            cells.append(
                {
                    "policy": label(row), "other": label(other), "words": _cell_words(value, column),
                    "strength": min(0.75, 0.75 * strength) if largest else 0.0,
                    "colour": theme.TRUTH if not is_missing(value) and value < 0 else theme.ACCENT,
                }
            )  # fmt: skip
    order = [label(code) for code in values.index]
    axis = {"title": None, "ticks": False, "domain": False, "labelLimit": 130}
    base = alt.Chart(pd.DataFrame(cells)).encode(
        x=alt.X("other:N", sort=order, axis=alt.Axis(orient="bottom", labelAngle=-25, **axis)),
        y=alt.Y("policy:N", sort=order, axis=alt.Axis(**axis)),
    )
    squares = base.mark_rect(stroke=theme.GRID).encode(
        color=alt.Color("colour:N", scale=None), fillOpacity=alt.FillOpacity("strength:Q", scale=None)
    )
    numbers = base.mark_text(fontSize=12, color=theme.INK).encode(text="words:N")
    size = CELL * len(order)
    chart = alt.layer(squares, numbers).properties(
        width=size, height=size * 0.6, title=theme.panel_title(title, subtitle, is_synthetic)
    )
    return theme.inline_svg(chart, f"Policy by policy: {title}, {subtitle}")


def _cell_words(value: float, column: str) -> str:
    return format_count(value) if column == "n_both" else format_signed(value)


def overlap_table(overlap: pd.DataFrame) -> Table | None:
    """The numbers behind the heat maps, a row a pair of different policies."""
    if overlap.empty:
        return None
    order = paper_order(overlap["policy"])
    rank = {code: number for number, code in enumerate(order)}
    pairs = [row for row in overlap.itertuples() if rank[row.policy] < rank.get(row.other_policy, -1)]
    rows = [
        [
            f"{label(row.policy)} and {label(row.other_policy)}", format_count(row.n_known), format_count(row.n_both),
            format_signed(row.correlation, 3), format_signed(row.correlation_within, 3),
        ]
        for row in sorted(pairs, key=lambda of: (rank[of.policy], rank[of.other_policy]))
    ]  # fmt: skip
    columns = [
        Column("Policies"),
        *number_columns("County-months with both known", "Both in force", "Correlation", "Within"),
    ]
    is_synthetic = bool(overlap["is_synthetic"].map(is_true).any())
    return make_table("Pairs of policies in county-months of the study period.", columns, rows, is_synthetic)


def inflation_table(plain: InflationFactors, within: InflationFactors, is_synthetic: bool) -> Table | None:
    """Factors of both matrices side by side; None when neither gives one."""
    codes = paper_order([*plain.factors.index, *within.factors.index])
    if not codes:
        return None
    rows = [[label(code), _factor(plain, code), _factor(within, code)] for code in codes]
    columns = [Column("Policy"), *number_columns("Plain", "Within counties and months")]
    return make_table("Variance inflation factors of the policies together.", columns, rows, is_synthetic)


def _factor(of: InflationFactors, code: str) -> str:
    return f"{of.factors[code]:.2f}" if code in of.factors.index else DASH
