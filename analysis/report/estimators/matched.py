"""The matched design: how alike treated and controls are before and after, and how many treated were kept."""

from __future__ import annotations

import re

import pandas as pd
from markupsafe import Markup

from analysis.disclosure import round_significant
from analysis.report import formatting as text
from analysis.report.balance_plot import balance_panel
from analysis.report.estimators import estimate_rows as rows_of
from analysis.report.estimators.inputs import EstimatorInputs
from analysis.report.estimators.names import models_of
from analysis.report.labels import label_policy, label_population, policy_of_term
from analysis.report.provenance import is_true
from analysis.report.tables import Column, Table, make_table, number_columns

_KEPT = re.compile(r"([\d,]+) of ([\d,]+) treated persons matched")
ACCEPTABLE = 0.1


def matched_context(inputs: EstimatorInputs) -> dict:
    """What the section prints: a table of the treated kept, and a love plot a policy and population."""
    effects = inputs.estimates[inputs.estimates["estimator"] == "matched_did"]
    balance = inputs.balance
    is_synthetic = rows_of.any_synthetic(effects) or rows_of.any_synthetic(balance)
    policies = [
        {
            "name": label_policy(policy_of_term(str(term)) or str(term)),
            "panels": [
                _panel(of_term[of_term["population"] == population], population, inputs.is_gated)
                for population in rows_of.populations_in(of_term)
            ],
        }
        for term, of_term in balance.groupby("term", sort=False)
    ]
    return {
        "is_synthetic": is_synthetic,
        "policies": policies,
        "table": _table(effects, balance, is_synthetic, inputs.is_gated),
    }


def _panel(rows: pd.DataFrame, population: str, is_gated: bool) -> Markup:
    """The love plot of one population."""
    differences = rows["standardized_mean_difference"].astype("float64")
    if is_gated:
        differences = differences.map(lambda value: value if text.is_missing(value) else round_significant(value))
    drawn = pd.DataFrame(
        {"covariate": rows["covariate"], "level": "", "sample": rows["sample"], "std_mean_difference": differences}
    )
    is_synthetic = bool(rows["synthetic_inputs"].map(is_true).any())
    return balance_panel(drawn, is_synthetic, title=label_population(population))


def _table(effects: pd.DataFrame, balance: pd.DataFrame, is_synthetic: bool, is_gated: bool) -> Table | None:
    rows = rows_of.effect_rows(effects)
    rows = rows[rows["component"] == "matched_difference"]
    if rows.empty:
        return None
    lines, grey = [], []
    for one in rows_of.named_rows(rows, models_of(effects)):
        row = one.row
        if rows_of.look_of(row) == rows_of.GREY:
            grey.append(len(lines))
        kept, treated, share = _kept(row["message"], is_gated)
        own = balance[
            (balance["specification_id"] == row["specification_id"]) & (balance["population"] == row["population"])
        ]
        lines.append(
            [
                f"{label_policy(row['policy'])}: {label_population(row['population'])}",
                treated, kept, share,
                text.format_count(row["n_informative_switchers"], is_gated),
                *(_n_apart(own, sample) for sample in ("before", "after")),
                text.format_signed(row["effect_pp"]),
            ]
        )  # fmt: skip
    columns = [
        Column("Effect"),
        *number_columns(
            "Treated", "Kept", "Share kept", "Informative people", "Apart before", "Apart after", "Effect, pp"
        ),
    ]
    return make_table("Treated persons matched, and covariates apart.", columns, lines, is_synthetic, grey)


def _kept(message: object, is_gated: bool) -> tuple[str, str, str]:
    """Treated matched, treated, and the share; dashes where the model does not say."""
    found = _KEPT.search(text.format_text(message))
    if found is None:
        return text.DASH, text.DASH, text.DASH
    kept, treated = (int(number.replace(",", "")) for number in found.groups())
    shown = [text.format_count(count, is_gated) for count in (kept, treated)]
    is_withheld = any(not words[0].isdigit() for words in shown)
    share = text.DASH if is_withheld or not treated else text.format_share(kept / treated)
    return shown[0], shown[1], share


def _n_apart(balance: pd.DataFrame, sample: str) -> str:
    """How many covariates lie more than a tenth of a standard deviation apart."""
    apart = balance.loc[balance["sample"] == sample, "standardized_mean_difference"].astype("float64").abs()
    return f"{int((apart > ACCEPTABLE).sum())} of {int(apart.notna().sum())}" if len(apart) else text.DASH
