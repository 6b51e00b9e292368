"""What is seen of a transfer: a bar in a terminal, lines in a log, and why a run waits."""

from __future__ import annotations

import io

from rich.console import Console

from orchestration.fetch.display import Display


def _seen(*, is_terminal: bool) -> str:
    seen = io.StringIO()
    console = Console(file=seen, force_terminal=is_terminal, highlight=False, width=120)
    with Display(console).showing("list.xlsx") as listener:
        listener.bytes_there(500, 1000)
        listener.waiting(3.0, "the connection broke")
        listener.bytes_there(1000, 1000)
    return seen.getvalue()


def test_a_log_gets_a_line_a_file_and_a_line_a_wait() -> None:
    assert _seen(is_terminal=False) == "fetching list.xlsx\n  the connection broke; trying again in 3 s\n"


def test_a_terminal_gets_a_bar_with_bytes() -> None:
    seen = _seen(is_terminal=True)
    assert "list.xlsx" in seen
    assert "1.0/1.0 kB" in seen
    assert "the connection broke; trying again in 3 s" in seen
