"""Progress of long steps: a step reports a stage and a fraction; who shows it is decided elsewhere."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

logger = logging.getLogger("fedlocal")

ProgressListener = Callable[[str, float], None]


def _ignore(stage: str, fraction: float) -> None:
    """Take a report to nobody."""


_listener: ContextVar[ProgressListener] = ContextVar("progress_listener", default=_ignore)


def report_progress(stage: str, fraction: float) -> None:
    """Tell whoever listens that a stage has come so far (0 to 1)."""
    _listener.get()(stage, min(max(fraction, 0.0), 1.0))


@contextmanager
def listening(listener: ProgressListener) -> Iterator[None]:
    """Send the progress of everything inside to one listener."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
