"""What the design can and cannot see, cell by cell, in words and numbers: the first section of the page."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.report import formatting as text
from analysis.report.cells import BENCHMARK_ODDS_RATIO, FEWEST_INFORMATIVE_SWITCHERS, Cell
from analysis.report.labels import label_policy, label_population, label_status
from analysis.report.messages import format_message
from analysis.report.trusted_inference import REFUSED_WORDS, reason_of_refusal

GOOD_POWER = 0.8
NOTABLE_EXAGGERATION = 1.3


@dataclass(frozen=True)
class SightLine:
    """One row of the table, formatted; `state` is readable, thin, refused, failed, no_source or absent."""

    policy: str
    population: str
    state: str
    switchers: str
    informative: str
    counties: str
    states: str
    smallest_detectable: str
    power: str
    wrong_sign: str
    exaggeration: str
    words: str

    @property
    def is_grey(self) -> bool:
        return self.state != "readable"


def state_of(cell: Cell) -> str:
    if not cell.has_source:
        return "no_source"
    if cell.row is None:
        return "absent"
    if not cell.is_estimated:
        return "failed"
    if cell.is_refused:
        return "refused"
    return "thin" if cell.is_thin else "readable"


def sight_line(cell: Cell, is_gated: bool) -> SightLine:
    state = state_of(cell)
    is_counted = state not in ("no_source", "absent")
    is_powered = state == "readable"

    def count(column: str) -> str:
        return text.format_count(cell.value(column), is_gated) if is_counted else text.DASH

    return SightLine(
        policy=label_policy(cell.policy),
        population=label_population(cell.population),
        state=state,
        switchers=count("n_switchers"),
        informative=count("n_informative_switchers"),
        counties=count("n_treated_counties"),
        states=count("n_treated_states"),
        smallest_detectable=text.format_odds_ratio(cell.value("mde")) if is_counted else text.DASH,
        power=text.format_share(cell.value("power")) if is_powered else text.DASH,
        wrong_sign=text.format_share(cell.value("type_s")) if is_powered else text.DASH,
        exaggeration=text.format_multiple(cell.value("type_m")) if is_powered else text.DASH,
        words=sight_words(cell, state, is_gated),
    )


def sight_words(cell: Cell, state: str, is_gated: bool) -> str:
    """What a reader may conclude from this cell before looking at its estimate."""
    if state == "no_source":
        return "No source: where and when this policy was in force is unknown here."
    if state == "absent":
        return "Not estimated in this run."
    if state == "failed":
        return f"No estimate: {label_status(str(cell.value('status')))}."
    if state == "refused":
        return f"{REFUSED_WORDS.capitalize()}: {format_message(reason_of_refusal(cell.row), is_gated)}."
    if state == "thin":
        informative = text.format_count(cell.value("n_informative_switchers"), is_gated)
        return f"Too thin to read: {informative} informative people, {FEWEST_INFORMATIVE_SWITCHERS} needed."
    return _power_words(cell)


def _power_words(cell: Cell) -> str:
    power, exaggeration = cell.value("power"), cell.value("type_m")
    if text.is_missing(power):
        return "Power is not known."
    if power >= GOOD_POWER:
        return f"Would find an effect of the literature’s size ({BENCHMARK_ODDS_RATIO})."
    words = f"Would miss an effect of the literature’s size {_times_in_ten(1 - power)}."
    if not text.is_missing(exaggeration) and exaggeration >= NOTABLE_EXAGGERATION:
        words += f" A significant result would be about {exaggeration:.1f} times too large."
    return words


def _times_in_ten(share: float) -> str:
    """A chance in everyday words; never "ten times in ten", since nothing is certain here."""
    tenths = round(share * 10)
    return "almost always" if tenths >= 10 else f"{max(tenths, 1)} times in 10"
