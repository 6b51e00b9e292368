"""The findings in sentences, from readable cells only."""

from __future__ import annotations

from math import exp

from analysis.report import formatting as text
from analysis.report.cells import Cell
from analysis.report.labels import label_policy, label_population
from analysis.report.sight import state_of
from analysis.report.trusted_inference import inference_words, rests_on_own_error

COUNT_WORDS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine"}


def in_words(count: int) -> str:
    return COUNT_WORDS.get(count, str(count))


def finding(cell: Cell) -> str:
    """One sentence on a cell whose inference, one to be trusted, excludes no change.

    Raises ValueError for any other cell: a grey one must never be put in a sentence.
    """
    if not cell.excludes_no_change:
        raise ValueError(f"finding: {cell.policy} x {cell.population} may not be put in a sentence")
    direction = "higher" if float(cell.value("odds_ratio")) > 1 else "lower"
    sentence = (
        f"{_people(cell.population)} had {direction} odds of being victims of violence while"
        f" {_policy_in_sentence(cell.policy)} was in force than the same people without it: odds ratio"
        f" {text.format_odds_ratio(cell.value('odds_ratio'))} ({_evidence(cell)})"
    )
    if not text.is_missing(cell.value("effect_pp")):
        sentence += f", {text.format_signed(cell.value('effect_pp'))} percentage points per six months"
    return sentence + "."


def findings(cells: list[Cell]) -> list[str]:
    return [finding(cell) for cell in cells if cell.excludes_no_change]


def reading_counts(cells: list[Cell]) -> list[tuple[str, str]]:
    """How many of the cells can be read and why the others cannot, as (number, what) pairs."""
    states = [state_of(cell) for cell in cells]
    wordings = (
        ("readable", "readable"),
        ("thin", "too thin to read"),
        ("refused", "without an inference to be trusted"),
        ("failed", "without an estimate"),
        ("no_source", "without a source"),
        ("absent", "not in this run"),
    )
    return [(str(states.count(state)), wording) for state, wording in wordings if states.count(state)]


def no_change_sentence(cells: list[Cell]) -> str:
    """What the readable cells without a finding mean, and do not mean."""
    n_unclear = sum(cell.is_claimable and not cell.excludes_no_change for cell in cells)
    if not n_unclear:
        return ""
    which = (
        "In the other readable question" if n_unclear == 1 else f"In the other {in_words(n_unclear)} readable questions"
    )
    return (
        f"{which} this run cannot tell the policy from no change. That is not proof of no effect: compare the"
        " smallest detectable odds ratio below."
    )


def _evidence(cell: Cell) -> str:
    """The interval, or the p-value where the inference gives none; an inference other than the first is named."""
    interval = text.format_interval(*(_ratio(cell.value(end)) for end in ("conf_low", "conf_high")))
    is_another = not rests_on_own_error(cell.row)
    if interval == text.DASH:
        p_value = text.format_p_value(cell.value("p_value"))
        words = f"p {p_value[0]} {p_value[1:]}" if p_value.startswith("<") else f"p = {p_value}"
    else:
        words = f"95% interval {interval}"
    return f"{words}; {inference_words(cell.row).lower()}" if is_another else words


def _ratio(log_odds: object) -> float | None:
    return None if text.is_missing(log_odds) else exp(min(float(log_odds), 700.0))


def _people(population: str) -> str:
    return "All residents together" if population == "all" else f"{label_population(population)} residents"


def _policy_in_sentence(policy: str) -> str:
    names = {
        "287g_jail": "a 287(g) jail agreement",
        "287g_task_force": "a 287(g) task-force agreement",
        "anti_detainer": "an anti-detainer policy",
    }
    return names.get(policy, label_policy(policy))
