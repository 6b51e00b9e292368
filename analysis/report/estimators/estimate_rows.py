"""Rows of results.estimates as the page reads them: which are effects of a policy, and which may be read at all."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.report import formatting as text
from analysis.report.cells import FEWEST_INFORMATIVE_SWITCHERS
from analysis.report.estimators.forest import GREY, MIXED, READABLE
from analysis.report.estimators.names import Model
from analysis.report.formatting import is_missing
from analysis.report.labels import POPULATIONS, label_inference, policy_of_term
from analysis.report.provenance import is_true
from analysis.report.trusted_inference import (
    NOT_MADE,
    REFUSED_WORDS,
    inference_words,
    is_refused,
    may_be_claimed,
    rests_on_own_error,
    standing_of,
)
from analysis.specification.choices import PAPER_POLICIES

SHOWN_COMPONENTS = (
    "within", "unsplit", "population_average", "triple_difference", "att", "matched_difference", "adjusted_difference",
)  # fmt: skip
MIXING_COMPONENTS = ("unsplit", "population_average")
"""Components in which the same people over time and different people are mixed."""


def effect_rows(estimates: pd.DataFrame) -> pd.DataFrame:
    """Rows of a policy's effect, one a model, population, policy and component, with a `policy` column."""
    rows = estimates[estimates["component"].isin(SHOWN_COMPONENTS)]
    policies = rows["term"].map(policy_of_term)
    return rows.assign(policy=policies)[policies.notna()]


def is_thin(row: pd.Series) -> bool:
    """Fewer than thirty persons both switch and vary; an unknown number counts as too few."""
    informative = row["n_informative_switchers"]
    return is_missing(informative) or float(informative) < FEWEST_INFORMATIVE_SWITCHERS


def is_estimated(row: pd.Series) -> bool:
    return row["status"] == "ok" and not is_missing(row["estimate"])


def look_of(row: pd.Series) -> str:
    """How a row is drawn: grey wins over hollow."""
    if not is_estimated(row) or is_thin(row) or is_refused(row):
        return GREY
    return MIXED if row["component"] in MIXING_COMPONENTS else READABLE


def stars_of(row: pd.Series) -> str:
    """Stars of a row that may be read, by the inference to be trusted."""
    return text.stars(row["p_value"]) if look_of(row) != GREY and may_be_claimed(row) else ""


def note_of(row: pd.Series) -> str:
    """Why an estimate is grey, or by which inference other than its own it is judged; empty where by its own."""
    if not is_estimated(row):
        return ""
    if is_refused(row):
        return REFUSED_WORDS
    if is_thin(row):
        return "too thin to read"
    if standing_of(row) == NOT_MADE:
        return f"{label_inference(str(row['recommended_inference'])).lower()} advised, not made"
    return "" if rests_on_own_error(row) else inference_words(row)


def any_synthetic(rows: pd.DataFrame) -> bool:
    return bool(rows["synthetic_inputs"].map(is_true).any())


def policies_in(rows: pd.DataFrame) -> list[str]:
    """The paper's policies first, each only where a row has it."""
    present = list(rows["policy"].unique())
    return [*(code for code in PAPER_POLICIES if code in present), *(c for c in present if c not in PAPER_POLICIES)]


def populations_in(rows: pd.DataFrame) -> list[str]:
    """Populations in the pages' order, each only where a row has it."""
    present = list(rows["population"].unique())
    return [*(code for code in POPULATIONS if code in present), *(c for c in present if c not in POPULATIONS)]


@dataclass(frozen=True)
class NamedRow:
    """A row of results.estimates with the model it comes from."""

    model: Model
    row: pd.Series

    @property
    def kind(self) -> str:
        """Estimator and method in words, the adjusted matched difference told apart."""
        is_adjusted = self.row["component"] == "adjusted_difference"
        return f"{self.model.kind}, adjusted" if is_adjusted else self.model.kind


def named_rows(rows: pd.DataFrame, models: list[Model]) -> list[NamedRow]:
    """Rows in the order of their models."""
    order = {model.specification_id: model for model in models}
    named = [NamedRow(order[row["specification_id"]], row) for _, row in rows.iterrows()]
    return sorted(named, key=lambda one: one.model.position)


def leading_and_variants(named: list[NamedRow]) -> tuple[list[NamedRow], list[NamedRow]]:
    """The first row of each kind of estimator, and the others."""
    seen: set[str] = set()
    leading, variants = [], []
    for one in named:
        (variants if one.kind in seen else leading).append(one)
        seen.add(one.kind)
    return leading, variants
