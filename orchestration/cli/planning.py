"""Commands about specifications rather than versions: freeze-specifications, specification-curve."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.options import Home, settings_of
from orchestration.console import shown_progress


def freeze_specifications(
    home: Home = None,
    path: Annotated[
        Path | None,
        typer.Option(help="File to write or check; default: frozen_specifications.yaml in the home, read first."),
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; list what changed since the freeze.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Freeze anew; keep the earlier list under its date.")] = False,
) -> None:
    """Fix the specifications before estimating: what is not in the list is EXPLORATORY in results.estimates.

    Lists each specification, those of the specification curve too, by the hash of everything that can change a number.
    --check ends with status 1 when a frozen specification was edited or removed.
    """
    from orchestration.freezing import check_frozen, freeze_now

    settings = settings_of(home=home)
    if check:
        raise typer.Exit(0 if check_frozen(settings, path) else 1)
    freeze_now(settings, path, force)


def specification_curve(
    home: Home = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Estimate at most so many more specifications, then draw what there is.")
    ] = None,
) -> None:
    """Estimate every defensible specification on the published version, and draw the curve with its joint inference.

    What was estimated for this version by this code is kept, so a run that was broken off goes on where it stopped.
    """
    from orchestration.specification_curve import make_curve

    with shown_progress():
        made = make_curve(settings_of(home=home), limit)
    typer.echo(f"version         {made.data_version}")
    typer.echo(f"specifications  {made.n_estimated} of {made.n_specifications} estimated, {made.n_new} of them now")
    typer.echo(f"table           {made.table}")
    typer.echo(f"joint inference {made.joint_inference}")
    typer.echo(f"page            {made.page}")
