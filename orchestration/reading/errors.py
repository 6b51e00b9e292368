"""What a reading command can refuse."""

from __future__ import annotations

from orchestration.errors import FedlocalError


class ReadingError(FedlocalError):
    """A question the published version cannot answer; the message says what to ask instead."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem}\n  remedy: {remedy}")
