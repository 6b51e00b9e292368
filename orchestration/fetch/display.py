"""What people see while a file comes: a bar that fills in a terminal, one line a file in a log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from orchestration.console import messages
from orchestration.fetch.listener import Listener


class Display:
    """Shows the files of a run on a console, which is the terminal's message stream unless named."""

    def __init__(self, console: Console = messages) -> None:
        self._console = console

    @contextmanager
    def showing(self, file_name: str) -> Iterator[Listener]:
        """Show one file and give what it reports its bytes to."""
        if not self._console.is_terminal:
            self._say(f"fetching {file_name}")
            yield Listener(lambda n_bytes, total: None, self._waiting)
            return
        columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
        with Progress(*columns, console=self._console) as bar:
            task = bar.add_task(file_name, total=None)
            yield Listener(lambda n_bytes, total: bar.update(task, completed=n_bytes, total=total), self._waiting)

    def _waiting(self, seconds: float, reason: str) -> None:
        self._say(f"  {reason}; trying again in {seconds:.0f} s")

    def _say(self, text: str) -> None:
        self._console.print(text, markup=False, soft_wrap=True)
