"""The command as a user runs it, and the published warehouse as a user queries it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd

from orchestration.settings import settings_environment, settings_from_environment
from orchestration.warehouse import query_published


def run_fedlocal(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Run `fedlocal` in a process and home of its own.

    Settings that a test in this process applied are not handed on: building the definitions applies theirs.
    """
    applied = settings_environment(settings_from_environment(home=home))
    inherited = {name: value for name, value in os.environ.items() if name not in applied}
    environment = {**inherited, "FEDLOCAL_HOME": str(home)}
    command = [sys.executable, "-m", "orchestration", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def query(home: Path, statement: str) -> pd.DataFrame:
    """Return the rows of a statement on a home's published warehouse."""
    return query_published(settings_from_environment(home=home), statement)
