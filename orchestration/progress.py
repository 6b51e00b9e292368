"""Progress of long steps: a step reports a stage and a fraction; who shows it is decided elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

ProgressListener = Callable[[str, float], None]


def _ignore(stage: str, fraction: float) -> None:
    """Take a report to nobody."""


# One for the process, not one a thread: dbt reports from threads of its own.
_listeners: list[ProgressListener] = [_ignore]


def report_progress(stage: str, fraction: float) -> None:
    """Tell whoever listens that a stage has come so far (0 to 1)."""
    _listeners[-1](stage, min(max(fraction, 0.0), 1.0))


@contextmanager
def listening(listener: ProgressListener) -> Iterator[None]:
    """Send the progress of everything inside to one listener."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)
