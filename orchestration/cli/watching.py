"""Commands that watch versions being made: status, ui."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from orchestration.cli.options import Home, Raw, settings_of
from orchestration.console import messages
from orchestration.settings import settings_environment


def status(home: Home = None) -> None:
    """Show each source and period (real, synthetic, national only, no source), the last runs and failed checks."""
    from orchestration.status import print_status

    print_status(settings_of(home=home))


def ui(
    home: Home = None,
    raw: Raw = None,
    port: Annotated[int, typer.Option(help="Port on the loopback address.")] = 3000,
) -> None:
    """Open Dagster on the loopback address: the graph, runs, checks and the launchpad."""
    from orchestration.instance import write_instance_configuration

    settings = settings_of(home=home, raw_directory=raw)
    write_instance_configuration(settings)
    environment = {**os.environ, **settings_environment(settings)}
    arguments = ["-m", "orchestration.definitions", "-h", "127.0.0.1", "-p", str(port)]
    messages.print(f"Dagster on http://127.0.0.1:{port}, home {settings.home}; Ctrl-C ends it")
    os.execvpe(sys.executable, [sys.executable, "-m", "dagster", "dev", *arguments], environment)
