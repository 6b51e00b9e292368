"""The scenario table as people read it: scenarios by estimators, the bias in standard deviations of the estimate."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.scenario_study.replications import (
    BIASED,
    COUNTY,
    LEVEL,
    NO_TRUTH,
    SLIGHTLY_BIASED,
    TOO_FEW,
    WRONG_ERRORS,
    binomial_band,
    is_offered,
)

MARKS = {BIASED: "**", WRONG_ERRORS: "!", SLIGHTLY_BIASED: "~"}
SHOWN = ("latino", "secure_communities")
LEVEL_SCENARIO = "null"
# The band of fewer is so wide that hardly a level lies outside.
FEWEST_SHOWN = 200


def table_text(rows: pd.DataFrame, joint: pd.DataFrame | None = None) -> str:
    """Return Markdown of a summary with seed, date, code_version and n_persons beside it.

    joint: the cells of one replication at full size with their joint chi-square, a scenario each.
    """
    population, policy = SHOWN
    shown = rows[(rows["population"] == population) & (rows["term"] == policy)]
    parts = ["# Who is misled where", _words(rows), _bias_table(shown), "## Level", _level_table(rows)]
    if joint is not None:
        parts += ["## At full size", _joint_words(joint)]
    return "\n\n".join(parts) + "\n"


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


def _level_table(rows: pd.DataFrame) -> str:
    """One line a cell of estimators with many replications, by the inference its verdict rests on."""
    shown = rows[(rows["scenario"] == LEVEL_SCENARIO) & (rows["n_replications"] >= FEWEST_SHOWN)]
    lines = [
        f"Rejections of no effect at 5 % under `{LEVEL_SCENARIO}`, in per cent, by the inference that is recommended "
        "where the estimator offers it, else by county, beside the exact band at 99.9 %. Estimators with "
        f"{FEWEST_SHOWN} replications or more; '-' where too few persons inform the cell.",
        "",
        "| estimator | population | policy | informative switchers | inference | replications | rejections | band | |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    return "\n".join([*lines, *(_level_line(row) for row in shown.itertuples())])


def _level_line(row) -> str:
    n_estimated = row.n_replications - row.n_not_estimable
    rests_on_county = row.judged_by == COUNTY and not is_offered(row.n_recommended, n_estimated)
    n, share = (
        (n_estimated, row.rejection_rate) if rests_on_county else (row.n_recommended, row.recommended_rejection_rate)
    )
    low, high = binomial_band(int(n), LEVEL)
    cell = f"| {row.estimator} | {row.population} | {row.term} | {row.mean_n_informative_switchers:.0f} "
    if row.verdict == TOO_FEW:
        return f"{cell}| - | {row.n_replications} | - | - | {_not_estimable(row)} |"
    band = f"{100 * low / n:.1f}-{100 * high / n:.1f}"
    return f"{cell}| {row.judged_by} | {int(n)} | {100 * share:.1f} | {band} | {row.verdict} |"


def _not_estimable(row) -> str:
    share = row.n_not_estimable / row.n_replications
    separated = f", {100 * row.share_separated:.0f} % of these separated" if row.n_not_estimable else ""
    return f"not estimable: no estimate in {100 * share:.0f} %{separated}"


def _joint_words(joint: pd.DataFrame) -> str:
    lines = [
        "One replication of each scenario, between-within logit with controls: is every estimate of three groups that "
        "share no person as far from its truth as its error allows, all at once? Cells: `scenario_joint_test.csv`.",
        "",
        "| scenario | persons | cells | chi-square | p | largest z | not tested |",
        "|---|---|---|---|---|---|---|",
    ]
    for scenario, cells in joint.groupby("scenario", sort=False):
        first, largest = cells.iloc[0], cells.loc[cells["z"].abs().idxmax()]
        p_value = "< 0.001" if first["p_value"] < 0.001 else f"{first['p_value']:.3f}"
        worst = f"{largest['z']:+.2f} ({largest['population']} x {largest['term']})"
        lines.append(
            f"| {scenario} | {first['n_persons']:,} | {len(cells)} | {first['chi_square']:.1f} | {p_value} "
            f"| {worst} | {first['not_tested']} |"
        )
    return "\n".join(lines)
