"""Commands that make a version: run, fetch, twin."""

from __future__ import annotations

from typing import Annotated

import typer

from orchestration.cli.options import (
    CountingRule,
    FillWithTwin,
    Home,
    NationalOnly,
    Raw,
    Scale,
    Scenario,
    Seed,
    Tables,
    settings_of,
)
from orchestration.console import shown_progress


def run(
    raw: Raw = None,
    home: Home = None,
    scale: Scale = None,
    scenario: Scenario = None,
    seed: Seed = None,
    fill_with_twin: FillWithTwin = None,
    national_only: NationalOnly = None,
    counting_rule: CountingRule = None,
    tables: Tables = None,
) -> None:
    """Refresh: load, model, check, estimate, publish; then print where the results are."""
    from orchestration.refresh import run_refresh

    settings = settings_of(
        home=home,
        raw_directory=raw,
        scale=scale,
        scenario=scenario,
        seed=seed,
        fill_with_twin=fill_with_twin,
        national_only=national_only,
        counting_rule=counting_rule,
        tables=tables,
    )
    with shown_progress():
        publication = run_refresh(settings)
    typer.echo(f"version        {publication.data_version}")
    typer.echo(f"warehouse      {publication.warehouse}")
    typer.echo(f"quality page   {publication.quality_page}")
    typer.echo(f"policies page  {publication.policies_page}")
    typer.echo(f"people's page  {publication.respondents_page}")
    typer.echo(f"places page    {publication.places_page}")
    typer.echo(f"estimators     {publication.estimators_page}")
    typer.echo(f"report         {publication.report}")


def fetch(
    group: Annotated[str, typer.Argument(help="What to fetch: policies, or places (Census files and tract tables).")],
    home: Home = None,
    only: Annotated[str | None, typer.Option(help='Only files whose name fits, such as "pending*".')] = None,
    releases: Annotated[
        str | None,
        typer.Option(help="places: releases of the five-year ACS, as 2009-2014,2019; default 2009-2014."),
    ] = None,
    states: Annotated[
        str | None, typer.Option(help="places: states by postal or two-digit code, such as AZ,06; default all and DC.")
    ] = None,
    list_only: Annotated[bool, typer.Option("--list", help="Show what would be fetched, and from where.")] = False,
) -> None:
    """Fetch public files into the home's raw folder; needs a network, and for places a Census API key.

    The key is read from FEDLOCAL_CENSUS_KEY, or CENSUS_API_KEY. What is there already is not asked for again.
    """
    from orchestration.fetch.choice import choice_of
    from orchestration.fetch.command import fetch_group, list_group

    (list_group if list_only else fetch_group)(settings_of(home=home), group, choice_of(only, releases, states))


def twin(
    raw: Raw = None,
    home: Home = None,
    scale: Scale = None,
    scenario: Scenario = None,
    seed: Seed = None,
    fill_with_twin: FillWithTwin = None,
    national_only: NationalOnly = None,
) -> None:
    """Write the synthetic twin's files for every source without a real one, and stop there."""
    from orchestration.sources.twin_inputs import write_missing_sources

    settings = settings_of(
        home=home,
        raw_directory=raw,
        scale=scale,
        scenario=scenario,
        seed=seed,
        fill_with_twin=fill_with_twin,
        national_only=national_only,
    )
    settings.create_directories()
    with shown_progress():
        manifest = write_missing_sources(settings)
    typer.echo(f"{len(manifest.files)} SYNTHETIC files in {settings.twin_directory}")
