"""Forest plots as rows of a table: a name, an interval drawn on a shared axis, and numbers beside it.

Each row's picture is an SVG that stretches with its column: positions are percentages, so nothing is distorted and no
text shrinks on a narrow screen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, log

from markupsafe import Markup

from analysis.report.formatting import MINUS, is_missing

MARGIN = 3.0
"""Percent of the width left free on either side of the axis."""
READABLE, GREY, MIXED = "readable", "grey", "mixed"
"""How a row is drawn: as an effect, as one not to be read, or hollow, where different people are mixed in."""


@dataclass(frozen=True)
class Axis:
    """Ends, ticks and the value of no effect, on the natural scale; `is_log` for ratios."""

    low: float
    high: float
    ticks: tuple[float, ...]
    no_effect: float
    title: str
    is_log: bool = False

    def position(self, value: float) -> float:
        """Percent of the width, cut at the ends."""
        of = log if self.is_log else float
        cut = min(max(value, self.low), self.high)
        return MARGIN + (100 - 2 * MARGIN) * (of(cut) - of(self.low)) / (of(self.high) - of(self.low))


ODDS_RATIOS = Axis(0.25, 4.0, (0.25, 0.5, 1.0, 2.0, 4.0), 1.0, "odds ratio", is_log=True)
DIFFERENCES_OF_RATIOS = Axis(0.0625, 16.0, (0.0625, 0.25, 1.0, 4.0, 16.0), 1.0, "ratio of odds ratios", is_log=True)


def points_axis(ends: Iterable[object], title: str = "percentage points") -> Axis:
    """An axis of percentage points around zero, as wide as the ends given but no wider than ten points."""
    farthest = max((abs(float(end)) for end in ends if not is_missing(end)), default=1.0)
    half = next((step for step in (0.5, 1.0, 2.0, 3.0, 5.0) if farthest <= step), 10.0)
    return Axis(-half, half, (-half, -half / 2, 0.0, half / 2, half), 0.0, title)


@dataclass(frozen=True)
class ForestLine:
    """A row: its name, a note under it, the drawn interval, and a cell for each of the forest's columns."""

    name: str
    bar: Markup
    cells: tuple[str, ...]
    note: str = ""
    is_grey: bool = False
    is_marked: bool = False


@dataclass(frozen=True)
class Forest:
    """A titled forest plot on one axis; `columns` are the titles of the cells."""

    title: str
    axis: Markup
    columns: tuple[str, ...]
    lines: tuple[ForestLine, ...]
    first_column: str = "Model"


def make_forest(
    title: str, axis: Axis, columns: Iterable[str], lines: Iterable[ForestLine], first_column: str = "Model"
) -> Forest:
    """Raises ValueError when a line has not one cell a column."""
    columns, lines = tuple(columns), tuple(lines)
    for line in lines:
        if len(line.cells) != len(columns):
            raise ValueError(f"{title}: {line.name} has {len(line.cells)} cells for {len(columns)} columns")
    return Forest(title, axis_picture(axis), columns, lines, first_column)


def bar(
    axis: Axis, point: object, low: object, high: object, look: str = READABLE, truth: object = None, words: str = ""
) -> Markup:
    """Interval, point, planted truth; arrows where the interval goes on; `words` in place of an estimate."""
    marks = [_line("tick", axis.position(tick)) for tick in axis.ticks]
    marks.append(_line("none", axis.position(axis.no_effect)))
    if not is_missing(low) and not is_missing(high):
        marks.append(_interval(axis, float(low), float(high)))
    if not is_missing(point) and axis.low <= float(point) <= axis.high:
        marks.append(f'<circle class="dot" cx="{axis.position(float(point)):.1f}%" cy="9" r="4.2"/>')
    if not is_missing(truth):
        place = f'<svg x="{axis.position(float(truth)):.1f}%" y="9" overflow="visible">'
        marks.append(f'{place}<path class="truth" d="M0-6.5 6.5 0 0 6.5-6.5 0Z"/></svg>')
    if words:
        marks.append(f'<text x="{axis.position(axis.no_effect):.1f}%" dx="6" y="13">{Markup.escape(words)}</text>')
    return Markup(f'<svg class="bar {look}" aria-hidden="true" height="18">{"".join(marks)}</svg>')


def _line(name: str, at: float) -> str:
    return f'<line class="{name}" x1="{at:.1f}%" x2="{at:.1f}%" y1="0" y2="18"/>'


def _interval(axis: Axis, low: float, high: float) -> str:
    left, right = axis.position(low), axis.position(high)
    drawn = f'<line class="interval" x1="{left:.1f}%" x2="{right:.1f}%" y1="9" y2="9"/>'
    for is_beyond, at, path in (
        (low < axis.low, 0.0, "M0 0 7-4.5V4.5Z"),
        (high > axis.high, 100.0, "M0 0-7-4.5V4.5Z"),
    ):
        if is_beyond:
            drawn += f'<svg x="{at:.0f}%" y="9" overflow="visible"><path class="arrow" d="{path}"/></svg>'
    return drawn


def axis_picture(axis: Axis) -> Markup:
    """Ticks with their numbers and the axis's title."""
    numbers = "".join(
        f'<text x="{axis.position(tick):.1f}%" y="11" text-anchor="middle">{_tick(tick)}</text>' for tick in axis.ticks
    )
    title = f'<text x="50%" y="25" text-anchor="middle">{Markup.escape(axis.title)}</text>'
    return Markup(f'<svg class="bar axis" aria-hidden="true" height="30">{numbers}{title}</svg>')


def _tick(value: float) -> str:
    return f"1/{1 / value:.0f}" if 0 < value < 0.1 else f"{value:.3g}".replace("-", MINUS)


def ratio(log_odds: object) -> float | None:
    """exp of a log odds, kept within what can be printed; None where missing."""
    return None if is_missing(log_odds) else exp(min(max(float(log_odds), -13.0), 13.0))
