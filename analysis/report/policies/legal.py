"""Federal regimes as a line of bars; events and state laws as tables with citations."""

from __future__ import annotations

import altair as alt
import pandas as pd
from markupsafe import Markup

from analysis.report import chart_theme as theme
from analysis.report.formatting import DASH, format_text, is_missing
from analysis.report.policies.names import PolicyNames, day, decimal_year, decimal_years, in_page_order, interval, words
from analysis.report.provenance import is_true
from analysis.report.tables import Column, Table, make_table

PANEL_WIDTH, ROW_HEIGHT = 330, 22
PROGRAM_COLOURS = {"secure_communities": theme.ACCENT, "priority_enforcement": theme.TRUTH}


def regime_panel(regimes: pd.DataFrame, last_day: object) -> Markup | None:
    """Regimes down, time across; the present regime ends at `last_day`, the end of what the page covers."""
    if regimes.empty:
        return None
    ordered = regimes.sort_values("starts_on")
    end = decimal_year(last_day) if not is_missing(last_day) else decimal_year(ordered["starts_on"].max()) + 1
    frame = pd.DataFrame(
        {
            "regime": ordered["regime_name"].astype(str),
            "start": decimal_years(ordered["starts_on"]),
            "end": [end if is_missing(day) else decimal_year(day) for day in ordered["ends_on"]],
            "colour": [PROGRAM_COLOURS.get(program, theme.GREY) for program in ordered["formal_program"]],
        }
    )
    scale = alt.Scale(domain=[float(frame["start"].min()), float(max(frame["end"].max(), end))], nice=False)
    y_axis = alt.Axis(title=None, ticks=False, domain=False, labelLimit=330)
    bars = (
        alt.Chart(frame)
        .mark_bar(height=11)
        .encode(
            y=alt.Y("regime:N", sort=list(frame["regime"]), axis=y_axis),
            x=alt.X("start:Q", scale=scale, axis=alt.Axis(format="d", title=None, tickCount=5)),
            x2="end:Q",
            color=alt.Color("colour:N", scale=None),
        )
    )
    title = theme.panel_title("Which federal program was formally in force", "", False)
    chart = bars.properties(width=PANEL_WIDTH, height=ROW_HEIGHT * len(frame), title=title)
    return theme.inline_svg(chart, "Federal enforcement regimes, from first to last day")


def regime_table(regimes: pd.DataFrame) -> Table | None:
    """The regimes with what ICE asked of jails and the acts behind them."""
    if regimes.empty:
        return None
    rows = [
        [
            format_text(row.regime_name), f"{day(row.starts_on)} to {_until(row.ends_on)}",
            words(row.formal_program), words(row.request), "yes" if is_true(row.are_fingerprints_shared) else "no",
            format_text(row.description), _cited(row),
        ]
        for row in regimes.sort_values("starts_on").itertuples()
    ]  # fmt: skip
    columns = [
        Column("Regime", "words"), Column("In force", "value"), Column("Program"), Column("Jails asked for"),
        Column("Fingerprints shared"), Column("What it is", "words"), Column("Citation", "words"),
    ]  # fmt: skip
    return make_table("Federal enforcement regimes.", columns, rows)


def event_table(events: pd.DataFrame, names: PolicyNames) -> Table | None:
    """Every dated event with its citation, oldest first."""
    if events.empty:
        return None
    rows = [
        [
            format_text(row.event_name), interval(row.event_date_earliest, row.event_date_latest), words(row.kind),
            _bears_on(row.policies_affected, names), format_text(row.description), _cited(row),
        ]
        for row in events.sort_values("event_date_earliest", kind="stable").itertuples()
    ]  # fmt: skip
    columns = [
        Column("Event", "words"), Column("Date", "value"), Column("Kind"), Column("Bears on"),
        Column("What happened", "words"), Column("Citation", "words"),
    ]  # fmt: skip
    return make_table("Legal and federal events.", columns, rows)


def statewide_table(statewide: pd.DataFrame, state_names: dict[str, str], names: PolicyNames) -> Table | None:
    """Policies of states, by policy and state."""
    if statewide.empty:
        return None
    order = {code: number for number, code in enumerate(in_page_order(statewide["policy"]))}
    ranked = statewide.assign(rank=statewide["policy"].map(order), state=statewide["state_fips"].map(state_names))
    rows = [
        [
            format_text(row.state), names.of(row.policy), interval(row.start_earliest, row.start_latest), _end(row),
            words(row.instrument), "yes" if is_true(row.is_counted) else "no", format_text(row.description),
            _cited(row),
        ]
        for row in ranked.sort_values(["rank", "state_fips", "start_earliest"], kind="stable").itertuples()
    ]  # fmt: skip
    columns = [
        Column("State"), Column("Policy"), Column("From", "value"), Column("To", "value"), Column("Instrument"),
        Column("Counted"), Column("What it does", "words"), Column("Citation", "words"),
    ]  # fmt: skip
    return make_table("Policies of states.", columns, rows)


def _until(last: object) -> str:
    return "now" if is_missing(last) else day(last)


def _bears_on(affected: object, names: PolicyNames) -> str:
    """Names of the policies an event bears on; the code for federal events in general names none."""
    codes = [code for code in str(affected).split(";") if code and code != "federal_event"]
    return ", ".join(names.of(code) for code in in_page_order(codes)) or DASH


def _end(row: object) -> str:
    return "in force" if is_missing(row.end_latest) else interval(row.end_earliest, row.end_latest)


def _cited(row: object) -> str:
    note = "" if str(row.verification) == "confirmed" else " (date from memory)"
    return format_text(row.citation) + note
