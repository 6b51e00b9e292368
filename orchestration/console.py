"""What people see in a terminal: progress (a moving bar, or a line per stage in a log) and tables."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pandas as pd
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from orchestration.progress import listening

WIDTH_OF_A_PIPE = 10_000

messages = Console(stderr=True, highlight=False)


def print_table(rows: pd.DataFrame, title: str | None = None) -> None:
    """Print rows on standard output, numbers to the right; a pipe gets every cell whole."""
    table = Table(show_edge=False, pad_edge=False, title=title, title_justify="left", title_style="bold")
    for column in rows.columns:
        is_number = pd.api.types.is_numeric_dtype(rows[column]) and not pd.api.types.is_bool_dtype(rows[column])
        table.add_column(str(column), justify="right" if is_number else "left", overflow="fold")
    for row in rows.itertuples(index=False):
        table.add_row(*(cell_text(value) for value in row))
    # Cutting a cell to an imagined terminal would lose what was asked for.
    width = None if sys.stdout.isatty() else WIDTH_OF_A_PIPE
    Console(width=width, highlight=False, markup=False).print(table)


def cell_text(value: object) -> str:
    """Return a value as people read it: nothing for null, dates without a midnight, six significant digits."""
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat() if value == value.normalize() else value.isoformat(sep=" ", timespec="seconds")
    return f"{value:.6g}" if isinstance(value, float) else str(value)


@contextmanager
def shown_progress() -> Iterator[None]:
    """Show the stages that everything inside reports."""
    display = _stage_bars if messages.is_terminal else _stage_lines
    with display():
        yield


@contextmanager
def _stage_bars() -> Iterator[None]:
    columns = (SpinnerColumn(), TextColumn("{task.description:<28}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=messages) as bars:
        tasks: dict[str, TaskID] = {}

        def show(stage: str, fraction: float) -> None:
            if stage not in tasks:
                _finish(bars, tasks)
                tasks[stage] = bars.add_task(stage, total=1.0)
            bars.update(tasks[stage], completed=fraction)

        with listening(show):
            yield
        _finish(bars, tasks)


def _finish(bars: Progress, tasks: dict[str, TaskID]) -> None:
    for task in tasks.values():
        bars.update(task, completed=1.0)


@contextmanager
def _stage_lines() -> Iterator[None]:
    started = time.monotonic()
    seen: set[str] = set()

    def show(stage: str, fraction: float) -> None:
        if stage not in seen:
            seen.add(stage)
            messages.print(f"{time.monotonic() - started:6.1f} s  {stage}")

    with listening(show):
        yield
