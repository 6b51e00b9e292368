"""Options that several commands share, and the settings they stand for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orchestration.settings import (
    COUNTING_RULES,
    DEFAULT_SEED,
    SCALES,
    Settings,
    settings_from_environment,
)
from orchestration.twin.scenarios import scenario_descriptions

Home = Annotated[
    Path | None, typer.Option(help="Folder of raw, build, published and ledger; FEDLOCAL_HOME, else var/.")
]
Raw = Annotated[Path | None, typer.Option(help="Folder of real files, read where they lie; default: raw/ in the home.")]
Scale = Annotated[str | None, typer.Option(help=f"Size of the synthetic twin: {' or '.join(SCALES)}.")]
Scenario = Annotated[str | None, typer.Option(help=f"What the twin plants. {scenario_descriptions()}.")]
Seed = Annotated[int | None, typer.Option(help=f"Seed of the twin; default {DEFAULT_SEED}.")]
FillWithTwin = Annotated[
    bool | None,
    typer.Option("--fill-with-twin", help="Invent policies that have no real file, even beside real policy files."),
]
NationalOnly = Annotated[
    bool | None,
    typer.Option(
        "--national-only",
        help="Use survey records without an area file for national rates alone; the twin keeps their years.",
    ),
]
CountingRule = Annotated[
    str | None,
    typer.Option(
        help=f"How policy spells count in counties: {', '.join(COUNTING_RULES)}; marts.counting_rules explains."
    ),
]
Tables = Annotated[
    str | None,
    typer.Option(
        help="Tables of analysis/specifications.yaml to estimate, such as table_2,matched; FEDLOCAL_TABLES, else all."
    ),
]
OutputFormat = Annotated[str, typer.Option("--format", help="table, csv or json.")]
Output = Annotated[
    Path | None,
    typer.Option(help="Write the rows to this file instead, csv or parquet by its ending, and a note beside."),
]
Force = Annotated[bool, typer.Option("--force", help="Replace the file if it is there.")]
Policy = Annotated[str | None, typer.Option(help="Code of one policy, such as 287g_jail; marts.policies lists them.")]
State = Annotated[str | None, typer.Option(help="One state, by postal code, name or code: AZ, Arizona or 04.")]


def settings_of(**options: object) -> Settings:
    """Return the settings of a command; a wrong option ends it with a message.

    Raises typer.BadParameter.
    """
    try:
        return settings_from_environment(**options)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
