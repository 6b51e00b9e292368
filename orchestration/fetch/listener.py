"""Whom a download tells how it is getting on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Listener:
    """Is told how many bytes there are and will be (None if unknown), and how long is waited and why."""

    bytes_there: Callable[[int, int | None], None]
    waiting: Callable[[float, str], None]
