"""Commands that read the published version: county, policies, conflicts, sql, export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.options import Force, Home, Output, OutputFormat, Policy, State, settings_of


def county(
    place: Annotated[str, typer.Argument(help='A county code or name: 04013, 4013 or "Maricopa, AZ".')],
    output_format: OutputFormat = "table",
    output: Output = None,
    force: Force = False,
    home: Home = None,
) -> None:
    """Show one county's policies in time: spells with their sources, unknown months, conflicts and a picture."""
    from orchestration.reading.county_page import show_county

    show_county(settings_of(home=home), place, output_format, output, force)


def policies(
    as_of: Annotated[
        str, typer.Option(help="The day asked about, as 2012-08-15; a month, as 2012-08, is any day of it.")
    ],
    known: Annotated[
        str | None, typer.Option(help="As known at the end of this day or month; default: by every source.")
    ] = None,
    policy: Policy = None,
    state: State = None,
    level: Annotated[
        str | None, typer.Option(help="One level: county, municipal, state, national, tribal or other.")
    ] = None,
    limit: Annotated[int, typer.Option(min=0, help="Rows of the printed table; csv and json are whole.")] = 50,
    output_format: OutputFormat = "table",
    output: Output = None,
    force: Force = False,
    home: Home = None,
) -> None:
    """List the policies in force on one day, as known on another."""
    from orchestration.reading.in_force_page import Wanted, show_policies

    wanted = Wanted(as_of=as_of, known=known, policy=policy, state=state, level=level)
    show_policies(settings_of(home=home), wanted, output_format, output, force, limit)


def conflicts(
    policy: Policy = None,
    kind: Annotated[str | None, typer.Option(help="What sources differ about: model, start, end, presence …")] = None,
    state: State = None,
    output_format: OutputFormat = "table",
    output: Output = None,
    force: Force = False,
    home: Home = None,
) -> None:
    """List where sources differ: what was believed, what was set aside, and why."""
    from orchestration.reading.conflicts import show_conflicts

    show_conflicts(settings_of(home=home), policy, kind, state, output_format, output, force)


def sql(
    statement: Annotated[str, typer.Argument(help='One SQL statement, such as "select * from results.estimates".')],
    output_format: OutputFormat = "table",
    home: Home = None,
) -> None:
    """Query the published warehouse, read-only."""
    from orchestration.query import print_rows

    print_rows(settings_of(home=home), statement, output_format)


def export(
    table: Annotated[str, typer.Argument(help="A published table, such as marts.policy_timeline.")],
    output: Annotated[Path, typer.Option(help="File to write, csv or parquet by its ending; a note is put beside it.")],
    force: Force = False,
    home: Home = None,
) -> None:
    """Write a published table to a file."""
    from orchestration.reading.export import export_table

    export_table(settings_of(home=home), table, output, force)
