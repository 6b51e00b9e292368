"""Tables of odds ratios by specification: within effects, the between description, and what failed."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

import pandas as pd

from analysis.report import formatting as text
from analysis.report.cells import Cell, cells_of, policy_rows
from analysis.report.labels import label_policy, label_population, label_status, policy_of_term
from analysis.report.messages import format_message
from analysis.report.sight import state_of
from analysis.report.specification_roles import SpecificationRole
from analysis.report.trusted_inference import REFUSED_WORDS, inference_words, reason_of_refusal

GREY_REASONS = {
    "no_source": "no source",
    "absent": "not in this run",
    "thin": "too thin to read",
    "refused": REFUSED_WORDS,
    "failed": "no estimate",
}


MOST_NAMED_TERMS = 8


@dataclass(frozen=True)
class EstimateLine:
    """One printed estimate; a grey line has no stars and gives its reason."""

    policy: str
    population: str
    odds_ratio: str
    interval: str
    stars: str
    effect_pp: str
    p_value: str
    inference: str
    n_persons: str
    n_interviews: str
    n_informative: str
    truth: str
    note: str
    is_grey: bool


@dataclass(frozen=True)
class EstimateTable:
    """The lines of one specification; `footnote` says how their errors came about, if it needs saying.

    registration: EXPLORATORY, or frozen and the day; empty where the results do not say.
    """

    role: SpecificationRole
    lines: list[EstimateLine]
    is_synthetic: bool
    estimator: str
    footnote: str
    component: str
    registration: str = ""


def ratio_interval(row: pd.Series) -> str:
    """The 95 % interval as odds ratios; the results carry it in log odds."""
    ends = [row["conf_low"], row["conf_high"]]
    if any(text.is_missing(end) for end in ends):
        return text.DASH
    return text.format_interval(*(exp(min(max(float(end), -700.0), 700.0)) for end in ends))


def estimate_line(cell: Cell, truth: object, is_gated: bool) -> EstimateLine:
    state = state_of(cell)
    is_shown = cell.is_estimated and cell.has_source

    def count(column: str) -> str:
        return text.format_count(cell.value(column), is_gated) if cell.has_source else text.DASH

    return EstimateLine(
        policy=label_policy(cell.policy),
        population=label_population(cell.population),
        odds_ratio=text.format_odds_ratio(cell.value("odds_ratio")) if is_shown else text.DASH,
        interval=ratio_interval(cell.row) if is_shown else text.DASH,
        stars=text.stars(cell.value("p_value")) if cell.is_claimable else "",
        effect_pp=text.format_signed(cell.value("effect_pp")) if is_shown else text.DASH,
        p_value=text.format_p_value(cell.value("p_value")) if is_shown else text.DASH,
        inference=inference_words(cell.row) if is_shown else text.DASH,
        n_persons=count("n_persons"),
        n_interviews=count("n_interviews"),
        n_informative=count("n_informative_switchers"),
        truth=text.format_odds_ratio(truth) if is_shown else text.DASH,
        note=GREY_REASONS.get(state, ""),
        is_grey=state != "readable",
    )


def truth_ratios(planted_truth: pd.DataFrame, exposure_definition: str) -> dict[tuple[str, str], float]:
    """Planted odds ratio by (policy, population) for one exposure definition."""
    is_asked_for = planted_truth["exposure_definition"] == exposure_definition
    rows = planted_truth[is_asked_for & (planted_truth["scale"] == "log_odds")]
    return {
        (row.policy, row.population): exp(float(row.value))
        for row in rows.itertuples()
        if not text.is_missing(row.value)
    }


def estimate_tables(
    estimates: pd.DataFrame,
    roles: list[SpecificationRole],
    component: str,
    planted_truth: pd.DataFrame,
    without_source: set[str],
    is_gated: bool,
) -> list[EstimateTable]:
    """One table a specification with policy terms of `component`, of those that estimate odds ratios.

    Only `within` tables carry planted truth: a between component is description and has none.
    """
    rows = policy_rows(estimates, component)
    tables = []
    for role in roles:
        of_role = rows[rows["specification_id"] == role.specification_id]
        if of_role.empty or _is_on_another_scale(of_role):
            continue
        truth = truth_ratios(planted_truth, role.exposure_definition) if component == "within" else {}
        cells = [cell for cell in cells_of(of_role, without_source) if cell.row is not None or not cell.has_source]
        lines = [estimate_line(cell, truth.get((cell.policy, cell.population)), is_gated) for cell in cells]
        is_synthetic = any(cell.is_synthetic for cell in cells)
        estimator = str(of_role["estimator"].iloc[0])
        words = registration_words(of_role)
        footnote = " ".join(filter(None, [imputation_footnote(of_role), refusal_footnote(cells, is_gated)]))
        tables.append(EstimateTable(role, lines, is_synthetic, estimator, footnote, component, words))
    return tables


def _is_on_another_scale(rows: pd.DataFrame) -> bool:
    """Whether what was estimated is no odds ratio: probabilities are for the page of estimators."""
    estimated = rows[rows["status"] == "ok"]
    return len(estimated) > 0 and bool(estimated["odds_ratio"].isna().all())


def registration_words(rows: pd.DataFrame) -> str:
    """Whether the specification was frozen before; empty for results that do not say."""
    said = rows["registration"].dropna().unique() if "registration" in rows else []
    return str(said[0]) if len(said) else ""


def imputation_footnote(rows: pd.DataFrame) -> str:
    """How often income was imputed for the estimates of a specification; empty where it was not."""
    numbers = rows.loc[rows["status"] == "ok", "n_imputations"].dropna()
    n_imputations = int(numbers.max()) if len(numbers) else 1
    if n_imputations == 1:
        return ""
    return f"Income not told was imputed {n_imputations} times; estimates and errors are pooled by Rubin's rules."


def refusal_footnote(cells: list[Cell], is_gated: bool = False) -> str:
    """Why no inference is to be trusted of some estimates; empty where one is of all."""
    whys = [
        f"{label_policy(cell.policy)}, {label_population(cell.population)}:"
        f" {format_message(reason_of_refusal(cell.row), is_gated)}."
        for cell in cells
        if cell.is_refused
    ]
    return " ".join([f"{REFUSED_WORDS.capitalize()}.", *whys]) if whys else ""


@dataclass(frozen=True)
class FailedLine:
    """A specification x population without an estimate, and why."""

    specification: str
    population: str
    terms: str
    status: str
    message: str


def failed_lines(estimates: pd.DataFrame, is_gated: bool = False) -> list[FailedLine]:
    """Everything not `ok`, one line a specification, population, status and message; counts in messages are gated."""
    failed = estimates[estimates["status"] != "ok"]
    keys = ["specification", "population", "status", "message"]
    failed = failed.assign(message=[format_message(message, is_gated) for message in failed["message"]])
    return [
        FailedLine(
            specification=str(specification),
            population=label_population(str(population)),
            terms=_terms(rows),
            status=label_status(str(status)),
            message=message,
        )
        for (specification, population, status, message), rows in failed.groupby(keys, sort=False)
    ]


def _terms(rows: pd.DataFrame) -> str:
    """Policies and other terms in words; a model that failed as a whole is not listed term by term."""
    terms = list(dict.fromkeys(rows["term"].map(str)))
    if set(rows["component"]) & {"random_intercept"} or len(terms) > MOST_NAMED_TERMS:
        return "the whole model"
    return ", ".join(label_policy(policy_of_term(term) or term) for term in terms)
