"""The scenario table as people read it: scenarios by estimators, the bias in standard deviations of the estimate."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.scenario_study import BIASED, NO_TRUTH, SLIGHTLY_BIASED, TOO_FEW, WRONG_ERRORS

MARKS = {BIASED: "**", WRONG_ERRORS: "!", SLIGHTLY_BIASED: "~"}
SHOWN = ("latino", "secure_communities")
LEVEL_SCENARIO = "null"


def table_text(rows: pd.DataFrame) -> str:
    """Return Markdown of a summary with seed, date, code_version and n_persons beside it."""
    population, policy = SHOWN
    shown = rows[(rows["population"] == population) & (rows["term"] == policy)]
    return (
        "\n\n".join(["# Who is misled where", _words(rows), _bias_table(shown), "## Level", _level_table(shown)]) + "\n"
    )


def _words(rows: pd.DataFrame) -> str:
    n = rows.groupby("scenario", sort=False)["n_replications"].agg(["min", "max"])
    persons = rows.groupby("scenario", sort=False)["n_persons"].first()
    sizes = "; ".join(
        f"{scenario} {low}" + (f"-{high}" if high > low else "") + f" of {persons[scenario]:,} persons"
        for scenario, low, high in n.itertuples()
    )
    made = ", ".join(sorted({f"{row.date} ({row.code_version})" for row in rows.itertuples()}))
    return (
        "SYNTHETIC. Bias of the effect of Secure Communities on Latinos, in standard deviations of the estimate: "
        "**bold** biased, ~ slightly (under a quarter), ! wrong level, - not estimable or no truth. Bands and tests at "
        f"99.9 %. Remade by `make scenario-table`; seed {rows['seed'].iloc[0]}, {made}. Replications: {sizes}. All "
        "policies and numbers: `scenario_table.csv`."
    )


def _bias_table(shown: pd.DataFrame) -> str:
    scenarios = list(dict.fromkeys(shown["scenario"]))
    cells = {(row.estimator, row.scenario): _cell(row) for row in shown.itertuples()}
    lines = ["| estimator | " + " | ".join(scenarios) + " |", "|---" * (len(scenarios) + 1) + "|"]
    for estimator in dict.fromkeys(shown["estimator"]):
        values = [cells.get((estimator, scenario), "") for scenario in scenarios]
        lines.append(f"| {estimator} | " + " | ".join(values) + " |")
    return "\n".join(lines)


def _cell(row) -> str:
    if row.verdict in (NO_TRUTH, TOO_FEW) or not np.isfinite(row.bias_in_sds):
        return "-"
    text = f"{row.bias_in_sds:+.2f}"
    mark = MARKS.get(row.verdict, "")
    return f"**{text}**" if mark == "**" else f"{text}{mark and ' ' + mark}"


def _level_table(shown: pd.DataFrame) -> str:
    rows = shown[shown["scenario"] == LEVEL_SCENARIO]
    lines = [
        f"Rejections of no effect at 5 % under `{LEVEL_SCENARIO}`, in per cent; the exact band at 99.9 % is "
        "of the county sandwich's replications.",
        "",
        "| estimator | county sandwich | recommended | which | replications | band |",
        "|---|---|---|---|---|---|",
    ]
    for row in rows.itertuples():
        n_estimated = row.n_replications - row.n_not_estimable
        # A few replications in which another inference is recommended are no level.
        offers = 2 * row.n_recommended > n_estimated
        recommended = f"{100 * row.recommended_rejection_rate:.1f}" if offers else "not offered"
        band = f"{100 * (1 - row.band_high):.1f}-{100 * (1 - row.band_low):.1f}"
        lines.append(
            f"| {row.estimator} | {100 * row.rejection_rate:.1f} | {recommended} | {row.recommended_inference} "
            f"| {n_estimated} | {band} |"
        )
    return "\n".join(lines)
