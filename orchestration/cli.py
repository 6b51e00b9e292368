"""The `fedlocal` command."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from orchestration.console import messages, shown_progress
from orchestration.errors import FedlocalError
from orchestration.settings import (
    DEFAULT_SEED,
    SCALES,
    SCENARIOS,
    Settings,
    settings_environment,
    settings_from_environment,
)

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="When local police work with federal immigration enforcement, or refuse to, are people safer?\n\n"
    "Loads the sources, builds and checks the warehouse, runs the estimators and publishes what passed.",
)

Home = Annotated[
    Path | None, typer.Option(help="Folder of raw, build, published and ledger; FEDLOCAL_HOME, else var/.")
]
Raw = Annotated[Path | None, typer.Option(help="Folder of real files, read where they lie; default: raw/ in the home.")]
Scale = Annotated[str | None, typer.Option(help=f"Size of the synthetic twin: {' or '.join(SCALES)}.")]
Scenario = Annotated[str | None, typer.Option(help=f"What the twin plants: {' or '.join(SCENARIOS)}.")]
Seed = Annotated[int | None, typer.Option(help=f"Seed of the twin; default {DEFAULT_SEED}.")]
FillWithTwin = Annotated[
    bool | None,
    typer.Option("--fill-with-twin", help="Invent policies that have no real file, even beside real policy files."),
]


@app.command()
def run(
    raw: Raw = None,
    home: Home = None,
    scale: Scale = None,
    scenario: Scenario = None,
    seed: Seed = None,
    fill_with_twin: FillWithTwin = None,
) -> None:
    """Refresh: load, model, check, estimate, publish; then print where the results are."""
    from orchestration.refresh import run_refresh

    settings = _settings(
        home=home, raw_directory=raw, scale=scale, scenario=scenario, seed=seed, fill_with_twin=fill_with_twin
    )
    with shown_progress():
        publication = run_refresh(settings)
    typer.echo(f"version       {publication.data_version}")
    typer.echo(f"warehouse     {publication.warehouse}")
    typer.echo(f"quality page  {publication.quality_page}")
    typer.echo(f"report        {publication.report}")


@app.command()
def sql(
    statement: Annotated[str, typer.Argument(help='One SQL statement, such as "select * from results.estimates".')],
    output_format: Annotated[str, typer.Option("--format", help="table, csv or json.")] = "table",
    home: Home = None,
) -> None:
    """Query the published warehouse, read-only."""
    from orchestration.query import print_rows

    print_rows(_settings(home=home), statement, output_format)


@app.command()
def twin(
    raw: Raw = None,
    home: Home = None,
    scale: Scale = None,
    scenario: Scenario = None,
    seed: Seed = None,
    fill_with_twin: FillWithTwin = None,
) -> None:
    """Write the synthetic twin's files for every source without a real one, and stop there."""
    from orchestration.sources.twin_inputs import write_missing_sources

    settings = _settings(
        home=home, raw_directory=raw, scale=scale, scenario=scenario, seed=seed, fill_with_twin=fill_with_twin
    )
    settings.create_directories()
    with shown_progress():
        manifest = write_missing_sources(settings)
    typer.echo(f"{len(manifest.files)} SYNTHETIC files in {settings.twin_directory}")


@app.command()
def fetch(
    group: Annotated[str, typer.Argument(help="What to fetch: policies.")],
    home: Home = None,
    only: Annotated[str | None, typer.Option(help='Only files whose name fits, such as "pending*".')] = None,
    list_only: Annotated[bool, typer.Option("--list", help="Show what would be fetched, and from where.")] = False,
) -> None:
    """Fetch the public files the catalog names into the home's raw folder; needs a network."""
    from orchestration.fetch.command import fetch_group, list_group

    (list_group if list_only else fetch_group)(_settings(home=home), group, only)


@app.command()
def status(home: Home = None) -> None:
    """Show each source and period (real, synthetic, incomplete set, no source), the last runs and failed checks."""
    from orchestration.status import print_status

    print_status(_settings(home=home))


@app.command()
def ui(
    home: Home = None,
    raw: Raw = None,
    port: Annotated[int, typer.Option(help="Port on the loopback address.")] = 3000,
) -> None:
    """Open Dagster on the loopback address: the graph, runs, checks and the launchpad."""
    from orchestration.instance import write_instance_configuration

    settings = _settings(home=home, raw_directory=raw)
    write_instance_configuration(settings)
    environment = {**os.environ, **settings_environment(settings)}
    arguments = ["-m", "orchestration.definitions", "-h", "127.0.0.1", "-p", str(port)]
    messages.print(f"Dagster on http://127.0.0.1:{port}, home {settings.home}; Ctrl-C ends it")
    os.execvpe(sys.executable, [sys.executable, "-m", "dagster", "dev", *arguments], environment)


def _settings(**options: object) -> Settings:
    try:
        return settings_from_environment(**options)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def main() -> None:
    """Run the command; an error a person can act on is printed without a traceback, with exit status 1."""
    try:
        app()
    except FedlocalError as error:
        messages.print(f"error: {error}", style="bold red", markup=False, soft_wrap=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
