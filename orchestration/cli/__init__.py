"""The `fedlocal` command: make a version, watch it, read it."""

from __future__ import annotations

import sys

import typer

from orchestration.cli import making, planning, reading, watching
from orchestration.console import messages
from orchestration.errors import FedlocalError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="When local police work with federal immigration enforcement, or refuse to, are people safer?\n\n"
    "Loads the sources, builds and checks the warehouse, runs the estimators and publishes what passed.",
)

# The help lists panels and commands in this order.
for panel, commands in (
    ("Make a version", (making.run, making.fetch, making.twin)),
    ("Decide and vary what is estimated", (planning.freeze_specifications, planning.specification_curve)),
    ("Watch it", (watching.status, watching.ui)),
    ("Read it", (reading.county, reading.policies, reading.conflicts, reading.sql, reading.export)),
):
    for command in commands:
        app.command(rich_help_panel=panel)(command)


def main() -> None:
    """Run the command; an error a person can act on is printed without a traceback, with exit status 1."""
    try:
        app()
    except FedlocalError as error:
        messages.print(f"error: {error}", style="bold red", markup=False, soft_wrap=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
